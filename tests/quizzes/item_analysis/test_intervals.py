"""Confidence intervals against tables everybody has: quantiles of F and t, Wilson's and Fisher's by hand."""

import math

import pytest

from harmreduction_lms.quizzes.item_analysis.distributions import (
    beta_quantile,
    f_quantile,
    incomplete_beta,
    t_quantile,
)
from harmreduction_lms.quizzes.item_analysis.intervals import (
    SMALL_SAMPLE,
    Interval,
    feldt,
    fisher_z,
    student_mean,
    wilson,
)


@pytest.mark.parametrize(
    ("a", "b", "x", "expected"),
    [
        (1, 1, 0.3, 0.3),
        (2, 1, 0.3, 0.09),
        (1, 3, 0.3, 1 - 0.7**3),
        (2, 3, 0.4, 0.5248),  # binomial: at least 2 of 4 at 0.4
        (0.5, 0.5, 0.25, 1 / 3),  # arcsine law
        (5, 5, 0.5, 0.5),
        (250_000, 250_000, 0.5, 0.5),
        (3, 2, 0, 0),
        (3, 2, 1, 1),
    ],
)
def test_the_incomplete_beta_function_has_its_known_values(
    a: float, b: float, x: float, expected: float
) -> None:
    assert incomplete_beta(a, b, x) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("probability", "numerator", "denominator", "expected"),
    [(0.95, 5, 10, 3.3258), (0.95, 1, 1, 161.4476), (0.975, 9, 9, 4.0260), (0.99, 10, 20, 3.3682)],
)
def test_f_quantiles_are_those_of_the_tables(
    probability: float, numerator: int, denominator: int, expected: float
) -> None:
    assert f_quantile(probability, numerator, denominator) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(
    ("df", "expected"), [(1, 12.7062), (4, 2.7764), (10, 2.2281), (29, 2.0452), (1_000_000, 1.95997)]
)
def test_t_quantiles_are_those_of_the_tables(df: int, expected: float) -> None:
    assert t_quantile(0.975, df) == pytest.approx(expected, abs=5e-5)


def test_quantile_and_function_undo_each_other_for_large_samples() -> None:
    x = beta_quantile(0.975, 24_999.5, 474_990.5)
    assert incomplete_beta(24_999.5, 474_990.5, x) == pytest.approx(0.975, abs=1e-8)


def test_wilson_is_as_computed_by_hand() -> None:
    """8 of 10: centre (0.8 + 0.19207) / 1.38415, half 1.95996 / 1.38415 x sqrt(0.016 + 0.0096)."""
    interval = wilson(8, 10)
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx((0.4901625, 0.9433178), abs=1e-6)


@pytest.mark.parametrize("successes", [0, 10])
def test_wilson_never_claims_certainty(successes: int) -> None:
    interval = wilson(successes, 10)
    assert interval is not None
    assert 0 <= interval.low < interval.high <= 1


def test_fisher_says_that_thirty_attempts_prove_little() -> None:
    """What `SMALL_SAMPLE` rests on."""
    interval = fisher_z(0.3, SMALL_SAMPLE)
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx((-0.0674, 0.5960), abs=1e-3)


@pytest.mark.parametrize(("correlation", "number"), [(0.5, 3), (1.0, 50), (-1.0, 50)])
def test_fisher_is_silent_where_it_does_not_hold(correlation: float, number: int) -> None:
    assert fisher_z(correlation, number) is None


def test_feldt_contains_the_coefficient_and_narrows_with_attempts() -> None:
    few, many = feldt(0.8, 20, 10), feldt(0.8, 2000, 10)
    assert few is not None
    assert many is not None
    assert few.low < many.low < 0.8 < many.high < few.high < 1


def test_feldt_follows_the_f_distribution() -> None:
    """alpha = 0.8, n = 41, p = 26: F(40, 1000) at 0.975 is 1.5035, at 0.025 it is 0.6045."""
    interval = feldt(0.8, 41, 26)
    assert interval is not None
    upper, lower = (1 - interval.low) / 0.2, (1 - interval.high) / 0.2
    assert incomplete_beta(20, 500, 40 * upper / (40 * upper + 1000)) == pytest.approx(0.975)
    assert incomplete_beta(20, 500, 40 * lower / (40 * lower + 1000)) == pytest.approx(0.025)


@pytest.mark.parametrize(("number", "parts"), [(2, 5), (10, 1)])
def test_feldt_needs_three_attempts_and_two_parts(number: int, parts: int) -> None:
    assert feldt(0.5, number, parts) is None


def test_student_needs_two() -> None:
    assert student_mean(0.5, 0.1, 1) is None
    assert student_mean(0.5, 0.0, 9) == Interval(0.5, 0.5)
    interval = student_mean(10, 2, 5)
    assert interval is not None
    assert interval.high == pytest.approx(10 + 2.7764 * 2 / math.sqrt(5), abs=1e-4)
