"""95 % confidence intervals, in the unit of what they are given. None where there is too little to say.

They say how far chance alone may have moved a figure, as if these learners were drawn at random from many.
"""

from dataclasses import dataclass
from math import atanh, sqrt, tanh

from harmreduction_lms.quizzes.item_analysis.distributions import f_quantile, normal_quantile, t_quantile


CONFIDENCE = 0.95

SMALL_SAMPLE = 30
"""Below this many attempts figures come with a warning.

Reason: at 30, Fisher's z gives a discrimination index of 30 % an interval from -7 to 60 %, so that a good
question cannot be told from one that tells nobody apart; Wilson's interval for a facility of 50 % still
spans 34 points.
"""

_UPPER = (1 + CONFIDENCE) / 2
_LOWER = (1 - CONFIDENCE) / 2


@dataclass(frozen=True)
class Interval:
    low: float
    high: float

    def times(self, factor: float) -> "Interval":
        return Interval(self.low * factor, self.high * factor)


def wilson(successes: int, number: int) -> Interval | None:
    """For a share (E. B. Wilson, 1927). Stays within 0 and 1 and holds for small numbers too."""
    if not number:
        return None
    z = normal_quantile(_UPPER)
    share = successes / number
    centre = (share + z * z / (2 * number)) / (1 + z * z / number)
    half = z / (1 + z * z / number) * sqrt(share * (1 - share) / number + z * z / (4 * number * number))
    return Interval(max(centre - half, 0.0), min(centre + half, 1.0))


def student_mean(mean: float, sd: float, number: int) -> Interval | None:
    """For a mean (Student's t). An approximation where values pile up at the ends of their scale."""
    if number < 2:
        return None
    half = t_quantile(_UPPER, number - 1) * sd / sqrt(number)
    return Interval(mean - half, mean + half)


def fisher_z(correlation: float, number: int) -> Interval | None:
    """For a correlation (R. A. Fisher, 1921). An approximation for marks, which are not normal."""
    if number < 4 or abs(correlation) >= 1:
        return None
    z, half = atanh(correlation), normal_quantile(_UPPER) / sqrt(number - 3)
    return Interval(tanh(z - half), tanh(z + half))


def feldt(alpha: float, number: int, parts: int) -> Interval | None:
    """For a coefficient of internal consistency (L. S. Feldt, 1965): (1 - a) follows F with n - 1 and
    (n - 1)(p - 1) degrees of freedom."""
    if number < 3 or parts < 2:
        return None
    df, others = number - 1, (number - 1) * (parts - 1)
    return Interval(
        1 - (1 - alpha) * f_quantile(_UPPER, df, others), 1 - (1 - alpha) * f_quantile(_LOWER, df, others)
    )
