"""Tables of marks as tests write them, and the counts that item analysis starts from."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from harmreduction_lms.quizzes.item_analysis import Analysis, Cell, Totals, analyse
from harmreduction_lms.quizzes.item_analysis.sheet import read_sheet


DATA = Path(__file__).parent / "data"

Marks = Sequence[Mapping[str, Fraction]]
"""One mapping of item to mark for each attempt."""


def counted(attempts: Marks, maxima: Mapping[str, Fraction] | None = None) -> tuple[list[Cell], Totals]:
    """The cells of a table of marks; items are worth 1 unless `maxima` says otherwise."""
    worth = maxima or {}
    cells: Counter[tuple[str, Fraction, Fraction, Fraction]] = Counter()
    totals: Counter[tuple[Fraction, Fraction]] = Counter()
    for marks in attempts:
        total = sum(marks.values(), Fraction(0))
        totals[total, sum((worth.get(item, Fraction(1)) for item in marks), Fraction(0))] += 1
        for item, mark in marks.items():
            cells[item, mark, worth.get(item, Fraction(1)), total] += 1
    return [Cell(*values, count=count) for values, count in cells.items()], totals


def analysed(rows: Sequence[Sequence[float | Fraction]]) -> Analysis:
    """The analysis of a table: a row an attempt, a column an item ("a", "b", …)."""
    names = "abcdefghijklmnopqrstuvwxyz"
    return analyse(*counted([{names[i]: Fraction(mark) for i, mark in enumerate(row)} for row in rows]))


def analysed_file(name: str) -> Analysis:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return analyse(*read_sheet(lines))
