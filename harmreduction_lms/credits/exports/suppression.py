"""How small groups stay out of published figures, so that nothing can be found by subtracting (ce-rules
H-06).

Months are joined to blocks with at least five answers each, from the first month on. Blocks never change
later, and every figure is about whole blocks: what two figures differ by is about five people at least, or
about nobody. Where one answer was given by fewer than five, no count of that question is shown: which others
to hide with it would tell how large it is. A mean is about everybody who answered, and stays.

Pure functions; no database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


SMALLEST = 5


@dataclass(frozen=True)
class Block:
    """Consecutive months, given by their first days, with at least five answers between them."""

    first: date
    last: date

    def __contains__(self, month: date) -> bool:
        return self.first <= month <= self.last


def blocks(months: Iterable[tuple[date, int]]) -> list[Block]:
    """Months with their numbers of answers, in order, joined as early as possible. Months at the end that
    have too few between them are in no block: they wait."""
    found: list[Block] = []
    first, number = None, 0
    for month, answers in months:
        first = first or month
        number += answers
        if number >= SMALLEST:
            found.append(Block(first, month))
            first, number = None, 0
    return found


def may_show(counts: Iterable[int]) -> bool:
    """Whether the counts of a question are shown: all of them, or none."""
    return not any(0 < count < SMALLEST for count in counts)
