"""Making exceptions to quiz rules. One that gives more time also gives it to attempts that have begun."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from harmreduction_lms.quizzes.actions.deadline import last_deadline_still_open
from harmreduction_lms.quizzes.audit_log import RETIME
from harmreduction_lms.quizzes.models import AttemptState, QuizAttempt, QuizOverride
from harmreduction_lms.quizzes.selectors import overrides_for, quiz_page
from harmreduction_lms.quizzes.taking_rules import TakingRules, taking_rules


@transaction.atomic
def save_override(*, override: QuizOverride, actor: Any = None) -> QuizOverride:
    """Saves an exception. Open attempts it speaks of are over later, if it says so; never earlier than they
    were to be, and what is over stays over."""
    needed = "add" if override.pk is None else "change"
    if actor is not None and not ModelPermissionPolicy(QuizOverride).user_has_permission(actor, needed):
        raise PermissionDenied
    override.save()
    for attempt, rules in _with_rules(_open_attempts(override)):
        _retime(attempt, rules, actor)
    return override


def _open_attempts(override: QuizOverride) -> QuerySet[QuizAttempt]:
    """Attempts with a deadline still to come, of whom the exception is for."""
    whom = Q(learner=override.learner_id)
    if override.group is not None:
        # Not every user model has groups.
        members = override.group.user_set.all() if hasattr(override.group, "user_set") else ()
        whom = Q(learner__in=members)
    where = Q() if override.quiz_key is None else Q(quiz_key=override.quiz_key)
    return QuizAttempt.objects.filter(
        whom, where, state=AttemptState.OPEN, deadline_at__gte=last_deadline_still_open()
    ).select_related("learner")


def _with_rules(attempts: QuerySet[QuizAttempt]) -> Iterator[tuple[QuizAttempt, TakingRules]]:
    """Each with what its learner may do by now. One query an attempt, and those for its quiz once."""
    pages: dict[Any, Any] = {}
    for attempt in attempts:
        if attempt.quiz_key not in pages:
            pages[attempt.quiz_key] = quiz_page(attempt.quiz_key)
        if page := pages[attempt.quiz_key]:
            yield attempt, taking_rules(page, overrides_for(attempt.learner, attempt.quiz_key))


def _retime(attempt: QuizAttempt, rules: TakingRules, actor: Any) -> None:
    before, after = attempt.deadline_at, rules.deadline(attempt.started_at)
    if before is None or after is None or after <= before:
        return
    paper = {**attempt.paper, "closes_at": _later(attempt.paper.get("closes_at"), rules.closes_at)}
    same = QuizAttempt.objects.filter(pk=attempt.pk, state=AttemptState.OPEN, deadline_at=before)
    if same.update(deadline_at=after, paper=paper):
        log(attempt, RETIME, user=actor, data={"old": before.isoformat(), "new": after.isoformat()})


def _later(frozen: str | None, now: datetime | None) -> str | None:
    """When the quiz closes for this attempt. Answers shown "after closing" must not show before."""
    if frozen is None or now is None:
        return frozen
    return max(datetime.fromisoformat(frozen), now).isoformat()
