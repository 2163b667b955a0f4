"""Questions over approvals, what learners have done, and what they were awarded."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from harmreduction_lms.core.identifiers import code_digest, normalise_number
from harmreduction_lms.courses.selectors import course_page_models
from harmreduction_lms.credits import rules
from harmreduction_lms.credits.days import site_day, site_today, start_of
from harmreduction_lms.credits.facts import approval_facts, policy_facts
from harmreduction_lms.credits.models import (
    ActivityApproval,
    ActivityRole,
    Attestation,
    AwardStatus,
    CompletionCertificate,
    CreditAward,
    LearnerProfile,
)
from harmreduction_lms.learning.models import Enrolment, EvaluationReceipt, StepProgress
from harmreduction_lms.quizzes.models import AttemptState, QuizAttempt, QuizRole


CODE = re.compile(r"[A-Za-z0-9_-]{20,40}")


@dataclass(frozen=True)
class CreditOffer:
    """One approval as it stands for one learner: the gates, and its award, valid or revoked, if any."""

    approval: ActivityApproval
    policy: rules.PolicyFacts
    eligibility: rules.Eligibility
    award: CreditAward | None

    @property
    def key(self) -> str:
        """Names the approval in a form without its primary key; unique within a course."""
        return f"{self.approval.credit_type.code}:{self.approval.approval_number}"

    @property
    def is_learners_choice(self) -> bool:
        return self.policy.claim_mode == rules.ClaimMode.COMMENSURATE

    @property
    def amounts(self) -> tuple[Decimal, ...]:
        return rules.claimable(policy=self.policy, maximum=self.approval.designated_maximum)


def approvals_for(course_key: UUID) -> QuerySet[ActivityApproval]:
    """The approvals of a course with all that rules and pages need of them. 1 query."""
    return ActivityApproval.objects.filter(course_key=course_key).select_related(
        "accreditation__body", "credit_type", "policy"
    )


def approvals_on(course_key: UUID, day: date) -> QuerySet[ActivityApproval]:
    """The approvals under which a course can earn credit on `day`: dates that cover it, rules that are in
    force and confirmed. 1 query."""
    in_force = approvals_for(course_key).filter(
        Q(policy__effective_to__isnull=True) | Q(policy__effective_to__gte=day),
        policy__effective_from__lte=day,
        valid_from__lte=day,
        valid_to__gte=day,
        accreditation__valid_from__lte=day,
        accreditation__valid_to__gte=day,
    )
    return in_force.exclude(policy__confirmed_by="").exclude(policy__confirmed_on=None)


def offers_for(enrolment: Enrolment) -> tuple[CreditOffer, ...]:
    """Every approval of the course with its gates for this learner. 7 queries, however many approvals."""
    approvals = list(approvals_for(enrolment.course_key))
    if not approvals:
        return ()
    awards = {award.credit_type_id: award for award in _awards_of(enrolment)}
    learner, course, today = learner_facts(enrolment), course_facts(enrolment), site_today()
    return tuple(
        CreditOffer(
            approval=approval,
            policy=policy_facts(approval.policy),
            eligibility=rules.eligibility(
                policy=policy_facts(approval.policy),
                approval=approval_facts(approval),
                course=course,
                learner=learner,
                today=today,
            ),
            award=awards.get(approval.credit_type_id),
        )
        for approval in approvals
    )


def offer_for(enrolment: Enrolment, approval: ActivityApproval) -> CreditOffer:
    """The same for one approval, read afresh: what was decided on a page may have changed since."""
    return next(offer for offer in offers_for(enrolment) if offer.approval.pk == approval.pk)


def nothing_applies(offers: Iterable[CreditOffer]) -> bool:
    """Whether only a certificate of completion is left (ce-rules A-01)."""
    return not any(offer.award or offer.eligibility.is_applicable for offer in offers)


def learner_facts(enrolment: Enrolment) -> rules.LearnerFacts:
    """What the learner has done in this enrolment. 4 queries, none of them from a cached relation."""
    profile = LearnerProfile.objects.filter(learner_id=enrolment.learner_id).first()
    return rules.LearnerFacts(
        completed_on=site_day(enrolment.completed_at) if enrolment.completed_at else None,
        scores=post_test_scores(enrolment),
        has_evaluated=EvaluationReceipt.objects.filter(enrolment_id=enrolment.pk).exists(),
        has_attested=Attestation.objects.filter(enrolment_id=enrolment.pk).exists(),
        name=profile.name if profile else "",
        profession=profile.profession if profile else "",
    )


def post_test_scores(enrolment: Enrolment) -> tuple[Fraction, ...]:
    """The best result of each post-test taken for this enrolment. 1 query.

    Post-tests that were passed are what counts; one that was replaced on the site after somebody failed it
    must not bar them for ever. Where none was passed, all count, so that the learner is told the result.
    """
    graded = QuizAttempt.objects.filter(
        learner_id=enrolment.learner_id,
        context_key=enrolment.pk,
        role=QuizRole.POST_TEST,
        state__in=[AttemptState.SUBMITTED, AttemptState.EXPIRED],
    )
    done = StepProgress.objects.filter(enrolment_id=enrolment.pk, step_key=OuterRef("quiz_key"))
    best: dict[bool, dict[UUID, Fraction]] = {True: {}, False: {}}
    for attempt in graded.annotate(is_done=Exists(done)).defer("paper", "answers"):
        scores = best[bool(attempt.is_done)]
        score = attempt.score if attempt.score is not None else Fraction(0)
        scores[attempt.quiz_key] = max(score, scores.get(attempt.quiz_key, score))
    return tuple((best[True] or best[False]).values())


def course_facts(enrolment: Enrolment) -> rules.CourseFacts:
    """The course's own dates. 1 query a course page type; a course that is gone sets no limits of its own."""
    for model in course_page_models():
        rows: Any = model._default_manager.filter(pk=enrolment.course_id)
        if dates := rows.values("released_on", "ends_on").first():
            return rules.CourseFacts(**dates)
    return rules.CourseFacts()


