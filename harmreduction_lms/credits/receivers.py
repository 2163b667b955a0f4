"""What credits does when something happens below it. Connected once, from `AppConfig.ready`."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.db.models import Model, Q
from django.db.models.signals import post_delete, post_save

from harmreduction_lms.courses.actions import touch_course
from harmreduction_lms.credits import components, course_needs
from harmreduction_lms.credits.actions import award_what_is_due, flag_lowered_awards
from harmreduction_lms.credits.models import (
    AccreditingBody,
    Activity,
    ActivityApproval,
    ActivityRole,
    CommercialSupport,
    CreditPolicy,
    CreditType,
    Disclosure,
    Person,
    ProviderAccreditation,
)
from harmreduction_lms.learning.models import Enrolment
from harmreduction_lms.learning.signals import course_completed, evaluation_submitted
from harmreduction_lms.quizzes.models import QuizAttempt
from harmreduction_lms.quizzes.signals import quiz_result_lowered


def award_on_progress(sender: Any, *, enrolment: Enrolment, **kwargs: Any) -> None:
    """A learner finished a course or its evaluation: award what asks nothing more of them."""
    award_what_is_due(enrolment=enrolment)


def flag_on_lowered_result(sender: Any, *, attempt: QuizAttempt, **kwargs: Any) -> None:
    """Somebody took a pass back: list the credit that rested on it."""
    flag_lowered_awards(attempt=attempt)


# What a course page shows of each of these rows: how to find the courses when one changes.
AFFECTED_APPROVALS: dict[type[Model], Callable[[Any], Q]] = {
    AccreditingBody: lambda body: Q(accreditation__body=body) | Q(credit_type__body=body),
    ProviderAccreditation: lambda accreditation: Q(accreditation=accreditation),
    CreditType: lambda credit_type: Q(credit_type=credit_type),
    CreditPolicy: lambda policy: Q(policy=policy),
}
AFFECTED_ROLES: dict[type[Model], Callable[[Any], Q]] = {
    Person: lambda person: Q(person=person),
    Disclosure: lambda disclosure: Q(disclosure=disclosure),
}
COURSE_ROWS: tuple[type[Model], ...] = (Activity, ActivityApproval, ActivityRole, CommercialSupport)


def touch_courses(sender: type[Model], *, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Tell caches that what these course pages show has changed."""
    if raw:
        return
    for course_key in set(_course_keys(sender, instance)):
        touch_course(course_key=course_key)


def _course_keys(sender: type[Model], instance: Any) -> Iterable[UUID]:
    if sender in COURSE_ROWS:
        return [instance.course_key]
    if sender in AFFECTED_APPROVALS:
        rows: Any = ActivityApproval.objects.filter(AFFECTED_APPROVALS[sender](instance))
    else:
        rows = ActivityRole.objects.filter(AFFECTED_ROLES[sender](instance))
    return list(rows.values_list("course_key", flat=True))


def connect() -> None:
    """Wire this domain to those below it. Safe to call twice."""
    course_completed.connect(award_on_progress, dispatch_uid="hrlms_award_on_completion")
    evaluation_submitted.connect(award_on_progress, dispatch_uid="hrlms_award_on_evaluation")
    quiz_result_lowered.connect(flag_on_lowered_result, dispatch_uid="hrlms_flag_lowered_awards")
    for model in (*COURSE_ROWS, *AFFECTED_APPROVALS, *AFFECTED_ROLES):
        uid = f"hrlms_touch_{model.__name__.lower()}"
        post_save.connect(touch_courses, sender=model, dispatch_uid=f"{uid}_saved")
        post_delete.connect(touch_courses, sender=model, dispatch_uid=f"{uid}_deleted")
    components.register()
    course_needs.register()
