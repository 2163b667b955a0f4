"""What only we keep of a question, in an element of its own that Moodle passes over: `<hrlms>`.

It holds the fields that Moodle's elements give back differently, and a fingerprint of those elements. If
somebody has edited the question since, it is out of date and is not used: an old key must never win.
"""

import json
from hashlib import sha256
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from harmreduction_lms.quizzes.exchange.base import ExchangeItem


TAG = "hrlms"

_OPTION: dict[str, Any] = {"text": str, "correct": bool, "why": str}
_OPTIONS = {"options": [_OPTION]}
_NUMERIC: dict[str, Any] = {
    "ranges": [{"low": str, "high": (str, None), "tolerance": (str, None)}],
    "unit": str,
    "unit_forms": [str],
}
_PLACED = {**_OPTION, "x": (str, None), "y": (str, None)}
_ROW = {"criterion": str, "points": int, "description": str}
_GAPS = {"choice": _OPTIONS, "number": _NUMERIC, "text": {"accepted": [str]}}
ANSWERS: dict[str, Any] = {
    "single_choice": _OPTIONS,
    "multiple_response": {**_OPTIONS, "scoring": str},
    "true_false": {"answer": str, "why_true": str, "why_false": str},
    "ordering": {"groups": [{"items": [str]}]},
    "matching": {"pairs": [{"prompt": str, "match": str}], "distractors": [str]},
    "numeric": _NUMERIC,
    "short_answer": {"accepted": [str]},
    "cloze": {
        "text": str,
        "gaps": [tuple({"type": {name}, "value": shape} for name, shape in _GAPS.items())],
    },
    "image_choice": {"image": None, "alt": str, "choose": str, "options": [_PLACED]},
    "reflection": {"grading": str, "guidance": str, "rubric": [_ROW], "max_words": (int, None)},
}
"""The shape of each kind's answer: a type, a list of one shape, a dict of shapes, a tuple of alternatives."""

_TEXTS = ("title", "stem", "rationale", "category", "source_key")
_LISTS = ("hints", "tags")


def add(element: Element, item: ExchangeItem, native: ExchangeItem | None) -> None:
    """Puts into `element` what `native`, its reading without us, would miss of `item`."""
    fields: dict[str, Any] = {
        name: getattr(item, name)
        for name in (*_TEXTS, *_LISTS, "points")
        if not native or getattr(native, name) != getattr(item, name)
    }
    if not native or (native.kind, native.answer) != (item.kind, item.answer):
        fields |= {"kind": item.kind, "answer": item.answer}
    if fields:
        SubElement(element, TAG, {"of": fingerprint(element)}).text = json.dumps(fields)


def read(element: Element) -> dict[str, Any]:
    """The fields we keep beside Moodle's; nothing if there are none, or they are out of date or malformed."""
    found = element.find(TAG)
    if found is None or is_outdated(element):
        return {}
    try:
        fields = json.loads(found.text or "")
    except (ValueError, RecursionError):
        return {}
    if not _fits(fields, dict):
        return {}
    kept = {name: fields[name] for name in _TEXTS if _fits(fields.get(name), str)}
    kept |= {name: tuple(fields[name]) for name in _LISTS if _fits(fields.get(name), [str])}
    if _fits(fields.get("points"), int):
        kept["points"] = fields["points"]
    kind = str(fields.get("kind"))
    if kind in ANSWERS and _fits(fields.get("answer"), ANSWERS[kind]):
        kept |= {"kind": kind, "answer": fields["answer"]}
    return kept


def is_outdated(element: Element) -> bool:
    """Whether the question was changed after our part was written."""
    found = element.find(TAG)
    return found is not None and found.get("of") != fingerprint(element)


def fingerprint(element: Element) -> str:
    """Of all elements but ours; how the file is indented does not matter."""
    parts = [
        "\x1f".join(
            [
                part.tag,
                *(f"{name}={value}" for name, value in sorted(part.items())),
                (part.text or "").strip(),
            ]
        )
        for part in element.iter()
        if part.tag != TAG
    ]
    return sha256("\x1e".join(parts).encode()).hexdigest()[:32]


def _fits(value: Any, shape: Any) -> bool:
    """Whether JSON has a shape; what has is safe to hand to the question kinds."""
    if isinstance(shape, tuple):
        return any(_fits(value, each) for each in shape)
    if isinstance(shape, set):
        return isinstance(value, str) and value in shape
    if isinstance(shape, list):
        return isinstance(value, list) and all(_fits(each, shape[0]) for each in value)
    if isinstance(shape, dict):
        return (
            isinstance(value, dict)
            and value.keys() == shape.keys()
            and all(_fits(value[name], each) for name, each in shape.items())
        )
    return value is None if shape is None else type(value) is shape
