"""Reads a course's activity file into the plain facts that `readiness` decides on.

A constant number of queries, however many people, approvals and steps a course has.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist

from harmreduction_lms.courses.selectors import outline
from harmreduction_lms.credits import hours, rules, uan, wording
from harmreduction_lms.credits.days import site_day, site_today
from harmreduction_lms.credits.facts import approval_facts, policy_facts
from harmreduction_lms.credits.models import (
    Activity,
    ActivityApproval,
    ActivityRole,
    CommercialSupport,
    CreditKind,
    Disclosure,
)
from harmreduction_lms.credits.readiness import (
    ActivityFacts,
    ApprovalFileFacts,
    CourseFileFacts,
    DisclosureFacts,
    FileFacts,
    Finding,
    RelationshipFacts,
    RoleFacts,
    SupportFacts,
    credit_holds,
)
from harmreduction_lms.credits.readiness_approvals import findings
from harmreduction_lms.learning.models import Enrolment
from harmreduction_lms.quizzes.models import QuizRole


PAGE_DATES = ("released_on", "reviewed_on", "ends_on", "minutes")
TEXTS_LEARNERS_READ = ("title", "lede", "who_for")


def course_findings(course: Any) -> tuple[Finding, ...]:
    """What a course page, as it is in memory, lacks before credit may be offered. Six queries."""
    today = site_today()
    approvals = current_approvals(course.translation_key, today)
    if not approvals:
        return ()
    activity = activity_with_key(course.translation_key)
    facts = FileFacts(
        course=course_file_facts(course),
        activity=activity_facts(activity),
        approvals=tuple(_approvals(approvals, activity)),
        roles=role_facts(course.translation_key),
        support=support_facts(course.translation_key),
        first_completed_on=_first_completion(course.translation_key),
    )
    return findings(facts, today)


def open_holds(
    course_key: UUID, dates: Mapping[str, Any], approvals: Iterable[ActivityApproval]
) -> tuple[Finding, ...]:
    """What keeps credit closed to learners (D-03, D-06, D-07). Three queries.

    `dates` are what `PAGE_DATES` names, of the published page.
    """
    facts = FileFacts(
        course=CourseFileFacts(**dates),
        activity=activity_facts(activity_with_key(course_key)),
        approvals=tuple(
            ApprovalFileFacts(str(one.pk), is_enduring=approval_facts(one).is_enduring) for one in approvals
        ),
        roles=role_facts(course_key),
        support=support_facts(course_key),
    )
    return credit_holds(facts, site_today())


def page_dates(course: Any) -> dict[str, Any]:
    """What `open_holds` needs of a course page."""
    return {name: getattr(course, name) for name in PAGE_DATES}


def current_approvals(course_key: UUID, today: date) -> list[ActivityApproval]:
    """The approvals of a course that are valid now or later. One query."""
    rows = ActivityApproval.objects.filter(course_key=course_key, valid_to__gte=today)
    return list(rows.select_related("accreditation", "credit_type", "policy__credit_type"))


def activity_with_key(course_key: UUID) -> Activity | None:
    return Activity.objects.filter(course_key=course_key).first()


def course_file_facts(course: Any) -> CourseFileFacts:
    """What the page says; its steps are read with drafts, because they are published after it. One query."""
    steps = outline(course, drafts=True).steps
    return CourseFileFacts(
        released_on=course.released_on,
        reviewed_on=course.reviewed_on,
        ends_on=course.ends_on,
        minutes=course.minutes,
        level=course.level,
        who_for=course.who_for,
        objectives=len(course.objectives),
        references=len(course.references),
        post_tests=sum(step.role == QuizRole.POST_TEST for step in steps),
        pending_texts=tuple(_pending_texts(course)),
    )


def activity_facts(activity: Activity | None) -> ActivityFacts:
    if activity is None:
        return ActivityFacts()
    return ActivityFacts(
        medium=activity.medium,
        method=activity.method_of_participation,
        estimated_minutes=activity.estimated_minutes,
        has_basis=bool(activity.estimate_basis and activity.estimated_minutes),
        words=int(activity.estimate_inputs.get("words") or 0),
        planned_professions=len(set(activity.planned_professions)),
        disclosure_waiver=activity.disclosure_waiver,
        fees_and_refunds=activity.fees_and_refunds,
        grievances=activity.grievances,
    )


def role_facts(course_key: UUID) -> tuple[RoleFacts, ...]:
    """One query."""
    roles = ActivityRole.objects.filter(course_key=course_key).select_related("person", "disclosure")
    return tuple(
        RoleFacts(
            person=role.person.name,
            role=role.role,
            credentials=role.person.credentials,
            starts_on=role.starts_on,
            disclosure=disclosure_facts(role.disclosure) if role.disclosure else None,
        )
        for role in roles
    )


def disclosure_facts(disclosure: Disclosure) -> DisclosureFacts:
    return DisclosureFacts(
        signed_on=disclosure.signed_on,
        relationships=tuple(
            RelationshipFacts(
                company=item.get("company", ""),
                is_relevant=bool(item.get("is_relevant")),
                mitigation=item.get("mitigation") or "",
                is_owner_or_employee=bool(item.get("is_owner_or_employee")),
                exception=item.get("exception") or "",
            )
            for item in disclosure.relationships
        ),
        decided_on=disclosure.decided_on,
    )


def support_facts(course_key: UUID) -> tuple[SupportFacts, ...]:
    """One query."""
    return tuple(
        SupportFacts(
            source=support.source,
            has_amount_or_goods=bool(support.amount or support.in_kind.strip()),
            has_agreement=support.agreement_id is not None,
        )
        for support in CommercialSupport.objects.filter(course_key=course_key)
    )


def computed_amount(activity: Activity | None, approval: ActivityApproval) -> Any:
    """What the estimate makes under the approval's policy, from the exact figures; None without one."""
    if activity is None or not activity.estimate_basis:
        return None
    figures = hours.Figures.from_json(activity.estimate_inputs)
    minutes = hours.estimate(hours.Basis(activity.estimate_basis), figures)
    return rules.amount_from_minutes(minutes, policy=policy_facts(approval.policy))


