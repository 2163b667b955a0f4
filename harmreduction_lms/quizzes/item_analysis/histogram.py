"""What item analysis starts from: how many attempts had which result."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from harmreduction_lms.quizzes.item_analysis.moments import Pair, common_denominator, in_units


Totals = Mapping[tuple[Fraction, Fraction], int]
"""How many attempts earned which total of which possible points."""


@dataclass(frozen=True, slots=True)
class Cell:
    """`count` attempts earned `mark` for the item and `total` for the whole quiz.

    `maximum` is what the item was worth in them, on average should it ever have changed.
    """

    item: str
    mark: Fraction
    maximum: Fraction
    total: Fraction
    count: int


class ItemCounts:
    """The cells of one item in whole units of 1/`denominator` point, which makes sums exact and fast."""

    def __init__(self, cells: Sequence[Cell], denominator: int) -> None:
        self.denominator = denominator
        self.attempts = sum(cell.count for cell in cells)
        self.maximum = sum((cell.maximum * cell.count for cell in cells), Fraction(0)) / self.attempts
        self.pairs: list[Pair] = []
        self.marks: Counter[int] = Counter()
        self.rests: Counter[int] = Counter()
        for cell in cells:
            mark = in_units(cell.mark, denominator)
            rest = in_units(cell.total, denominator) - mark
            self.pairs.append((mark, rest, cell.count))
            self.marks[mark] += cell.count
            self.rests[rest] += cell.count


def counts_by_item(cells: Iterable[Cell]) -> dict[str, ItemCounts]:
    """The counts of each item, in the order in which items come first."""
    found: dict[str, list[Cell]] = {}
    values: set[Fraction] = set()
    for cell in cells:
        found.setdefault(cell.item, []).append(cell)
        values.update((cell.mark, cell.total))
    denominator = common_denominator(values)
    return {item: ItemCounts(rows, denominator) for item, rows in found.items()}


def scores(totals: Totals) -> dict[Fraction, int]:
    """Totals in points. Papers worth different points are brought to the largest of them."""
    largest = max((possible for _total, possible in totals), default=Fraction(0))
    result: Counter[Fraction] = Counter()
    for (total, possible), count in totals.items():
        result[total if possible in (largest, 0) else total / possible * largest] += count
    return result
