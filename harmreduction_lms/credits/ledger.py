"""The arithmetic of the ledger: what is hashed, how links are chained, and how a broken chain shows.

Pure: no database. `actions.ledger` appends, `audit` walks, `audit_words` says what a fault means.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


GENESIS = ""

FORMAT = 2
"""Of links written now. The first format had no number, and held the reason in words."""


def canonical(value: Any) -> bytes:
    """The one spelling of a JSON value that is hashed: sorted keys, no spaces, UTF-8, no floats.

    Floats are refused because their spelling depends on who writes them; amounts are strings.
    """
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("The ledger holds no floats: write amounts as strings.")
    children = (
        value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    )
    for child in children:
        _refuse_floats(child)


def snapshot_digest(snapshot: Mapping[str, Any]) -> str:
    """Digest of all that was printed."""
    return hashlib.sha256(canonical(snapshot)).hexdigest()


def reason_digest(reason: str) -> str:
    """What the chain holds of a reason: the words can be blanked when a person is erased, the link holds."""
    return hashlib.sha256(reason.encode()).hexdigest() if reason else ""


def chain_digest(previous: str, payload: Mapping[str, Any]) -> str:
    """Digest of a link: the one before it and this payload."""
    return hashlib.sha256(previous.encode() + b"\n" + canonical(payload)).hexdigest()


def format_of(payload: Mapping[str, Any]) -> int:
    """Which format a payload is in; 0 for one that no version ever wrote."""
    form = payload.get("format", 1)
    return form if type(form) is int else 0


class FaultCode(StrEnum):
    """What can be wrong with a ledger and its awards."""

    LINKS_MISSING = "links_missing"
    LINK_MISPLACED = "link_misplaced"
    LINK_CHANGED = "link_changed"
    LINK_COLUMNS = "link_columns"
    LINK_WITHOUT_AWARD = "link_without_award"
    END_DIFFERS = "end_differs"
    HEAD_NOT_IN_CHAIN = "head_not_in_chain"
    HEAD_NOT_SIGNED = "head_not_signed"
    AWARD_WITHOUT_LINK = "award_without_link"
    SNAPSHOT_CHANGED = "snapshot_changed"
    RECORD_CHANGED = "record_changed"
    STATUS_DIFFERS = "status_differs"
    RESTRICTION_DIFFERS = "restriction_differs"
    CODE_CHANGED = "code_changed"
    CODE_UNREADABLE = "code_unreadable"
    ROW_UNREADABLE = "row_unreadable"


@dataclass(frozen=True)
class Fault:
    """Something that does not fit: which link, which version of which award, and what its sentence needs."""

    code: FaultCode
    number: str = ""
    version: int | None = None
    link: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """One event as it stands in the database."""

    sequence: int
    previous_digest: str
    digest: str
    payload: Mapping[str, Any]


@dataclass
class ChainReader:
    """Reads links in order and remembers no more than the last: a ledger of any length needs no memory.

    `expected` are heads, as sequence and digest, that have to be met on the way; what is left was not.
    """

    sequence: int = 0
    digest: str = GENESIS
    expected: set[tuple[int, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._stand_at(self.sequence, self.digest)

    def faults_of(self, link: Link) -> Iterator[Fault]:
        """Whether this link follows the last one and is as it was written."""
        if link.sequence != self.sequence + 1:
            missing = {"first": self.sequence + 1, "last": link.sequence - 1}
            yield _link_fault(FaultCode.LINKS_MISSING, link, missing)
        if link.previous_digest != self.digest:
            yield _link_fault(FaultCode.LINK_MISPLACED, link)
        if not _is_as_written(link):
            yield _link_fault(FaultCode.LINK_CHANGED, link)
        self._stand_at(link.sequence, link.digest)

    def _stand_at(self, sequence: int, digest: str) -> None:
        self.sequence, self.digest = sequence, digest
        self.expected.discard((sequence, digest))


def _link_fault(code: FaultCode, link: Link, values: Mapping[str, object] | None = None) -> Fault:
    version = link.payload.get("version")
    number = str(link.payload.get("number", ""))
    return Fault(code, number, version if isinstance(version, int) else None, link.sequence, values or {})


def _is_as_written(link: Link) -> bool:
    try:
        return chain_digest(link.previous_digest, link.payload) == link.digest
    except TypeError:  # A float can only come from outside: `canonical` lets nobody write one.
        return False


def broken_links(links: Iterable[Link], *, head_sequence: int, head_digest: str) -> list[Fault]:
    """Every place where a chain does not hold: an edited, missing or moved link, or another end than its head
    says. A cut end shows only against a head that was not cut with it."""
    reader = ChainReader()
    faults = [fault for link in links for fault in reader.faults_of(link)]
    if (reader.sequence, reader.digest) != (head_sequence, head_digest):
        faults.append(end_fault(reader, head_sequence))
    return faults


def end_fault(reader: ChainReader, head_sequence: int) -> Fault:
    """That the chain does not end where its head says."""
    values = {"last": reader.sequence, "head": head_sequence}
    return Fault(FaultCode.END_DIFFERS, link=reader.sequence, values=values)
