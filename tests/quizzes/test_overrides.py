"""Exceptions made while somebody is taking a quiz."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from harmreduction_lms.quizzes.actions import close_if_expired, start_attempt, submit_attempt
from harmreduction_lms.quizzes.actions.overrides import save_override
from harmreduction_lms.quizzes.errors import AttemptClosed
from harmreduction_lms.quizzes.models import AttemptState, QuizAttempt, QuizOverride
from harmreduction_lms.quizzes.viewsets.overrides import QuizOverrideViewSet
from tests import factories


MakeQuiz = Callable[..., Any]

RETIMED = "harmreduction_lms.retime_attempt"
HOUR = timedelta(hours=1)


def deadline_of(attempt: QuizAttempt) -> Any:
    return QuizAttempt.objects.get(pk=attempt.pk).deadline_at


@pytest.fixture
def attempt(learner: Any, make_quiz: MakeQuiz) -> QuizAttempt:
    """Open, with half an hour."""
    return start_attempt(learner=learner, page=make_quiz(time_limit_minutes=30))


@pytest.mark.parametrize(
    ("fields", "minutes"),
    [
        ({"time_factor": Decimal("1.5")}, 45),
        ({"time_limit_minutes": 40}, 40),
        ({"time_limit_minutes": 40, "time_factor": Decimal(2)}, 80),
        ({"time_limit_minutes": 10}, 30),
        ({"attempts_allowed": 3}, 30),
    ],
)
@pytest.mark.parametrize("everywhere", [True, False])
def test_more_time_reaches_an_attempt_that_has_begun_and_less_does_not(
    attempt: QuizAttempt, fields: dict[str, Any], minutes: int, everywhere: bool
) -> None:
    quiz_key = None if everywhere else attempt.quiz_key
    save_override(override=QuizOverride(learner=attempt.learner, quiz_key=quiz_key, **fields))
    assert deadline_of(attempt) == attempt.started_at + timedelta(minutes=minutes)
    assert ModelLogEntry.objects.filter(action=RETIMED).count() == (minutes > 30)


def test_each_later_change_counts_and_taking_it_back_shortens_nothing(attempt: QuizAttempt) -> None:
    override = save_override(override=QuizOverride(learner=attempt.learner, time_factor=Decimal("1.5")))
    for factor, minutes in (("2", 60), ("1", 60), ("2", 60)):
        override.time_factor = Decimal(factor)
        save_override(override=override)
        assert deadline_of(attempt) == attempt.started_at + timedelta(minutes=minutes)
    entries = ModelLogEntry.objects.filter(action=RETIMED).order_by("pk")
    assert [entry.object_id for entry in entries] == [str(attempt.pk)] * 2
    assert entries[1].data["new"] == deadline_of(attempt).isoformat()


def test_a_group_gets_it_and_nobody_else(learner: Any, make_quiz: MakeQuiz) -> None:
    quiz, group = make_quiz(time_limit_minutes=30), Group.objects.create(name="Evening class")
    learner.groups.add(group)
    own = start_attempt(learner=learner, page=quiz)
    other = start_attempt(learner=factories.make_learner(), page=quiz)
    save_override(override=QuizOverride(group=group, time_factor=Decimal(2)))
    assert deadline_of(own) == own.started_at + HOUR
    assert deadline_of(other) == other.deadline_at


def test_an_exception_for_another_quiz_changes_nothing(attempt: QuizAttempt, make_quiz: MakeQuiz) -> None:
    elsewhere = make_quiz().translation_key
    save_override(override=QuizOverride(learner=attempt.learner, quiz_key=elsewhere, time_factor=Decimal(2)))
    assert deadline_of(attempt) == attempt.deadline_at


def test_what_is_over_or_handed_in_stays_so(attempt: QuizAttempt, make_quiz: MakeQuiz) -> None:
    past = timezone.now() - HOUR
    QuizAttempt.objects.filter(pk=attempt.pk).update(deadline_at=past)
    done = start_attempt(learner=attempt.learner, page=make_quiz(time_limit_minutes=30))
    submit_attempt(attempt=done)
    save_override(override=QuizOverride(learner=attempt.learner, time_factor=Decimal(10)))
    assert (deadline_of(attempt), deadline_of(done)) == (past, done.deadline_at)
    late = close_if_expired(attempt=QuizAttempt.objects.get(pk=attempt.pk))
    assert late.state == AttemptState.EXPIRED


def test_a_later_closing_time_moves_the_deadline_and_when_answers_are_shown(
    learner: Any, make_quiz: MakeQuiz
) -> None:
    closes_at = timezone.now() + HOUR
    attempt = start_attempt(learner=learner, page=make_quiz(closes_at=closes_at))
    later = closes_at + HOUR
    save_override(override=QuizOverride(learner=learner, quiz_key=attempt.quiz_key, closes_at=later))
    stored = QuizAttempt.objects.get(pk=attempt.pk)
    assert stored.deadline_at == later
    assert stored.paper == {**attempt.paper, "closes_at": later.isoformat()}


def test_an_attempt_without_a_time_limit_gets_none(learner: Any, make_quiz: MakeQuiz) -> None:
    attempt = start_attempt(learner=learner, page=make_quiz())
    save_override(override=QuizOverride(learner=learner, time_limit_minutes=10))
    assert deadline_of(attempt) is None


def test_who_may_not_make_exceptions_is_refused(attempt: QuizAttempt) -> None:
    with pytest.raises(PermissionDenied):
        save_override(
            override=QuizOverride(learner=attempt.learner, time_factor=Decimal(2)), actor=attempt.learner
        )
    assert not QuizOverride.objects.exists()


def test_saving_it_in_the_admin_does_the_same_and_says_who(
    attempt: QuizAttempt, learner: Any, admin_client: Client, admin_user: Any
) -> None:
    form = {"learner": learner.get_username(), "time_factor": "1.5", "quiz_key": ""}
    response = admin_client.post(reverse(QuizOverrideViewSet().get_url_name("add")), form)
    assert response.status_code == 302
    assert deadline_of(attempt) == attempt.started_at + timedelta(minutes=45)
    assert ModelLogEntry.objects.get(action=RETIMED).user == admin_user


def hand_in_by_itself(attempt: QuizAttempt) -> Any:
    """What the script sends when its own time is over."""
    client = Client()
    client.force_login(attempt.learner)
    url = reverse("harmreduction_lms:attempt", args=[attempt.uuid])
    return client.post(url, {"sequence": attempt.sequence, "time_is_up": "1"})


def test_a_page_that_does_not_know_of_more_time_does_not_hand_in_too_early(attempt: QuizAttempt) -> None:
    save_override(override=QuizOverride(learner=attempt.learner, time_factor=Decimal("1.5")))
    response = hand_in_by_itself(attempt)
    assert response.url == reverse("harmreduction_lms:attempt", args=[attempt.uuid])
    assert QuizAttempt.objects.get(pk=attempt.pk).is_open


def test_a_page_whose_time_is_over_hands_in(attempt: QuizAttempt) -> None:
    QuizAttempt.objects.filter(pk=attempt.pk).update(deadline_at=timezone.now())
    assert "result" in hand_in_by_itself(attempt).url
    assert not QuizAttempt.objects.get(pk=attempt.pk).is_open


def test_an_attempt_that_was_erased_meanwhile_is_closed(attempt: QuizAttempt) -> None:
    stale = QuizAttempt.objects.get(pk=attempt.pk)
    QuizAttempt.objects.filter(pk=attempt.pk).delete()
    with pytest.raises(AttemptClosed):
        submit_attempt(attempt=stale)
