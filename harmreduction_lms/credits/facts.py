"""Rows turned into the plain facts that `rules` decides on."""

from typing import Any

from harmreduction_lms.credits.models import (
    ActivityApproval,
    ActivityFormat,
    CreditPolicy,
    LearnerDatum,
    RepeatRule,
)
from harmreduction_lms.credits.rules import ApprovalFacts, ClaimMode, PolicyFacts, Rounding


def policy_facts(policy: CreditPolicy) -> PolicyFacts:
    return PolicyFacts(
        effective_from=policy.effective_from,
        is_confirmed=policy.is_confirmed,
        effective_to=policy.effective_to,
        minutes_per_unit=policy.minutes_per_unit,
        increment=policy.increment,
        rounding=Rounding(policy.rounding),
        claim_mode=ClaimMode(policy.claim_mode),
        evaluation_required=policy.evaluation_required,
        attestation_required=policy.attestation_required,
        assessment_required=policy.assessment_required,
        pass_mark=policy.pass_mark,
        minimum_minutes=policy.minimum_minutes,
        max_attempts=policy.max_attempts,
        maximum_per_day=policy.maximum_per_day,
        enduring_months=policy.enduring_months,
        required_data=tuple(policy.required_learner_data),
        is_once_only=policy.repeat_rule == RepeatRule.ONCE,
    )


def approval_facts(approval: ActivityApproval) -> ApprovalFacts:
    """An approval counts only while the accreditation it was given under does."""
    return ApprovalFacts(
        maximum=approval.designated_maximum,
        valid_from=approval.valid_from,
        valid_to=approval.valid_to,
        accredited_from=approval.accreditation.valid_from,
        accredited_to=approval.accreditation.valid_to,
        professions=frozenset(approval.credit_type.professions),
        is_enduring=approval.format not in (ActivityFormat.LIVE, ActivityFormat.OTHER),
    )


def held_data(profile: Any) -> frozenset[str]:
    """The identifiers that are there; `profile` as `learner_facts` reads it, with nothing unsealed."""
    there = {
        LearnerDatum.LICENCE: profile.has_licence,
        LearnerDatum.NPI: bool(profile.npi_digest),
        LearnerDatum.NABP_EPROFILE: bool(profile.nabp_eprofile_digest),
        LearnerDatum.BIRTH_DAY: profile.has_birth_day,
    }
    return frozenset(datum.value for datum, is_there in there.items() if is_there)
