"""Who may be awarded how much: the only place that decides credit.

Pure: plain facts in, every gate with its values out. It imports neither Django nor Wagtail, reads no clock
and writes nothing; what a learner is told about a gate is in `reasons`. Names like B-01 are the numbers of
the accreditors' rules in `ce-rules.md`; tests carry them too.
"""

import calendar
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


DAY = timedelta(hours=24)


class Rounding(StrEnum):
    HALF_UP = "half_up"
    DOWN = "down"


class ClaimMode(StrEnum):
    COMMENSURATE = "commensurate"
    ALL_OR_NOTHING = "all_or_nothing"
    FIXED = "fixed"


@dataclass(frozen=True)
class PolicyFacts:
    """The rules of a credit type, as data. They count once a named person has confirmed them."""

    effective_from: date
    is_confirmed: bool
    effective_to: date | None = None
    minutes_per_unit: int = 60
    increment: Decimal = Decimal("0.25")
    rounding: Rounding = Rounding.DOWN
    claim_mode: ClaimMode = ClaimMode.FIXED
    evaluation_required: bool = True
    attestation_required: bool = True
    assessment_required: bool = True
    pass_mark: Decimal = Decimal(80)
    minimum_minutes: int | None = None
    max_attempts: int | None = None
    maximum_per_day: Decimal | None = None
    enduring_months: int = 36
    required_data: tuple[str, ...] = ()
    is_once_only: bool = False

    @property
    def needs_claim(self) -> bool:
        """Whether the learner has something to do for it: to attest, or to choose the amount."""
        return self.attestation_required or self.claim_mode == ClaimMode.COMMENSURATE


@dataclass(frozen=True)
class ApprovalFacts:
    """What a course is approved for, when, and for whom. No professions named means all of them."""

    maximum: Decimal
    valid_from: date
    valid_to: date
    accredited_from: date
    accredited_to: date
    professions: frozenset[str] = frozenset()
    is_enduring: bool = True


@dataclass(frozen=True)
class CourseFacts:
    """The days between which a course may earn credit; a day that is not set does not limit. `is_held` while
    something is missing that learners must know before they start (D-07; decided in `readiness`)."""

    released_on: date | None = None
    ends_on: date | None = None
    reviewed_on: date | None = None
    is_held: bool = False


@dataclass(frozen=True)
class LearnerFacts:
    """What one learner has done. `scores` holds the share of the points that counts of each post-test taken,
    `tries` the shares of all attempts at each, in order. `held_data` names the identifiers that are there;
    the last award of the same credit for the same course, if any, was for `earlier_award_on`."""

    completed_on: date | None = None
    scores: tuple[Fraction, ...] = ()
    tries: tuple[tuple[Fraction, ...], ...] = ()
    has_evaluated: bool = False
    has_attested: bool = False
    has_claimed: bool = False
    seat_minutes: int = 0
    name: str = ""
    profession: str = ""
    held_data: frozenset[str] = frozenset()
    earlier_award_on: date | None = None


class GateCode(StrEnum):
    """The gates, in the order in which a learner meets them (C-08)."""

    CONTENT = "content"
    POST_TEST = "post_test"
    EVALUATION = "evaluation"
    ATTESTATION = "attestation"
    SEAT_TIME = "seat_time"
    LEARNER_DATA = "learner_data"
    CLAIM = "claim"
    IDENTITY_DATA = "identity_data"
    PROFESSION = "profession"
    ATTEMPTS = "attempts"
    REPEAT = "repeat"
    APPROVAL_WINDOW = "approval_window"
    ACCREDITATION_WINDOW = "accreditation_window"
    COURSE_WINDOW = "course_window"
    CLOCK = "clock"
    ACTIVITY_FILE = "activity_file"
    POLICY_CONFIRMED = "policy_confirmed"
    POLICY_WINDOW = "policy_window"


OUT_OF_THE_LEARNERS_HANDS = frozenset(
    {
        GateCode.PROFESSION,
        GateCode.ATTEMPTS,
        GateCode.REPEAT,
        GateCode.APPROVAL_WINDOW,
        GateCode.ACCREDITATION_WINDOW,
        GateCode.COURSE_WINDOW,
        GateCode.CLOCK,
        GateCode.ACTIVITY_FILE,
        GateCode.POLICY_CONFIRMED,
        GateCode.POLICY_WINDOW,
    }
)


