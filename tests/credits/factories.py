"""Accreditation data for tests: fictional bodies, a nurse and a course she completed.

Plain functions, made the way the site makes things: read one and you know what you get.
"""

from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from harmreduction_lms.credits.actions import (
    activity_for,
    approve_activity,
    assign_role,
    claim_credit,
    issue_certificate,
    save_profile,
)
from harmreduction_lms.credits.models import (
    AccreditingBody,
    Activity,
    ActivityApproval,
    CompletionCertificate,
    CreditAward,
    CreditPolicy,
    CreditType,
    Disclosure,
    Person,
    ProviderAccreditation,
)
from harmreduction_lms.learning.models import Enrolment, EvaluationReceipt
from harmreduction_lms.quizzes.models import AttemptState, QuizAttempt, QuizRole
from tests.factories import make_course, make_learner


COMPLETED_AT = datetime(2026, 10, 20, 15, 0, tzinfo=ZoneInfo("UTC"))
COMPLETED_ON = date(2026, 10, 20)

_numbers = count(1)


def make_body(**fields: Any) -> AccreditingBody:
    number = next(_numbers)
    values = {"code": f"body-{number}", "name": f"Fictional Board {number}", "is_fictional": True}
    return AccreditingBody.objects.create(**{**values, **fields})


def make_credit_type(*, body: AccreditingBody | None = None, **fields: Any) -> CreditType:
    number = next(_numbers)
    values = {
        "code": f"type_{number}",
        "name": f"Nursing contact hours {number}",
        "label": "<p>Nursing contact hours</p>",
        "unit_singular": "contact hour",
        "unit_plural": "contact hours",
        "professions": ["nurse"],
    }
    return CreditType.objects.create(body=body or make_body(), **{**values, **fields})


def make_policy(credit_type: CreditType, **fields: Any) -> CreditPolicy:
    """Fixed amount, post-test at 80, evaluation and attestation, confirmed, unless told otherwise."""
    values = {
        "effective_from": date(2026, 1, 1),
        "confirmed_by": "Maria Okonkwo, MD",
        "confirmed_on": date(2026, 1, 1),
        "designation_statement": "{provider} designates this {learning_format} for {amount} {unit}.",
    }
    return CreditPolicy.objects.create(credit_type=credit_type, **{**values, **fields})


def make_accreditation(body: AccreditingBody, **fields: Any) -> ProviderAccreditation:
    values = {
        "provider_name": "Fictional Provider",
        "provider_address": "1 Example Street",
        "number": "FP-1",
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2028, 12, 31),
        "accreditation_statement": "Fictional Provider is accredited by nobody at all.",
    }
    return ProviderAccreditation.objects.create(body=body, **{**values, **fields})


def make_approval(
    course: Any,
    *,
    policy: dict[str, Any] | None = None,
    credit_type: CreditType | None = None,
    accreditation: dict[str, Any] | None = None,
    has_file: bool = True,
    **fields: Any,
) -> ActivityApproval:
    """An approval for 2.00 contact hours, valid from the start of 2026 to the end of 2028. The activity file
    is completed, so that learners may claim, unless `has_file` is False."""
    if has_file:
        complete_file(course)
    credit_type = credit_type or make_credit_type()
    values = {
        "approval_number": f"EX-{next(_numbers)}",
        "designated_maximum": Decimal("2.00"),
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2028, 12, 31),
    }
    return approve_activity(
        course=course,
        accreditation=make_accreditation(credit_type.body, **(accreditation or {})),
        credit_type=credit_type,
        policy=make_policy(credit_type, **(policy or {})),
        **{**values, **fields},
    )


FILE_DATES = {
    "released_on": date(2026, 1, 1),
    "reviewed_on": date(2026, 1, 1),
    "ends_on": date(2028, 12, 31),
    "minutes": 120,
}


def complete_file(course: Any) -> Activity:
    """Fill in what learners must know before they start: dates of the page that are empty, faculty with a
    disclosure, medium and method. Done once a course."""
    missing = {name: value for name, value in FILE_DATES.items() if not getattr(course, name)}
    if missing:
        type(course).objects.filter(pk=course.pk).update(**missing)
        vars(course).update(missing)
    activity = activity_for(course=course)
    if not activity.medium:
        activity.medium, activity.method_of_participation = "Internet, text", "Read, answer, evaluate, claim."
        activity.save()
        teacher = Person.objects.create(name="Ada Example", credentials="RN", is_fictional=True)
        disclosure = Disclosure.objects.create(person=teacher, signed_on=date(2026, 1, 1), none_declared=True)
        assign_role(course=course, person=teacher, disclosure=disclosure, sort_order=9)
    return activity


def make_nurse(username: str = "", *, name: str = "Siobhán Nguyễn-Okafor", credentials: str = "RN") -> Any:
    """A learner with a profile."""
    learner = make_learner(username)
    save_profile(learner=learner, name=name, credentials=credentials, profession="nurse")
    return learner


def make_enrolment(learner: Any, course: Any, **fields: Any) -> Enrolment:
    values = {
        "course_key": course.translation_key,
        "course_title": course.title,
        "enrolled_at": timezone.now(),
    }
    return Enrolment.objects.create(learner=learner, course=course, **{**values, **fields})


def complete(
    enrolment: Enrolment, *, at: datetime = COMPLETED_AT, points: int = 9, evaluated: bool = True
) -> Enrolment:
    """Bring an enrolment to where credit is claimed: completed, post-test at `points` of 10, evaluated."""
    enrolment.completed_at = at
    enrolment.save()
    make_post_test(enrolment, points=points)
    if evaluated:
        EvaluationReceipt.objects.create(enrolment=enrolment, submitted_at=at)
    return enrolment


def make_post_test(enrolment: Enrolment, *, points: int, number: int = 1, **fields: Any) -> QuizAttempt:
    """A graded post-test attempt with `points` of 10."""
    values = {
        "quiz_key": enrolment.pk,
        "quiz_title": "Post-test",
        "role": QuizRole.POST_TEST,
        "context_key": enrolment.pk,
        "state": AttemptState.SUBMITTED,
        "paper": {"version": 1, "items": []},
        "started_at": COMPLETED_AT,
        "points_numerator": points,
        "points_denominator": 1,
        "points_possible": 10,
        "is_passed": points >= 8,
    }
    return QuizAttempt.objects.create(learner=enrolment.learner, number=number, **{**values, **fields})


def ready_to_claim(**approval: Any) -> tuple[Enrolment, ActivityApproval]:
    """A nurse who completed an approved course and has only the attestation left to give."""
    course = make_course(modules=1, lessons=1)
    approved = make_approval(course, **approval)
    return complete(make_enrolment(make_nurse(), course)), approved


def claimed(**approval: Any) -> CreditAward:
    """An award the nurse claimed herself."""
    enrolment, approved = ready_to_claim(**approval)
    return claim_credit(enrolment=enrolment, approval=approved, amount=None, has_attested=True)


def certified(name: str = "Siobhán Nguyễn-Okafor") -> CompletionCertificate:
    """The certificate of a course without any approval."""
    enrolment = complete(make_enrolment(make_nurse(name=name), make_course(modules=1, lessons=1)))
    return issue_certificate(enrolment=enrolment)
