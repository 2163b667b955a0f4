"""Rows turned into the plain facts that `rules` decides on."""

from harmreduction_lms.credits.models import ActivityApproval, CreditPolicy
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
    )
