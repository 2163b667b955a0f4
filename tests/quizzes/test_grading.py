"""The rules by which answers earn points, in tables."""

import itertools
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmreduction_lms.quizzes import grading


HALF = Fraction(1, 2)


@pytest.mark.parametrize(("chosen", "share"), [("b", 1), ("a", 0), (None, 0), ("", 0)])
def test_single_choice_is_all_or_nothing(chosen: str | None, share: int) -> None:
    assert grading.grade_single_choice(chosen, correct=["b"]) == share


@pytest.mark.parametrize(
    ("chosen", "correct", "share"),
    [
        ("abd", "abd", 1),
        ("ab", "abd", Fraction(2, 3)),
        ("abc", "abd", Fraction(1, 3)),
        ("c", "abd", 0),
        ("", "abd", 0),
        ("abcd", "abcd", 1),  # all are right: ticking everything is the right answer
        ("abcd", "abd", 0),  # tick everything (learnhouse PR #1043)
        ("abcd", "ab", 0),
        ("abcd", "a", 0),
        ("ac", "a", 0),  # mod_studentquiz #20: all correct + one wrong is not full points
        ("abzz", "ab", 1),  # ids the item does not offer are nobody's ticks
    ],
)
def test_multiple_response_takes_wrong_ticks_off(chosen: str, correct: str, share: Fraction) -> None:
    assert grading.grade_multiple_response(chosen, correct=correct, offered="abcd") == share


@pytest.mark.parametrize(
    ("chosen", "correct", "share"),
    [
        ("abd", "abd", 1),
        ("abcd", "abcd", 1),
        ("ab", "abd", 0),
        ("abc", "abd", 0),
        ("", "abd", 0),
        ("", "", 0),
        ("abz", "ab", 1),
    ],
)
def test_multiple_response_can_be_all_or_nothing(chosen: str, correct: str, share: int) -> None:
    found = grading.grade_multiple_response(chosen, correct=correct, offered="abcd", is_partial=False)
    assert found == share


@given(st.permutations("abcd"), st.permutations("abcd"), st.sets(st.sampled_from("abcd")), st.booleans())
def test_the_order_of_ticks_and_options_changes_nothing(
    offered: list[str], ticks: list[str], correct: set[str], is_partial: bool
) -> None:
    for count in range(5):
        chosen = ticks[:count]
        found = grading.grade_multiple_response(
            chosen, correct=correct, offered=offered, is_partial=is_partial
        )
        assert found == grading.grade_multiple_response(
            sorted(chosen), correct=sorted(correct), offered="abcd", is_partial=is_partial
        )


@given(st.lists(st.fractions(0, 1), max_size=20))
def test_gaps_weigh_the_same_in_any_order(shares: list[Fraction]) -> None:
    found = grading.grade_gaps(shares)
    assert 0 <= found <= 1
    assert found == grading.grade_gaps(shares[::-1])
    assert found * len(shares) == sum(shares)


@pytest.mark.parametrize("correct", [True, False])
def test_no_answer_is_neither_true_nor_false(correct: bool) -> None:
    assert grading.grade_true_false(correct, correct=correct) == 1
    assert grading.grade_true_false(not correct, correct=correct) == 0
    assert grading.grade_true_false(None, correct=correct) == 0


GROUPS = [["wake"], ["call", "spray"], ["breathe"], ["stay"]]


@pytest.mark.parametrize(
    ("order", "share"),
    [
        ("wake call spray breathe stay", 1),
        ("wake spray call breathe stay", 1),  # tied: guidelines do not agree on the order
        ("stay breathe spray call wake", 0),
        ("wake call spray stay breathe", Fraction(8, 9)),
        ("call wake spray breathe stay", Fraction(8, 9)),
    ],
)
def test_ordering_counts_pairs_and_leaves_tied_ones_out(order: str, share: Fraction) -> None:
    ranks = {name: place for place, name in enumerate(order.split(), start=1)}
    assert grading.grade_ordering(ranks, groups=GROUPS) == share


