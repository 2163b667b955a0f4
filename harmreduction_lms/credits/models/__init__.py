"""Facts of the credits domain, by sub-topic; import them from here."""

from harmreduction_lms.credits.models.accreditation import (
    AccreditingBody,
    ActivityApproval,
    ActivityFormat,
    PharmacyActivityType,
    PharmacyAudience,
    ProviderAccreditation,
)
from harmreduction_lms.credits.models.activity import (
    Activity,
    ActivityReview,
    CommercialSupport,
    EstimateBasis,
    ReviewOutcome,
)
from harmreduction_lms.credits.models.badges import (
    BadgeCredential,
)
from harmreduction_lms.credits.models.claims import (
    Attestation,
    ClaimState,
    CreditClaim,
)
from harmreduction_lms.credits.models.learner import (
    ErasureRequest,
    ExternalCredit,
    LearnerLicence,
    LearnerProfile,
    ReportingConsent,
)
from harmreduction_lms.credits.models.ledger import (
    AwardEvent,
    AwardEventKind,
    EventReason,
    LedgerHead,
    SignedHead,
)
from harmreduction_lms.credits.models.people import (
    ActivityRole,
    Disclosure,
    Person,
    PersonRole,
)
from harmreduction_lms.credits.models.policy import (
    ClaimMode,
    CreditKind,
    CreditPolicy,
    CreditType,
    LearnerDatum,
    Profession,
    RepeatRule,
    ReportDestination,
    Rounding,
)
from harmreduction_lms.credits.models.printed import PrintedImage
from harmreduction_lms.credits.models.records import (
    AwardStatus,
    CompletionCertificate,
    CreditAward,
)
from harmreduction_lms.credits.models.reports import (
    ReportBatch,
    ReportRow,
    RowAction,
    RowState,
)


__all__ = [
    "AccreditingBody",
    "Activity",
    "ActivityApproval",
    "ActivityFormat",
    "ActivityReview",
    "ActivityRole",
    "Attestation",
    "AwardEvent",
    "AwardEventKind",
    "AwardStatus",
    "BadgeCredential",
    "ClaimMode",
    "ClaimState",
    "CommercialSupport",
    "CompletionCertificate",
    "CreditAward",
    "CreditClaim",
    "CreditKind",
    "CreditPolicy",
    "CreditType",
    "Disclosure",
    "ErasureRequest",
    "EstimateBasis",
    "EventReason",
    "ExternalCredit",
    "LearnerDatum",
    "LearnerLicence",
    "LearnerProfile",
    "LedgerHead",
    "Person",
    "PersonRole",
    "PharmacyActivityType",
    "PharmacyAudience",
    "PrintedImage",
    "Profession",
    "ProviderAccreditation",
    "RepeatRule",
    "ReportBatch",
    "ReportDestination",
    "ReportRow",
    "ReportingConsent",
    "ReviewOutcome",
    "Rounding",
    "RowAction",
    "RowState",
    "SignedHead",
]
