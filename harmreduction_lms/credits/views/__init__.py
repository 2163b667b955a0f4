"""What learners, and those who check a document, see of credits."""

from harmreduction_lms.credits.views.badges import badge, badge_file, badge_issuer, badge_status
from harmreduction_lms.credits.views.elsewhere import delete_elsewhere, elsewhere, elsewhere_entry
from harmreduction_lms.credits.views.learner import claim_credit, issue_certificate
from harmreduction_lms.credits.views.my_data import download_my_data, erase_me, erased, my_data
from harmreduction_lms.credits.views.profile import consents, delete_licence, licence, licences, profile
from harmreduction_lms.credits.views.statement import (
    certificate,
    certificate_pdf,
    statement,
    statement_pdf,
)
from harmreduction_lms.credits.views.transcript import nmc_record, transcript, transcript_file
from harmreduction_lms.credits.views.verification import verify, verify_code


__all__ = [
    "badge",
    "badge_file",
    "badge_issuer",
    "badge_status",
    "certificate",
    "certificate_pdf",
    "claim_credit",
    "consents",
    "delete_elsewhere",
    "delete_licence",
    "download_my_data",
    "elsewhere",
    "elsewhere_entry",
    "erase_me",
    "erased",
    "issue_certificate",
    "licence",
    "licences",
    "my_data",
    "nmc_record",
    "profile",
    "statement",
    "statement_pdf",
    "transcript",
    "transcript_file",
    "verify",
    "verify_code",
]
