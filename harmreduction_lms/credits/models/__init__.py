"""Facts of the credits domain, by sub-topic; import them from here."""

from harmreduction_lms.credits.models.accreditation import (
    AccreditingBody,
    ActivityApproval,
    ActivityFormat,
    ProviderAccreditation,
)
from harmreduction_lms.credits.models.ledger import AwardEvent, AwardEventKind, LedgerHead
from harmreduction_lms.credits.models.people import ActivityRole, Disclosure, Person, PersonRole
from harmreduction_lms.credits.models.policy import (
    ClaimMode,
    CreditPolicy,
    CreditType,
    Profession,
    Rounding,
)
from harmreduction_lms.credits.models.records import (
    Attestation,
    AwardStatus,
    CompletionCertificate,
    CreditAward,
    LearnerProfile,
)


__all__ = [
    "AccreditingBody",
    "ActivityApproval",
    "ActivityFormat",
    "ActivityRole",
    "Attestation",
    "AwardEvent",
    "AwardEventKind",
    "AwardStatus",
    "ClaimMode",
    "CompletionCertificate",
    "CreditAward",
    "CreditPolicy",
    "CreditType",
    "Disclosure",
    "LearnerProfile",
    "LedgerHead",
    "Person",
    "PersonRole",
    "Profession",
    "ProviderAccreditation",
    "Rounding",
]
