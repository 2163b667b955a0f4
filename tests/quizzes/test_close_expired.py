"""The command that closes attempts whose time is over."""

import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from harmreduction_lms.quizzes.actions import save_answer, start_attempt
from harmreduction_lms.quizzes.models import AttemptState, QuizAttempt
from tests import factories


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("close_expired_attempts", *arguments, stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def overdue(quiz: Any) -> QuizAttempt:
    """An attempt with one right answer of two, past its deadline and grace, beside one with time left."""
    attempts = [start_attempt(learner=factories.make_learner(), page=quiz) for _ in range(2)]
    item = attempts[0].paper["items"][0]["id"]
    save_answer(attempt=attempts[0], item=item, response=False, sequence=0)
    now = timezone.now()
    for attempt, minutes in zip(attempts, (-5, 5), strict=True):
        deadline = now + datetime.timedelta(minutes=minutes)
        QuizAttempt.objects.filter(pk=attempt.pk).update(deadline_at=deadline)
    return attempts[0]


def states() -> list[str]:
    return list(QuizAttempt.objects.order_by("pk").values_list("state", flat=True))


def test_attempts_out_of_time_are_closed_and_marked(overdue: QuizAttempt) -> None:
    assert run() == "Attempts closed: 1."
    assert states() == [AttemptState.EXPIRED, AttemptState.OPEN]
    assert QuizAttempt.objects.get(pk=overdue.pk).percent == 50


def test_a_second_run_finds_nothing(overdue: QuizAttempt) -> None:
    run()
    assert run() == "Attempts closed: 0."


def test_a_dry_run_counts_and_closes_nothing(overdue: QuizAttempt) -> None:
    assert run("--dry-run") == "Attempts to close: 1."
    assert states() == [AttemptState.OPEN, AttemptState.OPEN]
