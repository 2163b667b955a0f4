"""A gap of a cloze question in one cell.

    choice: *naloxone # it reverses opioids | caffeine
    number: 2 to 3 | 5 ± 0.5 | unit: minutes | unit: min
    text: rescue breaths | rescue breathing

A backslash in front of `|`, `#`, `*` or itself takes their meaning away.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.numbers import parse_typed_range, typed_range
from harmreduction_lms.quizzes.exchange.problems import Unusable


_TOKENS = re.compile(r"\\?.", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SPECIAL = re.compile(r"[\\|#*\n]")
_TYPE = re.compile(r"\s*(choice|number|text|unit)\s*:", re.IGNORECASE)


def parse_gap(cell: str) -> dict[str, Any]:
    """The gap as the cloze block holds it. A cell that names no type lists accepted texts."""
    type_, text = _typed(cell)
    parts = [part.strip() for part in _split(text, "|") if part.strip()]
    if not parts:
        raise Unusable(_("A gap is empty."))
    if type_ == "choice":
        return {"type": type_, "value": {"options": [_option(part) for part in parts]}}
    if type_ == "number":
        return {"type": type_, "value": _number(parts)}
    return {"type": "text", "value": {"accepted": [_shown(part) for part in parts]}}


def written_gap(gap: Mapping[str, Any]) -> str:
    value = gap["value"]
    if gap["type"] == "choice":
        parts = [_written_option(option) for option in value["options"]]
    elif gap["type"] == "number":
        units = [value["unit"], *value["unit_forms"]]
        parts = [typed_range(part) for part in value["ranges"]] + [
            f"unit: {_hidden(unit)}" for unit in units if unit
        ]
    else:
        parts = [_hidden(text) for text in value["accepted"]]
    return f"{gap['type']}: {' | '.join(parts)}"


def _typed(text: str) -> tuple[str, str]:
    found = _TYPE.match(text)
    return (found[1].lower(), text[found.end() :]) if found else ("", text)


def _option(part: str) -> dict[str, Any]:
    is_right = part.startswith("*")
    text, *why = _split(part.removeprefix("*"), "#")
    return {"text": _shown(text), "correct": is_right, "why": _shown("#".join(why))}


def _written_option(option: Mapping[str, Any]) -> str:
    mark = "*" if option["correct"] else ""
    why = f" # {_hidden(option['why'])}" if option["why"] else ""
    return f"{mark}{_hidden(option['text'])}{why}"


def _number(parts: list[str]) -> dict[str, Any]:
    typed = [_typed(part) for part in parts]
    units = [_shown(text) for type_, text in typed if type_ == "unit"]
    ranges = [parse_typed_range(text) for type_, text in typed if type_ != "unit"]
    if not ranges:
        raise Unusable(_("A gap for a number names no number."))
    return {"ranges": ranges, "unit": units[0] if units else "", "unit_forms": units[1:]}


def _split(text: str, sign: str) -> list[str]:
    parts: list[list[str]] = [[]]
    for token in _TOKENS.findall(text):
        if token == sign:
            parts.append([])
        else:
            parts[-1].append(token)
    return ["".join(part) for part in parts]


def _hidden(text: str) -> str:
    return _SPECIAL.sub(lambda found: "\\n" if found[0] == "\n" else f"\\{found[0]}", text)


def _shown(text: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], text.strip())
