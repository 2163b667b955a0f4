"""Every domain's models, so that Django finds them. Domains import from one another, never from here."""

from harmreduction_lms.courses.models import Audience, GlossaryTerm, Reference, Topic
from harmreduction_lms.credits.models import (
    AccreditingBody,
    ActivityApproval,
    ActivityRole,
    Attestation,
    AwardEvent,
    CompletionCertificate,
    CreditAward,
    CreditPolicy,
    CreditType,
    Disclosure,
    LearnerProfile,
    LedgerHead,
    Person,
    ProviderAccreditation,
)
from harmreduction_lms.learning.models import Enrolment, EvaluationReceipt, EvaluationSheet, StepProgress
from harmreduction_lms.quizzes.models import Question, QuestionTag, QuizAttempt, QuizResponse, TaggedQuestion


__all__ = [
    "AccreditingBody",
    "ActivityApproval",
    "ActivityRole",
    "Attestation",
    "Audience",
    "AwardEvent",
    "CompletionCertificate",
    "CreditAward",
    "CreditPolicy",
    "CreditType",
    "Disclosure",
    "Enrolment",
    "EvaluationReceipt",
    "EvaluationSheet",
    "GlossaryTerm",
    "LearnerProfile",
    "LedgerHead",
    "Person",
    "ProviderAccreditation",
    "Question",
    "QuestionTag",
    "QuizAttempt",
    "QuizResponse",
    "Reference",
    "StepProgress",
    "TaggedQuestion",
    "Topic",
]
