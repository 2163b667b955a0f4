"""What a certificate of completion may say of credit that is for other professions (ce-rules A-04)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from harmreduction_lms.credits.amounts import amount_text
from harmreduction_lms.credits.rules import OUT_OF_THE_LEARNERS_HANDS, GateCode
from harmreduction_lms.credits.selectors import CreditOffer


def designations_for_others(offers: Iterable[CreditOffer]) -> list[str]:
    """That the activity *was designated* for credit, where the learner's profession alone stands in the way.

    No word of it where an approval did not cover the day (A-01), and never that credit was awarded.
    """
    return [_designation(offer) for offer in offers if _is_for_others(offer)]


def _is_for_others(offer: CreditOffer) -> bool:
    standing = {gate.code for gate in offer.eligibility.unmet} & OUT_OF_THE_LEARNERS_HANDS
    return standing == {GateCode.PROFESSION}


def _designation(offer: CreditOffer) -> str:
    maximum, credit_type = offer.approval.designated_maximum, offer.approval.credit_type
    return _("This activity was designated for a maximum of %(amount)s %(unit)s.") % {
        "amount": amount_text(maximum),
        "unit": credit_type.unit_singular if maximum == 1 else credit_type.unit_plural,
    }
