"""Questions over approvals, what learners have done, and what they were awarded."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import ModelLogEntry

from harmreduction_lms.core.identifiers import code_digest, normalise_number
from harmreduction_lms.credits import rules
from harmreduction_lms.credits.audit_log import RESULT_LOWERED
from harmreduction_lms.credits.days import site_day, site_today, start_of
from harmreduction_lms.credits.facts import approval_facts, policy_facts
from harmreduction_lms.credits.learner_facts import course_facts, learner_facts
from harmreduction_lms.credits.models import (
    ActivityApproval,
    ActivityRole,
    AwardStatus,
    ClaimState,
    CommercialSupport,
    CompletionCertificate,
    CreditAward,
    CreditClaim,
    LearnerProfile,
)
from harmreduction_lms.learning.models import Enrolment


HELD = (ClaimState.PENDING_LEARNER_DATA, ClaimState.PENDING_DAILY_LIMIT)


@dataclass(frozen=True)
class CreditOffer:
    """One approval as it stands for one learner: the gates, and its award, valid or revoked, if any."""

    approval: ActivityApproval
    policy: rules.PolicyFacts
    eligibility: rules.Eligibility
    award: CreditAward | None
    claim: CreditClaim | None = None

    @property
    def can_be_claimed(self) -> bool:
        """Whether nothing is missing but what a claim may be made without, and is then held for."""
        return self.eligibility.lacks_only(rules.GateCode.CLAIM, rules.GateCode.IDENTITY_DATA)

    @property
    def is_held(self) -> bool:
        """Whether the learner has claimed this, and it waits."""
        return self.award is None and self.claim is not None and self.claim.state in HELD

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
    """Every approval of the course with its gates for this learner. 11 queries, however many approvals; two
    more where a policy asks for seat time."""
    approvals = list(approvals_for(enrolment.course_key))
    if not approvals:
        return ()
    asks_time = any(approval.policy.minimum_minutes is not None for approval in approvals)
    reader = _OfferReader(
        enrolment=enrolment,
        learner=learner_facts(enrolment, with_seat_time=asks_time),
        course=course_facts(enrolment, approvals),
        awards=list(_awards_of(enrolment)),
        claims={claim.approval_id: claim for claim in CreditClaim.objects.filter(enrolment_id=enrolment.pk)},
    )
    return tuple(reader.offer(approval) for approval in approvals)


@dataclass(frozen=True)
class _OfferReader:
    """What is read once for all approvals of a course."""

    enrolment: Enrolment
    learner: rules.LearnerFacts
    course: rules.CourseFacts
    awards: list[CreditAward]
    claims: dict[int, CreditClaim]

    def offer(self, approval: ActivityApproval) -> CreditOffer:
        same_type = [award for award in self.awards if award.credit_type_id == approval.credit_type_id]
        own = [award for award in same_type if award.period == self.enrolment.number]
        claim, policy = self.claims.get(approval.pk), policy_facts(approval.policy)
        learner = replace(
            self.learner,
            has_claimed=claim is not None and claim.state != ClaimState.WITHDRAWN,
            earlier_award_on=max(
                (award.completed_on for award in same_type if self._is_earlier(award)), default=None
            ),
        )
        eligibility = rules.eligibility(
            policy=policy,
            approval=approval_facts(approval),
            course=self.course,
            learner=learner,
            today=site_today(),
        )
        return CreditOffer(approval, policy, eligibility, award=own[-1] if own else None, claim=claim)

    def _is_earlier(self, award: CreditAward) -> bool:
        return award.period != self.enrolment.number and award.status == AwardStatus.VALID


def offer_for(enrolment: Enrolment, approval: ActivityApproval) -> CreditOffer:
    """The same for one approval, read afresh: what was decided on a page may have changed since."""
    return next(offer for offer in offers_for(enrolment) if offer.approval.pk == approval.pk)


def nothing_applies(offers: Iterable[CreditOffer]) -> bool:
    """Whether only a certificate of completion is left (ce-rules A-01)."""
    return not any(offer.award or offer.eligibility.is_applicable for offer in offers)


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


def supporters_of(course_key: UUID) -> list[str]:
    """Who gives money or goods for a course. 1 query."""
    return list(CommercialSupport.objects.filter(course_key=course_key).values_list("source", flat=True))


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
    """What the learner was awarded for the course, in this enrolment and others, oldest version first."""
    awards = CreditAward.objects.filter(learner_id=enrolment.learner_id, course_key=enrolment.course_key)
    return awards.exclude(status=AwardStatus.SUPERSEDED).order_by("version", "issued_at")


def awarded_within_a_day(
    learner_id: Any, credit_type_id: int, now: datetime
) -> list[tuple[datetime, Decimal]]:
    """When how much of a credit type was awarded in the last 24 hours (ce-rules B-14). 1 query.

    A correction is no new credit: it counts at the time and with the amount of the first version. The time of
    the award is what counts, not of completion, or credit that came too fast once could never be awarded.
    """
    awards = CreditAward.objects.filter(
        learner_id=learner_id, credit_type_id=credit_type_id, version=1, issued_at__gt=now - rules.DAY
    )
    return list(awards.exclude(status=AwardStatus.REVOKED).values_list("issued_at", "amount"))


def awards_to_decide() -> QuerySet[CreditAward]:
    """Valid awards whose post-test was lowered after they were made: somebody has to look. 1 query.

    Revoking or correcting an award takes it off this list.
    """
    noted = ModelLogEntry.objects.filter(
        content_type__model="creditaward",
        action=RESULT_LOWERED,
        object_id=Cast(OuterRef("pk"), CharField()),
    )
    return CreditAward.objects.filter(Exists(noted), status=AwardStatus.VALID)


def held_claims(learner_id: Any = None) -> QuerySet[CreditClaim]:
    """Claims that wait, oldest first; of everybody, or of one learner. 1 query."""
    held = CreditClaim.objects.filter(state__in=HELD).order_by("claimed_at", "pk")
    return held if learner_id is None else held.filter(enrolment__learner_id=learner_id)


def record_with_code(code: str) -> CreditAward | CompletionCertificate | None:
    """The document with this verification code. At most 2 queries; as many for what cannot be a code, so that
    time tells nothing."""
    return _record(code_digest=code_digest(code))


def record_with_number(text: str) -> CreditAward | CompletionCertificate | None:
    """The document with the number somebody typed; of corrected versions the newest. At most 2 queries."""
    number = normalise_number(text)
    return _record(number=number) if "\x00" not in number and len(number) <= 40 else None


def _record(**lookup: str) -> CreditAward | CompletionCertificate | None:
    """With `is_name_public`: by the holder's choice of today, or by the rules of the credit. What is sealed
    stays closed: documents can be checked even where the site's keys are missing."""
    by_choice = Exists(LearnerProfile.objects.filter(learner=OuterRef("learner"), is_name_public=True))
    by_policy = Q(approval__policy__shows_holder=True)
    awards = CreditAward.objects.filter(**lookup).defer("code", "licences").order_by(F("version").desc())
    if award := awards.annotate(is_name_public=Q(by_choice) | by_policy).first():
        return award
    certificates = CompletionCertificate.objects.filter(**lookup).defer("code")
    return certificates.annotate(is_name_public=by_choice).first()
