"""Fictional accreditation for the course: two accreditors that disagree, as real ones do.

Every row says that it is made up, in its name and in `is_fictional`, and is shown as such on every page and
statement. Nobody can mistake a demonstration for credit.
"""

import datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from harmreduction_lms.credits.actions import (
    activity_for,
    approve_activity,
    assign_role,
    estimate_hours,
)
from harmreduction_lms.credits.hours import Figures
from harmreduction_lms.credits.models import (
    AccreditingBody,
    Activity,
    ClaimMode,
    CreditPolicy,
    CreditType,
    Disclosure,
    EstimateBasis,
    Person,
    PersonRole,
    Profession,
    ProviderAccreditation,
    Rounding,
)
from harmreduction_lms.credits.text_length import text_length


PROVIDER = "Fictional Provider of Example Training"
VALID_FROM = datetime.date(2026, 1, 1)
VALID_TO = datetime.date(2029, 12, 31)
QUARTER = Decimal("0.25")


def make_accreditation(course: Any) -> None:
    """Approvals and faculty of a course, made once; from then on they are the site's own."""
    if not AccreditingBody.objects.filter(is_fictional=True).exists():
        approve_for_nursing(course)
        approve_for_everybody(course)
        name_faculty(course)
    if not Activity.objects.filter(course_key=course.translation_key).exists():
        fill_activity_file(course)


def approve_for_nursing(course: Any) -> None:
    """Contact hours: a fixed amount, for everybody who completes the whole course."""
    accreditation = accredit("fictional-nursing", "Fictional Board of Example Nursing", "EX-P-0001")
    credit_type = make_credit_type(
        accreditation.body,
        code="fictional_contact_hours",
        name="Fictional nursing contact hours",
        label="<p>Fictional nursing contact hours</p>",
        unit_singular="contact hour",
        unit_plural="contact hours",
        professions=[Profession.NURSE],
    )
    policy = make_policy(
        credit_type,
        claim_mode=ClaimMode.FIXED,
        designation_statement=(
            "{provider} designates this {learning_format} for {amount} {unit}. The accreditor, the provider "
            "and the amount are fictional."
        ),
    )
    approve(course, accreditation, credit_type, policy, "EX-2026-0417")


def approve_for_everybody(course: Any) -> None:
    """Credits open to every profession: learners claim what matches their participation, in quarters."""
    accreditation = accredit("fictional-teamwork", "Fictional Academy of Example Teamwork", "EX-P-0002")
    credit_type = make_credit_type(
        accreditation.body,
        code="fictional_interprofessional",
        name="Fictional interprofessional credit",
        label="<p><i>Fictional interprofessional credit</i></p>",
        unit_singular="credit",
        unit_plural="credits",
        professions=[],
    )
    policy = make_policy(
        credit_type,
        claim_mode=ClaimMode.COMMENSURATE,
        designation_statement=(
            "{provider} designates this {learning_format} for a maximum of {amount} {unit}. Learners should "
            "claim only what matches the extent of their participation. All of this is fictional."
        ),
    )
    approve(course, accreditation, credit_type, policy, "EX-2026-0418")


def accredit(code: str, name: str, number: str) -> ProviderAccreditation:
    body, _created = AccreditingBody.objects.get_or_create(
        code=code, defaults={"name": name, "is_fictional": True}
    )
    accreditation, _created = ProviderAccreditation.objects.get_or_create(
        body=body,
        number=number,
        defaults={
            "provider_name": PROVIDER,
            "provider_address": "1 Example Street, Exampleton",
            "valid_from": VALID_FROM,
            "valid_to": VALID_TO,
            "accreditation_statement": (
                f"{PROVIDER} is accredited by the {name}. Both are fictional: this is a demonstration."
            ),
        },
    )
    return accreditation


def make_credit_type(body: AccreditingBody, *, code: str, **values: Any) -> CreditType:
    return CreditType.objects.get_or_create(code=code, defaults={"body": body, **values})[0]


