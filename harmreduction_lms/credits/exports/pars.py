"""What PARS files have in common (ce-rules F-01 to F-08; layouts in 4.1 and 4.2).

Element names are from a public draft on an ACCME employee's account (tempSchema, May 2025): a hint, not the
contract.
"""

import re
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from harmreduction_lms.credits.models import CreditKind


CERTIFICATIONS = {
    CreditKind.AMA_PRA_1: "AMA PRA Category 1",
    CreditKind.IPCE: "IPCE",
    CreditKind.ANCC: "Nursing",
    CreditKind.ACPE: "Pharmacy",
    CreditKind.APA: "Psychologist",
    CreditKind.ASWB_ACE: "Social Worker",
}
"""PARS's words for kinds of credit, as far as the draft has them."""

STEP = Decimal("0.25")
PROVIDER_ID = re.compile(r"\d{7}")
ACTIVITY_ID = re.compile(r"\d{9}")

UNOFFICIAL = _("The layout is unofficial, from a public draft. Compare it with PARS before use.")
COMMENT = b"<!-- Layout %s: unofficial, from a public draft; compare with PARS before use. -->\n"


def comment(layout: str) -> bytes:
    return COMMENT % layout.encode()
