"""What an activity file still lacks before credit may be offered: the only place that decides it.

Pure: plain facts in, findings out; what they mean in words is in `readiness_words`. It imports neither Django
nor Wagtail, reads no clock and writes nothing. Rule numbers are those of the accreditors' rules in
`ce-rules.md`; tests carry them too. Rules about one approval are in `readiness_approvals`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from harmreduction_lms.credits.rules import CourseFacts, last_day, months_after


DISCLOSURE_MONTHS = 24
TEACHES = frozenset({"faculty", "author"})


class Severity(StrEnum):
    """`BLOCK` keeps the course from being published; `WARN` is for a person to look at."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True)
class Finding:
    """Something missing or wrong. Where `holds_credit`, learners cannot claim until it is mended: accreditors
    want them to know it before they start (D-03, D-06, D-07)."""

    code: str
    rule: str
    severity: Severity = Severity.BLOCK
    holds_credit: bool = False
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class RelationshipFacts:
    """A financial relationship as it was disclosed."""

    company: str
    is_relevant: bool = False
    mitigation: str = ""
    is_owner_or_employee: bool = False
    exception: str = ""


@dataclass(frozen=True)
class DisclosureFacts:
    """A disclosure, and when somebody decided what of it is relevant."""

    signed_on: date
    relationships: tuple[RelationshipFacts, ...] = ()
    decided_on: date | None = None


@dataclass(frozen=True)
class RoleFacts:
    """Somebody in control of content."""

    person: str
    role: str = "faculty"
    credentials: str = ""
    starts_on: date | None = None
    disclosure: DisclosureFacts | None = None


@dataclass(frozen=True)
class SupportFacts:
    """Commercial support."""

    source: str
    has_amount_or_goods: bool = True
    has_agreement: bool = True


@dataclass(frozen=True)
class CourseFileFacts:
    """What the course page itself says."""

    released_on: date | None = None
    reviewed_on: date | None = None
    ends_on: date | None = None
    minutes: int = 0
    level: str = ""
    who_for: str = ""
    objectives: int = 0
    references: int = 0
    post_tests: int = 0
    pending_texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class ActivityFacts:
    """What the activity file says besides."""

    medium: str = ""
    method: str = ""
    estimated_minutes: Decimal | None = None
    has_basis: bool = False
    words: int = 0
    planned_professions: int = 0
    disclosure_waiver: str = ""
    fees_and_refunds: str = ""
    grievances: str = ""


@dataclass(frozen=True)
class ApprovalFileFacts:
    """One approval, with what its policy asks. `computed` is what the estimate makes on the policy's grid;
    `faults` are rules that its number or format breaks, each with a sentence from where it was judged."""

    label: str
    kind: str = "other"
    is_enduring: bool = True
    valid_from: date = date.min
    valid_to: date = date.max
    accredited_from: date = date.min
    accredited_to: date = date.max
    maximum: Decimal = Decimal(1)
    computed: Decimal | None = None
    is_confirmed: bool = True
    assessment_required: bool = True
    evaluation_required: bool = True
    pass_mark: Decimal = Decimal(80)
    enduring_months: int = 36
    faults: tuple[tuple[str, str], ...] = ()
    lacks_partner: bool = False


@dataclass(frozen=True)
class FileFacts:
    """Everything a decision about readiness rests on. `approvals` are those valid now or later."""

    course: CourseFileFacts
    activity: ActivityFacts = field(default_factory=ActivityFacts)
    approvals: tuple[ApprovalFileFacts, ...] = ()
    roles: tuple[RoleFacts, ...] = ()
    support: tuple[SupportFacts, ...] = ()
    first_completed_on: date | None = None

    @property
    def is_enduring(self) -> bool:
        return any(approval.is_enduring for approval in self.approvals)


def file_findings(facts: FileFacts, today: date) -> Iterator[Finding]:
    """What concerns the course as a whole. Nothing where no credit is offered."""
    if not facts.approvals:
        return
    yield from _before_start(facts)
    yield from _people(facts, today)
    yield from _support(facts)
    yield from _content(facts)
    yield from _clock(facts)


def credit_holds(facts: FileFacts, today: date) -> tuple[Finding, ...]:
    """The findings that keep credit closed to learners, whatever day the course was published."""
    return tuple(finding for finding in file_findings(facts, today) if finding.holds_credit)


