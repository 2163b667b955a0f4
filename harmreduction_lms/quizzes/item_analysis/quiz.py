"""The figures of a whole quiz."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from harmreduction_lms.quizzes.item_analysis.histogram import Totals, scores
from harmreduction_lms.quizzes.item_analysis.intervals import Interval, feldt, student_mean
from harmreduction_lms.quizzes.item_analysis.moments import (
    common_denominator,
    in_units,
    k_statistics,
    mean,
    median,
    variance,
)


@dataclass(frozen=True)
class QuizFigures:
    """`mean`, `median`, `sd`, `standard_error` and `maximum` are points; `cic` and `error_ratio` per cent.

    `cic` is the coefficient of internal consistency (Cronbach's alpha). It may be negative: then the
    questions measure things that pull in different directions.
    """

    attempts: int
    items: int
    maximum: float
    mean: float | None
    mean_interval: Interval | None
    median: float | None
    sd: float | None
    skewness: float | None
    kurtosis: float | None
    cic: float | None
    cic_interval: Interval | None
    error_ratio: float | None
    standard_error: float | None

    @property
    def mean_percent(self) -> float | None:
        return 100 * self.mean / self.maximum if self.mean is not None and self.maximum else None

    @property
    def sd_percent(self) -> float | None:
        return 100 * self.sd / self.maximum if self.sd is not None and self.maximum else None


def quiz_figures(totals: Totals, *, items: int, part_variances: Sequence[Fraction] | None) -> QuizFigures:
    """`part_variances` are those of the marks of each item; None where papers cannot be compared."""
    points = scores(totals)
    unit = common_denominator(points)
    counts = {in_units(value, unit): count for value, count in points.items()}
    attempts = sum(counts.values())
    spread = (variance(counts) or Fraction(0)) / unit**2 if attempts > 1 else None
    sd = None if spread is None else sqrt(spread)
    average = float(mean(counts) / unit) if attempts else None
    alpha = internal_consistency(part_variances, spread, attempts)
    # Alpha is at most 1 unless somebody has changed totals without their items.
    error_ratio = None if alpha is None else 100 * sqrt(max(1 - alpha, Fraction(0)))
    interval = feldt(float(alpha), attempts, len(part_variances or ())) if alpha is not None else None
    return QuizFigures(
        attempts=attempts,
        items=items,
        maximum=float(max((possible for _total, possible in totals), default=Fraction(0))),
        mean=average,
        mean_interval=student_mean(average, sd, attempts) if average is not None and sd is not None else None,
        median=float(median(counts) / unit) if attempts else None,
        sd=sd,
        **_shape(counts),
        cic=None if alpha is None else float(100 * alpha),
        cic_interval=interval and interval.times(100),
        error_ratio=error_ratio,
        standard_error=None if error_ratio is None or sd is None else error_ratio * sd / 100,
    )


def internal_consistency(
    part_variances: Sequence[Fraction] | None, spread: Fraction | None, attempts: int
) -> Fraction | None:
    """p/(p - 1) x (1 - sum of the parts' variances / variance of the totals), for p > 1 and more than two."""
    if part_variances is None or not spread or len(part_variances) < 2 or attempts < 3:
        return None
    parts = len(part_variances)
    return Fraction(parts, parts - 1) * (1 - sum(part_variances) / spread)


def _shape(counts: Mapping[int, int]) -> dict[str, float | None]:
    """Skewness k3 / k2^1.5 and kurtosis k4 / k2^2; a normal distribution has 0 for both."""
    k = k_statistics(counts)
    if not k.k2:
        return {"skewness": None, "kurtosis": None}
    return {
        "skewness": None if k.k3 is None else float(k.k3 / k.k2) / sqrt(k.k2),
        "kurtosis": None if k.k4 is None else float(k.k4 / k.k2**2),
    }
