"""What credit asks of a learner's way through a course: time in it, and not to take it twice for nothing."""

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.models import ActivityApproval, AwardStatus, CreditAward
from harmreduction_lms.credits.reasons import repeat_warning
from harmreduction_lms.credits.rules import GateCode
from harmreduction_lms.credits.selectors import CreditOffer, offers_for
from harmreduction_lms.learning.models import Enrolment
from harmreduction_lms.learning.needs import RepeatNotice, repeat_rules, seat_time_needs


STILL_TO_DO = (GateCode.ATTESTATION, GateCode.CLAIM, GateCode.IDENTITY_DATA)


def minutes_asked(course_key: UUID) -> Subquery:
    """The most minutes of seat time that an approval, current or to come, asks for (ce-rules C-11); none
    where none does, or the enrolment has been awarded its credit. Read along with the enrolment."""
    awarded = CreditAward.objects.filter(
        approval=OuterRef("pk"), learner=OuterRef(OuterRef("learner")), period=OuterRef(OuterRef("number"))
    )
    approvals = ActivityApproval.objects.filter(
        ~Exists(awarded), course_key=course_key, valid_to__gte=site_today(), policy__minimum_minutes__gt=0
    )
    ordered = approvals.order_by("-policy__minimum_minutes")
    return Subquery(ordered.values("policy__minimum_minutes")[:1])


def repeat_notices(enrolment: Enrolment) -> Iterator[RepeatNotice]:
    """What to know before taking a course again; a refusal where all of its credit is awarded once to each
    person and this one has it (ce-rules B-17). As many queries as `offers_for`."""
    offers = offers_for(enrolment)
    current = [offer for offer in offers if offer.approval.valid_to >= site_today()]
    if current and all(offer.policy.is_once_only and _awarded_on(offer) for offer in current):
        yield RepeatNotice(_once_text(current, is_all=True), is_refusal=True)
        return
    yield from _about_awards(current)
    if any(offer.award is None and offer.claim is None and _is_due(offer) for offer in offers):
        yield RepeatNotice(
            _(
                "You have not claimed all credit of your last time yet. Claim it first: once you start "
                "again, only what you do from then on counts."
            )
        )


def _about_awards(offers: Iterable[CreditOffer]) -> Iterator[RepeatNotice]:
    awarded = [(offer, day) for offer in offers if (day := _awarded_on(offer))]
    if once := [offer for offer, _day in awarded if offer.policy.is_once_only]:
        yield RepeatNotice(_once_text(once, is_all=False))
    if again := [day for offer, day in awarded if not offer.policy.is_once_only]:
        yield RepeatNotice(repeat_warning(max(again)))


def _awarded_on(offer: CreditOffer) -> date | None:
    """The day of this credit's last award for the course, in this enrolment or an earlier one."""
    if offer.award is not None and offer.award.status == AwardStatus.VALID:
        return offer.award.completed_on
    gates = (gate for gate in offer.eligibility.gates if gate.code == GateCode.REPEAT)
    earlier = next((gate.values["earlier"] for gate in gates), None)
    return earlier if isinstance(earlier, date) else None


def _is_due(offer: CreditOffer) -> bool:
    return offer.eligibility.lacks_only(*STILL_TO_DO)


def _once_text(offers: Iterable[CreditOffer], *, is_all: bool) -> str:
    names = ", ".join(offer.approval.credit_type.name for offer in offers)
    if is_all:
        return _(
            "You have the credit of this course (%(names)s), and it is awarded once to each person: taking "
            "the course again would earn nothing. Its lessons stay open to you."
        ) % {"names": names}
    return _("This is awarded once to each person, and you have it: %(names)s.") % {"names": names}


def register() -> None:
    """Called from `receivers.connect`."""
    seat_time_needs.register("credit", minutes_asked)
    repeat_rules.register("credit", repeat_notices)
