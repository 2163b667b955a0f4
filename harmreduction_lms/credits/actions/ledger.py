"""Adding a link to the ledger. Links are never changed or removed."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from harmreduction_lms.credits import ledger
from harmreduction_lms.credits.models import AwardEvent, AwardEventKind, CreditAward, LedgerHead
from harmreduction_lms.credits.records import record_digest


HEAD = 1


def append_event(
    *, award: CreditAward, kind: AwardEventKind, reason: str = "", actor: Any = None
) -> AwardEvent:
    """Chain an event to the end of the ledger. Call it in the transaction that changes the award.

    The head row is locked until that transaction ends, so writers queue here and nowhere earlier.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("append_event must run in the transaction that changes the award.")
    head = _locked_head()
    happened_at = timezone.now()
    payload = {
        "number": award.number,
        "version": award.version,
        "kind": kind.value,
        "reason": reason,
        "actor": str(actor.pk) if actor else None,
        "happened_at": happened_at.isoformat(),
        "snapshot_digest": ledger.snapshot_digest(award.snapshot),
        "record_digest": record_digest(award),
    }
    event = AwardEvent.objects.create(
        sequence=head.sequence + 1,
        award=award,
        kind=kind,
        reason=reason,
        actor=actor,
        happened_at=happened_at,
        payload=payload,
        previous_digest=head.digest,
        digest=ledger.chain_digest(head.digest, payload),
    )
    LedgerHead.objects.filter(pk=HEAD).update(sequence=event.sequence, digest=event.digest)
    return event


def _locked_head() -> LedgerHead:
    locked = LedgerHead.objects.select_for_update().filter(pk=HEAD)
    head = locked.first()
    if head is None:
        LedgerHead.objects.get_or_create(pk=HEAD)
        head = locked.get()
    return head
