"""What learners, and those who check a document, see of credits."""

from harmreduction_lms.credits.views.learner import (
    certificate,
    certificate_pdf,
    claim_credit,
    issue_certificate,
    profile,
    statement,
    statement_pdf,
    transcript,
)
from harmreduction_lms.credits.views.verification import verify, verify_code


__all__ = [
    "certificate",
    "certificate_pdf",
    "claim_credit",
    "issue_certificate",
    "profile",
    "statement",
    "statement_pdf",
    "transcript",
    "verify",
    "verify_code",
]
