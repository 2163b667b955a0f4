"""The figures of one item."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from harmreduction_lms.quizzes.item_analysis.histogram import ItemCounts
from harmreduction_lms.quizzes.item_analysis.intervals import Interval, fisher_z, student_mean, wilson
from harmreduction_lms.quizzes.item_analysis.moments import (
    correlation,
    covariance,
    mean,
    sorted_pairs,
    variance,
)


@dataclass(frozen=True)
class ItemFigures:
    """All but `mean`, `sd` and `maximum` (points) are per cent; None where a figure is not defined.

    `discrimination_index` is the correlation of the mark with the rest of the total; its efficiency is the
    share of the covariance that sorting both would give. `random_guess_score` is what guessing earns.
    """

    item: str
    attempts: int
    maximum: float
    mean: float
    sd: float | None
    facility: float | None
    facility_interval: Interval | None
    random_guess_score: float | None
    intended_weight: float | None
    effective_weight: float | None
    discrimination_index: float | None
    discrimination_interval: Interval | None
    discriminative_efficiency: float | None

    @property
    def is_graded(self) -> bool:
        return self.maximum > 0


@dataclass(frozen=True)
class Weights:
    """An item's share of the points it ought to decide, and of the differences it does decide; per cent."""

    intended: float | None
    effective: float | None


def item_figures(item: str, counts: ItemCounts, weights: Weights, guess: Fraction | None) -> ItemFigures:
    average = mean(counts.marks) / counts.denominator
    spread = standard_deviation(counts)
    discrimination = correlation(counts.pairs)
    interval = None if discrimination is None else fisher_z(discrimination, counts.attempts)
    return ItemFigures(
        item=item,
        attempts=counts.attempts,
        maximum=float(counts.maximum),
        mean=float(average),
        sd=spread,
        facility=float(100 * average / counts.maximum) if counts.maximum else None,
        facility_interval=facility_interval(counts, spread),
        random_guess_score=None if guess is None else float(100 * guess),
        intended_weight=weights.intended,
        effective_weight=weights.effective,
        discrimination_index=None if discrimination is None else 100 * discrimination,
        discrimination_interval=interval and interval.times(100),
        discriminative_efficiency=discriminative_efficiency(counts),
    )


def standard_deviation(counts: ItemCounts) -> float | None:
    spread = variance(counts.marks)
    return None if spread is None else sqrt(spread / counts.denominator**2)


def discriminative_efficiency(counts: ItemCounts) -> float | None:
    largest = covariance(sorted_pairs(counts.marks, counts.rests))
    actual = covariance(counts.pairs)
    return None if actual is None or not largest else float(100 * actual / largest)


def facility_interval(counts: ItemCounts, sd: float | None) -> Interval | None:
    """Wilson's for marks that are all or nothing, otherwise Student's t for the mean, within 0 and 100."""
    if not counts.maximum:
        return None
    full = counts.maximum * counts.denominator
    if set(counts.marks) <= {0, full}:
        interval = wilson(counts.marks[int(full)], counts.attempts)
        return interval and interval.times(100)
    average = float(mean(counts.marks) / full)
    interval = student_mean(average, (sd or 0.0) / float(counts.maximum), counts.attempts)
    return interval and Interval(100 * max(interval.low, 0.0), 100 * min(interval.high, 1.0))


def weights(counts: Mapping[str, ItemCounts], *, same_paper: bool) -> dict[str, Weights]:
    """Intended: the share of the points on offer, over all papers. Effective: sqrt(cov(mark, total)) as a
    share of the sum over the items where it is not negative.

    Effective weights compare items within one paper. Where learners had different questions they are left
    out, as Moodle leaves them out for questions drawn at random.
    """
    offered = {item: one.maximum * one.attempts for item, one in counts.items()}
    everything = sum(offered.values())
    roots = {item: _weight_root(one) for item, one in counts.items()} if same_paper else {}
    total = sum(root for root in roots.values() if root is not None)
    return {
        item: Weights(
            float(100 * offered[item] / everything) if everything else None,
            100 * root / total if (root := roots.get(item)) is not None and total else None,
        )
        for item in counts
    }


def _weight_root(counts: ItemCounts) -> float | None:
    with_total = covariance((mark, mark + rest, count) for mark, rest, count in counts.pairs)
    return None if with_total is None or with_total < 0 else sqrt(with_total / counts.denominator**2)
