"""What QTI has no word for, kept in an item so that it comes back: ties, hints, rubrics, tags.

It travels as the default of an outcome variable, where the standard allows any text and no program shows it.
It holds only what reading the item would not give back, and counts only while the item says what it said when
it was written: an item that was edited elsewhere is taken for what it says now.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.base import ExchangeItem, Picture
from harmreduction_lms.quizzes.exchange.qti.shapes import MAX_POINTS, is_answer


VARIABLE = "HRLMS"
_TEXTS = ("title", "stem", "rationale", "category", "source_key")
_LISTS = ("hints", "tags")


def declaration(lost: Mapping[str, Any], understood: ExchangeItem) -> Element:
    """The outcome variable with what `understood`, read back from the item, lacks."""
    element = Element(
        "outcomeDeclaration",
        {"identifier": VARIABLE, "cardinality": "single", "baseType": "string", "view": "author"},
    )
    value = SubElement(SubElement(element, "defaultValue"), "value")
    value.text = json.dumps({"of": fingerprint(understood), **lost}, sort_keys=True)
    return element


def missing(item: ExchangeItem, understood: ExchangeItem) -> dict[str, Any]:
    """The fields of `item` that differ from what another program understands."""
    names = ("kind", *_TEXTS, *_LISTS, "points")
    lost = {name: getattr(item, name) for name in names if getattr(item, name) != getattr(understood, name)}
    answer = {
        name: value
        for name, value in item.answer.items()
        if item.kind != understood.kind or understood.answer.get(name) != value
    }
    if answer:
        lost["answer"] = answer
    if item.picture and understood.picture and item.picture != understood.picture:
        lost["picture"] = {"name": item.picture.name, "alt": item.picture.alt}
    return lost


def restored(item: ExchangeItem, root: Element) -> ExchangeItem:
    """The item with what it lacks, if it still says what it said when it was written."""
    found = _found(root)
    if not found:
        return item
    if found.get("of") != fingerprint(item):
        text = _(
            "It was changed in another program since it left here; what that program could not keep is lost."
        )
        return replace(item, notes=(*item.notes, text))
    whole = _merged(item, found)
    # What was noted is what this brought back.
    return replace(whole, notes=()) if is_answer(whole.kind, whole.answer) else item


def fingerprint(item: ExchangeItem) -> str:
    """Two items with the same fingerprint ask the same and accept the same."""
    said = [item.kind, item.title, item.stem, item.answer, item.rationale, item.points, item.source_key]
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def _found(root: Element) -> Mapping[str, Any]:
    texts = (
        element.findtext("defaultValue/value")
        for element in root.findall("outcomeDeclaration")
        if element.get("identifier") == VARIABLE
    )
    try:
        found = json.loads(next(texts, None) or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _merged(item: ExchangeItem, found: Mapping[str, Any]) -> ExchangeItem:
    fields: dict[str, Any] = {
        name: found[name] for name in ("kind", *_TEXTS) if isinstance(found.get(name), str)
    }
    fields |= {name: _strings(found[name]) for name in _LISTS if isinstance(found.get(name), list)}
    points, answer = found.get("points"), found.get("answer")
    if type(points) is int and 0 < points <= MAX_POINTS:
        fields["points"] = points
    if isinstance(answer, dict):
        is_same = fields.get("kind", item.kind) == item.kind
        fields["answer"] = {**item.answer, **answer} if is_same else answer
    return replace(item, **fields, picture=_named(item.picture, found.get("picture")))


def _named(picture: Picture | None, names: Any) -> Picture | None:
    """The picture with the name and description it had; in the package it is named for its bytes."""
    if picture is None or not isinstance(names, dict):
        return picture
    given = {part: names[part] for part in ("name", "alt") if isinstance(names.get(part), str)}
    return replace(picture, **given)


def _strings(values: Any) -> tuple[str, ...]:
    return tuple(value for value in values if isinstance(value, str))
