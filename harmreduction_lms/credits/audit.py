"""Checking the ledger and the awards against one another, in constant memory, while awards are being made."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import DatabaseError
from django.db.models import Exists, F, Model, OuterRef, TextField
from django.db.models.functions import Cast

from harmreduction_lms.credits.award_history import SEALED, History, history_faults
from harmreduction_lms.credits.ledger import ChainReader, Fault, FaultCode, Link, end_fault
from harmreduction_lms.credits.models import AwardEvent, CreditAward, LedgerHead
from harmreduction_lms.credits.signed_heads import KnownHead, heads_on_file


CHUNK = 500

UNREADABLE = (ValueError, TypeError, AttributeError, ArithmeticError, DatabaseError)
"""What Django raises for a value that is none of its column's kind; only SQLite keeps such."""


@dataclass(frozen=True)
class Audit:
    """What was checked, where the chain ends, and what does not fit."""

    awards: int
    links: int
    head: str
    faults: tuple[Fault, ...]


def audit_awards(*, known_heads: Iterable[KnownHead] = (), newest: int | None = None) -> Audit:
    """The whole check at once, for callers that expect few faults."""
    check = LedgerCheck(known_heads=known_heads, newest=newest)
    faults = tuple(check.faults())
    return Audit(awards=check.awards, links=check.links, head=check.head, faults=faults)


class LedgerCheck:
    """One walk over the ledger. Read `awards`, `links` and `head` when `faults` has come to its end.

    `known_heads` were kept outside the database: with them a cut end shows. `newest` limits the walk to so
    many links and their awards. Nothing is locked: each query sees one moment, and what is added between two
    of them is no fault.
    """

    def __init__(self, *, known_heads: Iterable[KnownHead] = (), newest: int | None = None) -> None:
        self.known_heads = (*known_heads, *heads_on_file())
        self.first_head = _head()
        self.after = max(0, self.first_head[0] - newest) if newest else 0
        self.awards = self.links = 0
        self.head = ""

    def faults(self) -> Iterator[Fault]:
        """Every fault, as it is found: the chain first, then each award."""
        yield from self._chain_faults()
        yield from _links_without_award()
        last = ""
        try:
            for history in self._histories():
                self.awards, last = self.awards + 1, history.award.number
                yield from history_faults(history)
        except UNREADABLE:
            yield _unreadable(CreditAward, last)

    def _chain_faults(self) -> Iterator[Fault]:
        reader = self._reader()
        try:
            for link in self._links():
                self.links += 1
                yield from reader.faults_of(link)
        except UNREADABLE:
            yield _unreadable(AwardEvent, reader.sequence)
        self.head = f"{reader.sequence}:{reader.digest}"
        yield from self._end_faults(reader)
        yield from self._head_faults(reader)

    def _reader(self) -> ChainReader:
        """Stands before the first link that is to be read, and expects the heads that come after."""
        heads = {(head.sequence, head.digest) for head in self.known_heads if head.sequence > self.after}
        before = AwardEvent.objects.filter(sequence=self.after).values_list("digest", flat=True).first()
        return ChainReader(self.after, before or "", {*heads, self.first_head})

    def _links(self) -> Iterator[Link]:
        rows = AwardEvent.objects.filter(sequence__gt=self.after).order_by("sequence")
        columns = rows.values_list("sequence", "previous_digest", "digest", "payload")
        for sequence, previous, digest, payload in columns.iterator(chunk_size=CHUNK):
            yield Link(sequence, previous, digest, payload if isinstance(payload, dict) else {})

    def _end_faults(self, reader: ChainReader) -> Iterator[Fault]:
        """The head as it was before has to be met, and the head as it is now must not be passed."""
        is_cut = self.first_head in reader.expected
        last_head = _head()
        is_passed = reader.sequence > last_head[0]
        is_other = reader.sequence == last_head[0] and reader.digest != last_head[1]
        reader.expected.discard(self.first_head)
        if is_cut or is_passed or is_other:
            yield end_fault(reader, last_head[0])

    def _head_faults(self, reader: ChainReader) -> Iterator[Fault]:
        for head in dict.fromkeys(self.known_heads):
            values = {"head": str(head)}
            if not head.is_genuine:
                yield Fault(FaultCode.HEAD_NOT_SIGNED, link=head.sequence, values=values)
            elif (head.sequence, head.digest) in reader.expected:
                yield Fault(FaultCode.HEAD_NOT_IN_CHAIN, link=head.sequence, values=values)

    def _histories(self) -> Iterator[History]:
        """Each award with all its links, in one query, so that they belong to the same moment."""
        awards = CreditAward.objects.order_by("pk", "events__sequence").defer(*SEALED)
        if self.after:
            newer = AwardEvent.objects.filter(award=OuterRef("pk"), sequence__gt=self.after)
            awards = awards.filter(Exists(newer))
        links = {f"link_{name}": F(f"events__{name}") for name in History.COLUMNS}
        # What is sealed as it is stored: opening it may fail, and that must not end the walk.
        sealed = {f"sealed_{name}": Cast(name, TextField()) for name in SEALED}
        rows: Any = awards.annotate(**sealed, **links)
        for _pk, group in groupby(rows.iterator(chunk_size=CHUNK), key=lambda row: row.pk):
            yield History.of(list(group))


def _head() -> tuple[int, str]:
    return LedgerHead.objects.values_list("sequence", "digest").first() or (0, "")


def _unreadable(model: type[Model], after: object) -> Fault:
    return Fault(FaultCode.ROW_UNREADABLE, values={"table": model._meta.db_table, "after": after})


def _links_without_award() -> Iterator[Fault]:
    """Only a database without foreign keys lets an award go and keeps its links."""
    award = CreditAward.objects.filter(pk=OuterRef("award_id"))
    for sequence, payload in (
        AwardEvent.objects.filter(~Exists(award))
        .values_list("sequence", "payload")
        .iterator(chunk_size=CHUNK)
    ):
        number = str(payload.get("number", "")) if isinstance(payload, dict) else ""
        yield Fault(FaultCode.LINK_WITHOUT_AWARD, number, link=sequence)