def make_policy(credit_type: CreditType, **values: Any) -> CreditPolicy:
    defaults = {
        "effective_from": VALID_FROM,
        "minutes_per_unit": 60,
        "increment": QUARTER,
        "rounding": Rounding.DOWN,
        "source_note": "Fictional: modelled on what accreditors ask for, and belonging to none of them.",
        "confirmed_by": "Demonstration only",
        "confirmed_on": VALID_FROM,
        **values,
    }
    return CreditPolicy.objects.get_or_create(credit_type=credit_type, version=1, defaults=defaults)[0]


def approve(
    course: Any,
    accreditation: ProviderAccreditation,
    credit_type: CreditType,
    policy: CreditPolicy,
    number: str,
) -> None:
    units = Decimal(course.minutes) / policy.minutes_per_unit
    quarters = (units / policy.increment).to_integral_value(rounding=ROUND_DOWN)
    approve_activity(
        course=course,
        accreditation=accreditation,
        credit_type=credit_type,
        policy=policy,
        approval_number=number,
        designated_maximum=quarters * policy.increment,
        valid_from=VALID_FROM,
        valid_to=VALID_TO,
    )


def fill_activity_file(course: Any) -> None:
    """What accreditors ask for before credit is opened: all of it made up for the demonstration."""
    activity = activity_for(course=course)
    activity.medium = "Internet: text with questions to check yourself"
    activity.method_of_participation = (
        "Read the lessons, pass the post-test, hand in the evaluation, then claim the credit."
    )
    activity.planned_professions = [Profession.NURSE, Profession.PHYSICIAN, Profession.PHARMACIST]
    activity.off_label_statement = "Unlabelled use of medicines is marked in the lessons where it comes up."
    activity.fees_and_refunds = "Free of charge."
    activity.grievances = "Write to the fictional provider; a fictional person answers within ten days."
    activity.save()
    estimate_time(course, activity)
    decide_on_disclosures()


def estimate_time(course: Any, activity: Activity) -> None:
    """A fictional expert says what the course says of itself; words and questions are counted."""
    length = text_length(course)
    figures = Figures(
        words=length.words,
        questions=length.questions,
        expert_minutes=Decimal(course.minutes),
        expert="Rosa Example, MSW (fictional)",
    )
    estimate_hours(activity=activity, basis=EstimateBasis.EXPERT, figures=figures)


def decide_on_disclosures() -> None:
    """On the day they were signed, before anybody took up a role."""
    undecided = Disclosure.objects.filter(person__is_fictional=True, decided_on=None)
    undecided.update(decided_on=VALID_FROM)


def name_faculty(course: Any) -> None:
    """A planner with nothing to disclose, and a speaker with a relationship that was dealt with."""
    planner = make_person("Rosa Example", "MSW", "Plans the courses of this demonstration.")
    nothing = Disclosure.objects.create(person=planner, signed_on=VALID_FROM, none_declared=True)
    assign_role(course=course, person=planner, role=PersonRole.PLANNER, disclosure=nothing, sort_order=1)
    speaker = make_person("Joon-ho Example", "PharmD", "Teaches in this demonstration.")
    relationship = {
        "company": "Fictional Devices Company",
        "nature": "Consultant",
        "is_relevant": True,
        "mitigation": "Took no part in the lesson on products; that lesson was reviewed by others.",
    }
    disclosed = Disclosure.objects.create(
        person=speaker, signed_on=VALID_FROM, none_declared=False, relationships=[relationship]
    )
    assign_role(course=course, person=speaker, role=PersonRole.FACULTY, disclosure=disclosed, sort_order=2)


def make_person(name: str, credentials: str, biography: str) -> Person:
    person, _created = Person.objects.get_or_create(
        name=name,
        is_fictional=True,
        defaults={
            "credentials": credentials,
            "affiliation": PROVIDER,
            "biography": f"Fictional. {biography}",
        },
    )
    return person
