"""What anybody may learn of a document from its code or number (ce-rules A-27, E-06, E-08, H-04)."""

from dataclasses import dataclass
from typing import Any

from harmreduction_lms.core.keyring import CannotOpen, KeyringMissing
from harmreduction_lms.credits.amounts import credit_text
from harmreduction_lms.credits.models import AwardEventKind, AwardStatus, CompletionCertificate, CreditAward
from harmreduction_lms.credits.statements.document import fictional_notice, holder, withdrawn_notice
from harmreduction_lms.credits.statements.fields import Snapshot, day_text


@dataclass(frozen=True)
class Verified:
    """What is shown. `holder` is empty unless the holder wants it shown, or the rules of the credit do.

    Of a purged record nothing is left but its number and its dates.
    """

    number: str
    status: str
    completed_on: str
    issued_on: str
    title: str = ""
    holder: str = ""
    amount: str = ""
    label: tuple[Any, ...] = ()
    issuer: str = ""
    approval: str = ""
    withdrawn: str = ""
    successor_code: str = ""
    fictional_notice: str = ""

    @property
    def is_purged(self) -> bool:
        return self.status == AwardStatus.PURGED


def verified(record: CreditAward | CompletionCertificate) -> Verified:
    """`record` for whoever checks it. A record under restriction is verified as ever (H-04)."""
    status = record.status if isinstance(record, CreditAward) else AwardStatus.VALID
    if status == AwardStatus.PURGED:
        return _purged(record)
    snapshot = record.snapshot
    credit = snapshot.get("credit")
    return Verified(
        number=record.number,
        status=status,
        completed_on=day_text(snapshot["completed_on"]),
        issued_on=day_text(snapshot["issued_on"]),
        title=snapshot["course"]["title"],
        holder=_holder(record, snapshot),
        amount=credit_text(credit) if credit else "",
        label=tuple(credit["label"]) if credit else (),
        issuer=snapshot["provider"]["name"],
        approval=snapshot["approval"]["number"] if credit else "",
        withdrawn=withdrawn_notice(record),
        successor_code=_successor_code(record) if status == AwardStatus.SUPERSEDED else "",
        fictional_notice=fictional_notice() if snapshot["is_fictional"] else "",
    )


def _holder(record: Any, snapshot: Snapshot) -> str:
    """By the holder's choice as it is today, not as it was when the document was issued."""
    return holder(snapshot) if record.is_name_public else ""


def _purged(record: Any) -> Verified:
    """What the columns still say. That it had been withdrawn is still told by the ledger."""
    ended = {AwardEventKind.CORRECTED: AwardStatus.SUPERSEDED, AwardEventKind.REVOKED: AwardStatus.REVOKED}
    event = record.events.filter(kind__in=list(ended)).last()
    before = CreditAward(status=ended[event.kind]) if event else None
    return Verified(
        number=record.number,
        status=AwardStatus.PURGED,
        completed_on=day_text(record.completed_on.isoformat()),
        issued_on=day_text(record.issued_at.date().isoformat()),
        withdrawn=withdrawn_notice(before) if before else "",
    )


def _successor_code(record: Any) -> str:
    """Code of the version that replaced this one; empty where it cannot be read."""
    try:
        newer = CreditAward.objects.filter(supersedes_id=record.pk).only("code").first()
    except (CannotOpen, KeyringMissing):
        return ""
    return newer.code if newer else ""