def faults_of(approval: ActivityApproval) -> Iterator[tuple[str, str, str]]:
    """Rules that number or format of an approval break: field, rule, what to do (A-06, A-17, A-19)."""
    kind = approval.credit_type.kind
    for finding in wording.refusals(wording.format_findings(kind, approval.format)):
        yield "format", finding.rule, str(finding.message)
    if kind != CreditKind.ACPE:
        return
    number = uan.parse(approval.approval_number)
    if number is None:
        yield uan.NOT_A_UAN.field, "A-17", str(uan.NOT_A_UAN.message)
        return
    for fault in uan.faults(
        number,
        approval.format,
        audience=approval.audience,
        topic_code=approval.topic_code,
        joint_provider_name=approval.joint_provider_name,
        provider_number=approval.accreditation.number,
    ):
        yield fault.field, "A-19", str(fault.message)


def _approvals(
    approvals: Sequence[ActivityApproval], activity: Activity | None
) -> Iterator[ApprovalFileFacts]:
    numbers = {one.pk: uan.parse(one.approval_number) for one in approvals}
    alone = uan.without_partner(number for number in numbers.values() if number)
    for approval in approvals:
        policy, accreditation = approval.policy, approval.accreditation
        yield ApprovalFileFacts(
            label=str(approval),
            kind=approval.credit_type.kind,
            is_enduring=approval_facts(approval).is_enduring,
            valid_from=approval.valid_from,
            valid_to=approval.valid_to,
            accredited_from=accreditation.valid_from,
            accredited_to=accreditation.valid_to,
            maximum=approval.designated_maximum,
            computed=computed_amount(activity, approval),
            is_confirmed=policy.is_confirmed,
            assessment_required=policy.assessment_required,
            evaluation_required=policy.evaluation_required,
            pass_mark=policy.pass_mark,
            enduring_months=policy.enduring_months,
            faults=tuple((rule, sentence) for _field, rule, sentence in faults_of(approval)),
            lacks_partner=numbers[approval.pk] in alone,
        )


def _pending_texts(course: Any) -> Iterator[str]:
    """Which texts announce credit that is not approved (D-14), by what editors call them."""
    texts = {name: getattr(course, name, "") for name in TEXTS_LEARNERS_READ}
    texts["objectives"] = ". ".join(str(block.value) for block in course.objectives)
    for name, text in texts.items():
        if wording.pending_findings(text):
            yield _label(course, name)


def _label(course: Any, name: str) -> str:
    try:
        return str(course._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return name


def _first_completion(course_key: UUID) -> date | None:
    """One query."""
    done = Enrolment.objects.filter(course_key=course_key, completed_at__isnull=False)
    moment = done.order_by("completed_at").values_list("completed_at", flat=True).first()
    return site_day(moment) if moment else None
