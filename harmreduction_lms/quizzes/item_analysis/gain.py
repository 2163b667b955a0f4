"""What the same learners gained from a pre-test to a post-test."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from harmreduction_lms.quizzes.item_analysis.intervals import Interval, student_mean
from harmreduction_lms.quizzes.item_analysis.moments import common_denominator, in_units, mean, variance


@dataclass(frozen=True, slots=True)
class GainCell:
    """`count` learners earned this share (0 to 1) of the item before, and that share after."""

    item: str
    before: Fraction
    after: Fraction
    count: int


@dataclass(frozen=True)
class Gain:
    """Per cent, over learners who took both. `item` is empty for the whole quiz.

    `normalised` is the share of what could still be gained that was gained, (after - before) / (100 - before)
    (R. R. Hake, 1998); None where nothing was left to gain. `interval` is Student's t for the mean of the
    differences.
    """

    item: str
    learners: int
    before: float
    after: float
    gain: float
    interval: Interval | None
    normalised: float | None
    improved: int
    unchanged: int
    declined: int


def item_gains(cells: Iterable[GainCell]) -> list[Gain]:
    """The gain of each item both quizzes have."""
    return [_gain(name, rows) for name, rows in _by_name(cells).items()]


def total_gain(cells: Sequence[GainCell]) -> Gain | None:
    """The gain in the total; None when nobody took both."""
    return _gain("", cells) if cells else None


def objective_gains(cells: Iterable[GainCell], objectives: Mapping[str, Iterable[str]]) -> list[Gain]:
    """The gain over all answers to the items of an objective. `objectives` names them for each item.

    A learner counts once for each item, and the answers of one learner are alike: no interval is given.
    """
    named = (
        GainCell(name, cell.before, cell.after, cell.count)
        for cell in cells
        for name in objectives.get(cell.item, ())
    )
    return [_gain(name, rows, with_interval=False) for name, rows in sorted(_by_name(named).items())]


def _by_name(cells: Iterable[GainCell]) -> dict[str, list[GainCell]]:
    found: dict[str, list[GainCell]] = {}
    for cell in cells:
        found.setdefault(cell.item, []).append(cell)
    return found


def _gain(name: str, cells: Sequence[GainCell], *, with_interval: bool = True) -> Gain:
    learners = sum(cell.count for cell in cells)
    before = sum(cell.before * cell.count for cell in cells) / learners
    after = sum(cell.after * cell.count for cell in cells) / learners
    signs = Counter[int]()
    for cell in cells:
        signs[(cell.after > cell.before) - (cell.after < cell.before)] += cell.count
    return Gain(
        item=name,
        learners=learners,
        before=float(100 * before),
        after=float(100 * after),
        gain=float(100 * (after - before)),
        interval=_interval(cells) if with_interval else None,
        normalised=float(100 * (after - before) / (1 - before)) if before < 1 else None,
        improved=signs[1],
        unchanged=signs[0],
        declined=signs[-1],
    )


def _interval(cells: Sequence[GainCell]) -> Interval | None:
    unit = common_denominator(cell.after - cell.before for cell in cells)
    counts = Counter[int]()
    for cell in cells:
        counts[in_units(cell.after - cell.before, unit)] += cell.count
    spread = variance(counts)
    if spread is None:
        return None
    interval = student_mean(float(mean(counts) / unit), sqrt(spread / unit**2), sum(counts.values()))
    return interval and interval.times(100)
