"""A question as an item of QTI 2.1 or 3.0.

The item is read back before it leaves: what another program would not understand of it is added where only we
look (`extras`), and said in the notes.
"""

import re
from collections.abc import Callable, Mapping
from hashlib import sha256
from itertools import chain
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, tostring

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmreduction_lms.quizzes.exchange.base import ExchangeItem, Picture, Refusal
from harmreduction_lms.quizzes.exchange.pictures import picture_type
from harmreduction_lms.quizzes.exchange.qti import extras, names, v2_write_choices, v2_write_text
from harmreduction_lms.quizzes.exchange.qti.keys import as_name
from harmreduction_lms.quizzes.exchange.qti.media import Media
from harmreduction_lms.quizzes.exchange.qti.v2_draft import (
    SCORE,
    Draft,
    element,
    shown_message,
    shown_outcome,
)
from harmreduction_lms.quizzes.exchange.qti.v2_read import read
from harmreduction_lms.quizzes.exchange.qti.xhtml import fragment


MEDIA = "media"
"""Folder of the pictures, beside the items."""
RATIONALE = "RATIONALE"

_IDENTIFIER = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
# XML 1.0 has no way to write these, but for the carriage return, which is read as the end of a line.
_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

KINDS: dict[str, Callable[[ExchangeItem], Draft]] = {
    "single_choice": v2_write_choices.single_choice,
    "true_false": v2_write_choices.true_false,
    "multiple_response": v2_write_choices.multiple_response,
    "image_choice": v2_write_choices.image_choice,
    "ordering": v2_write_choices.ordering,
    "matching": v2_write_choices.matching,
    "likert": v2_write_choices.likert,
    "numeric": v2_write_text.numeric,
    "short_answer": v2_write_text.short_answer,
    "cloze": v2_write_text.cloze,
    "reflection": v2_write_text.reflection,
}

_LOST: dict[str, str | Promise] = {
    "hints": gettext_lazy("Other programs do not show the hints."),
    "tags": gettext_lazy("Other programs do not know the tags."),
    "category": gettext_lazy("Other programs do not know the category."),
}
_LOST_OF_KIND: dict[tuple[str, str], str | Promise] = {
    ("image_choice", "options"): gettext_lazy("Other programs show no letters in the picture."),
    ("ordering", "groups"): gettext_lazy(
        "Other programs know one order only, and mark lines that may come in either order as wrong."
    ),
    ("numeric", "unit_forms"): gettext_lazy("Other programs want the number without its unit."),
    ("cloze", "gaps"): gettext_lazy(
        "Other programs want numbers without units, and show no reasons at gaps."
    ),
    ("reflection", "rubric"): gettext_lazy("Other programs show the rubric as text, and cannot score by it."),
    ("reflection", "max_words"): gettext_lazy("Other programs do not hold to the number of words."),
}


class WrittenItem(NamedTuple):
    """An item, its pictures for the folder `MEDIA` beside it, and what other programs will miss."""

    xml: bytes
    media: list[Picture]
    notes: tuple[str, ...]


def write_item(item: ExchangeItem, version: str = "2.1") -> WrittenItem | Refusal:
    """The question as an `assessmentItem` ("2.1") or a `qti-assessment-item` ("3.0")."""
    make = KINDS.get(item.kind)
    if make is None:
        return Refusal(
            item.title, _("QTI has no place for questions of the kind “%(kind)s”.") % {"kind": item.kind}
        )
    pictures = [_stored(item.picture)] if item.picture else []
    root = _writable(_item(item, make(item), pictures, version))
    media = Media({f"{MEDIA}/{picture.name}": picture.content for picture in pictures})
    understood = read(root, item.where, media)
    if isinstance(understood, Refusal):
        return Refusal(item.title, understood.reason)
    lost = extras.missing(item, understood)
    if lost:
        root.insert(_place_of_outcomes(root), extras.declaration(lost, understood))
    return WrittenItem(_serialised(root, version), pictures, _notes(item, lost))


def _item(item: ExchangeItem, draft: Draft, pictures: list[Picture], version: str) -> Element:
    """Parts in the order the schema demands."""
    messages, outcomes = draft.messages, draft.outcomes
    if item.rationale:
        outcomes = [*outcomes, shown_outcome(RATIONALE)]
        messages = [*messages, shown_message(RATIONALE, item.rationale)]
    shown = [element("p", element("img", src=f"{MEDIA}/{found.name}", alt=found.alt)) for found in pictures]
    return element(
        names.ITEM,
        *draft.declarations,
        *_score(item, draft),
        *outcomes,
        element("itemBody", *fragment(item.stem), *shown, *draft.body),
        *_processing(draft, version),
        *messages,
        identifier=_identifier(item),
        title=item.title,
        adaptive=False,
        timeDependent=False,
        toolName="harmreduction_lms",
    )


def _score(item: ExchangeItem, draft: Draft) -> list[Element]:
    if not draft.scored:
        return []
    scorer = "human" if draft.scored == "human" else None
    default = element("defaultValue", element("value", "0"))
    declaration = element(
        "outcomeDeclaration",
        default,
        identifier=SCORE,
        cardinality="single",
        baseType="float",
        normalMaximum=item.points,
        externalScored=scorer,
    )
    return [declaration]


def _processing(draft: Draft, version: str) -> list[Element]:
    if draft.template:
        return [element("responseProcessing", template=names.TEMPLATES[version].format(draft.template))]
    return [element("responseProcessing", *draft.rules)] if draft.rules else []


def _identifier(item: ExchangeItem) -> str:
    if _IDENTIFIER.fullmatch(name := as_name(item.source_key)):
        return name
    return (
        f"q-{sha256(f'{item.source_key} {item.title} {item.stem} {item.answer}'.encode()).hexdigest()[:16]}"
    )


def _stored(picture: Picture) -> Picture:
    """The picture under a name that no other picture of a package has."""
    name = f"{sha256(picture.content).hexdigest()[:16]}.{picture_type(picture.content) or 'png'}"
    return Picture(name, picture.content, picture.alt)


def _serialised(root: Element, version: str) -> bytes:
    written = root if version == "2.1" else names.modern(root)
    namespace = names.NAMESPACES[version]
    written.attrib = {
        "xmlns": namespace,
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": f"{namespace} {names.SCHEMAS[version]}",
        **written.attrib,
    }
    return tostring(written, encoding="utf-8", xml_declaration=True)


def _writable(root: Element) -> Element:
    """The element as it will be read: without what XML cannot hold, and with one sort of line end."""
    values = (value for part in root.iter() for value in part.attrib.values())
    if not _UNWRITABLE.search("".join(chain(root.itertext(), values))):
        return root
    for part in root.iter():
        part.text, part.tail = _cleaned(part.text), _cleaned(part.tail)
        part.attrib.update({name: _cleaned(value) or "" for name, value in part.attrib.items()})
    return root


def _cleaned(text: str | None) -> str | None:
    return text and _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _place_of_outcomes(root: Element) -> int:
    return [part.tag for part in root].index("itemBody")


def _notes(item: ExchangeItem, lost: Mapping[str, Any]) -> tuple[str, ...]:
    of_kind = [_LOST_OF_KIND.get((item.kind, name)) for name in lost.get("answer", ())]
    return tuple(str(text) for text in (*(_LOST.get(name) for name in lost), *of_kind) if text)
