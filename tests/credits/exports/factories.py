"""Awards that can be reported: a nurse, a pharmacist and a physician who told what boards ask, and allowed
it."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from harmreduction_lms.credits.actions import (
    activity_for,
    claim_credit,
    give_consent,
    save_licence,
    save_profile,
)
from harmreduction_lms.credits.models import (
    ActivityApproval,
    CreditAward,
    LearnerProfile,
    ReportRow,
)
from tests.credits.factories import complete, make_approval, make_credit_type, make_enrolment
from tests.factories import make_course, make_learner


UAN = "0678-0000-26-014-H08-P"
LONG_AGO = datetime(2026, 10, 20, 15, 0, tzinfo=ZoneInfo("UTC"))

PEOPLE: dict[str, dict[str, Any]] = {
    "ce_broker": {"profession": "nurse", "credentials": "RN", "jurisdiction": "US-FL", "number": "RN9234567"},
    "cpe_monitor": {
        "profession": "pharmacist", "credentials": "PharmD", "jurisdiction": "US-FL", "number": "PS12345"
    },
    "pars": {"profession": "physician", "credentials": "MD", "jurisdiction": "US-NY", "number": "MD-204411"},
}  # fmt: skip
TYPES = {"ce_broker": "ancc", "cpe_monitor": "acpe", "pars": "ama_pra_1"}
PROVIDERS = {"ce_broker": "P0448", "cpe_monitor": "0678", "pars": "0001234"}


def make_board_approval(destination: str, *, title: str = "", **fields: Any) -> ActivityApproval:
    """A course whose credit is reported to `destination`, with the numbers that needs."""
    course = make_course(modules=1, lessons=1, **({"title": title} if title else {}))
    is_pharmacy = destination == "cpe_monitor"
    policy = {
        "reports_to": destination,
        "claim_mode": "commensurate",
        "assessment_required": False,
        "hours_per_ceu": 10 if is_pharmacy else None,
    }
    approval = make_approval(
        course,
        credit_type=make_credit_type(professions=[], kind=TYPES[destination]),
        accreditation={"number": PROVIDERS[destination], "ce_broker_number": "50-4321"},
        policy={**policy, **fields.pop("policy", {})},
        **{
            "approval_number": UAN if is_pharmacy else f"EX-{course.pk}",
            "ce_broker_course_number": "20-765432",
            "topic_code": "08" if is_pharmacy else "OPIOID",
            "activity_type": "knowledge" if is_pharmacy else "",
            **fields,
        },
    )
    activity = activity_for(course=course)
    activity.pars_activity_id = "201234567"
    activity.save()
    return approval


def make_reportable(destination: str, *, allows: bool = True, **profile: Any) -> Any:
    """A learner who told all that `destination` asks for."""
    person = PEOPLE[destination]
    learner = make_learner()
    names = {"name": "Dana Example-Ruiz", "given_name": "Dana", "family_name": "Example-Ruiz"}
    save_profile(
        learner=learner,
        profession=person["profession"],
        credentials=person["credentials"],
        **{**names, **profile},
    )
    tell(learner, npi="1234567893", nabp_eprofile="1234567", birth_day="0314")
    save_licence(
        learner=learner,
        profession=person["profession"],
        jurisdiction=person["jurisdiction"],
        number=person["number"],
    )
    if allows:
        allow(learner, destination)
    return learner


def tell(learner: Any, **identifiers: str) -> None:
    """Put identifiers into a profile."""
    profile = LearnerProfile.objects.get(learner=learner)
    for name, value in identifiers.items():
        setattr(profile, name, value)
    profile.save()


def allow(learner: Any, destination: str) -> None:
    give_consent(learner=learner, destination=destination, text="I allow it.", version="1")


def reportable(
    destination: str,
    *,
    learner: Any = None,
    approval: Any = None,
    at: datetime = LONG_AGO,
    amount: str = "2.00",
) -> CreditAward:
    """An award of which `destination` is to hear."""
    approval = approval or make_board_approval(destination)
    enrolment = make_enrolment(learner or make_reportable(destination), approval.course)
    complete(enrolment, at=at)
    award = claim_credit(enrolment=enrolment, approval=approval, amount=Decimal(amount), has_attested=True)
    assert isinstance(award, CreditAward), award
    return award


def row_of(award: CreditAward) -> ReportRow:
    """The newest row of an award."""
    return ReportRow.objects.filter(award__number=award.number).latest("pk")
