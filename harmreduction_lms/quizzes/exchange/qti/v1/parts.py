"""What a QTI 1.2 item shows: its texts and the places to answer, in the order they stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.quizzes.exchange.plain import to_text
from harmreduction_lms.quizzes.exchange.safe_xml import inner_html, local_name


MAX_SLOTS = 40
MAX_CHOICES = 40
"""Per slot. Twice what a question here may hold; more would only cost time."""

_HTML_TYPES = frozenset({"text/html", "text/xhtml", "html", "xhtml", "smart_text"})
_SOUND = frozenset({"mataudio", "matvideo", "matapplet", "matapplication"})


class NotTaken(HarmReductionLMSError):
    """An item cannot become a question of ours; the message is the reason for the editor."""


@dataclass(frozen=True)
class Choice:
    """One answer to choose: a `response_label`."""

    ident: str
    html: str
    attributes: Mapping[str, str]


@dataclass(frozen=True)
class Slot:
    """One place to answer: a `response_lid`, `_str`, `_num`, `_xy` or `_grp`."""

    ident: str
    type: str
    """"lid" for choices, "str" and "num" for typing, "xy" for pointing, "grp" for grouping."""
    cardinality: str
    prompt: str
    """What stands beside it, as HTML."""
    choices: tuple[Choice, ...]
    attributes: Mapping[str, str]


def presented(item: Element) -> list[str | Slot]:
    """The texts (HTML) and slots of an item in their order."""
    presentation = child(item, "presentation")
    pieces = [] if presentation is None else _two_columns(presentation) or [*_pieces(presentation)]
    if sum(isinstance(piece, Slot) for piece in pieces) > MAX_SLOTS:
        raise NotTaken(_("It asks for more than %(number)d answers at once.") % {"number": MAX_SLOTS})
    return pieces


def _pieces(element: Element) -> Iterator[str | Slot]:
    for part in element:
        name = local_name(part)
        if name.startswith("response_"):
            yield _slot(part, name.removeprefix("response_"))
        elif name == "material":
            yield material_html(part)
        else:
            yield from _pieces(part)


def _two_columns(presentation: Element) -> list[str | Slot]:
    """Blackboard's matching: prompts beside lists without words, which stand once in another column."""
    flows = {part.get("class"): part for part in presentation.iter() if local_name(part) == "flow"}
    if not {"QUESTION_BLOCK", "RESPONSE_BLOCK", "RIGHT_MATCH_BLOCK"} <= flows.keys():
        return []
    texts = [all_material(part) for part in flows["RIGHT_MATCH_BLOCK"]]
    rows = [_row(part, texts) for part in flows["RESPONSE_BLOCK"]]
    return [all_material(flows["QUESTION_BLOCK"]), *rows]


def _row(flow: Element, texts: list[str]) -> Slot:
    lists = [part for part in flow.iter() if local_name(part) == "response_lid"]
    if len(lists) != 1:
        raise NotTaken(_("Its prompts and matches cannot be told apart."))
    slot = _slot(lists[0], "lid")
    worded = zip(slot.choices, texts, strict=False)
    choices = tuple(replace(choice, html=text) for choice, text in worded)
    return replace(slot, prompt=all_material(flow), choices=choices)


def _slot(element: Element, type_: str) -> Slot:
    labels = [part for part in element.iter() if local_name(part) == "response_label"]
    if len(labels) > MAX_CHOICES:
        raise NotTaken(_("It offers more than %(number)d answers.") % {"number": MAX_CHOICES})
    choices = [Choice(part.get("ident", ""), all_material(part), part.attrib) for part in labels]
    fields = [part for part in element.iter() if local_name(part) == "render_fib"]
    attributes = {key: value for part in (element, *fields) for key, value in part.items()}
    cardinality = element.get("rcardinality", "single").lower()
    prompt = " ".join(_prompts(element))
    return Slot(element.get("ident", ""), type_, cardinality, prompt, tuple(choices), attributes)


def _prompts(element: Element) -> Iterator[str]:
    for part in element:
        if local_name(part) == "material":
            yield material_html(part)
        elif local_name(part) != "response_label":
            yield from _prompts(part)


def all_material(element: Element) -> str:
    """Every text inside an element, as HTML."""
    return " ".join(material_html(part) for part in element.iter() if local_name(part) == "material")


def material_html(material: Element) -> str:
    """A `material` as HTML. Text is plain unless it says otherwise (QTI 1.2 ASI, mattext texttype)."""
    return " ".join(filter(None, map(_mat_html, material.iter())))


def _mat_html(element: Element) -> str:
    name = local_name(element)
    if name in {"mattext", "matemtext", "mat_formattedtext"}:
        if len(element):
            return inner_html(element).strip()
        text = (element.text or "").strip()
        is_html = (element.get("texttype") or element.get("type") or "").lower() in _HTML_TYPES
        return text if is_html else escape(text, quote=False)
    if name == "matimage" and element.get("uri"):
        return f'<img src="{escape(element.get("uri", ""))}" alt="{escape(element.get("label", ""))}">'
    if name in _SOUND and element.get("uri"):
        return f'<audio src="{escape(element.get("uri", ""))}"></audio>'
    return "<br>" if name == "matbreak" else ""


def child(element: Element, name: str) -> Element | None:
    """The first child of that name, whatever its namespace."""
    return next((part for part in element if local_name(part) == name), None)


def line(html: str, lost: list[str]) -> str:
    """An answer's text on one plain line; what it loses is added to `lost`."""
    text, missing = to_text(html)
    lost.extend(missing)
    if not text:
        raise NotTaken(_("One of its answers has no words, only a picture or nothing. Write it as words."))
    return text
