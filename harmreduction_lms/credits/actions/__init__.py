"""Every write of the credits domain, by sub-topic; import them from here."""

from harmreduction_lms.credits.actions.accreditation import approve_activity, assign_role
from harmreduction_lms.credits.actions.awards import (
    award_credit,
    award_what_is_due,
    claim_credit,
    revoke_award,
)
from harmreduction_lms.credits.actions.certificates import issue_certificate
from harmreduction_lms.credits.actions.learner import attest, save_profile


__all__ = [
    "approve_activity",
    "assign_role",
    "attest",
    "award_credit",
    "award_what_is_due",
    "claim_credit",
    "issue_certificate",
    "revoke_award",
    "save_profile",
]
