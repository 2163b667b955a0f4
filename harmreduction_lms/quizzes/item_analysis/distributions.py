"""Quantiles of the F and t distributions, by the regularised incomplete beta function.

The continued fraction is the one of DLMF 8.17.22, evaluated by Lentz's method. Accurate to about 9 digits.
"""

from functools import lru_cache
from math import exp, lgamma, log, log1p, sqrt
from statistics import NormalDist


_TINY = 1e-300
_STEPS = 20_000


def normal_quantile(probability: float) -> float:
    return NormalDist().inv_cdf(probability)


def incomplete_beta(a: float, b: float, x: float) -> float:
    """I_x(a, b), for x from 0 to 1."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    return front / a * _beta_fraction(a, b, x)


def _beta_fraction(a: float, b: float, x: float) -> float:
    """Converges quickly for x below (a + 1) / (a + b + 2)."""
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    result = d
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _away_from_zero(1 + term * d)
            c = _away_from_zero(1 + term / c)
            result *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return result


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def beta_quantile(probability: float, a: float, b: float) -> float:
    """x with I_x(a, b) = probability, by halving: the function only ever rises."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if incomplete_beta(a, b, middle) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


@lru_cache(maxsize=1024)
def f_quantile(probability: float, numerator_df: float, denominator_df: float) -> float:
    """The F distribution's value that this share of it stays below."""
    x = beta_quantile(probability, numerator_df / 2, denominator_df / 2)
    return denominator_df * x / (numerator_df * (1 - x))


def t_quantile(probability: float, df: float) -> float:
    """Student's t for a probability above one half: its square is F with 1 and `df` degrees of freedom."""
    return sqrt(f_quantile(2 * probability - 1, 1, df))
