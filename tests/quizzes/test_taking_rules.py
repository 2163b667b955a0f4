"""The rules one learner takes a quiz by, with the exceptions made for them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from harmreduction_lms.quizzes.taking_rules import TakingRules, taking_rules


NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
QUIZ = uuid4()


def page(**fields: Any) -> Any:
    empty = dict.fromkeys(
        [
            "opens_at",
            "closes_at",
            "attempts_allowed",
            "time_limit_minutes",
            "first_wait_minutes",
            "later_wait_minutes",
        ]
    )
    return SimpleNamespace(**{**empty, **fields})


def override(*, learner: int | None = None, quiz: Any = None, factor: str = "1", **fields: Any) -> Any:
    empty = dict.fromkeys(["opens_at", "closes_at", "attempts_allowed", "time_limit_minutes"])
    return SimpleNamespace(
        **{**empty, **fields}, learner_id=learner, quiz_key=quiz, time_factor=Decimal(factor)
    )


def test_without_exceptions_the_pages_rules_hold() -> None:
    rules = taking_rules(page(time_limit_minutes=30, attempts_allowed=2, first_wait_minutes=60), [])
    assert rules == TakingRules(
        attempts_allowed=2, time_limit=timedelta(minutes=30), first_wait=timedelta(hours=1)
    )


@pytest.mark.parametrize(("factor", "minutes"), [("1", 30), ("1.5", 45), ("1.25", 37.5), ("3", 90)])
def test_one_factor_stretches_the_time_of_every_quiz(factor: str, minutes: float) -> None:
    rules = taking_rules(page(time_limit_minutes=30), [override(learner=1, factor=factor)])
    assert rules.time_limit == timedelta(minutes=minutes)


def test_the_factor_stretches_an_exceptional_limit_too() -> None:
    rows = [override(learner=1, factor="2"), override(learner=1, quiz=QUIZ, time_limit_minutes=40)]
    assert taking_rules(page(time_limit_minutes=30), rows).time_limit == timedelta(minutes=80)


def test_the_learners_own_exception_comes_before_the_groups_and_this_quiz_before_all() -> None:
    rows = [
        override(attempts_allowed=9),
        override(quiz=QUIZ, attempts_allowed=7),
        override(learner=1, attempts_allowed=5),
        override(learner=1, quiz=QUIZ, attempts_allowed=3),
    ]
    for number, expected in zip(range(4, 0, -1), [3, 5, 7, 9], strict=True):
        assert taking_rules(page(attempts_allowed=1), rows[:number]).attempts_allowed == expected


def test_of_several_groups_the_kindest_counts() -> None:
    rows = [
        override(quiz=QUIZ, closes_at=NOON, attempts_allowed=2),
        override(quiz=QUIZ, closes_at=NOON + timedelta(days=1), attempts_allowed=4),
    ]
    rules = taking_rules(page(closes_at=NOON - timedelta(days=1)), rows)
    assert (rules.closes_at, rules.attempts_allowed) == (NOON + timedelta(days=1), 4)


@pytest.mark.parametrize(
    ("limit", "closes_in", "minutes"),
    [(30, None, 30), (None, 20, 20), (30, 20, 20), (10, 20, 10), (None, None, None)],
)
def test_an_attempt_ends_with_its_time_or_with_the_quiz(
    limit: int | None, closes_in: int | None, minutes: int | None
) -> None:
    rules = TakingRules(
        time_limit=None if limit is None else timedelta(minutes=limit),
        closes_at=None if closes_in is None else NOON + timedelta(minutes=closes_in),
    )
    assert rules.deadline(NOON) == (None if minutes is None else NOON + timedelta(minutes=minutes))


def test_the_first_wait_follows_the_first_attempt_and_the_later_one_all_others() -> None:
    rules = TakingRules(first_wait=timedelta(hours=1), later_wait=timedelta(days=1))
    assert rules.next_start([]) is None
    assert rules.next_start([NOON]) == NOON + timedelta(hours=1)
    assert rules.next_start([NOON, NOON + timedelta(hours=2)]) == NOON + timedelta(days=1, hours=2)
    assert TakingRules(first_wait=timedelta(hours=1)).next_start([NOON, NOON]) is None
