"""Saving answers while the attempt is open, and going on to another page."""

from collections.abc import Mapping

from django.db.models import Q
from django.utils import timezone

from harmreduction_lms.quizzes.actions.deadline import (
    is_overdue,
    last_deadline_still_open,
    reread,
    too_late,
)
from harmreduction_lms.quizzes.answers import GivenAnswer, Workings, is_sequential, with_answers
from harmreduction_lms.quizzes.errors import (
    AnswerFixed,
    AttemptClosed,
    StaleAnswer,
)
from harmreduction_lms.quizzes.kinds import Response
from harmreduction_lms.quizzes.models import AttemptState, QuizAttempt


def save_answer(*, attempt: QuizAttempt, item: str, response: GivenAnswer | Response, sequence: int) -> int:
    """Saves the response to one item; gives the new sequence. See `save_answers`."""
    return save_answers(attempt=attempt, given={item: response}, sequence=sequence)


def save_answers(
    *,
    attempt: QuizAttempt,
    given: Mapping[str, GivenAnswer | Response],
    sequence: int,
    page: int | None = None,
) -> int:
    """Saves responses, and the page somebody goes on to; gives the new sequence.

    `sequence` is the one the sender last got. One conditional UPDATE decides: answers from a tab that has
    fallen behind, for a closed attempt or after the deadline overwrite nothing.
    """
    if attempt.sequence != sequence:
        reread(attempt)
    if not attempt.is_open:
        raise AttemptClosed
    page_reached = max(attempt.page_reached, page or 1)
    if is_sequential(attempt) and page_reached > attempt.page_reached + 1:
        raise AnswerFixed
    return write_workings(
        attempt=attempt, workings=with_answers(attempt, given), sequence=sequence, page_reached=page_reached
    )


def write_workings(
    *, attempt: QuizAttempt, workings: Workings, sequence: int, page_reached: int | None = None
) -> int:
    """Writes answers and states if nothing has changed since `sequence` and the attempt is still open."""
    changes = {
        "answers": workings.answers,
        "item_states": workings.states,
        "page_reached": page_reached or attempt.page_reached,
        "saved_at": timezone.now(),
        "sequence": sequence + 1,
    }
    in_time = Q(deadline_at__isnull=True) | Q(deadline_at__gte=last_deadline_still_open())
    still_same = Q(pk=attempt.pk, sequence=sequence, state=AttemptState.OPEN)
    if not QuizAttempt.objects.filter(in_time & still_same).update(**changes):
        reread(attempt)
        raise _refusal(attempt)
    for name, value in changes.items():
        setattr(attempt, name, value)
    return attempt.sequence


def _refusal(attempt: QuizAttempt) -> Exception:
    if not attempt.is_open:
        return AttemptClosed()
    return too_late(attempt) if is_overdue(attempt) else StaleAnswer()
