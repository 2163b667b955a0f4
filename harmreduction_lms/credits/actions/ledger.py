"""Adding links to the ledger, and the only door through which an award changes. Links are never changed."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from harmreduction_lms.credits import ledger
from harmreduction_lms.credits.digests import record_digest, utc_text
from harmreduction_lms.credits.models import (
    AwardEvent,
    AwardEventKind,
    AwardStatus,
    CreditAward,
    EventReason,
    LedgerHead,
)


HEAD = 1

MAY_CHANGE = {
    AwardEventKind.CORRECTED: Q(status=AwardStatus.VALID),
    AwardEventKind.REVOKED: Q(status=AwardStatus.VALID),
    AwardEventKind.RESTRICTED: ~Q(status=AwardStatus.PURGED) & Q(restricted_at=None),
    AwardEventKind.PURGED: ~Q(status=AwardStatus.PURGED),
}
"""Which awards a change is for; on others it has no effect."""

FORGETTING = {AwardEventKind.RESTRICTED, AwardEventKind.PURGED}
"""Changes after which the reasons of earlier links, which people wrote, are blanked too."""


def append_event(
    *,
    award: CreditAward,
    kind: AwardEventKind,
    reason_code: EventReason | str = "",
    reason: str = "",
    actor: Any = None,
    happened_at: datetime | None = None,
) -> AwardEvent:
    """Chain an event to the end of the ledger. Call it in the transaction that changes the award.

    The head row is locked until that transaction ends, so writers queue here and nowhere earlier. The chain
    holds a digest of the reason, so that its words can be blanked (ce-rules H-04).
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("append_event must run in the transaction that changes the award.")
    head = locked_head()
    happened_at = happened_at or timezone.now()
    payload = {
        "format": ledger.FORMAT,
        "number": award.number,
        "version": award.version,
        "kind": str(kind),
        "reason_code": str(reason_code),
        "reason_digest": ledger.reason_digest(reason),
        "actor": str(actor.pk) if actor else None,
        "happened_at": utc_text(happened_at),
        "snapshot_digest": ledger.snapshot_digest(award.snapshot),
        "record_digest": record_digest(award, ledger.FORMAT),
    }
    event: AwardEvent = AwardEvent.objects.create(
        sequence=head.sequence + 1,
        award=award,
        kind=kind,
        reason_code=reason_code,
        reason=reason,
        actor=actor,
        happened_at=happened_at,
        payload=payload,
        previous_digest=head.digest,
        digest=ledger.chain_digest(head.digest, payload),
    )
    LedgerHead.objects.filter(pk=HEAD).update(sequence=event.sequence, digest=event.digest)
    return event


@transaction.atomic
def change_award(
    *,
    award: CreditAward,
    kind: AwardEventKind,
    reason_code: EventReason,
    reason: str = "",
    actor: Any = None,
) -> AwardEvent | None:
    """Let an award be superseded, revoked, restricted or purged, and chain that it was.

    None, and nothing is written, where the award is not such that it can: somebody else was faster. `award`
    is brought up to date. Callers check permission, write the audit log and tell others.
    """
    happened_at = timezone.now()
    rows = CreditAward.objects.filter(MAY_CHANGE[kind], pk=award.pk)
    is_changed = rows.record_change(**_columns(kind, happened_at))
    award.refresh_from_db()
    if not is_changed:
        return None
    if kind in FORGETTING:
        AwardEvent.objects.filter(award=award).record_change(reason="")
    return append_event(
        award=award,
        kind=kind,
        reason_code=reason_code,
        reason=reason,
        actor=actor,
        happened_at=happened_at,
    )


def _columns(kind: AwardEventKind, happened_at: datetime) -> dict[str, Any]:
    """What each change writes. The database's own guard allows no more (`credits.database_guard`)."""
    if kind == AwardEventKind.RESTRICTED:
        return {"restricted_at": happened_at}
    if kind == AwardEventKind.PURGED:
        nobody: dict[str, Any] = {
            "learner": None,
            "enrolment": None,
            "code": "",
            "licences": "",
            "snapshot": {},
        }
        return {"status": AwardStatus.PURGED, **nobody}
    statuses = {AwardEventKind.CORRECTED: AwardStatus.SUPERSEDED, AwardEventKind.REVOKED: AwardStatus.REVOKED}
    return {"status": statuses[kind]}


def locked_head() -> LedgerHead:
    """The end of the chain, for the rest of the transaction nobody else's to move."""
    locked = LedgerHead.objects.select_for_update().filter(pk=HEAD)
    head = locked.first()
    if head is None:
        LedgerHead.objects.get_or_create(pk=HEAD)
        head = locked.get()
    return head
