"""One fictional award of each kind of credit, by its preset and with its prescribed sentences."""

from decimal import Decimal
from typing import Any

from harmreduction_lms.credits.actions import claim_credit
from harmreduction_lms.credits.models import (
    ActivityApproval,
    CreditAward,
    CreditPolicy,
    LearnerLicence,
    LearnerProfile,
)
from harmreduction_lms.credits.prescribed import ACCREDITATIONS
from harmreduction_lms.credits.preset_files import Preset, presets
from tests.credits.factories import (
    complete,
    make_approval,
    make_body,
    make_credit_type,
    make_enrolment,
    make_nurse,
)
from tests.factories import make_course, make_image


PRESETS = {preset.credit_type["kind"]: preset for preset in presets()}
KINDS = sorted(PRESETS)
AMA_FORMAT = {"format": "enduring"}
MORE: dict[str, dict[str, Any]] = {
    "acpe": {
        "approval_number": "0678-0000-26-014-H08-P",
        "activity_type": "knowledge",
        "audience": "P",
        "topic_code": "08",
    },
    "nmc": {"format": "live", "location": "Fictional Hall, Leeds"},
}
NUMBERS = {"acpe": "0678"}
STATEMENTS = {
    "aswb_ace": "Provider #1234 is approved by nobody at all. Boards have the final authority.",
    "naadac": "NAADAC Provider #1234. Fictional Provider is responsible for all aspects of the programme.",
}


def approval_of_kind(kind: str, **changes: Any) -> ActivityApproval:
    """A course approved for two hours of this credit; `changes` may hold `accreditation` and `policy`."""
    preset = PRESETS[kind]
    body = make_body()
    names = {name: value for name, value in preset.credit_type.items() if name != "code"}
    credit_type = make_credit_type(body=body, **names)
    accreditation = {
        "number": NUMBERS.get(kind, "FP-1"),
        "accreditation_statement": _statement(kind),
        "signatory_name": "Maria Okonkwo, MD",
        "signatory_title": "Director of education",
        "signature": make_image(),
        **changes.pop("accreditation", {}),
    }
    return make_approval(
        make_course(modules=1, lessons=1),
        credit_type=credit_type,
        accreditation=accreditation,
        policy={**_rules(preset), **changes.pop("policy", {})},
        **{**MORE.get(kind, {}), **changes},
    )


def award_of_kind(kind: str, *, amount: str | None = None, **changes: Any) -> CreditAward:
    """An award of this kind to somebody of a profession it is for, with all that boards ask of them."""
    approval = ActivityApproval.objects.get(pk=approval_of_kind(kind, **changes).pk)
    learner = make_learner_for(approval)
    enrolment = complete(make_enrolment(learner, approval.course.specific))
    is_chosen = approval.policy.claim_mode == "commensurate"
    wanted = Decimal(amount or "1.5") if is_chosen else None
    award = claim_credit(enrolment=enrolment, approval=approval, amount=wanted, has_attested=True)
    assert isinstance(award, CreditAward)
    return award


def make_learner_for(approval: ActivityApproval) -> Any:
    learner = make_nurse()
    profession = [*approval.credit_type.professions, "nurse"][0]
    profile = LearnerProfile.objects.get(learner=learner)
    profile.profession, profile.nabp_eprofile, profile.birth_day = profession, "123456", "0412"
    profile.save()
    for place, number in (("US-CA", "RN 987654"), ("US-FL", "RN 123456")):
        LearnerLicence.objects.create(
            learner=learner, profession=profession, jurisdiction=place, number=number
        )
    return learner


def california_award(**changes: Any) -> CreditAward:
    """The one kind that prints a licence number."""
    return award_of_kind("ca_brn", **changes)


def _rules(preset: Preset) -> dict[str, Any]:
    """The values of a preset as its rows have them."""
    return {
        name: CreditPolicy._meta.get_field(name).to_python(value) for name, value in preset.values.items()
    }


def _statement(kind: str) -> str:
    sentences = ACCREDITATIONS.get(kind)
    return (
        sentences[0].template
        if sentences
        else STATEMENTS.get(kind, "Fictional Provider is accredited by nobody.")
    )
