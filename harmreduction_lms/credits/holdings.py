"""All that is held about a learner, from every domain, and what becomes of each model's rows on erasure.

`HOLDINGS` is the register: a model whose docstring names personal data and that is not in it fails a test, so
nobody adds one and forgets the download or the erasure.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from harmreduction_lms.core.held_data import ABOUT as ABOUT_ACCOUNT
from harmreduction_lms.core.held_data import account_data_of
from harmreduction_lms.credits.held_data import ABOUT as ABOUT_CREDITS
from harmreduction_lms.credits.held_data import credits_data_of
from harmreduction_lms.credits.models import (
    ActivityReview,
    ActivityRole,
    Attestation,
    AwardEvent,
    BadgeCredential,
    CompletionCertificate,
    CreditAward,
    CreditClaim,
    Disclosure,
    ErasureRequest,
    ExternalCredit,
    LearnerLicence,
    LearnerProfile,
    Person,
    PrintedImage,
    ReportBatch,
    ReportingConsent,
    ReportRow,
)
from harmreduction_lms.learning.held_data import ABOUT as ABOUT_LEARNING
from harmreduction_lms.learning.held_data import learning_data_of
from harmreduction_lms.learning.models import Enrolment, EvaluationReceipt, SeatSpan, StepProgress
from harmreduction_lms.quizzes.held_data import ABOUT as ABOUT_QUIZZES
from harmreduction_lms.quizzes.held_data import quiz_data_of
from harmreduction_lms.quizzes.models import (
    HandGrade,
    QuizAttempt,
    QuizOverride,
    QuizResponse,
    Regrade,
    RegradeChange,
)


ABOUT = {
    "account": ABOUT_ACCOUNT,
    "credits": ABOUT_CREDITS,
    "learning": ABOUT_LEARNING,
    "quizzes": ABOUT_QUIZZES,
}
"""What each field of `everything_held` means: domain, section, field."""


@dataclass(frozen=True)
class Holding:
    """Where a learner reads the rows about them: domain and section of `everything_held`. `is_kept` says that
    they stay with an award until its term ends, when the learner is erased before."""

    domain: str
    section: str
    is_kept: bool = False


STAFF = None
"""Rows about people who run the site or teach, not about a learner: neither downloaded nor erased here."""

HOLDINGS: dict[type[Model], Holding | None] = {
    ActivityReview: STAFF,
    ActivityRole: STAFF,
    Attestation: Holding("credits", "attestations", is_kept=True),
    AwardEvent: Holding("credits", "events", is_kept=True),
    BadgeCredential: Holding("credits", "badges"),
    CompletionCertificate: Holding("credits", "certificates"),
    CreditAward: Holding("credits", "awards", is_kept=True),
    CreditClaim: Holding("credits", "claims"),
    Disclosure: STAFF,
    Enrolment: Holding("learning", "enrolments", is_kept=True),
    ErasureRequest: Holding("credits", "erasure_requests", is_kept=True),
    EvaluationReceipt: Holding("learning", "enrolments"),
    ExternalCredit: Holding("credits", "credit_from_elsewhere"),
    HandGrade: Holding("quizzes", "answers"),
    LearnerLicence: Holding("credits", "licences"),
    LearnerProfile: Holding("credits", "profile"),
    Person: STAFF,
    PrintedImage: STAFF,
    QuizAttempt: Holding("quizzes", "attempts"),
    QuizOverride: Holding("quizzes", "exceptions"),
    QuizResponse: Holding("quizzes", "answers"),
    Regrade: STAFF,
    RegradeChange: Holding("quizzes", "regradings"),
    ReportBatch: STAFF,
    ReportRow: Holding("credits", "reports", is_kept=True),
    ReportingConsent: Holding("credits", "consents"),
    SeatSpan: Holding("learning", "time_in_lessons"),
    StepProgress: Holding("learning", "steps_done"),
}


def everything_held(learner: Any) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """All there is about `learner`, as plain JSON by domain and section. See `ABOUT`."""
    return {
        "account": account_data_of(learner),
        "credits": credits_data_of(learner),
        "learning": learning_data_of(learner),
        "quizzes": quiz_data_of(learner),
    }
