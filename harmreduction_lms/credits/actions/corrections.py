"""Correcting an award: a new version takes its place, and the old one says so (ce-rules E-06, E-07)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log

from harmreduction_lms.credits import reasons, rules
from harmreduction_lms.credits.actions.ledger import append_event, change_award
from harmreduction_lms.credits.actions.report_changes import queue_adjustment
from harmreduction_lms.credits.amounts import amount_text
from harmreduction_lms.credits.audit_log import CORRECT
from harmreduction_lms.credits.corrections import Correction, corrected_snapshot
from harmreduction_lms.credits.days import years_after
from harmreduction_lms.credits.errors import (
    AmountRefused,
    AwardNotValid,
    DayNotApproved,
    NothingCorrected,
    ReasonMissing,
)
from harmreduction_lms.credits.facts import policy_facts
from harmreduction_lms.credits.models import AwardEventKind, CreditAward, EventReason
from harmreduction_lms.credits.records import give_code
from harmreduction_lms.credits.signals import announce, award_corrected


@transaction.atomic
def correct_award(
    *, award: CreditAward, correction: Correction, reason_code: EventReason, reason: str, actor: Any
) -> CreditAward:
    """Issue a corrected version with the same number and a code of its own; gives the new award.

    Only a valid award is corrected: of two people who correct the same one, the second is told to look
    again. Boards it was reported to are queued to be told.
    """
    check_correction(award=award, correction=correction, actor=actor)
    if not reason.strip():
        raise ReasonMissing
    previous = CreditAward.objects.get(pk=award.pk)
    why = {"reason_code": reason_code, "reason": reason.strip(), "actor": actor}
    if change_award(award=previous, kind=AwardEventKind.CORRECTED, **why) is None:
        raise AwardNotValid
    corrected = _successor(previous, correction, reason_code)
    corrected.save(force_insert=True)
    append_event(award=corrected, kind=AwardEventKind.ISSUED, **why)
    queue_adjustment(corrected)
    log(corrected, CORRECT, user=actor, data={"reason": str(reason_code), "version": corrected.version})
    announce(award_corrected, award=corrected, previous=previous)
    return corrected


def reissue_under_new_name(
    *, award: CreditAward, name: str, credentials: str, evidence: str, actor: Any
) -> CreditAward:
    """The same award under the holder's new legal name. `evidence` says what was seen, not what it held:
    "Marriage certificate seen on 12 November" (ce-rules E-07). Changing a profile never does this by itself.
    """
    return correct_award(
        award=award,
        correction=Correction(name=name, credentials=credentials),
        reason_code=EventReason.NAME_CHANGE,
        reason=evidence,
        actor=actor,
    )


def check_correction(*, award: CreditAward, correction: Correction, actor: Any) -> None:
    """Raise what stands in the way of a correction, if anything does. Writes nothing: a preview asks too."""
    if not actor.has_perm("harmreduction_lms.change_creditaward"):
        raise PermissionDenied
    if not list(correction.differences(award.snapshot)):
        raise NothingCorrected
    approval = award.approval
    day = correction.completed_on
    if day is not None and not approval.valid_from <= day <= approval.valid_to:
        raise DayNotApproved
    if correction.amount is not None:
        _check_amount(award, correction.amount)


def _check_amount(award: CreditAward, amount: Decimal) -> None:
    """What the rules would not have awarded is not awarded by way of a correction (B-15)."""
    policy, maximum = award.approval.policy, award.approval.designated_maximum
    if refusal := rules.refuse_amount(amount, policy=policy_facts(policy), maximum=maximum):
        increment = reasons.plain_number(policy.increment)
        values: dict[str, object] = {"maximum": amount_text(maximum), "increment": increment}
        raise AmountRefused(refusal, values=values)


def _successor(award: CreditAward, correction: Correction, reason_code: EventReason) -> CreditAward:
    completed_on = correction.completed_on or award.completed_on
    years = award.approval.policy.retention_years
    snapshot = corrected_snapshot(award, correction, reason_code=str(reason_code))
    corrected = CreditAward(
        number=award.number,
        version=award.version + 1,
        supersedes=award,
        issued_at=datetime.fromisoformat(snapshot["issued_at"]),
        completed_on=completed_on,
        learner_id=award.learner_id,
        enrolment_id=award.enrolment_id,
        approval=award.approval,
        credit_type_id=award.credit_type_id,
        course_key=award.course_key,
        period=award.period,
        amount=award.amount if correction.amount is None else correction.amount,
        snapshot=snapshot,
        licences=award.licences,
        # A correction never lets a record go earlier.
        retain_until=max(award.retain_until, years_after(completed_on, years)),
    )
    give_code(corrected)
    return corrected
