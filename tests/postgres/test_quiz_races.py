"""Fifty requests at once on PostgreSQL: one grading, one attempt. SQLite hides these races (security 0.3)."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import connection, models
from wagtail.models import Site

from harmreduction_lms.quizzes.actions import save_answer, start_attempt, submit_attempt
from harmreduction_lms.quizzes.errors import AttemptClosed, StaleAnswer
from harmreduction_lms.quizzes.models import QuizAttempt, QuizResponse
from harmreduction_lms.quizzes.signals import quiz_attempt_graded
from tests import factories
from tests.postgres.together import together


pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

TIMES = 50


@contextmanager
def without(constraint: models.BaseConstraint, model: type[models.Model]) -> Iterator[None]:
    """Takes a constraint away and, whatever happened meanwhile, puts it back."""
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        QuizResponse.objects.all().delete()
        QuizAttempt.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)


def constraint_of(model: type[models.Model], name: str) -> models.BaseConstraint:
    return next(constraint for constraint in model._meta.constraints if constraint.name == name)


@pytest.fixture
def quiz() -> Any:
    """A quiz of twelve items, outside of courses."""
    kinds = factories.MARKED_AT_ONCE * 2
    questions = [factories.make_question(kind=kind) for kind in kinds[:12]]
    home = Site.objects.get(is_default_site=True).root_page
    return factories.make_quiz(parent=home, questions=questions)


@pytest.fixture
def attempt(quiz: Any) -> QuizAttempt:
    return start_attempt(learner=factories.make_learner(), page=quiz)


@pytest.fixture
def graded() -> Iterator[list[Any]]:
    news: list[Any] = []

    def note(attempt: QuizAttempt, **_kwargs: Any) -> None:
        news.append(attempt.pk)

    quiz_attempt_graded.connect(note)
    yield news
    quiz_attempt_graded.disconnect(note)


def submit_in_every_thread(attempt: QuizAttempt) -> list[Any]:
    """Each thread hands in as a request does: it reads the attempt, then submits."""

    def submit() -> Any:
        return submit_attempt(attempt=QuizAttempt.objects.get(pk=attempt.pk))

    return together([submit] * TIMES)


def test_fifty_submissions_at_once_give_one_grading(attempt: QuizAttempt, graded: list[Any]) -> None:
    outcomes = submit_in_every_thread(attempt)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert len({(one.state, one.submitted_at, one.score) for one in outcomes}) == 1
    assert QuizResponse.objects.count() == 12
    assert graded == [attempt.pk]


def test_without_the_constraint_an_attempt_is_graded_more_than_once(
    attempt: QuizAttempt, graded: list[Any]
) -> None:
    """Shows that the test above can fail, and that nothing but the constraint holds it."""
    constraint = constraint_of(QuizResponse, "hrlms_item_graded_once")
    with without(constraint, QuizResponse):
        submit_in_every_thread(attempt)
        assert QuizResponse.objects.count() > 12
        assert len(graded) > 1


def test_fifty_starts_at_once_give_one_attempt(quiz: Any) -> None:
    learner = factories.make_learner()
    outcomes = together([partial(start_attempt, learner=learner, page=quiz)] * TIMES)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert len({one.pk for one in outcomes}) == 1
    assert QuizAttempt.objects.count() == 1


def test_without_their_constraints_attempts_are_doubled(quiz: Any) -> None:
    learner = factories.make_learner()
    one_open = constraint_of(QuizAttempt, "hrlms_one_open_attempt")
    numbers = constraint_of(QuizAttempt, "hrlms_attempt_number_unique")
    with without(one_open, QuizAttempt), without(numbers, QuizAttempt):
        together([partial(start_attempt, learner=learner, page=quiz)] * TIMES)
        assert QuizAttempt.objects.count() > 1


def test_no_acknowledged_save_is_lost_to_a_submission(attempt: QuizAttempt) -> None:
    """Saves of one item race fifty-fold with handing in; a save that was acknowledged is in the grade."""
    item = next(item["id"] for item in attempt.paper["items"] if item["kind"] == "short_answer")

    def race(number: int) -> Any:
        row = QuizAttempt.objects.get(pk=attempt.pk)
        if number % 5 == 0:
            return submit_attempt(attempt=row)
        return save_answer(attempt=row, item=item, response=str(number), sequence=row.sequence), str(number)

    outcomes = together([partial(race, number) for number in range(TIMES)])
    faults = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [fault for fault in faults if not isinstance(fault, AttemptClosed | StaleAnswer)] == []
    saved = dict(outcome for outcome in outcomes if isinstance(outcome, tuple))
    stored = QuizAttempt.objects.get(pk=attempt.pk)
    newest = saved[max(saved)] if saved else None
    assert sorted(saved) == list(range(1, stored.sequence + 1))
    assert stored.answers.get(item) == newest
    assert QuizResponse.objects.get(attempt=attempt, item=item).response == newest
