"""The shape of an answer of every kind, to tell whether JSON from a file is one.

What an answer says is checked by its block when it is stored; here only that it holds what it must hold.
"""

from collections.abc import Mapping
from typing import Any


MAX_POINTS = 100
"""As a question in the bank may weigh."""

_OPTION = {"text": str, "correct": bool, "why": str}
_TEXT_OR_NOTHING = (str, type(None))
_RANGE = {"low": str, "high": _TEXT_OR_NOTHING, "tolerance": _TEXT_OR_NOTHING}
_NUMBER = {"ranges": [_RANGE], "unit": str, "unit_forms": [str]}
_FORMS = {"accepted": [str]}

SHAPES: Mapping[str, Mapping[str, Any]] = {
    "single_choice": {"options": [_OPTION]},
    "multiple_response": {"options": [_OPTION], "scoring": str},
    "true_false": {"answer": str, "why_true": str, "why_false": str},
    "ordering": {"groups": [{"items": [str]}]},
    "matching": {"pairs": [{"prompt": str, "match": str}], "distractors": [str]},
    "numeric": _NUMBER,
    "short_answer": _FORMS,
    "cloze": {"text": str, "gaps": [{"type": str, "value": dict}]},
    "image_choice": {
        "image": type(None),
        "alt": str,
        "choose": str,
        "options": [{**_OPTION, "x": _TEXT_OR_NOTHING, "y": _TEXT_OR_NOTHING}],
    },
    "likert": {"statements": [str], "scale": [str]},
    "reflection": {
        "grading": str,
        "guidance": str,
        "rubric": [{"criterion": str, "points": int, "description": str}],
        "max_words": (int, type(None)),
    },
}
_GAPS: Mapping[str, Mapping[str, Any]] = {"choice": {"options": [_OPTION]}, "number": _NUMBER, "text": _FORMS}


def is_answer(kind: Any, answer: Any) -> bool:
    """Whether JSON could be the answer of that kind. Keys may be missing where a block has defaults."""
    if not isinstance(kind, str) or kind not in SHAPES or not _fits(answer, SHAPES[kind]):
        return False
    return kind != "cloze" or all(_fits(gap["value"], _GAPS.get(gap["type"], {})) for gap in answer["gaps"])


def _fits(value: Any, shape: Any) -> bool:
    if isinstance(shape, list):
        return isinstance(value, list) and all(_fits(part, shape[0]) for part in value)
    if isinstance(shape, Mapping):
        return isinstance(value, dict) and all(
            name in shape and _fits(part, shape[name]) for name, part in value.items()
        )
    return isinstance(value, shape)
