"""Figures computed again by the plainest means: lists of floats, one number an attempt."""

import math
import statistics
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harmreduction_lms.quizzes.item_analysis import Cell, ItemFigures, analyse
from harmreduction_lms.quizzes.item_analysis.items import ItemFigures as Figures
from tests.quizzes.item_analysis.helpers import analysed, counted


plain = settings(max_examples=30, deadline=None)

marks = st.fractions(min_value=-1, max_value=1, max_denominator=6)
tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(marks, min_size=width, max_size=width), min_size=2, max_size=12)
)


def naive_covariance(xs: Sequence[float], ys: Sequence[float]) -> float:
    middle_x, middle_y = math.fsum(xs) / len(xs), math.fsum(ys) / len(ys)
    return math.fsum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys, strict=True)) / (len(xs) - 1)


def close(value: float | None, expected: float) -> bool:
    return value is not None and value == pytest.approx(expected, rel=1e-9, abs=1e-9)


@plain
@given(tables)
def test_item_figures_agree_with_plain_lists(table: list[list[Fraction]]) -> None:
    for column, item in enumerate(analysed(table).items):
        xs = [float(row[column]) for row in table]
        rests = [float(sum(row) - row[column]) for row in table]
        assert close(item.facility, 100 * statistics.fmean(xs))
        assert close(item.sd, statistics.stdev(xs))
        if len({row[column] for row in table}) > 1 and len({sum(row) - row[column] for row in table}) > 1:
            assert close(item.discrimination_index, 100 * statistics.correlation(xs, rests))
            largest = naive_covariance(sorted(xs), sorted(rests))
            assert close(item.discriminative_efficiency, 100 * naive_covariance(xs, rests) / largest)
        else:
            assert item.discrimination_index is None


@plain
@given(tables)
def test_quiz_figures_agree_with_plain_lists(table: list[list[Fraction]]) -> None:
    quiz = analysed(table).quiz
    totals = [float(sum(row)) for row in table]
    assert close(quiz.mean, statistics.fmean(totals))
    assert close(quiz.median, statistics.median(totals))
    assert close(quiz.sd, statistics.stdev(totals))
    if len(table) < 3 or len({sum(row) for row in table}) == 1:
        assert quiz.cic is None
        return
    parts = sum(statistics.variance(map(float, column)) for column in zip(*table, strict=True))
    width = len(table[0])
    cic = 100 * width / (width - 1) * (1 - parts / statistics.variance(totals))
    assert quiz.cic == pytest.approx(cic, rel=1e-7, abs=1e-7)
    assert quiz.error_ratio is not None
    assert quiz.error_ratio**2 == pytest.approx(100 * (100 - cic), rel=1e-7, abs=1e-3)


@plain
@given(st.lists(st.integers(0, 9), min_size=4, max_size=15).filter(lambda values: len(set(values)) > 1))
def test_skewness_and_kurtosis_agree_with_the_usual_sample_formulas(values: list[int]) -> None:
    """G1 and G2 of D. N. Joanes and C. A. Gill (1998), which k-statistics lead to."""
    quiz = analysed([[value, 0] for value in values]).quiz
    n, middle = len(values), statistics.fmean(values)
    m2, m3, m4 = (statistics.fmean((value - middle) ** r for value in values) for r in (2, 3, 4))
    assert close(quiz.skewness, m3 / m2**1.5 * math.sqrt(n * (n - 1)) / (n - 2))
    excess = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (m4 / m2**2 - 3) + 6)
    assert close(quiz.kurtosis, excess)


@plain
@given(tables, st.randoms())
def test_the_order_of_attempts_changes_nothing(table: list[list[Fraction]], random: Any) -> None:
    shuffled = random.sample(table, len(table))
    assert analysed(shuffled).quiz == analysed(table).quiz
    assert analysed(shuffled).items == analysed(table).items


@plain
@given(tables, st.sampled_from([Fraction(3), Fraction(1, 7), Fraction(100)]))
def test_worth_more_points_correlations_stay_the_same(table: list[list[Fraction]], factor: Fraction) -> None:
    scaled = analysed([[mark * factor for mark in row] for row in table])
    plain = analysed(table)
    for one, other in zip(scaled.items, plain.items, strict=True):
        assert one.discrimination_index == other.discrimination_index
        assert one.discriminative_efficiency == other.discriminative_efficiency
    assert scaled.quiz.cic == plain.quiz.cic


@plain
@given(tables)
def test_cells_may_come_in_any_number_of_pieces(table: list[list[Fraction]]) -> None:
    """A cell of three is three cells of one: the database may group more finely than need be."""
    cells, totals = counted([{str(place): mark for place, mark in enumerate(row)} for row in table])
    pieces = [Cell(c.item, c.mark, c.maximum, c.total, 1) for c in cells for _ in range(c.count)]
    assert analyse(pieces, totals).items == analyse(cells, totals).items


def test_a_perfect_order_of_right_answers_discriminates_fully() -> None:
    """Marks and rests are both 1, 1, 0, 0."""
    item = analysed([[1, 1], [1, 1], [0, 0], [0, 0]]).items[0]
    assert (item.discrimination_index, item.discriminative_efficiency) == (100, 100)


