"""Autosave: each answer once, in order, in time, and never over a newer one."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from harmreduction_lms.quizzes.actions import save_answer, start_attempt, submit_attempt
from harmreduction_lms.quizzes.errors import AttemptClosed, AttemptDeadlinePassed, StaleAnswer, UnknownItem
from harmreduction_lms.quizzes.models import AttemptState, QuizAttempt, QuizResponse


@pytest.fixture
def attempt(learner: Any, quiz: Any) -> QuizAttempt:
    return start_attempt(learner=learner, page=quiz)


def items_of(attempt: QuizAttempt) -> list[str]:
    return [item["id"] for item in attempt.paper["items"]]


def same_row(attempt: QuizAttempt) -> QuizAttempt:
    """The attempt as another tab reads it."""
    return QuizAttempt.objects.get(pk=attempt.pk)


def end_time(attempt: QuizAttempt, *, seconds_ago: int) -> QuizAttempt:
    deadline = timezone.now() - datetime.timedelta(seconds=seconds_ago)
    QuizAttempt.objects.filter(pk=attempt.pk).update(deadline_at=deadline)
    return same_row(attempt)


def test_answers_are_kept_one_by_one(attempt: QuizAttempt) -> None:
    first, second = items_of(attempt)
    assert save_answer(attempt=attempt, item=first, response=True, sequence=0) == 1
    assert save_answer(attempt=attempt, item=second, response=False, sequence=1) == 2
    assert save_answer(attempt=attempt, item=first, response=False, sequence=2) == 3
    stored = same_row(attempt)
    assert stored.answers == {first: False, second: False}
    assert stored.sequence == 3
    assert stored.saved_at is not None


def test_an_answer_can_be_taken_back(attempt: QuizAttempt) -> None:
    first, _second = items_of(attempt)
    save_answer(attempt=attempt, item=first, response=True, sequence=0)
    save_answer(attempt=attempt, item=first, response=None, sequence=1)
    assert same_row(attempt).answers == {}


def test_a_stale_tab_overwrites_nothing(attempt: QuizAttempt) -> None:
    """coursemology #2102: two tabs."""
    first, second = items_of(attempt)
    other_tab = same_row(attempt)
    save_answer(attempt=attempt, item=first, response=False, sequence=0)
    for item in (first, second):
        with pytest.raises(StaleAnswer):
            save_answer(attempt=other_tab, item=item, response=True, sequence=0)
    assert same_row(attempt).answers == {first: False}


def test_a_sequence_from_the_future_is_refused(attempt: QuizAttempt) -> None:
    with pytest.raises(StaleAnswer):
        save_answer(attempt=attempt, item=items_of(attempt)[0], response=True, sequence=7)
    assert same_row(attempt).answers == {}


def test_an_item_that_is_not_on_the_paper_is_refused(attempt: QuizAttempt) -> None:
    with pytest.raises(UnknownItem):
        save_answer(attempt=attempt, item="invented", response=True, sequence=0)
    assert same_row(attempt).sequence == 0


def test_nothing_is_saved_after_handing_in(attempt: QuizAttempt) -> None:
    """Learnova #3802: an answer saved after submit."""
    other_tab = same_row(attempt)
    submit_attempt(attempt=attempt)
    for tab in (attempt, other_tab):
        with pytest.raises(AttemptClosed):
            save_answer(attempt=tab, item=items_of(attempt)[0], response=False, sequence=0)
    assert same_row(attempt).answers == {}
    assert set(QuizResponse.objects.values_list("response", flat=True)) == {None}


@pytest.mark.parametrize("seconds_ago", [0, 25])
def test_answers_within_the_grace_period_count(attempt: QuizAttempt, seconds_ago: int) -> None:
    late = end_time(attempt, seconds_ago=seconds_ago)
    assert save_answer(attempt=late, item=items_of(attempt)[0], response=False, sequence=0) == 1


def test_answers_after_deadline_and_grace_are_refused(attempt: QuizAttempt) -> None:
    late = end_time(attempt, seconds_ago=31)
    with pytest.raises(AttemptDeadlinePassed):
        save_answer(attempt=late, item=items_of(attempt)[0], response=False, sequence=0)
    assert same_row(attempt).answers == {}


def test_the_deadline_in_the_database_counts_not_the_one_in_memory(attempt: QuizAttempt) -> None:
    end_time(attempt, seconds_ago=31)
    with pytest.raises(AttemptDeadlinePassed):
        save_answer(attempt=attempt, item=items_of(attempt)[0], response=False, sequence=0)


def test_what_an_item_does_not_offer_is_dropped(attempt: QuizAttempt) -> None:
    first, _second = items_of(attempt)
    save_answer(attempt=attempt, item=first, response={"$gt": ""}, sequence=0)
    assert same_row(attempt).answers == {}
    assert same_row(attempt).state == AttemptState.OPEN
