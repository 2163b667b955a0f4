"""Starting an attempt: who may, and the paper they get."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from harmreduction_lms.quizzes.actions.deadline import is_overdue
from harmreduction_lms.quizzes.actions.submit import close_if_expired
from harmreduction_lms.quizzes.errors import (
    AttemptBusy,
    AttemptLimitReached,
    EmptyQuiz,
    QuizNotOpen,
    QuizRestricted,
)
from harmreduction_lms.quizzes.gates import pass_gates
from harmreduction_lms.quizzes.models import QuizAttempt
from harmreduction_lms.quizzes.paper import build_paper, pass_mark, points_possible
from harmreduction_lms.quizzes.selectors import attempts_for, live_questions, view_restrictions


TRIES = 3

AcceptRestriction = Callable[[Any], bool]
"""Whether a Wagtail view restriction lets this learner through; a view asks `accept_request` of it."""


def accept_none(_restriction: Any) -> bool:
    return False


@dataclass(frozen=True)
class StartCheck:
    """What a new attempt would count for, and how many there may be, this one included (None: no limit)."""

    context_key: UUID | None
    attempts_left: int | None


def start_attempt(
    *, learner: Any, page: Any, accept_restriction: AcceptRestriction = accept_none
) -> QuizAttempt:
    """The learner's open attempt at this quiz, or a new one with a frozen paper.

    Asks and writes: earlier attempts (1 query), gates (theirs), questions (1), the attempt (1); a quiz under
    a password or group restriction costs one more. Two tabs starting at once get the same attempt: the
    database allows one open attempt a learner and quiz, and the second insert finds the first.
    """
    for _try in range(TRIES):
        earlier = list(attempts_for(learner, quiz_key=page.translation_key))
        if open_attempt := _still_open(earlier):
            return open_attempt
        check = check_start(
            learner=learner, page=page, earlier=earlier, accept_restriction=accept_restriction
        )
        if attempt := _create(learner, page, check.context_key, earlier):
            return attempt
    raise AttemptBusy


def check_start(
    *,
    learner: Any,
    page: Any,
    earlier: list[QuizAttempt],
    accept_restriction: AcceptRestriction = accept_none,
) -> StartCheck:
    """Raises what stands in the way of a new attempt. `earlier` are the learner's attempts at this quiz.

    Attempts are limited within what they count for: who takes a course again in a later period starts afresh.
    """
    if not is_open(page):
        raise QuizNotOpen
    if getattr(page, "needs_restriction_check", True) and not all(
        accept_restriction(restriction) for restriction in view_restrictions(page)
    ):
        raise QuizRestricted
    context_key = pass_gates(learner, page)
    if page.attempts_allowed is None:
        return StartCheck(context_key, None)
    left = page.attempts_allowed - sum(attempt.context_key == context_key for attempt in earlier)
    if left <= 0:
        raise AttemptLimitReached
    return StartCheck(context_key, left)


def is_open(page: Any) -> bool:
    """Published and not past its expiry, even where nobody runs Wagtail's scheduled publishing."""
    is_past = page.expire_at is not None and page.expire_at <= timezone.now()
    return page.live and not page.expired and not is_past


def _still_open(earlier: list[QuizAttempt]) -> QuizAttempt | None:
    """The open attempt; one that ran out of time is closed and counts as taken."""
    for attempt in earlier:
        if attempt.is_open and not is_overdue(attempt):
            return attempt
        close_if_expired(attempt=attempt)
    return None


def _create(
    learner: Any, page: Any, context_key: UUID | None, earlier: list[QuizAttempt]
) -> QuizAttempt | None:
    """A new attempt, or None when another request was faster: unique constraints decide."""
    paper = build_paper(page, live_questions(page))
    if not paper["items"]:
        raise EmptyQuiz
    now = timezone.now()
    try:
        with transaction.atomic():
            return QuizAttempt.objects.create(
                learner=learner,
                page_id=page.pk,
                quiz_key=page.translation_key,
                quiz_title=page.title,
                role=page.role,
                context_key=context_key,
                number=max((attempt.number for attempt in earlier), default=0) + 1,
                paper=paper,
                started_at=now,
                deadline_at=_deadline(page, now),
                points_possible=points_possible(paper),
                pass_mark=pass_mark(page),
            )
    except IntegrityError:
        return None


def _deadline(page: Any, now: datetime) -> datetime | None:
    return now + timedelta(minutes=page.time_limit_minutes) if page.time_limit_minutes else None
