"""One award against all that the ledger says of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, cast

from harmreduction_lms.core.fields import SealedField
from harmreduction_lms.core.identifiers import code_digest
from harmreduction_lms.core.keyring import CannotOpen, KeyringMissing, keyring
from harmreduction_lms.credits.digests import FORMS, record_digest, utc_text
from harmreduction_lms.credits.ledger import Fault, FaultCode, format_of, reason_digest, snapshot_digest
from harmreduction_lms.credits.models import AwardEventKind, AwardStatus, CreditAward


STATUS_AFTER: dict[str, str] = {
    AwardEventKind.ISSUED: AwardStatus.VALID,
    AwardEventKind.CORRECTED: AwardStatus.SUPERSEDED,
    AwardEventKind.REVOKED: AwardStatus.REVOKED,
    AwardEventKind.PURGED: AwardStatus.PURGED,
}
"""A restriction leaves the status as it is."""

FORGOTTEN = {AwardEventKind.RESTRICTED, AwardEventKind.PURGED}

SEALED = ("code", "licences")
"""Columns of an award that are read as they are stored, and opened here."""


@dataclass(frozen=True)
class HistoryLink:
    """One event about an award, without what chains it."""

    sequence: int
    kind: str
    reason_code: str
    reason: str
    actor_id: Any
    happened_at: datetime
    payload: Mapping[str, Any]

    @classmethod
    def of(cls, row: Any) -> "HistoryLink":
        """From an award that is annotated with a link."""
        values = {name: getattr(row, f"link_{name}") for name in cls.__dataclass_fields__}
        is_object = isinstance(values["payload"], dict)
        return cls(**{**values, "payload": values["payload"] if is_object else {}})


@dataclass(frozen=True)
class History:
    """An award, what is sealed of it as it is stored, and its links in order."""

    COLUMNS: ClassVar[tuple[str, ...]] = tuple(HistoryLink.__dataclass_fields__)

    award: CreditAward
    sealed: Mapping[str, str]
    links: Sequence[HistoryLink]

    @classmethod
    def of(cls, rows: Sequence[Any]) -> "History":
        """From rows of the award, one a link; an award without any link is one row."""
        first = rows[0]
        links = [HistoryLink.of(row) for row in rows if row.link_sequence is not None]
        return cls(first, {name: getattr(first, f"sealed_{name}") for name in SEALED}, links)

    @property
    def is_forgotten(self) -> bool:
        """Whether the words of reasons were blanked when the holder was erased, or the term was over."""
        return any(link.kind in FORGOTTEN for link in self.links)


def history_faults(history: History) -> Iterator[Fault]:
    """Everything of this award that does not fit the ledger."""
    award = history.award
    if not history.links:
        yield Fault(FaultCode.AWARD_WITHOUT_LINK, award.number, award.version)
        return
    faults = (*_column_faults(history), *_code_faults(history), *_digest_faults(history))
    for code, link in (*faults, *_status_faults(history)):
        values = {"status": award.status, "kind": history.links[-1].kind}
        yield Fault(code, award.number, award.version, link, values)


Found = Iterator[tuple[FaultCode, int | None]]


def _column_faults(history: History) -> Found:
    """The columns of a link repeat its payload. Only the payload is hashed, so they must agree."""
    about = (history.award.number, history.award.version)
    for link in history.links:
        is_same = _told(link.payload) == (
            *about,
            link.kind,
            link.reason_code,
            str(link.actor_id) if link.actor_id is not None else None,
            utc_text(link.happened_at),
        )
        if not is_same or not _is_reason(link.reason, link.payload, is_forgotten=history.is_forgotten):
            yield FaultCode.LINK_COLUMNS, link.sequence


def _told(payload: Mapping[str, Any]) -> tuple[Any, ...]:
    names = ("number", "version", "kind", "reason_code", "actor", "happened_at")
    return tuple(payload.get(name, "" if name == "reason_code" else None) for name in names)


def _is_reason(reason: str, payload: Mapping[str, Any], *, is_forgotten: bool) -> bool:
    if not reason and is_forgotten:
        return True
    if format_of(payload) == 1:
        return bool(reason == payload.get("reason"))
    return bool(reason_digest(reason) == payload.get("reason_digest"))


def _code_faults(history: History) -> Found:
    """What is sealed must open, and the code lead to the digest that verification finds it by. A purged award
    has nothing sealed."""
    award = history.award
    for name in SEALED:
        text = _opened(name, history.sealed[name])
        setattr(award, name, text or "")
        if text is None:
            yield FaultCode.CODE_UNREADABLE, None
    if award.status == AwardStatus.PURGED:
        if any(history.sealed.values()):
            yield FaultCode.CODE_CHANGED, None
    elif (award.code and code_digest(award.code) != award.code_digest) or not history.sealed["code"]:
        yield FaultCode.CODE_CHANGED, None


def _opened(name: str, sealed: str) -> str | None:
    """None if it cannot be opened."""
    field = cast("SealedField", CreditAward._meta.get_field(name))
    try:
        return keyring().open(sealed, context=field.context) if sealed else ""
    except (CannotOpen, KeyringMissing):
        return None


def _digest_faults(history: History) -> Found:
    """Every link repeats the digests of its award. A purge changes them: what was told before it can only be
    held against itself."""
    places = [place for place, link in enumerate(history.links) if link.kind == AwardEventKind.PURGED]
    purge = places[-1] if places else 0
    yield from _differences(history.links[purge:], history.award)
    yield from _differences(history.links[:purge], None)


def _differences(links: Sequence[HistoryLink], award: CreditAward | None) -> Found:
    """Links that tell of other digests than the award has now, or without it, than the first link told."""
    snapshot = _digest_of(award) if award else None
    records: dict[int, str | None] = {}
    for link in links:
        form = format_of(link.payload)
        if form not in records:
            records[form] = _record_of(award, form) if award else link.payload.get("record_digest")
        snapshot = snapshot or link.payload.get("snapshot_digest")
        if link.payload.get("snapshot_digest") != snapshot:
            yield FaultCode.SNAPSHOT_CHANGED, link.sequence
        if link.payload.get("record_digest") != records[form]:
            yield FaultCode.RECORD_CHANGED, link.sequence


UNHASHABLE = "not what the ledger could have written"


def _digest_of(award: CreditAward) -> str:
    try:
        return snapshot_digest(award.snapshot)
    except TypeError:  # A float: `canonical` lets nobody write one.
        return UNHASHABLE


def _record_of(award: CreditAward, form: int) -> str:
    return record_digest(award, form) if form in FORMS else UNHASHABLE


def _status_faults(history: History) -> Found:
    """Status and restriction are what the links say, and an award is issued once, first of all."""
    award, kinds = history.award, [link.kind for link in history.links]
    statuses = [STATUS_AFTER[kind] for kind in kinds if kind in STATUS_AFTER]
    is_issued_first = kinds[0] == AwardEventKind.ISSUED and kinds.count(AwardEventKind.ISSUED) == 1
    if not is_issued_first or award.status != statuses[-1]:
        yield FaultCode.STATUS_DIFFERS, None
    restricted = [link.happened_at for link in history.links if link.kind == AwardEventKind.RESTRICTED]
    if award.restricted_at != (restricted[-1] if restricted else None):
        yield FaultCode.RESTRICTION_DIFFERS, None