def test_tied_lines_may_share_a_number_and_others_may_not() -> None:
    assert (
        grading.grade_ordering({"wake": 1, "call": 2, "spray": 2, "breathe": 3, "stay": 4}, groups=GROUPS)
        == 1
    )
    assert (
        grading.grade_ordering(dict.fromkeys(["wake", "call", "spray", "breathe", "stay"], 1), groups=GROUPS)
        == 0
    )


def test_lines_without_a_number_are_not_in_order() -> None:
    assert grading.grade_ordering({"wake": 1}, groups=GROUPS) == 0
    assert grading.grade_ordering({"wake": 1, "stay": 5}, groups=GROUPS) == Fraction(1, 9)
    assert grading.grade_ordering({}, groups=GROUPS) == 0
    assert grading.grade_ordering({"a": 1, "b": 2}, groups=[["a", "b"]]) == 0


@given(st.permutations(["wake", "call", "spray", "breathe", "stay"]))
def test_an_order_and_its_reverse_share_one_item_between_them(order: list[str]) -> None:
    ranks = {name: place for place, name in enumerate(order)}
    back = {name: -place for name, place in ranks.items()}
    assert grading.grade_ordering(ranks, groups=GROUPS) + grading.grade_ordering(back, groups=GROUPS) == 1


@pytest.mark.parametrize(
    ("chosen", "share"),
    [
        ({"p": "x", "q": "x", "r": "y"}, 1),  # many to one
        ({"p": "x", "q": "y", "r": "y"}, Fraction(2, 3)),
        ({"p": "distractor"}, 0),
        ({}, 0),
    ],
)
def test_matching_gives_a_share_for_each_prompt(chosen: dict[str, str], share: Fraction) -> None:
    assert grading.grade_matching(chosen, matches={"p": "x", "q": "x", "r": "y"}) == share


@pytest.mark.parametrize(
    ("answer", "low", "high", "accepted"),
    [
        ("129", "125", "130", True),
        ("125", "125", "130", True),
        ("130", "125", "130", True),
        ("130.000000000001", "125", "130", False),
        ("2", "2", "3", True),
        ("2.5", "2", "3", True),
        ("2,5", "2", "3", True),
        (" 2.5 ", "2", "3", True),
        ("2-3", "2", "3", True),
        ("2 – 3", "2", "3", True),
        ("2 to 3", "2", "3", True),
        ("2-4", "2", "3", False),
        ("1-3", "2", "3", False),
        ("5-6", "5", "6", True),
        ("5–6 s", "5", "6", True),
        ("5-6 seconds", "5", "6", True),
        ("5-6 minutes", "5", "6", False),
        ("4 mg", "4", "4", True),
        ("4 MG", "4", "4", True),
        ("0.4 mg", "4", "4", False),
        ("0.4", "4", "4", False),
        ("40 mg", "4", "4", False),
        ("4 mcg", "4", "4", False),
        ("4mg", "4", "4", True),
        (".4", "0.4", "0.4", True),
        ("0,125", "0.125", "0.125", True),
        ("1,000", "1", "1", False),  # a thousand or one? Not guessed.
        ("1,000", "1000", "1000", False),
        ("1000", "1000", "1000", True),
        ("٢", "2", "2", True),  # Arabic-Indic digits
        ("２", "2", "2", True),
        ("10²", "102", "102", False),
        ("−2", "-2", "-2", True),
        ("--2", "-2", "-2", False),
        ("1e1", "10", "10", False),
        ("NaN", "0", "9", False),
        ("Infinity", "0", "9", False),
        ("two", "2", "2", False),
        ("", "0", "9", False),
        ("9" * 400, "0", "9", False),
    ],
)
def test_numbers_are_read_exactly_or_not_at_all(answer: str, low: str, high: str, accepted: bool) -> None:
    ranges = [(Decimal(low), Decimal(high))]
    share = grading.grade_numeric(answer, ranges=ranges, units=["mg", "s", "seconds"])
    assert share == (1 if accepted else 0)