def earliest_retroactive_day(approval: ActivityApproval) -> date | None:
    """The first day on which somebody completed the course before this approval, or a change of its dates,
    would cover it (ce-rules A-08: credit is designated before an activity, never afterwards). 2 queries."""
    completed = Enrolment.objects.filter(course_key=approval.course_key)
    newly_covered = completed.filter(_completed_between(approval.valid_from, approval.valid_to))
    if before := ActivityApproval.objects.filter(pk=approval.pk).first():
        newly_covered = newly_covered.exclude(_completed_between(before.valid_from, before.valid_to))
    moment = newly_covered.order_by("completed_at").values_list("completed_at", flat=True).first()
    return site_day(moment) if moment else None


def _completed_between(first: date, last: date) -> Q:
    return Q(completed_at__gte=start_of(first), completed_at__lt=start_of(last + timedelta(days=1)))


def roles_for(course_key: UUID) -> QuerySet[ActivityRole]:
    """Who made a course, with what they disclosed. 1 query."""
    return ActivityRole.objects.filter(course_key=course_key).select_related("person", "disclosure")


def current_award(
    enrolment: Enrolment, approval: ActivityApproval, *, statuses: Iterable[str] = (AwardStatus.VALID,)
) -> CreditAward | None:
    """The award this enrolment already has for the credit type of `approval`. 1 query."""
    return (
        CreditAward.objects.filter(
            learner_id=enrolment.learner_id,
            course_key=enrolment.course_key,
            credit_type_id=approval.credit_type_id,
            period=enrolment.number,
            status__in=list(statuses),
        )
        .order_by("-version")
        .first()
    )


def _awards_of(enrolment: Enrolment) -> QuerySet[CreditAward]:
    awards = CreditAward.objects.filter(enrolment_id=enrolment.pk)
    return awards.exclude(status=AwardStatus.SUPERSEDED).order_by("version", "issued_at")


@dataclass(frozen=True)
class TranscriptGroup:
    """The awards of one credit type, newest first. Only valid ones are added up."""

    name: str
    awards: tuple[CreditAward, ...]

    @property
    def total(self) -> Decimal:
        valid = (award.amount for award in self.awards if award.status == AwardStatus.VALID)
        return sum(valid, Decimal("0.00"))

    @property
    def snapshot(self) -> dict[str, Any]:
        return dict(self.awards[0].snapshot)


@dataclass(frozen=True)
class Transcript:
    """All that a learner was given, as it was printed."""

    groups: tuple[TranscriptGroup, ...]
    certificates: tuple[CompletionCertificate, ...]

    @property
    def is_fictional(self) -> bool:
        return any(award.snapshot["is_fictional"] for group in self.groups for award in group.awards)


def transcript_for(learner: Any) -> Transcript:
    """Awards by credit type, and certificates apart. 2 queries, whatever their number."""
    grouped: dict[str, list[CreditAward]] = {}
    shown = CreditAward.objects.filter(learner_id=learner.pk).exclude(status=AwardStatus.SUPERSEDED)
    for award in shown.only("number", "amount", "status", "completed_on", "snapshot"):
        grouped.setdefault(award.snapshot["credit"]["type_code"], []).append(award)
    groups = (
        TranscriptGroup(name=awards[0].snapshot["credit"]["type_name"], awards=tuple(awards))
        for awards in grouped.values()
    )
    certificates = CompletionCertificate.objects.filter(learner_id=learner.pk)
    return Transcript(
        groups=tuple(sorted(groups, key=lambda group: group.name)),
        certificates=tuple(certificates.only("number", "completed_on", "snapshot")),
    )


def record_with_code(code: str) -> CreditAward | CompletionCertificate | None:
    """The document with this verification code. At most 2 queries."""
    return _record(code_digest=code_digest(code)) if CODE.fullmatch(code) else None


def record_with_number(text: str) -> CreditAward | CompletionCertificate | None:
    """The document with the number somebody typed; of corrected versions the newest. At most 2 queries."""
    number = normalise_number(text)
    return _record(number=number) if "\x00" not in number and len(number) <= 40 else None


def _record(**lookup: str) -> CreditAward | CompletionCertificate | None:
    award = CreditAward.objects.filter(**lookup).order_by(F("version").desc()).first()
    return award or CompletionCertificate.objects.filter(**lookup).first()
