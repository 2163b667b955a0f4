"""Handing in: an attempt is graded on the server, exactly once, from its frozen paper."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from harmreduction_lms.quizzes.actions.deadline import is_overdue
from harmreduction_lms.quizzes.actions.save import with_answers
from harmreduction_lms.quizzes.errors import AttemptBusy, AttemptDeadlinePassed, StaleAnswer
from harmreduction_lms.quizzes.grading import is_pass
from harmreduction_lms.quizzes.kinds import Response
from harmreduction_lms.quizzes.marking import MarkedItem, mark
from harmreduction_lms.quizzes.models import AttemptState, QuizAttempt, QuizResponse
from harmreduction_lms.quizzes.signals import quiz_attempt_graded


logger = logging.getLogger(__name__)

TRIES = 5


class _AnswersChanged(Exception):
    """An answer was saved between reading the attempt and writing its grade."""


def submit_attempt(
    *,
    attempt: QuizAttempt,
    responses: Mapping[str, Response] | None = None,
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
            raise AttemptDeadlinePassed
        answers = with_answers(attempt, responses or {})
        if sequence not in (None, attempt.sequence) and answers != attempt.answers:
            raise StaleAnswer
        if _record(attempt, answers, AttemptState.SUBMITTED, timezone.now()):
            return attempt
        attempt.refresh_from_db()
    raise AttemptBusy


def close_if_expired(*, attempt: QuizAttempt) -> QuizAttempt:
    """Grades an open attempt whose time is over with what was saved in time. Called whenever one is read."""
    for _try in range(TRIES):
        if not attempt.is_open or attempt.deadline_at is None or not is_overdue(attempt):
            return attempt
        if _record(attempt, attempt.answers, AttemptState.EXPIRED, attempt.deadline_at):
            return attempt
        attempt.refresh_from_db()
    raise AttemptBusy


def _record(attempt: QuizAttempt, answers: dict[str, Any], state: AttemptState, at: datetime) -> bool:
    """Writes the grade, all or nothing; False when somebody else graded or saved in between."""
    marked = mark(attempt.paper, answers)
    changes = {**_grade(attempt, marked), "answers": answers, "state": state, "submitted_at": at}
    try:
        with transaction.atomic():
            # First the rows: `hrlms_item_graded_once` is the arbiter, the second grader's insert fails.
            QuizResponse.objects.bulk_create(_rows(attempt, marked))
            # Guarded on `sequence`, so that an answer saved meanwhile is not lost. Deliberately not on
            # `state`: that would hide a missing constraint instead of letting it be found.
            same = QuizAttempt.objects.filter(pk=attempt.pk, sequence=attempt.sequence)
            if not same.update(**changes):
                raise _AnswersChanged
            for name, value in changes.items():
                setattr(attempt, name, value)
            transaction.on_commit(partial(_announce, attempt), robust=True)
    except _AnswersChanged:
        return False
    except IntegrityError:
        if QuizAttempt.objects.filter(pk=attempt.pk, state=AttemptState.OPEN).exists():
            raise  # Nobody else has graded it: something else is wrong.
        return False
    return True


def _grade(attempt: QuizAttempt, marked: Sequence[MarkedItem]) -> dict[str, Any]:
    earned = sum((one.points for one in marked), Fraction(0))
    possible = sum(one.item["points"] for one in marked)
    mark_ = attempt.paper["pass_mark"]
    passed = None if mark_ is None else is_pass(earned=earned, possible=possible, pass_mark=Decimal(mark_))
    return {
        "points_numerator": earned.numerator,
        "points_denominator": earned.denominator,
        "points_possible": possible,
        "is_passed": passed,
    }


def _rows(attempt: QuizAttempt, marked: Sequence[MarkedItem]) -> list[QuizResponse]:
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
        )
        for one in marked
    ]


def _announce(attempt: QuizAttempt) -> None:
    """Tells the receivers. What they do wrong is theirs: the attempt stays submitted."""
    for receiver, outcome in quiz_attempt_graded.send_robust(sender=QuizAttempt, attempt=attempt):
        if isinstance(outcome, Exception):
            logger.error("Receiver %r failed for graded attempt %s", receiver, attempt.uuid, exc_info=outcome)
