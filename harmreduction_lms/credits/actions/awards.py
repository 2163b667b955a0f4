"""Awarding credit."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail.log_actions import log

from harmreduction_lms.conf import conf
from harmreduction_lms.core.identifiers import new_number
from harmreduction_lms.credits import reasons, rules
from harmreduction_lms.credits.actions.ledger import append_event
from harmreduction_lms.credits.actions.once import insert_once
from harmreduction_lms.credits.actions.report_queue import queue_award
from harmreduction_lms.credits.amounts import amount_text
from harmreduction_lms.credits.audit_log import AWARD
from harmreduction_lms.credits.days import site_day, years_after
from harmreduction_lms.credits.errors import (
    AmountRefused,
    ApprovalOfAnotherCourse,
    AwardWasRevoked,
    DailyLimitReached,
    NotEligible,
)
from harmreduction_lms.credits.models import (
    ActivityApproval,
    AwardEventKind,
    AwardStatus,
    CreditAward,
    LearnerProfile,
)
from harmreduction_lms.credits.records import (
    award_snapshot,
    completion_day,
    give_code,
    licences_text,
    printed_licences,
)
from harmreduction_lms.credits.rules import GateCode
from harmreduction_lms.credits.selectors import (
    CreditOffer,
    awarded_within_a_day,
    current_award,
    offer_for,
    supporters_of,
)
from harmreduction_lms.credits.statements.required import check_statement
from harmreduction_lms.learning.models import Enrolment


def award_credit(
    *, enrolment: Enrolment, approval: ActivityApproval, amount: Decimal | None = None, actor: Any = None
) -> CreditAward:
    """Award the credit of `approval` to the learner, once; asked again, the same award comes back.

    First everything is checked, then the award is inserted. No lock is taken for the check: of two requests
    that both passed it, the constraint `hrlms_award_once` lets one insert and the other finds what is there.
    `amount` is for credit that learners claim; other credit is awarded whole. `actor` is who asked; None is
    the system itself. Nothing is held here: what a claim would wait for is a refusal (see `claims`).
    """
    _check_may_award(enrolment, actor)
    if existing := award_so_far(enrolment, approval):
        return existing
    offer = offer_for(enrolment, approval)
    if not offer.eligibility.lacks_only(GateCode.CLAIM):
        raise NotEligible(offer.eligibility)
    settled = settled_amount(offer, amount)
    if moment := free_from(enrolment, offer, settled):
        raise DailyLimitReached(moment)
    return insert_award(enrolment, offer, settled, actor)


def free_from(enrolment: Enrolment, offer: CreditOffer, amount: Decimal) -> datetime | None:
    """When `amount` can be awarded, if the day's limit of its credit type is reached (ce-rules B-14)."""
    maximum, now = offer.policy.maximum_per_day, timezone.now()
    if maximum is None:
        return None
    awarded = awarded_within_a_day(enrolment.learner_id, offer.approval.credit_type_id, now)
    return rules.free_from(amount, awarded=awarded, maximum=maximum, now=now)


def settled_amount(offer: CreditOffer, amount: Decimal | None) -> Decimal:
    """The amount to award: what was asked for if the rules allow it, else a refusal (ce-rules B-15).

    Where the amount is the learner's to choose, not choosing never means the maximum (A-03).
    """
    maximum = offer.approval.designated_maximum
    unasked = Decimal(0) if offer.is_learners_choice else maximum
    asked = unasked if amount is None else amount
    if refusal := rules.refuse_amount(asked, policy=offer.policy, maximum=maximum):
        values: dict[str, object] = {
            "maximum": amount_text(maximum),
            "increment": reasons.plain_number(offer.policy.increment),
        }
        raise AmountRefused(refusal, values=values)
    return asked


def _check_may_award(enrolment: Enrolment, actor: Any) -> None:
    """Learners claim for themselves; for others, staff who may add awards do."""
    if actor is None or actor.pk == enrolment.learner_id:
        return
    if not actor.has_perm("harmreduction_lms.add_creditaward"):
        raise PermissionDenied


def award_so_far(enrolment: Enrolment, approval: ActivityApproval) -> CreditAward | None:
    """The valid award, if there is one. One that was revoked is not earned again by asking again."""
    if approval.course_key != enrolment.course_key:
        raise ApprovalOfAnotherCourse
    award = current_award(enrolment, approval, statuses=[AwardStatus.VALID])
    if award is None and current_award(enrolment, approval, statuses=[AwardStatus.REVOKED]):
        raise AwardWasRevoked
    return award


def insert_award(enrolment: Enrolment, offer: CreditOffer, amount: Decimal, actor: Any) -> CreditAward:
    """Insert what the rules allow; only after they were asked."""

    def insert() -> CreditAward:
        award = _new_award(enrolment, offer.approval, amount)
        award.save(force_insert=True)
        append_event(award=award, kind=AwardEventKind.ISSUED, actor=actor)
        queue_award(award=award)
        log(award, AWARD, user=actor, data={"amount": str(award.amount)})
        return award

    return insert_once(insert, lambda: current_award(enrolment, offer.approval))


def _new_award(enrolment: Enrolment, approval: ActivityApproval, amount: Decimal) -> CreditAward:
    issued_at = timezone.now()
    completed_on = completion_day(enrolment)
    award = CreditAward(
        number=new_number(conf.NUMBER_PREFIX, site_day(issued_at).year),
        issued_at=issued_at,
        completed_on=completed_on,
        learner=enrolment.learner,
        enrolment=enrolment,
        approval=approval,
        credit_type=approval.credit_type,
        course_key=enrolment.course_key,
        period=enrolment.number,
        amount=amount,
        retain_until=years_after(completed_on, approval.policy.retention_years),
    )
    give_code(award)
    profile = LearnerProfile.objects.get(learner_id=enrolment.learner_id)
    licences = printed_licences(award, profile)
    award.licences = licences_text(licences)
    award.snapshot = award_snapshot(award, profile=profile, licences=licences)
    check_statement(award.snapshot, supporters=supporters_of(enrolment.course_key))
    return award
