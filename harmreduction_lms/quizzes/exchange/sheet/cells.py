"""What cells hold: options with their reasons, lists, numbers, and which answers are right."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from string import ascii_lowercase
from typing import Any

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.problems import Unusable
from harmreduction_lms.quizzes.exchange.sheet.columns import Key, Row
from harmreduction_lms.quizzes.grading import normalise


Answer = dict[str, Any]
Filled = dict[Key, str]

SEPARATORS = re.compile(r"[\s,;&+]+|\band\b")


def options(row: Row) -> list[Answer]:
    texts, reasons = row.numbered("Answer"), row.numbered("Why")
    right = _right(row["Right answers"], texts)
    if not right:
        raise Unusable(_("Write the number of the right answer into “Right answers”, e.g. 2, or 1, 3."))
    return [
        {"text": text.strip(), "correct": number in right, "why": reasons.get(number, "").strip()}
        for number, text in texts.items()
    ]


def filled_options(found: Sequence[Mapping[str, Any]]) -> Filled:
    right = [str(number) for number, option in enumerate(found, start=1) if option["correct"]]
    cells: Filled = {("Right answers", 0): ", ".join(right)}
    return cells | numbered("Answer", all_of("text", found)) | numbered("Why", all_of("why", found))


def numbered(name: str, texts: Iterable[str]) -> Filled:
    return {(name, number): text for number, text in enumerate(texts, start=1) if text}


def listed(cell: str, separator: str = ";") -> list[str]:
    """Several texts in one cell: one a line, or on one line between separators."""
    return [text.strip() for text in cell.split("\n" if "\n" in cell else separator) if text.strip()]


def list_cell(texts: Sequence[str], separator: str = ";") -> str:
    if any(separator in text for text in texts):
        return "\n".join([*texts, ""])
    return f"{separator} ".join(texts)


def whole_number(text: str, *, name: str) -> int:
    """A positive whole number; spreadsheets like to make 2.0 of a 2."""
    try:
        number = Decimal(text.strip()[:20])
    except InvalidOperation:
        number = Decimal(0)
    if number != number.to_integral_value() or not 0 < number < 100_000:
        raise Unusable(
            _("“%(name)s” must be a whole number from 1, not “%(text)s”.") % {"name": name, "text": text[:40]}
        )
    return int(number)


def _right(cell: str, texts: Mapping[int, str]) -> set[int]:
    """Numbers or letters of answers; or one answer, word for word."""
    words = [word for word in SEPARATORS.split(cell.casefold()) if word]
    numbers = {place_of(word) for word in words}
    if numbers <= texts.keys():
        return numbers
    same = {number for number, text in texts.items() if normalise(text) == normalise(cell)}
    if not same:
        raise Unusable(
            _("“Right answers” names “%(text)s”, which is none of the answers.") % {"text": cell[:80]}
        )
    return same


def place_of(word: str) -> int:
    if word.isdecimal() and len(word) < 4:
        return int(word)
    whole, dot, zeros = word.partition(".")
    if dot and not zeros.strip("0") and whole.isdecimal() and len(whole) < 4:
        return int(whole)
    return ascii_lowercase.find(word) + 1 if len(word) == 1 else 0


def all_of(name: str, parts: Iterable[Mapping[str, Any]]) -> list[str]:
    return [part[name] or "" for part in parts]
