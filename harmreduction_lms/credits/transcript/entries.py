"""A transcript in plain objects. Everything comes from snapshots: courses may be gone, rules changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from harmreduction_lms.credits.amounts import unit_text
from harmreduction_lms.credits.models import (
    ActivityFormat,
    AwardStatus,
    CompletionCertificate,
    CreditAward,
    CreditKind,
)


MATE_HOURS = Decimal("8.00")
"""What the MATE Act asks for, once (21 U.S.C. 823(m))."""

HUNDREDTH = Decimal("0.01")
NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Entry:
    """An award as it was printed. `hours` are clock hours, whatever the unit (ce-rules J-06)."""

    award: CreditAward
    hours: Decimal
    mate_hours: Decimal

    @property
    def snapshot(self) -> Mapping[str, Any]:
        return self.award.snapshot

    @property
    def credit(self) -> dict[str, Any]:
        return dict(self.snapshot["credit"])

    @property
    def number(self) -> str:
        return self.award.number

    @property
    def title(self) -> str:
        return str(self.snapshot["course"]["title"])

    @property
    def completed_on(self) -> date:
        return self.award.completed_on

    @property
    def counts(self) -> bool:
        """Whether it is added up; a revoked award is listed and counts for nothing."""
        return self.award.status == AwardStatus.VALID

    @property
    def is_in_hours(self) -> bool:
        """The Royal College has hours printed, and computes the credits itself (ce-rules J-04)."""
        return kind_of(self.award) == CreditKind.RCPSC_3

    @property
    def amount(self) -> Decimal:
        return self.hours if self.is_in_hours else self.award.amount

    @property
    def unit(self) -> str:
        if self.is_in_hours:
            return ngettext("hour", "hours", 1 if self.hours == 1 else 2)
        return unit_text(self.credit, self.award.amount)

    @property
    def topics(self) -> list[str]:
        return [str(topic) for topic in self.snapshot["course"].get("topics", [])]

    @property
    def is_live(self) -> bool:
        return self.snapshot["format"]["code"] == ActivityFormat.LIVE

    @property
    def participatory_hours(self) -> Decimal:
        """Learning with others, as the UK's NMC counts it: none of it is self-paced (ce-rules J-01)."""
        return self.hours if self.is_live else NOTHING


@dataclass(frozen=True)
class Group:
    """The awards of one credit type, newest first. Only those that count are added up."""

    name: str
    entries: tuple[Entry, ...]

    @property
    def credit(self) -> dict[str, Any]:
        return self.entries[0].credit

    @property
    def unit(self) -> str:
        return _("hours") if self.entries[0].is_in_hours else str(self.credit["unit_plural"])

    @property
    def is_in_hours(self) -> bool:
        return self.entries[0].is_in_hours

    @property
    def total(self) -> Decimal:
        return sum((entry.amount for entry in self.entries if entry.counts), NOTHING)


@dataclass(frozen=True)
class Transcript:
    """What a learner was given: awards by credit type, and certificates apart, for they are no credit.

    `mate_hours` is over all dates, however the rest is narrowed down (ce-rules G-02).
    """

    groups: tuple[Group, ...]
    certificates: tuple[CompletionCertificate, ...]
    mate_hours: Decimal = NOTHING

    @property
    def entries(self) -> list[Entry]:
        return [entry for group in self.groups for entry in group.entries]

    @property
    def is_fictional(self) -> bool:
        return any(entry.snapshot["is_fictional"] for entry in self.entries)

    @property
    def by_course(self) -> list[Entry]:
        """One award a course and period, the longest: where hours of learning count, not credit."""
        longest: dict[tuple[Any, int], Entry] = {}
        for entry in self.entries:
            key = (entry.award.course_key, entry.award.period)
            if entry.counts and (key not in longest or entry.hours > longest[key].hours):
                longest[key] = entry
        return sorted(longest.values(), key=lambda entry: entry.completed_on, reverse=True)


def entry_of(award: CreditAward) -> Entry:
    """The award with its hours: those that count for MATE are at most the hours awarded (ce-rules G-01)."""
    credit, approval = award.snapshot["credit"], award.approval
    minutes = credit.get("minutes_per_unit", approval.policy.minutes_per_unit)
    hours = (award.amount * minutes / 60).quantize(HUNDREDTH, rounding=ROUND_DOWN)
    mate = Decimal(credit.get("mate_hours", approval.mate_hours) or 0)
    return Entry(award=award, hours=hours, mate_hours=min(mate, hours))


def groups_of(entries: Iterable[Entry]) -> tuple[Group, ...]:
    grouped: dict[str, list[Entry]] = {}
    for entry in entries:
        grouped.setdefault(entry.credit["type_code"], []).append(entry)
    groups = (Group(one[0].credit["type_name"], tuple(one)) for one in grouped.values())
    return tuple(sorted(groups, key=lambda group: group.name))


def mate_hours_of(entries: Iterable[Entry]) -> Decimal:
    """Hours towards the MATE Act. A course counts once, whatever it was awarded for."""
    best: dict[tuple[Any, int], Decimal] = {}
    for entry in entries:
        if entry.counts:
            key = (entry.award.course_key, entry.award.period)
            best[key] = max(best.get(key, NOTHING), entry.mate_hours)
    return sum(best.values(), NOTHING)


def kind_of(award: CreditAward) -> str:
    return str(award.snapshot["credit"].get("kind", award.credit_type.kind))


def mate_sentence(hours: Decimal) -> str:
    """A tally and no verdict: whether the requirement is met is not ours to say (ce-rules G-02, G-03)."""
    return _(
        "%(hours)s of %(needed)s hours on treating and managing opioid or other substance use disorders, "
        "from this provider; training elsewhere also counts."
    ) % {"hours": hours, "needed": MATE_HOURS}