def test_a_written_range_must_lie_in_one_accepted_range() -> None:
    ranges = [(Decimal(2), Decimal(3)), (Decimal(5), Decimal(6))]
    assert grading.grade_numeric("5-6", ranges=ranges, units=[]) == 1
    assert grading.grade_numeric("2-6", ranges=ranges, units=[]) == 0


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=0, max_value=10**6))
def test_a_number_is_the_same_with_point_and_comma_unless_it_looks_like_thousands(number: Decimal) -> None:
    written = f"{number:.2f}"
    assert grading.parse_quantity(written) == grading.parse_quantity(written.replace(".", ","))


@pytest.mark.parametrize(
    ("answer", "accepted"),
    [
        ("medetomidine", True),
        ("Medetomidine", True),
        ("  MEDETOMIDINE\t", True),
        ("ｍｅｄｅｔｏｍｉｄｉｎｅ", True),  # full width (NFKC)
        ("look  like", True),
        ("look\u00a0like", True),
        ("de\u0301tox", True),  # e + combining acute
        ("STRASSE", True),
        ("medetomidin", False),
        ("medetomidine.", False),
        ("dexmedetomidine", False),
        ("", False),
    ],
)
def test_short_answers_forgive_case_space_and_unicode_form_only(answer: str, accepted: bool) -> None:
    forms = ["medetomidine", "look like", "d\u00e9tox", "straße"]
    assert grading.grade_short_answer(answer, accepted=forms) == (1 if accepted else 0)


@pytest.mark.parametrize(
    ("accepted", "answer"),
    [
        # Frappe LMS takes each of these (rapidfuzz token_sort_ratio > 85; lms-lessons 1.1).
        ("4 mg", "40 mg"),
        ("0.4 mg", "0.4 mcg"),
        ("do not leave the person alone", "leave the person alone"),
    ],
)
def test_likeness_never_counts(accepted: str, answer: str) -> None:
    assert grading.grade_short_answer(answer, accepted=[accepted]) == 0


@pytest.mark.parametrize(
    ("earned", "possible", "mark", "passed"),
    [
        (Fraction(8), 10, "80", True),  # sensei #1437: exactly the pass mark is a pass
        (Fraction(10), 10, "100", True),
        (Fraction(0), 10, "0", True),
        (Fraction(7955, 100), 100, "80", False),  # shows as 79 %, never as 80 %
        (Fraction(29, 100), 1, "29", True),  # 0.29 * 100 >= 29 is False in floats
        (Fraction(7, 10) + Fraction(1, 10), 1, "80", True),  # and so is 0.7 + 0.1 >= 0.8
        (Fraction(2, 3) * 3, 3, "66.67", False),
        (Fraction(2), 3, "66.66", True),
    ],
)
def test_passing_compares_exact_numbers(earned: Fraction, possible: int, mark: str, passed: bool) -> None:
    assert grading.is_pass(earned=earned, possible=possible, pass_mark=Decimal(mark)) is passed


@pytest.mark.parametrize(
    ("share", "percent"),
    [(Fraction(7999, 10000), 79), (Fraction(4, 5), 80), (Fraction(2, 3), 66), (Fraction(1), 100)],
)
def test_a_displayed_per_cent_is_rounded_down(share: Fraction, percent: int) -> None:
    assert grading.whole_percent(share) == percent


@pytest.mark.parametrize(
    ("points", "shown"),
    [(Fraction(10), "10"), (Fraction(29, 3), "9.66"), (HALF, "0.5"), (Fraction(100), "100")],
)
def test_displayed_points_are_rounded_down(points: Fraction, shown: str) -> None:
    assert str(grading.shown_points(points)) == shown


@given(st.sets(st.sampled_from("abcd")), st.sets(st.sampled_from("abcd"), min_size=1))
def test_every_share_lies_between_nothing_and_everything(chosen: set[str], correct: set[str]) -> None:
    assert 0 <= grading.grade_multiple_response(chosen, correct=correct, offered="abcd") <= 1


def test_only_the_right_set_of_ticks_earns_everything() -> None:
    sets = [set(ticks) for size in range(5) for ticks in itertools.combinations("abcd", size)]
    for correct in sets[1:]:
        full = [t for t in sets if grading.grade_multiple_response(t, correct=correct, offered="abcd") == 1]
        assert full == [correct]
