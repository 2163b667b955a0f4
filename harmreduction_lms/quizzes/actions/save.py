"""Saving one answer while the attempt is open."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils import timezone

from harmreduction_lms.quizzes.actions.deadline import is_overdue, last_deadline_still_open
from harmreduction_lms.quizzes.errors import AttemptClosed, AttemptDeadlinePassed, StaleAnswer
from harmreduction_lms.quizzes.kinds import Response, question_kinds
from harmreduction_lms.quizzes.models import AttemptState, QuizAttempt
from harmreduction_lms.quizzes.paper import find_item, items_by_id


def save_answer(*, attempt: QuizAttempt, item: str, response: Response, sequence: int) -> int:
    """Saves the response to one item; gives the new sequence.

    `sequence` is the one the sender last got. One conditional UPDATE decides: an answer from a tab that has
    fallen behind, for a closed attempt or after the deadline overwrites nothing.
    """
    if attempt.sequence != sequence:
        attempt.refresh_from_db()
    answers = with_answers(attempt, {item: response})
    now = timezone.now()
    in_time = Q(deadline_at__isnull=True) | Q(deadline_at__gte=last_deadline_still_open())
    saved = QuizAttempt.objects.filter(
        in_time, pk=attempt.pk, sequence=sequence, state=AttemptState.OPEN
    ).update(answers=answers, sequence=sequence + 1, saved_at=now)
    if not saved:
        attempt.refresh_from_db()
        raise _refusal(attempt)
    attempt.answers, attempt.sequence, attempt.saved_at = answers, sequence + 1, now
    return attempt.sequence


def with_answers(attempt: QuizAttempt, responses: Mapping[str, Response]) -> dict[str, Any]:
    """The saved answers with these in place of older ones; a response of None takes one away.

    Refuses items that are not on the paper (`UnknownItem`) and drops what an item does not offer.
    """
    answers = dict(attempt.answers)
    items = items_by_id(attempt.paper)
    for item_id, response in responses.items():
        item = items.get(item_id) or find_item(attempt.paper, item_id)
        cleaned = question_kinds[item["kind"]].clean(response, item["body"])
        if cleaned is None:
            answers.pop(item_id, None)
        else:
            answers[item_id] = cleaned
    return answers


def _refusal(attempt: QuizAttempt) -> Exception:
    if is_overdue(attempt):
        return AttemptDeadlinePassed()
    return StaleAnswer() if attempt.is_open else AttemptClosed()
