"""Claiming credit: an award, or a claim held until what it waits for arrives (ce-rules A-28, B-14)."""

from contextlib import suppress
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.credits import reasons
from harmreduction_lms.credits.actions.awards import (
    award_so_far,
    free_from,
    insert_award,
    settled_amount,
)
from harmreduction_lms.credits.audit_log import RESULT_LOWERED
from harmreduction_lms.credits.errors import NotEligible
from harmreduction_lms.credits.models import (
    ActivityApproval,
    Attestation,
    AwardStatus,
    ClaimState,
    CreditAward,
    CreditClaim,
    LearnerProfile,
)
from harmreduction_lms.credits.rules import GateCode
from harmreduction_lms.credits.selectors import CreditOffer, held_claims, offer_for, offers_for
from harmreduction_lms.learning.models import Enrolment
from harmreduction_lms.quizzes.models import QuizAttempt


@transaction.atomic
def claim_credit(
    *, enrolment: Enrolment, approval: ActivityApproval, amount: Decimal | None, has_attested: bool
) -> CreditAward | CreditClaim:
    """What the learner does on the claim page: attest and claim, both or neither.

    Gives the award, or the claim where it is held: a required identifier is missing, or the day's limit of
    the credit type is reached. Whatever else is missing refuses the claim.
    """
    _take_turns(enrolment)
    if has_attested:
        attest(enrolment=enrolment, text=str(reasons.ATTESTATION_TEXT))
    return _claim(enrolment, approval, amount)


@transaction.atomic
def attest(*, enrolment: Enrolment, text: str) -> Attestation:
    """Record that the learner agreed to `text` (ce-rules C-10). The first attestation stands."""
    attestation, _created = Attestation.objects.get_or_create(
        enrolment=enrolment, defaults={"text": text, "attested_at": timezone.now()}
    )
    return attestation


def award_what_is_due(*, enrolment: Enrolment) -> list[CreditAward]:
    """Award what leaves nothing to the learner: all gates met, no attestation, no amount to choose.

    Where an identifier is missing or the day's limit is reached, it is held as a claim is. One that cannot be
    awarded, say because its statement lacks a field, is left to be claimed and does not keep the others.
    """
    due = [
        offer.approval
        for offer in offers_for(enrolment)
        if offer.award is None and offer.can_be_claimed and not offer.policy.needs_claim
    ]
    results = []
    for approval in due:
        with suppress(HarmReductionLMSError), transaction.atomic():
            _take_turns(enrolment)
            results.append(_claim(enrolment, approval, None))
    return [result for result in results if isinstance(result, CreditAward)]


def settle_claims(learner: Any) -> list[CreditAward]:
    """Award the held claims of a learner whose wait is over; call it once the learner's data was saved.

    Safe to call at any time, and twice at once. A claim that cannot be awarded any more stays where it is.
    """
    waiting = held_claims(learner.pk).select_related("enrolment__learner", "approval")
    awards = []
    for claim in waiting:
        with suppress(HarmReductionLMSError):
            awards.append(settle_claim(claim=claim))
    return [award for award in awards if isinstance(award, CreditAward)]


@transaction.atomic
def settle_claim(*, claim: CreditClaim) -> CreditAward | CreditClaim:
    """The award of a claim if nothing holds it any more; else the claim, with what it waits for by now."""
    enrolment = claim.enrolment
    _take_turns(enrolment)
    claim.refresh_from_db(fields=["state", "amount"])
    if claim.state == ClaimState.WITHDRAWN:
        return claim
    if existing := award_so_far(enrolment, claim.approval):
        return _close(claim, existing)
    offer = offer_for(enrolment, claim.approval)
    if missing := _missing(offer):
        return _hold(claim, ClaimState.PENDING_LEARNER_DATA, missing)
    if moment := free_from(enrolment, offer, claim.amount):
        return _hold(claim, ClaimState.PENDING_DAILY_LIMIT, [moment.isoformat()])
    actor = enrolment.learner if offer.policy.needs_claim else None
    return _close(claim, insert_award(enrolment, offer, claim.amount, actor))


def flag_lowered_awards(*, attempt: QuizAttempt) -> list[CreditAward]:
    """Note each valid award that a lowered result does not carry any more, for somebody to decide about.

    Nothing is revoked here: whether a learner who was told of a pass keeps the credit is not for a machine.
    """
    if attempt.context_key is None:
        return []
    enrolment = Enrolment.objects.filter(pk=attempt.context_key).first()
    offers = offers_for(enrolment) if enrolment else ()
    lost = {GateCode.POST_TEST, GateCode.ATTEMPTS}
    flagged = [
        offer.award
        for offer in offers
        if offer.award is not None
        and offer.award.status == AwardStatus.VALID
        and lost & {gate.code for gate in offer.eligibility.unmet}
    ]
    for award in flagged:
        log(award, RESULT_LOWERED, data={"attempt": str(attempt.uuid)})
    return flagged


@transaction.atomic
def withdraw_claim(*, enrolment: Enrolment, approval: ActivityApproval) -> None:
    """Take a held claim back, as a learner may until it is awarded; they may claim again."""
    _take_turns(enrolment)
    held = held_claims(enrolment.learner_id).filter(enrolment=enrolment, approval=approval)
    held.update(state=ClaimState.WITHDRAWN, waits_for=[], settled_at=timezone.now())


def _take_turns(enrolment: Enrolment) -> None:
    """One claim of a learner after the other: two at once might each find room below the day's limit.

    Always the first lock that is taken, so that nobody waits for somebody who waits for them.
    """
    locked = LearnerProfile.objects.select_for_update().filter(learner_id=enrolment.learner_id)
    locked.values_list("pk").first()


def _claim(
    enrolment: Enrolment, approval: ActivityApproval, amount: Decimal | None
) -> CreditAward | CreditClaim:
    if existing := award_so_far(enrolment, approval):
        return existing
    offer = offer_for(enrolment, approval)
    if not offer.can_be_claimed:
        raise NotEligible(offer.eligibility)
    claim, _created = CreditClaim.objects.update_or_create(
        enrolment=enrolment,
        approval=approval,
        defaults={
            "amount": settled_amount(offer, amount),
            "state": ClaimState.PENDING_LEARNER_DATA,
            "claimed_at": timezone.now(),
        },
    )
    return settle_claim(claim=claim)


def _missing(offer: CreditOffer) -> list[str]:
    """What holds a claim: the identifiers that are missing, or a gate that was met when it was made."""
    unmet = [gate for gate in offer.eligibility.unmet if gate.code != GateCode.CLAIM]
    named = [gate.values.get("missing", (gate.code.value,)) for gate in unmet]
    return [name for names in named if isinstance(names, tuple) for name in names]


def _hold(claim: CreditClaim, state: ClaimState, waits_for: list[str]) -> CreditClaim:
    claim.state, claim.waits_for = state, waits_for
    claim.save(update_fields=["state", "waits_for"])
    return claim


def _close(claim: CreditClaim, award: CreditAward) -> CreditAward:
    claim.state, claim.waits_for, claim.settled_at = ClaimState.AWARDED, [], timezone.now()
    claim.save(update_fields=["state", "waits_for", "settled_at"])
    return award
