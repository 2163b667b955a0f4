"""Means, variances and covariances of values that come with a count. Exact, as long as the values are.

All variances and covariances divide by (number - 1).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm, sqrt


Pair = tuple[int, int, int]
"""x, y, and how many have both."""


@dataclass(frozen=True)
class KStatistics:
    """Unbiased estimates of the cumulants (Fisher's k-statistics); None where there are too few values."""

    k2: Fraction | None
    k3: Fraction | None
    k4: Fraction | None


def mean(counts: Mapping[int, int]) -> Fraction:
    return Fraction(sum(value * count for value, count in counts.items()), sum(counts.values()))


def variance(counts: Mapping[int, int]) -> Fraction | None:
    return covariance((value, value, count) for value, count in counts.items())


def covariance(pairs: Iterable[Pair]) -> Fraction | None:
    """Covariance of x and y; None for fewer than two."""
    number = sum_x = sum_y = sum_xy = 0
    for x, y, count in pairs:
        number += count
        sum_x += x * count
        sum_y += y * count
        sum_xy += x * y * count
    if number < 2:
        return None
    return Fraction(number * sum_xy - sum_x * sum_y, number * (number - 1))


def sorted_pairs(xs: Mapping[int, int], ys: Mapping[int, int]) -> Iterator[Pair]:
    """Both lists sorted and laid side by side: their largest possible covariance."""
    ascending = iter(sorted(ys.items()))
    y, left = 0, 0
    for x, wanted in sorted(xs.items()):
        while wanted:
            if not left:
                y, left = next(ascending)
            taken = min(wanted, left)
            yield x, y, taken
            wanted -= taken
            left -= taken


def k_statistics(counts: Mapping[int, int]) -> KStatistics:
    """k2 to k4; a sample of n has them up to k(n)."""
    n = sum(counts.values())
    if n < 2:
        return KStatistics(None, None, None)
    middle = mean(counts)
    s2, s3, s4 = (sum((value - middle) ** r * count for value, count in counts.items()) for r in (2, 3, 4))
    k3 = k4 = None
    if n > 2:
        k3 = Fraction(n * s3) / ((n - 1) * (n - 2))
    if n > 3:
        k4 = Fraction(n * (n + 1) * s4 - 3 * (n - 1) * s2**2) / ((n - 1) * (n - 2) * (n - 3))
    return KStatistics(Fraction(s2) / (n - 1), k3, k4)


def median(counts: Mapping[int, int]) -> Fraction:
    """The value in the middle, or half-way between the two in the middle."""
    n = sum(counts.values())
    seen = 0
    middle: list[int] = []
    for value, count in sorted(counts.items()):
        middle.extend(value for place in ((n - 1) // 2, n // 2) if seen <= place < seen + count)
        seen += count
    return Fraction(sum(middle), 2)


def correlation(pairs: Iterable[Pair]) -> float | None:
    """Pearson's r; None where either side does not vary."""
    rows = list(pairs)
    both = covariance(rows)
    var_x = covariance((x, x, count) for x, _y, count in rows)
    var_y = covariance((y, y, count) for _x, y, count in rows)
    if both is None or not var_x or not var_y:
        return None
    # One division of exact numbers and one root: a perfect correlation comes out as 1.
    size = sqrt(both * both / (var_x * var_y))
    return size if both > 0 else -size


def common_denominator(values: Iterable[Fraction]) -> int:
    """The smallest whole number that turns all the values into whole numbers."""
    return lcm(*{value.denominator for value in values})


def in_units(value: Fraction, denominator: int) -> int:
    """`value` counted in parts of 1/denominator."""
    return value.numerator * (denominator // value.denominator)