def test_efficiency_allows_for_ties_that_no_order_could_resolve() -> None:
    """Marks 1, 0, 0 and rests 2, 1, 0: the correlation cannot reach 1, the efficiency does."""
    item = analysed([[1, 1, 1], [0, 1, 0], [0, 0, 0]]).items[0]
    assert item.discrimination_index == pytest.approx(100 * math.sqrt(3) / 2)
    assert item.discriminative_efficiency == 100


def test_internal_consistency_may_be_negative() -> None:
    """Right on one means wrong on the other, but for one attempt: variances 1/3, 1/3; of the totals 1/4."""
    quiz = analysed([[1, 0], [0, 1], [1, 0], [0, 0]]).quiz
    assert quiz.cic == pytest.approx(100 * 2 * (1 - (1 / 3 + 1 / 4) / (1 / 4)))
    assert quiz.error_ratio is not None
    assert quiz.error_ratio > 100


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[1, 0]], {"sd": None, "discrimination_index": None, "discriminative_efficiency": None}),
        ([[1, 0], [1, 1]], {"sd": 0, "discrimination_index": None, "discriminative_efficiency": None}),
        ([[1, 1], [0, 0]], {"discrimination_index": 100, "discrimination_interval": None}),
        ([[1, 1], [0, 1]], {"discrimination_index": None, "facility": 50}),
    ],
    ids=["one attempt", "everybody right", "two attempts", "rests do not vary"],
)
def test_what_is_not_defined_is_left_out(rows: list[list[float]], expected: dict[str, Any]) -> None:
    item: ItemFigures = analysed(rows).items[0]
    assert {name: getattr(item, name) for name in expected} == expected


@pytest.mark.parametrize("attempts", [1, 2, 3, 4])
def test_quiz_figures_appear_one_by_one_as_attempts_come_in(attempts: int) -> None:
    quiz = analysed([[1, 1], [0, 0], [1, 0], [1, 1]][:attempts]).quiz
    defined = [
        quiz.sd is not None,
        quiz.cic is not None,
        quiz.skewness is not None,
        quiz.kurtosis is not None,
    ]
    assert defined == [attempts > 1, attempts > 2, attempts > 2, attempts > 3]


def test_one_item_has_no_internal_consistency() -> None:
    assert analysed([[1], [0], [1]]).quiz.cic is None


def test_an_effective_weight_is_left_out_where_an_item_pulls_the_total_down() -> None:
    items = analysed([[1, 0, 0, 0], [0, 1, 1, 1], [1, 0, 0, 1], [0, 1, 1, 1]]).items
    assert items[0].effective_weight is None
    assert sum(item.effective_weight or 0 for item in items) == pytest.approx(100)


def test_ungraded_items_count_for_nothing() -> None:
    attempts = [
        {"a": Fraction(a), "b": Fraction(b), "opinion": Fraction(0)} for a, b in ((1, 1), (0, 0), (1, 0))
    ]
    with_opinion = analyse(*counted(attempts, {"opinion": Fraction(0)}))
    without = analysed([[1, 1], [0, 0], [1, 0]])
    assert with_opinion.quiz.cic == without.quiz.cic
    assert with_opinion.items[2].facility is None
    assert with_opinion.flags(with_opinion.items[2]) == []


DRAWN = [{"a": 1, "b": 1}, {"a": 0, "c": 1}, {"b": 0, "c": 1}, {"a": 1, "b": 1}]


def test_drawn_questions_are_judged_by_those_who_had_them() -> None:
    """Rests of those who had "a": 1, 1, 1. Shares of the points on offer: 3 of 8, 3 of 8, 2 of 8."""
    cells, totals = counted([{item: Fraction(mark) for item, mark in one.items()} for one in DRAWN])
    analysis = analyse(cells, totals)
    by_name: dict[str, Figures] = {item.item: item for item in analysis.items}
    assert [by_name[name].attempts for name in "abc"] == [3, 3, 2]
    assert by_name["a"].facility == pytest.approx(200 / 3)
    assert [by_name[name].intended_weight for name in "abc"] == [37.5, 37.5, 25]
    assert {item.effective_weight for item in analysis.items} == {None}
    assert not analysis.same_paper


def test_internal_consistency_of_drawn_questions_is_that_of_the_places() -> None:
    cells, totals = counted([{item: Fraction(mark) for item, mark in one.items()} for one in DRAWN])
    places = [{str(place): Fraction(mark) for place, mark in enumerate(one.values())} for one in DRAWN]
    slots, _totals = counted(places)
    by_place = analysed([list(one.values()) for one in DRAWN])
    assert analyse(cells, totals, slots=slots).quiz.cic == by_place.quiz.cic is not None
    assert analyse(cells, totals).quiz.cic is None


def test_papers_worth_different_points_are_compared_by_their_share() -> None:
    cells, totals = counted([{"a": Fraction(1)}, {"a": Fraction(1), "b": Fraction(0)}])
    quiz = analyse(cells, totals).quiz
    assert (quiz.maximum, quiz.mean, quiz.mean_percent) == (2, 1.5, 75)
