"""Setting up what a course is approved for and who made it, for code that has no form."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from harmreduction_lms.credits.approval_checks import refusals
from harmreduction_lms.credits.errors import RetroactiveApproval
from harmreduction_lms.credits.models import (
    ActivityApproval,
    ActivityFormat,
    ActivityRole,
    CreditPolicy,
    CreditType,
    Disclosure,
    Person,
    PersonRole,
    ProviderAccreditation,
)
from harmreduction_lms.credits.selectors import earliest_retroactive_day


def approve_activity(
    *,
    course: Any,
    accreditation: ProviderAccreditation,
    credit_type: CreditType,
    policy: CreditPolicy,
    approval_number: str,
    designated_maximum: Decimal,
    valid_from: date,
    valid_to: date,
    format: str = ActivityFormat.ENDURING,  # noqa: A002 - the accreditors' word and the field's name
    joint_provider_name: str = "",
    **particulars: Any,
) -> ActivityApproval:
    """Record that `course` is approved for credit. Validated as in the editor, the refusal to designate
    afterwards included (ce-rules A-08). `particulars` are the fields only some accreditors ask for."""
    approval = ActivityApproval(
        course=course,
        course_key=course.translation_key,
        accreditation=accreditation,
        credit_type=credit_type,
        policy=policy,
        approval_number=approval_number,
        designated_maximum=designated_maximum,
        format=format,
        valid_from=valid_from,
        valid_to=valid_to,
        joint_provider_name=joint_provider_name,
        **particulars,
    )
    approval.full_clean()
    if earliest_retroactive_day(approval):
        raise RetroactiveApproval
    if errors := list(refusals(approval)):
        raise ValidationError({field: str(text) for field, text in errors})
    approval.save()
    return approval


def assign_role(
    *,
    course: Any,
    person: Person,
    role: str = PersonRole.FACULTY,
    disclosure: Disclosure | None = None,
    starts_on: date | None = None,
    sort_order: int = 0,
) -> ActivityRole:
    """Name `person` as somebody in control of the course's content; asked again, the role is updated."""
    values = {
        "course": course,
        "disclosure": disclosure,
        "starts_on": starts_on,
        "sort_order": sort_order,
    }
    assigned, _created = ActivityRole.objects.update_or_create(
        course_key=course.translation_key, person=person, role=role, defaults=values
    )
    return assigned
