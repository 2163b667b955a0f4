"""What an answer counts for, by how the quiz is taken. Rules as in Moodle: see `quizzes.behaviours`."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from harmreduction_lms.quizzes.behaviours import (
    after_tries,
    counted_share,
    may_try_again,
    total,
    with_certainty,
    wrong_tries,
)


WRONG = {"response": "a", "share": "0"}
HALF = {"response": "b", "share": "1/2"}
RIGHT = {"response": "c", "share": "1"}


@pytest.mark.parametrize(
    ("share", "tries", "penalty", "left"),
    [
        (1, 0, "25", "1"),
        (1, 1, "25", "3/4"),
        (1, 3, "33.33", "1/10000"),
        ("1/2", 1, "25", "1/4"),
        (1, 5, "25", "0"),
        (0, 2, "25", "0"),
    ],
)
def test_each_wrong_try_costs_its_penalty_and_never_more_than_all(
    share: Any, tries: int, penalty: str, left: str
) -> None:
    assert after_tries(Fraction(share), wrong_tries=tries, penalty=Decimal(penalty)) == Fraction(left)


@pytest.mark.parametrize(
    ("share", "certainty", "counts"),
    [
        (1, 3, "1"),
        (1, 2, "2/3"),
        (1, 1, "1/3"),
        (1, None, "1/3"),
        ("1/2", 3, "1/2"),
        (0, 1, "0"),
        (0, 2, "-2/3"),
        (0, 3, "-2"),
        (0, 7, "0"),
    ],
)
def test_certainty_pays_when_right_and_costs_when_wrong(
    share: Any, certainty: int | None, counts: str
) -> None:
    assert with_certainty(Fraction(share), certainty=certainty) == Fraction(counts)


def test_an_unanswered_item_costs_nothing_however_sure_somebody_was() -> None:
    share = counted_share(
        "certainty", Fraction(0), response=None, state={"certainty": 3}, penalty=Decimal(25)
    )
    assert share == 0


def test_handing_in_what_was_checked_last_is_not_another_try() -> None:
    assert wrong_tries({"tries": [WRONG, HALF]}, "b") == 1
    assert wrong_tries({"tries": [WRONG, HALF]}, "c") == 2
    assert wrong_tries({"tries": [WRONG, RIGHT], "closed": True}, "c") == 1
    assert wrong_tries({}, "a") == 0


@pytest.mark.parametrize(
    ("behaviour", "tries", "again"),
    [
        ("several_tries", [WRONG], True),
        ("several_tries", [WRONG, HALF], True),
        ("several_tries", [WRONG, HALF, WRONG], False),
        ("several_tries", [RIGHT], False),
        ("immediate", [WRONG], False),
    ],
)
def test_an_item_stays_open_until_it_is_right_or_the_tries_are_used(
    behaviour: str, tries: list[dict[str, str]], again: bool
) -> None:
    assert may_try_again(behaviour, tries, allowed=3) is again


def test_being_sure_of_wrong_answers_cannot_take_a_result_below_nothing() -> None:
    assert total([Fraction(1), Fraction(-2), Fraction(-2)]) == 0
    assert total([Fraction(1), Fraction(-2, 3)]) == Fraction(1, 3)
    assert total([]) == 0
