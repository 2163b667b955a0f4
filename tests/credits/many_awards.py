"""A ledger of any length, written straight into the tables, chained as the actions chain it."""

import uuid
from collections.abc import Iterator
from copy import copy

from django.db import transaction
from django.db.models import QuerySet

from harmreduction_lms.credits.digests import record_digest, utc_text
from harmreduction_lms.credits.ledger import FORMAT, chain_digest, reason_digest, snapshot_digest
from harmreduction_lms.credits.models import AwardEvent, AwardEventKind, CreditAward, LedgerHead
from harmreduction_lms.credits.records import give_code
from tests.credits.factories import claimed


BATCH = 500


def make_many_awards(number: int) -> CreditAward:
    """`number` awards more, all like one that was claimed; gives that one. Much faster than claiming each."""
    like = claimed()
    for start in range(0, number, BATCH):
        awards = [_copy(like, place) for place in range(start, min(start + BATCH, number))]
        with transaction.atomic():
            QuerySet(CreditAward).bulk_create(awards)
            QuerySet(AwardEvent).bulk_create(_links(awards))
    return like


def _copy(like: CreditAward, place: int) -> CreditAward:
    award = copy(like)
    award.pk, award._state = None, copy(like._state)
    award.number = f"HR-2026-{place:08}-X"
    award.course_key = uuid.uuid4()
    award.snapshot = {**like.snapshot, "number": award.number}
    give_code(award)
    return award


def _links(awards: list[CreditAward]) -> Iterator[AwardEvent]:
    head = LedgerHead.objects.get()
    for award in awards:
        payload = {
            "format": FORMAT,
            "number": award.number,
            "version": award.version,
            "kind": AwardEventKind.ISSUED.value,
            "reason_code": "",
            "reason_digest": reason_digest(""),
            "actor": None,
            "happened_at": utc_text(award.issued_at),
            "snapshot_digest": snapshot_digest(award.snapshot),
            "record_digest": record_digest(award, FORMAT),
        }
        previous, head.digest = head.digest, chain_digest(head.digest, payload)
        head.sequence += 1
        LedgerHead.objects.filter(pk=head.pk).update(sequence=head.sequence, digest=head.digest)
        yield AwardEvent(
            sequence=head.sequence,
            award=award,
            kind=AwardEventKind.ISSUED,
            happened_at=award.issued_at,
            payload=payload,
            previous_digest=previous,
            digest=head.digest,
        )
