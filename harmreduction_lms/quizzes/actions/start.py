"""Starting an attempt: who may, and the paper they get."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from harmreduction_lms.quizzes.actions.deadline import is_overdue
from harmreduction_lms.quizzes.actions.submit import close_if_expired
from harmreduction_lms.quizzes.errors import (
    AttemptBusy,
    AttemptLimitReached,
    AttemptTooSoon,
    EmptyQuiz,
    QuizClosed,
    QuizClosesTooSoon,
    QuizNotOpen,
    QuizNotYetOpen,
    QuizRestricted,
)
from harmreduction_lms.quizzes.gates import pass_gates
from harmreduction_lms.quizzes.kinds import Draw
from harmreduction_lms.quizzes.models import QuizAttempt
from harmreduction_lms.quizzes.paper import build_paper, points_possible
from harmreduction_lms.quizzes.selectors import (
    drawn_quiz,
    earlier_attempts,
    overrides_for,
    view_restrictions,
)
from harmreduction_lms.quizzes.taking_rules import TakingRules, taking_rules


TRIES = 3

AcceptRestriction = Callable[[Any], bool]
"""Whether a Wagtail view restriction lets this learner through; a view asks `accept_request` of it."""


def accept_none(_restriction: Any) -> bool:
    return False


@dataclass(frozen=True)
class StartCheck:
    """What a new attempt would count for, how many there may be, this one included (None: no limit), and the
    rules it would be taken by."""

    context_key: UUID | None
    attempts_left: int | None
    rules: TakingRules


def start_attempt(
    *, learner: Any, page: Any, accept_restriction: AcceptRestriction = accept_none
) -> QuizAttempt:
    """The learner's open attempt at this quiz, or a new one with a frozen paper.

    Asks and writes: earlier attempts (1 query), exceptions (1), gates (theirs), questions (1, with pools 3),
    the attempt (1); on a site with password or group restrictions one more. Two tabs starting at once get the
    same attempt: the database allows one open attempt a learner and quiz, and the second insert finds the
    first.
    """
    for _try in range(TRIES):
        earlier = earlier_attempts(learner, page.translation_key)
        if open_attempt := _still_open(earlier):
            return open_attempt
        check = check_start(
            learner=learner, page=page, earlier=earlier, accept_restriction=accept_restriction
        )
        if attempt := _create(learner, page, check, earlier):
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
    overrides = overrides_for(learner, page.translation_key) if _may_have_overrides(page) else []
    rules = taking_rules(page, overrides)
    taken = [attempt for attempt in earlier if attempt.context_key == context_key]
    check_times(rules, taken, timezone.now())
    return StartCheck(context_key, _attempts_left(rules, taken), rules)


def _may_have_overrides(page: Any) -> bool:
    """Pages from `selectors.quiz_page` know; for others it has to be asked."""
    return bool(getattr(page, "needs_override_check", True))


def check_times(rules: TakingRules, taken: list[QuizAttempt], now: datetime) -> None:
    """Raises `QuizNotYetOpen`, `QuizClosed` or `AttemptTooSoon`, each saying when, in the site's zone."""
    if rules.opens_at and now < rules.opens_at:
        raise QuizNotYetOpen(rules.opens_at)
    if rules.closes_at and now >= rules.closes_at:
        raise QuizClosed(rules.closes_at)
    ended = [attempt.submitted_at for attempt in taken if attempt.submitted_at is not None]
    again_at = rules.next_start(ended)
    if again_at and now < again_at:
        if rules.closes_at and again_at >= rules.closes_at:
            raise QuizClosesTooSoon(rules.closes_at)
        raise AttemptTooSoon(again_at)


def _attempts_left(rules: TakingRules, taken: list[QuizAttempt]) -> int | None:
    if rules.attempts_allowed is None:
        return None
    left = rules.attempts_allowed - len(taken)
    if left <= 0:
        raise AttemptLimitReached
    return left


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


def _create(learner: Any, page: Any, check: StartCheck, earlier: list[QuizAttempt]) -> QuizAttempt | None:
    """A new attempt, or None when another request was faster: unique constraints decide."""
    draw = Draw()
    drawn = drawn_quiz(page, learner, draw.shuffled)
    paper = build_paper(page, drawn, closes_at=check.rules.closes_at, draw=draw)
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
                context_key=check.context_key,
                counting=page.counting_attempt,
                number=max((attempt.number for attempt in earlier), default=0) + 1,
                paper=paper,
                started_at=now,
                deadline_at=check.rules.deadline(now),
                points_possible=points_possible(paper),
                pass_mark=None if paper["pass_mark"] is None else Decimal(paper["pass_mark"]),
            )
    except IntegrityError:
        return None