@dataclass(frozen=True)
class Gate:
    """One condition, whether it is met, and the values its explanation needs."""

    code: GateCode
    is_met: bool
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Eligibility:
    """Every gate of one approval for one learner, met or not."""

    gates: tuple[Gate, ...]

    @property
    def is_met(self) -> bool:
        return all(gate.is_met for gate in self.gates)

    @property
    def unmet(self) -> tuple[Gate, ...]:
        return tuple(gate for gate in self.gates if not gate.is_met)

    @property
    def is_applicable(self) -> bool:
        """Whether the learner can still meet what is unmet; if not, this approval is not for them (A-01)."""
        return not any(gate.code in OUT_OF_THE_LEARNERS_HANDS for gate in self.unmet)

    def lacks_only(self, *codes: GateCode) -> bool:
        """Whether nothing but `codes` is unmet."""
        return all(gate.code in codes for gate in self.unmet)


def eligibility(
    *,
    policy: PolicyFacts,
    approval: ApprovalFacts,
    course: CourseFacts,
    learner: LearnerFacts,
    today: date,
) -> Eligibility:
    """Every gate that this policy sets. Before completion the windows are judged as of `today`."""
    day = learner.completed_on or today
    return Eligibility(
        (*_own_gates(policy, learner), *_standing_gates(policy, approval, course, learner, day))
    )


def _own_gates(policy: PolicyFacts, learner: LearnerFacts) -> Iterator[Gate]:
    """What the learner does, in the order of C-08."""
    yield Gate(GateCode.CONTENT, learner.completed_on is not None, {"completed_on": learner.completed_on})
    if policy.assessment_required:
        yield _post_test_gate(policy, learner)
    if policy.evaluation_required:
        yield Gate(GateCode.EVALUATION, learner.has_evaluated)
    if policy.attestation_required:
        yield Gate(GateCode.ATTESTATION, learner.has_attested)
    if policy.minimum_minutes is not None:
        values = {"minimum": policy.minimum_minutes, "minutes": learner.seat_minutes}
        yield Gate(GateCode.SEAT_TIME, learner.seat_minutes >= policy.minimum_minutes, values)
    has_profile = bool(learner.name.strip() and learner.profession)
    yield Gate(GateCode.LEARNER_DATA, has_profile, {"name": learner.name})
    if policy.needs_claim:
        yield Gate(GateCode.CLAIM, learner.has_claimed)
    if policy.required_data:
        missing = missing_data(policy.required_data, learner.held_data)
        yield Gate(GateCode.IDENTITY_DATA, not missing, {"missing": missing})


def missing_data(required: Iterable[str], held: frozenset[str]) -> tuple[str, ...]:
    """What a credit type needs to know of a learner and does not (A-28, F-01); a licence or an NPI will do
    for `licence_or_npi`."""
    enough = held | {"licence_or_npi"} if held & {"licence", "npi"} else held
    return tuple(datum for datum in required if datum not in enough)


def _post_test_gate(policy: PolicyFacts, learner: LearnerFacts) -> Gate:
    """The weakest post-test decides, compared exactly: 79.55 % does not pass 80, and 80 does."""
    lowest = min(learner.scores, default=None)
    is_met = lowest is not None and lowest * 100 >= Fraction(policy.pass_mark)
    return Gate(GateCode.POST_TEST, is_met, {"score": lowest, "pass_mark": policy.pass_mark})


def _attempts_gate(policy: PolicyFacts, maximum: int, learner: LearnerFacts) -> Gate:
    """A post-test passed at a later attempt than `maximum` earns no credit (C-04); one that was neither
    passed nor tried that often can still be."""
    used = max((len(tries) for tries in learner.tries), default=0)
    is_met = all(
        len(tries) < maximum or any(share * 100 >= Fraction(policy.pass_mark) for share in tries[:maximum])
        for tries in learner.tries
    )
    return Gate(GateCode.ATTEMPTS, is_met, {"used": used, "maximum": maximum})


