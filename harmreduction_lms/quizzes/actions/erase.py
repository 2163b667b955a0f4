"""Erasing what quizzes hold about a learner, without changing what quizzes say about their questions.

Of each quiz one attempt stays as marks without a person: the one that item analysis counts by default. Its
figures are the same before and after. All else goes, because a second attempt beside the first, or a
pseudonym that ties pre-test to post-test, would be a trace of one person. So an erased learner no longer
counts in gains from pre-test to post-test, and later regradings do not reach marks without a paper.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from harmreduction_lms.core.log_entries import entries_about, forget_in_log
from harmreduction_lms.quizzes.audit_log import ERASE
from harmreduction_lms.quizzes.models import (
    AttemptState,
    HandGrade,
    QuizAttempt,
    QuizOverride,
    QuizResponse,
    RegradeChange,
)
from harmreduction_lms.quizzes.paper import items_by_id
from harmreduction_lms.quizzes.selectors import GRADED_STATES


@transaction.atomic
def erase_quiz_data(*, learner: Any, actor: Any = None) -> int:
    """Erases attempts, answers, papers, grades by hand, regradings and exceptions; gives how many attempts
    stay as marks without a person.

    Call it from the one erasure over all domains, after the account can no longer sign in. Safe to call
    twice. `actor` is who asks: the learner, or somebody who may delete attempts; None is the system itself.
    What the learner did as staff (grading others) stays under their account.
    """
    if actor not in (None, learner) and not ModelPermissionPolicy(QuizAttempt).user_has_permission(
        actor, "delete"
    ):
        raise PermissionDenied
    attempts = QuizAttempt.objects.filter(learner=learner)
    overrides = QuizOverride.objects.filter(learner=learner)
    has_data = attempts.exists() or overrides.exists()
    _forget_overrides_in_log(learner, overrides)
    kept = _erase(attempts, learner)
    overrides.delete()
    if has_data:
        by = None if actor == learner else actor
        log(learner, ERASE, user=by, title=gettext("(erased)"), data={"marks_kept": len(kept)})
    return len(kept)


@transaction.atomic
def erase_attempts_for(*, learner: Any, context_key: uuid.UUID) -> int:
    """The same for the attempts of one enrolment, when the time to keep them is over; exceptions stay. Gives
    how many attempts stay as marks without a person.

    The system's own, for the purge of records: it asks nobody's permission.
    """
    return len(_erase(QuizAttempt.objects.filter(learner=learner, context_key=context_key), learner))


def _erase(attempts: QuerySet[QuizAttempt], learner: Any) -> list[QuizAttempt]:
    """Erases attempts of one learner; gives those that stay as marks."""
    # First of all: whoever hands in at this moment waits for the row, and then finds it closed.
    attempts.filter(state=AttemptState.OPEN).update(state=AttemptState.ABANDONED)
    _forget_in_log(learner, attempts)
    counted = {attempt.pk for attempt in _first_graded(QuizAttempt.objects.filter(learner=learner))}
    kept = [_only_marks(attempt) for attempt in attempts.filter(pk__in=counted)]
    attempts.delete()
    return kept


def _forget_in_log(learner: Any, attempts: QuerySet[QuizAttempt]) -> None:
    grades = HandGrade.objects.filter(response__attempt__in=attempts)
    changes = RegradeChange.objects.filter(attempt__in=attempts)
    forget_in_log(QuizAttempt, entries_about(attempts), person=learner)
    forget_in_log(HandGrade, entries_about(grades), person=learner)
    forget_in_log(RegradeChange, entries_about(changes), person=learner)


def _forget_overrides_in_log(learner: Any, overrides: QuerySet[QuizOverride]) -> None:
    # An exception is listed under the learner's name, also after staff have deleted it.
    forget_in_log(QuizOverride, entries_about(overrides) | Q(label=str(learner)), person=learner)


def _first_graded(attempts: QuerySet[QuizAttempt]) -> list[QuizAttempt]:
    """Of each quiz the first attempt with a final result: what item analysis counts by default."""
    graded = attempts.filter(state__in=GRADED_STATES, awaiting_grading=0, points_numerator__isnull=False)
    return list({attempt.quiz_key: attempt for attempt in graded.order_by("-number")}.values())


def _only_marks(attempt: QuizAttempt) -> QuizAttempt:
    """The attempt as marks without a person: no paper, no words, and of times only the month, since an exact
    one could name the learner. The number stays: the responses have a copy."""
    HandGrade.objects.filter(response__attempt=attempt).delete()
    attempt.regrade_changes.all().delete()
    _drop_words(attempt)
    month = _month(attempt.submitted_at or attempt.started_at)
    attempt.learner = attempt.context_key = attempt.deadline_at = attempt.saved_at = None
    attempt.uuid = uuid.uuid4()
    attempt.paper = {**attempt.paper, "items": []}
    attempt.answers, attempt.item_states = {}, {}
    attempt.sequence, attempt.page_reached = 0, 1
    attempt.started_at = attempt.submitted_at = month
    attempt.save()
    return attempt


def _drop_words(attempt: QuizAttempt) -> None:
    """Of the answers only those stay that say nothing but what the paper says: which options were chosen."""
    items = items_by_id(attempt.paper)
    rows = [
        row
        for row in attempt.responses.all()
        if not _texts(row.response) <= _texts(items.get(row.item, {}).get("body"))
    ]
    for row in rows:
        row.response = None
    QuizResponse.objects.bulk_update(rows, ["response"])


def _texts(value: Any) -> frozenset[str]:
    """Every text in a piece of JSON, keys included."""
    if isinstance(value, Mapping):
        return frozenset(value).union(*map(_texts, value.values()))
    if isinstance(value, list):
        return frozenset().union(*map(_texts, value))
    return frozenset([value] if isinstance(value, str) else [])


def _month(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
