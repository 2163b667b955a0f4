"""Handing in: an attempt is graded on the server, exactly once, from its frozen paper."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from harmreduction_lms.quizzes.actions.deadline import (
    is_overdue,
    last_deadline_still_open,
    reread,
    too_late,
)
from harmreduction_lms.quizzes.actions.settling import final_total
from harmreduction_lms.quizzes.answers import GivenAnswer, Workings, with_answers, workings_of
from harmreduction_lms.quizzes.behaviours import total
from harmreduction_lms.quizzes.errors import AttemptBusy, StaleAnswer
from harmreduction_lms.quizzes.grading import is_pass
from harmreduction_lms.quizzes.kinds import Response
from harmreduction_lms.quizzes.marking import MarkedItem, mark
from harmreduction_lms.quizzes.models import AttemptState, HandGrade, QuizAttempt, QuizResponse, TimeUp
from harmreduction_lms.quizzes.paper import paper_rules
from harmreduction_lms.quizzes.signals import quiz_attempt_graded


logger = logging.getLogger(__name__)

TRIES = 5


class _AnswersChanged(Exception):
    """An answer was saved between reading the attempt and writing its grade."""


def submit_attempt(
    *,
    attempt: QuizAttempt,
    responses: Mapping[str, GivenAnswer | Response] | None = None,
    sequence: int | None = None,
) -> QuizAttempt:
    """Grades the attempt with its saved answers, `responses` on top; a graded attempt comes back unchanged.

    `sequence` is the one the sender last got: answers that differ from newer saved ones are refused
    (`StaleAnswer`). Costs two statements and no lock of ours: INSERT responses, UPDATE attempt.
    """
    for _try in range(TRIES):
        if not attempt.is_open:
            return attempt
        if is_overdue(attempt):
            raise too_late(attempt)
        workings = with_answers(attempt, responses or {})
        if sequence not in (None, attempt.sequence) and workings != workings_of(attempt):
            raise StaleAnswer
        if _record(attempt, workings, AttemptState.SUBMITTED, timezone.now()):
            return attempt
        reread(attempt)
    raise AttemptBusy


def close_if_expired(*, attempt: QuizAttempt) -> QuizAttempt:
    """Closes an open attempt whose time is over. Called whenever one is read.

    What was saved in time is graded, unless the quiz says that such an attempt does not count.
    """
    for _try in range(TRIES):
        if not attempt.is_open or attempt.deadline_at is None or not is_overdue(attempt):
            return attempt
        if paper_rules(attempt.paper).time_up == TimeUp.DISCARD:
            _abandon(attempt, attempt.deadline_at)
        elif _record(attempt, workings_of(attempt), AttemptState.EXPIRED, attempt.deadline_at):
            return attempt
        else:
            reread(attempt)
    raise AttemptBusy


def close_expired_attempts() -> int:
    """Closes every open attempt whose deadline and grace are over; gives how many. One after the other."""
    overdue = QuizAttempt.objects.filter(
        state=AttemptState.OPEN, deadline_at__lt=last_deadline_still_open()
    ).order_by("deadline_at")
    closed = 0
    for pk in overdue.values_list("pk", flat=True).iterator():
        try:
            closed += not close_if_expired(attempt=QuizAttempt.objects.get(pk=pk)).is_open
        except Exception:
            # One paper that cannot be marked must not keep all others open.
            logger.exception("Attempt %s could not be closed", pk)
    return closed


def _abandon(attempt: QuizAttempt, at: datetime) -> None:
    """Ends an attempt that does not count. Its answers stay, for the learner's own records."""
    changes = {"state": AttemptState.ABANDONED, "submitted_at": at}
    QuizAttempt.objects.filter(pk=attempt.pk, state=AttemptState.OPEN).update(**changes)
    reread(attempt)


def _record(attempt: QuizAttempt, workings: Workings, state: AttemptState, at: datetime) -> bool:
    """Writes the grade, all or nothing; False when somebody else graded or saved in between."""
    marked = mark(attempt.paper, workings.answers, workings.states)
    changes = {
        **grade_of(attempt.paper, marked),
        "answers": workings.answers,
        "item_states": workings.states,
        "state": state,
        "submitted_at": at,
    }
    try:
        with transaction.atomic():
            # First the rows: `hrlms_item_graded_once` is the arbiter, the second grader's insert fails.
            rows = QuizResponse.objects.bulk_create(_rows(attempt, marked, changes))
            if changes["awaiting_grading"]:
                _queue(rows, marked)
            # Guarded on `sequence`, so that an answer saved meanwhile is not lost. Deliberately not on being
            # open: that would hide a missing constraint instead of letting it be found.
            same = QuizAttempt.objects.filter(pk=attempt.pk, sequence=attempt.sequence)
            same = same.exclude(state=AttemptState.ABANDONED)
            if not same.update(**changes):
                raise _AnswersChanged
            for name, value in changes.items():
                setattr(attempt, name, value)
            if attempt.is_graded:
                transaction.on_commit(partial(announce, attempt), robust=True)
    except _AnswersChanged:
        return False
    except IntegrityError:
        if QuizAttempt.objects.filter(pk=attempt.pk, state=AttemptState.OPEN).exists():
            raise  # Nobody else has graded it: something else is wrong.
        return False
    return True


def grade_of(paper: Mapping[str, Any], marked: Sequence[MarkedItem]) -> dict[str, Any]:
    """The grade's columns. Nobody passes or fails while an answer waits to be graded by hand."""
    earned = total([one.points for one in marked])
    possible = sum(one.item["points"] for one in marked)
    pending = sum(one.is_pending for one in marked)
    mark_ = paper["pass_mark"]
    is_open = mark_ is None or pending
    return {
        "points_numerator": earned.numerator,
        "points_denominator": earned.denominator,
        "points_possible": possible,
        "awaiting_grading": pending,
        "is_passed": None if is_open else is_pass(earned=earned, possible=possible, pass_mark=Decimal(mark_)),
    }


def _queue(rows: Sequence[QuizResponse], marked: Sequence[MarkedItem]) -> None:
    pending = {one.item["id"] for one in marked if one.is_pending}
    HandGrade.objects.bulk_create([HandGrade(response=row) for row in rows if row.item in pending])


def _rows(
    attempt: QuizAttempt, marked: Sequence[MarkedItem], result: Mapping[str, Any]
) -> list[QuizResponse]:
    copies = {
        "quiz_key": attempt.quiz_key,
        "attempt_number": attempt.number,
        **final_total(result),
    }
    return [
        QuizResponse(
            attempt_id=attempt.pk,
            item=one.item["id"],
            position=one.item["position"],
            question_key=one.item["question"],
            revision_id=one.item["revision"],
            kind=one.item["kind"],
            response=one.response,
            points_numerator=one.points.numerator,
            points_denominator=one.points.denominator,
            points_possible=one.item["points"],
            **copies,
        )
        for one in marked
    ]


def announce(attempt: QuizAttempt) -> None:
    """Tells the receivers. What they do wrong is theirs: the attempt stays submitted."""
    for receiver, outcome in quiz_attempt_graded.send_robust(sender=QuizAttempt, attempt=attempt):
        if isinstance(outcome, Exception):
            logger.error("Receiver %r failed for graded attempt %s", receiver, attempt.uuid, exc_info=outcome)