def _standing_gates(
    policy: PolicyFacts, approval: ApprovalFacts, course: CourseFacts, learner: LearnerFacts, day: date
) -> Iterator[Gate]:
    """What must simply be so."""
    named = approval.professions
    is_named = not named or not learner.profession or learner.profession in named
    yield Gate(
        GateCode.PROFESSION, is_named, {"profession": learner.profession, "professions": tuple(sorted(named))}
    )
    if policy.assessment_required and policy.max_attempts is not None:
        yield _attempts_gate(policy, policy.max_attempts, learner)
    if earlier := learner.earlier_award_on:
        yield Gate(GateCode.REPEAT, not policy.is_once_only, {"earlier": earlier})
    yield _window(GateCode.APPROVAL_WINDOW, approval.valid_from, approval.valid_to, day)
    yield _window(GateCode.ACCREDITATION_WINDOW, approval.accredited_from, approval.accredited_to, day)
    yield _window(GateCode.COURSE_WINDOW, course.released_on, course.ends_on, day)
    if approval.is_enduring and (last := last_day(course, months=policy.enduring_months)):
        yield _window(GateCode.CLOCK, None, last, day)
    if course.is_held:
        yield Gate(GateCode.ACTIVITY_FILE, is_met=False)
    yield Gate(GateCode.POLICY_CONFIRMED, policy.is_confirmed)
    yield _window(GateCode.POLICY_WINDOW, policy.effective_from, policy.effective_to, day)


def last_day(course: CourseFacts, *, months: int) -> date | None:
    """The last day an enduring activity may earn credit without another review: `months` after its release
    or its last review, whichever is later (D-08, D-09). None for a course with neither date."""
    known = [day for day in (course.released_on, course.reviewed_on) if day is not None]
    return months_after(max(known), months) if known else None


def months_after(day: date, months: int) -> date:
    """The same day of the month, or the last one where that month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _window(code: GateCode, first: date | None, last: date | None, day: date) -> Gate:
    """Both ends are days on which credit can still be earned."""
    is_met = (first is None or first <= day) and (last is None or day <= last)
    return Gate(code, is_met, {"first": first, "last": last, "day": day})


class ClaimRefusal(StrEnum):
    """Why an amount cannot be awarded (B-15)."""

    NOT_POSITIVE = "not_positive"
    ABOVE_MAXIMUM = "above_maximum"
    OFF_INCREMENT = "off_increment"
    NOT_DIVISIBLE = "not_divisible"


def refuse_amount(amount: Decimal, *, policy: PolicyFacts, maximum: Decimal) -> ClaimRefusal | None:
    """Why `amount` cannot be awarded, or None. Exact: 0.255 does not pass on a grid of 0.25."""
    if not amount.is_finite() or amount <= 0:
        return ClaimRefusal.NOT_POSITIVE
    if amount > maximum:
        return ClaimRefusal.ABOVE_MAXIMUM
    if policy.claim_mode != ClaimMode.COMMENSURATE:
        return None if amount == maximum else ClaimRefusal.NOT_DIVISIBLE
    return ClaimRefusal.OFF_INCREMENT if amount % policy.increment else None


def claimable(*, policy: PolicyFacts, maximum: Decimal) -> tuple[Decimal, ...]:
    """The amounts a learner may choose from, smallest first; a single one where there is no choice."""
    if policy.claim_mode != ClaimMode.COMMENSURATE:
        return (maximum,)
    steps = int(maximum // policy.increment)
    return tuple(policy.increment * step for step in range(1, steps + 1))


def amount_from_minutes(minutes: int | Decimal, *, policy: PolicyFacts) -> Decimal:
    """Credit for `minutes`, on the policy's grid.

    Half up or down, never to even: 37.5 minutes are 0.75 at the nearest 0.25 (B-01). Nothing is awarded for
    nothing or less (B-08).
    """
    steps = Fraction(minutes) / policy.minutes_per_unit / Fraction(policy.increment)
    if policy.rounding == Rounding.HALF_UP:
        steps += Fraction(1, 2)
    return policy.increment * max(math.floor(steps), 0)


def free_from(
    amount: Decimal, *, awarded: Iterable[tuple[datetime, Decimal]], maximum: Decimal, now: datetime
) -> datetime | None:
    """When `amount` may be awarded beside what was awarded within 24 hours; None if it may be now (B-14).

    An amount above `maximum` by itself waits until nothing else was awarded for 24 hours: whoever took a long
    course took it over several days.
    """
    recent = sorted(entry for entry in awarded if entry[0] > now - DAY)
    total, moment = sum((entry[1] for entry in recent), amount), None
    for awarded_at, earlier in recent:
        if total <= maximum:
            break
        total, moment = total - earlier, awarded_at + DAY
    return moment
