"""What the statement of each kind of credit shows, and what it must not lack (ce-rules A-02 to A-26).

A table: the layout is one, in `credits/document.html` and `document.typ`. A site adds kinds for credit types
of its own by code, `kinds.register("my_code", StatementKind(...))`, and may give each a template.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.registry import Registry
from harmreduction_lms.credits.statements.fields import Snapshot, value_at


@dataclass(frozen=True)
class StatementKind:
    """`facts` are the small print in its order, `required` the fields without which nothing is issued.

    `licence_of` names the jurisdiction whose licence number is printed; `notices` are sentences of the
    accreditor's that belong on the sheet; `stands_apart` sets the accreditation statement between rules.
    """

    facts: tuple[str, ...]
    required: tuple[str, ...]
    required_if_live: tuple[str, ...] = ()
    notices: tuple[Promise, ...] = ()
    licence_of: str = ""
    stands_apart: bool = False
    counts_hours: bool = False


WHEN = ("completed_on", "issued_on", "format", "location")
WHO = ("accreditor", "provider", "provider_number", "joint_provider")
FACTS = (*WHEN, "profession", "approval", *WHO)
REQUIRED = ("name", "title", "amount", "completed_on", "provider_name", "accreditation_statement")

GENERAL = StatementKind(FACTS, REQUIRED)

AMA = StatementKind(  # learning format; the place of a live activity.
    FACTS, (*REQUIRED, "format", "designation_statement"), required_if_live=("location",)
)
ANCC = StatementKind(  # the address may be one of the web.
    FACTS, (*REQUIRED, "provider_address")
)
ACPE = StatementKind(  # A-15; the sentence that A-15 asks for is the notice.
    (
        *(*WHEN, "profession", "activity_type", "ceu", "uan"),
        *("released_on", "expires_on", *WHO),
    ),
    (*REQUIRED, "uan", "ceu", "activity_type", "released_on", "expires_on"),
    notices=(
        _(
            "This is not the official statement of credit. The official one is the learner's record in CPE "
            "Monitor, reached through the NABP e-Profile."
        ),
    ),
)
IPCE = StatementKind(  # in full and apart from every other statement.
    FACTS, REQUIRED, stands_apart=True
)
APA = StatementKind(FACTS, REQUIRED)
ASWB = StatementKind(  # A-21 (RECALL): number and period of the approval.
    (*WHEN, "profession", "approval", *WHO, "standing"),
    (*REQUIRED, "provider_number", "standing", "designation_statement"),
)
NUMBERED = StatementKind(FACTS, (*REQUIRED, "provider_number"))
CALIFORNIA = StatementKind(  # 16 CCR 1458.
    (*WHEN, "profession", "licence", "approval", *WHO),
    (
        *(*REQUIRED, "licence", "provider_address", "provider_number"),
        *("signature", "designation_statement"),
    ),
    licence_of="US-CA",
)
ROYAL_COLLEGE = StatementKind(  # J-04: hours are printed, never credits.
    FACTS, (*REQUIRED, "designation_statement"), counts_hours=True
)

kinds: Registry[StatementKind] = Registry()
"""By the code of a credit type, else by its kind."""

for _code, _kind in {
    "ama_pra_1": AMA,
    "ancc": ANCC,
    "acpe": ACPE,
    "ipce": IPCE,
    "apa": APA,
    "aswb_ace": ASWB,
    "nbcc_acep": NUMBERED,
    "naadac": NUMBERED,
    "ca_brn": CALIFORNIA,
    "cpd_hour": GENERAL,
    "nmc": GENERAL,
    "rcpsc_3": ROYAL_COLLEGE,
    "other": GENERAL,
}.items():
    kinds.register(_code, _kind)


def kind_named(*names: str) -> StatementKind:
    """The first of `names` that is known: the code of a credit type comes before its kind."""
    return next((kind for name in names if (kind := kinds.get(name)) is not None), GENERAL)


def kind_of(snapshot: Snapshot) -> StatementKind:
    """The kind of the statement that was printed."""
    return kind_named(value_at(snapshot, "credit.type_code"), value_at(snapshot, "credit.kind"))
