"""Revoking an award: it stays, says that it no longer counts, and boards are told (ce-rules E-08)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log

from harmreduction_lms.credits.actions.ledger import change_award
from harmreduction_lms.credits.actions.report_changes import queue_deletion
from harmreduction_lms.credits.audit_log import REVOKE
from harmreduction_lms.credits.errors import ReasonMissing
from harmreduction_lms.credits.models import AwardEventKind, CreditAward, EventReason
from harmreduction_lms.credits.signals import announce, award_revoked


REASONS = (
    EventReason.ERROR,
    EventReason.MISCONDUCT,
    EventReason.APPROVAL_WITHDRAWN,
    EventReason.DUPLICATE,
)
"""Why an award may be revoked (E-08)."""


@transaction.atomic
def revoke_award(
    *, award: CreditAward, reason: str, actor: Any, reason_code: EventReason = EventReason.ERROR
) -> CreditAward:
    """Revoke an award, with a reason; it stays visible as revoked. Safe to call twice.

    The code says why to programs, `reason` to people. Where the award was reported, a row to take it back is
    queued.
    """
    if not actor.has_perm("harmreduction_lms.change_creditaward"):
        raise PermissionDenied
    if reason_code not in REASONS or not reason.strip():
        raise ReasonMissing
    why = {"reason_code": reason_code, "reason": reason.strip(), "actor": actor}
    if change_award(award=award, kind=AwardEventKind.REVOKED, **why) is not None:
        queue_deletion(award)
        log(award, REVOKE, user=actor, data={"reason": str(reason_code)})
        announce(award_revoked, award=award)
    return award
