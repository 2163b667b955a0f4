"""Deciding about a pass that marking again would take away."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.quizzes.actions.regrade_changes import carry_out
from harmreduction_lms.quizzes.actions.settling import lock_attempts
from harmreduction_lms.quizzes.audit_log import DECIDE
from harmreduction_lms.quizzes.models import QuizAttempt, RegradeChange, RegradeDecision
from harmreduction_lms.quizzes.signals import quiz_result_lowered


class AlreadyDecided(HarmReductionLMSError):
    """Somebody else was faster, or a later regrading has overtaken the change."""

    message = _("This has been decided in the meantime. Look at the list again.")


@transaction.atomic
def decide_regrade(*, change: RegradeChange, decision: RegradeDecision, actor: Any = None) -> RegradeChange:
    """Keeps the pass, as if nothing had been marked again, or lets the new result stand.

    The same decision twice is one; another one is refused (`AlreadyDecided`). When the pass is taken back,
    `quiz_result_lowered` is sent: credit that was awarded for it is not touched here.
    """
    if actor is not None and not ModelPermissionPolicy(RegradeChange).user_has_permission(actor, "change"):
        raise PermissionDenied
    if decision not in (RegradeDecision.KEPT, RegradeDecision.LOWERED):
        raise ValueError(decision)
    attempt = lock_attempts([change.attempt_id])[0]
    current = RegradeChange.objects.get(pk=change.pk)
    if current.decision == decision:
        return current
    if current.decision != RegradeDecision.PENDING:
        raise AlreadyDecided
    current.decision, current.decided_by, current.decided_at = decision, actor, timezone.now()
    current.save(update_fields=["decision", "decided_by", "decided_at"])
    if decision == RegradeDecision.LOWERED:
        _lower(current, attempt)
    log(current, DECIDE, user=actor, data={"decision": decision.value})
    return current


def _lower(change: RegradeChange, attempt: QuizAttempt) -> None:
    carry_out(attempt, change.items)
    if not attempt.is_passed:
        transaction.on_commit(
            partial(quiz_result_lowered.send_robust, sender=QuizAttempt, attempt=attempt, change=change),
            robust=True,
        )
