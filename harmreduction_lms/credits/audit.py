"""Checking the ledger and the awards against one another; what the `verify_awards` command reports."""

from collections.abc import Iterator
from dataclasses import dataclass

from harmreduction_lms.credits.ledger import Fault, Link, broken_links, snapshot_digest
from harmreduction_lms.credits.models import (
    AwardEvent,
    AwardEventKind,
    AwardStatus,
    CreditAward,
    LedgerHead,
)
from harmreduction_lms.credits.records import record_digest


STATUS_AFTER = {
    AwardEventKind.ISSUED: AwardStatus.VALID,
    AwardEventKind.CORRECTED: AwardStatus.SUPERSEDED,
    AwardEventKind.REVOKED: AwardStatus.REVOKED,
}


@dataclass(frozen=True)
class Audit:
    """What was checked, where the chain ends, and what does not fit."""

    awards: int
    links: int
    head: str
    faults: tuple[Fault, ...]


def audit_awards(*, known_head: str | None = None) -> Audit:
    """Walk the chain and compare every award with what its links say. 3 queries.

    `known_head` is a head printed earlier and kept outside the database: with it a cut end shows too.
    """
    head = LedgerHead.objects.first() or LedgerHead()
    events = list(AwardEvent.objects.order_by("sequence"))
    links = [Link(event.sequence, event.previous_digest, event.digest, event.payload) for event in events]
    faults = broken_links(links, head_sequence=head.sequence, head_digest=head.digest)
    faults += _edited_events(events)
    if known_head and known_head not in {f"{link.sequence}:{link.digest}" for link in links}:
        faults.append(Fault("", f"the head {known_head} is not in the chain any more"))
    awards = 0
    told = {event.award_id: event for event in events}
    for award in CreditAward.objects.order_by("pk").iterator():
        awards += 1
        faults += _award_faults(award, told.get(award.pk))
    return Audit(awards=awards, links=len(links), head=f"{head.sequence}:{head.digest}", faults=tuple(faults))


def _edited_events(events: list[AwardEvent]) -> list[Fault]:
    """The columns of an event repeat its payload; only the payload is hashed, so they must agree."""
    return [
        Fault(
            str(event.payload.get("number", "")),
            f"link {event.sequence}: its columns differ from what was hashed",
        )
        for event in events
        if (event.kind, event.reason, event.happened_at.isoformat())
        != (event.payload.get("kind"), event.payload.get("reason"), event.payload.get("happened_at"))
    ]


def _award_faults(award: CreditAward, latest: AwardEvent | None) -> Iterator[Fault]:
    """`latest` is the last link about this award; each link repeats the digests of the award."""
    if latest is None:
        yield Fault(award.number, "the ledger has no link for this award")
        return
    if snapshot_digest(award.snapshot) != latest.payload.get("snapshot_digest"):
        yield Fault(award.number, "what was printed was changed after it was issued")
    if record_digest(award) != latest.payload.get("record_digest"):
        yield Fault(award.number, "the record was changed after it was issued")
    if award.status != STATUS_AFTER.get(AwardEventKind(latest.kind)):
        yield Fault(award.number, f"its status is {award.status}, but its last link says {latest.kind}")
