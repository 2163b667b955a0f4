"""Awarding and revoking credit."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from harmreduction_lms.conf import conf
from harmreduction_lms.core.identifiers import new_number
from harmreduction_lms.credits import reasons, rules
from harmreduction_lms.credits.actions.learner import attest
from harmreduction_lms.credits.actions.ledger import append_event
from harmreduction_lms.credits.actions.once import insert_once
from harmreduction_lms.credits.audit_log import AWARD, REVOKE
from harmreduction_lms.credits.days import site_day, years_after
from harmreduction_lms.credits.errors import (
    AmountRefused,
    ApprovalOfAnotherCourse,
    AwardWasRevoked,
    NotEligible,
)
from harmreduction_lms.credits.models import (
    ActivityApproval,
    AwardEventKind,
    AwardStatus,
    CreditAward,
    LearnerProfile,
)
from harmreduction_lms.credits.records import amount_text, award_snapshot, completion_day, give_code
from harmreduction_lms.credits.selectors import CreditOffer, current_award, offer_for, offers_for
from harmreduction_lms.learning.models import Enrolment


DRAWS = 5


def award_credit(
    *, enrolment: Enrolment, approval: ActivityApproval, amount: Decimal | None = None, actor: Any = None
) -> CreditAward:
    """Award the credit of `approval` to the learner, once; asked again, the same award comes back.

    First everything is checked, then the award is inserted. No lock is taken for the check: of two requests
    that both passed it, the constraint `hrlms_award_once` lets one insert and the other finds what is there.
    `amount` is for credit that learners claim; other credit is awarded whole. `actor` is who asked; None is
    the system itself.
    """
    _check_may_award(enrolment, actor)
    if approval.course_key != enrolment.course_key:
        raise ApprovalOfAnotherCourse
    if existing := _award_so_far(enrolment, approval):
        return existing
    offer = offer_for(enrolment, approval)
    if not offer.eligibility.is_met:
        raise NotEligible(offer.eligibility)
    return _insert(enrolment, offer, settled_amount(offer, amount), actor)


@transaction.atomic
def claim_credit(
    *, enrolment: Enrolment, approval: ActivityApproval, amount: Decimal | None, has_attested: bool
) -> CreditAward:
    """What the learner does on the claim page: attest and be awarded the credit, both or neither."""
    if has_attested:
        attest(enrolment=enrolment, text=str(reasons.ATTESTATION_TEXT))
    return award_credit(enrolment=enrolment, approval=approval, amount=amount, actor=enrolment.learner)


def award_what_is_due(*, enrolment: Enrolment) -> list[CreditAward]:
    """Award what leaves nothing to the learner: all gates met, no attestation, no amount to choose."""
    return [
        award_credit(enrolment=enrolment, approval=offer.approval)
        for offer in offers_for(enrolment)
        if offer.eligibility.is_met
        and not offer.policy.attestation_required
        and not offer.is_learners_choice
        and not current_award(enrolment, offer.approval, statuses=AwardStatus.values)
    ]


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


@transaction.atomic
def revoke_award(*, award: CreditAward, reason: str, actor: Any) -> CreditAward:
    """Revoke an award, with a reason; it stays visible as revoked (ce-rules E-08). Safe to call twice."""
    if not actor.has_perm("harmreduction_lms.change_creditaward"):
        raise PermissionDenied
    changed = CreditAward.objects.filter(pk=award.pk, status=AwardStatus.VALID).update(
        status=AwardStatus.REVOKED
    )
    award.refresh_from_db()
    if changed:
        append_event(award=award, kind=AwardEventKind.REVOKED, reason=reason, actor=actor)
        log(award, REVOKE, user=actor, data={"reason": reason})
    return award


def _check_may_award(enrolment: Enrolment, actor: Any) -> None:
    """Learners claim for themselves; for others, staff who may add awards do."""
    if actor is None or actor.pk == enrolment.learner_id:
        return
    if not actor.has_perm("harmreduction_lms.add_creditaward"):
        raise PermissionDenied


def _award_so_far(enrolment: Enrolment, approval: ActivityApproval) -> CreditAward | None:
    """The valid award, if there is one. One that was revoked is not earned again by asking again."""
    award = current_award(enrolment, approval, statuses=[AwardStatus.VALID])
    if award is None and current_award(enrolment, approval, statuses=[AwardStatus.REVOKED]):
        raise AwardWasRevoked
    return award


def _insert(enrolment: Enrolment, offer: CreditOffer, amount: Decimal, actor: Any) -> CreditAward:
    def insert() -> CreditAward:
        award = _new_award(enrolment, offer.approval, amount)
        award.save(force_insert=True)
        append_event(award=award, kind=AwardEventKind.ISSUED, actor=actor)
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
    award.snapshot = award_snapshot(award, profile=profile)
    return award
