"""Every write of the credits domain, by sub-topic; import them from here."""

from harmreduction_lms.credits.actions.accreditation import approve_activity, assign_role
from harmreduction_lms.credits.actions.activity import (
    activity_for,
    decide_disclosure,
    estimate_hours,
    record_review,
)
from harmreduction_lms.credits.actions.awards import award_credit
from harmreduction_lms.credits.actions.badges import issue_badge
from harmreduction_lms.credits.actions.certificates import issue_certificate
from harmreduction_lms.credits.actions.claims import (
    attest,
    award_what_is_due,
    claim_credit,
    flag_lowered_awards,
    settle_claim,
    settle_claims,
    withdraw_claim,
)
from harmreduction_lms.credits.actions.consents import give_consent, withdraw_consent
from harmreduction_lms.credits.actions.corrections import (
    check_correction,
    correct_award,
    reissue_under_new_name,
)
from harmreduction_lms.credits.actions.elsewhere import delete_external_credit, save_external_credit
from harmreduction_lms.credits.actions.erase import check_erasure, erase_learner, finish_erasures
from harmreduction_lms.credits.actions.heads import sign_head
from harmreduction_lms.credits.actions.learner import save_profile
from harmreduction_lms.credits.actions.licences import delete_licence, save_licence
from harmreduction_lms.credits.actions.policies import confirm_policy, load_preset, new_version
from harmreduction_lms.credits.actions.purge import Purge, purge_expired
from harmreduction_lms.credits.actions.revocation import revoke_award


__all__ = [
    "Purge",
    "activity_for",
    "approve_activity",
    "assign_role",
    "attest",
    "award_credit",
    "award_what_is_due",
    "check_correction",
    "check_erasure",
    "claim_credit",
    "confirm_policy",
    "correct_award",
    "decide_disclosure",
    "delete_external_credit",
    "delete_licence",
    "erase_learner",
    "estimate_hours",
    "finish_erasures",
    "flag_lowered_awards",
    "give_consent",
    "issue_badge",
    "issue_certificate",
    "load_preset",
    "new_version",
    "purge_expired",
    "record_review",
    "reissue_under_new_name",
    "revoke_award",
    "save_external_credit",
    "save_licence",
    "save_profile",
    "settle_claim",
    "settle_claims",
    "sign_head",
    "withdraw_claim",
    "withdraw_consent",
]