def termination(course: CourseFileFacts, months: int) -> date | None:
    """The last day an enduring activity may run (D-08); None while it has neither release nor review."""
    return last_day(
        CourseFacts(released_on=course.released_on, reviewed_on=course.reviewed_on), months=months
    )


def _before_start(facts: FileFacts) -> Iterator[Finding]:
    """Enduring material shows all of this before the start (D-07; ACCME, enduring materials)."""
    if not facts.is_enduring:
        return
    course, activity = facts.course, facts.activity
    principal = [role for role in facts.roles if role.role in TEACHES]
    items = {
        "faculty": bool(principal),
        "medium": bool(activity.medium.strip()),
        "method": bool(activity.method.strip()),
        "time": bool(activity.estimated_minutes or course.minutes),
        "released_on": course.released_on is not None,
        "ends_on": course.ends_on is not None,
    }
    for item, is_there in items.items():
        if not is_there:
            yield Finding(f"{item}_missing", "D-07", holds_credit=True)
    if course.reviewed_on is None:  # The page says so, in place of the day: nothing is kept from learners.
        yield Finding("reviewed_on_missing", "D-07", Severity.WARN)
    for role in principal:
        if not role.credentials.strip():
            yield Finding("credentials_missing", "D-07", holds_credit=True, values={"person": role.person})


def _people(facts: FileFacts, today: date) -> Iterator[Finding]:
    """Everybody in control of content has disclosed (D-01), unless the standard is waived (D-05)."""
    if facts.activity.disclosure_waiver.strip():
        return
    if not facts.roles:
        yield Finding("people_missing", "D-01", holds_credit=True)
    for role in facts.roles:
        if role.disclosure is None:
            yield Finding("disclosure_missing", "D-01", holds_credit=True, values={"person": role.person})
        else:
            yield from _disclosure(role, role.disclosure, facts.course.released_on, today)


def _disclosure(
    role: RoleFacts, disclosure: DisclosureFacts, released_on: date | None, today: date
) -> Iterator[Finding]:
    person = {"person": role.person}
    if disclosure.signed_on < months_after(today, -DISCLOSURE_MONTHS):
        yield Finding("disclosure_old", "D-01", values={**person, "signed_on": disclosure.signed_on})
    for relationship in disclosure.relationships:
        yield from _relationship(role, relationship)
    if disclosure.relationships and disclosure.decided_on is None:
        yield Finding("relevance_undecided", "D-02", holds_credit=True, values=person)
    decided_on = disclosure.decided_on or disclosure.signed_on
    starts_on = role.starts_on or released_on
    if starts_on and decided_on > starts_on:
        yield Finding(
            "decided_late", "D-02", values={**person, "decided_on": decided_on, "starts_on": starts_on}
        )


def _relationship(role: RoleFacts, relationship: RelationshipFacts) -> Iterator[Finding]:
    values = {"person": role.person, "company": relationship.company}
    if relationship.is_relevant and not relationship.mitigation.strip():
        yield Finding("not_mitigated", "D-02", holds_credit=True, values=values)
    if relationship.is_owner_or_employee and not relationship.exception:
        yield Finding("employee_without_exception", "D-04", holds_credit=True, values=values)


def _support(facts: FileFacts) -> Iterator[Finding]:
    """Who supports the course, and with what, is shown before the start; the agreement is on file (D-06)."""
    for support in facts.support:
        values = {"source": support.source}
        if not support.has_amount_or_goods:
            yield Finding("support_not_described", "D-06", holds_credit=True, values=values)
        if not support.has_agreement:
            yield Finding("agreement_missing", "D-06", values=values)


def _content(facts: FileFacts) -> Iterator[Finding]:
    """Objectives and references (D-12), and no credit promised before it is approved (D-14)."""
    if not facts.course.objectives:
        yield Finding("objectives_missing", "D-12")
    if not facts.course.references:
        yield Finding("references_missing", "D-12", Severity.WARN)
    for place in facts.course.pending_texts:
        yield Finding("pending_approval", "D-14", values={"place": place})


def _clock(facts: FileFacts) -> Iterator[Finding]:
    """An enduring activity ends at the latest when its policy says; the strictest counts (D-08)."""
    enduring = [approval.enduring_months for approval in facts.approvals if approval.is_enduring]
    latest = termination(facts.course, min(enduring)) if enduring else None
    if latest and facts.course.ends_on and facts.course.ends_on > latest:
        yield Finding(
            "ends_too_late",
            "D-08",
            values={"ends_on": facts.course.ends_on, "latest": latest, "months": min(enduring)},
        )
