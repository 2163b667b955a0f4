"""Gain from pre-test to post-test, by hand."""

from fractions import Fraction

import pytest

from harmreduction_lms.quizzes.item_analysis import GainCell, item_gains, total_gain
from harmreduction_lms.quizzes.item_analysis.gain import objective_gains


def cell(item: str, before: str, after: str, count: int = 1) -> GainCell:
    return GainCell(item, Fraction(before), Fraction(after), count)


def test_a_gain_counts_who_did_better_as_well_and_worse() -> None:
    (gain,) = item_gains(
        [cell("q", "0", "1", 5), cell("q", "1", "1", 3), cell("q", "1", "0"), cell("q", "0", "0")]
    )
    assert (gain.learners, gain.before, gain.after) == (10, 40, 80)
    assert gain.gain == pytest.approx(40)
    assert gain.normalised == pytest.approx(200 / 3)
    assert (gain.improved, gain.unchanged, gain.declined) == (5, 4, 1)


def test_the_interval_is_students_for_the_differences() -> None:
    """Differences 1, 1, 0, 0, 0.5: mean 0.5, standard deviation 0.5, t(4) 2.7764."""
    (gain,) = item_gains([cell("q", "0", "1", 2), cell("q", "1", "1", 2), cell("q", "0", "1/2")])
    assert gain.interval is not None
    assert gain.interval.high - gain.interval.low == pytest.approx(200 * 2.7764 * 0.5 / 5**0.5, abs=1e-2)


def test_where_nothing_was_left_to_gain_there_is_no_normalised_gain() -> None:
    (gain,) = item_gains([cell("q", "1", "1", 3)])
    assert gain.normalised is None
    assert gain.gain == 0


def test_one_learner_has_no_interval() -> None:
    gain = total_gain([cell("", "1/2", "3/4")])
    assert gain is not None
    assert (gain.gain, gain.interval) == (25, None)


def test_nobody_has_no_gain() -> None:
    assert total_gain([]) is None


def test_an_objective_takes_the_answers_to_all_its_items() -> None:
    cells = [cell("a", "0", "1", 2), cell("b", "1", "1", 2), cell("c", "0", "0", 9)]
    (gain,) = objective_gains(cells, {"a": ["o"], "b": ["o"]})
    assert (gain.item, gain.before, gain.after, gain.interval) == ("o", 50, 100, None)
