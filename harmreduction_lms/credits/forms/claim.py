"""Claiming credit."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.credits import reasons
from harmreduction_lms.credits.actions.awards import settled_amount
from harmreduction_lms.credits.errors import AmountRefused
from harmreduction_lms.credits.rules import GateCode
from harmreduction_lms.credits.selectors import CreditOffer


LONGEST_LIST = 120


class ClaimForm(forms.Form):
    """Claiming one offer: the attestation where it is asked for, the amount where it is the learner's."""

    attested = forms.BooleanField(
        label=reasons.ATTESTATION_TEXT,
        error_messages={"required": _("Tick this to confirm it. Without it the credit cannot be awarded.")},
    )
    amount = forms.DecimalField(
        label=_("Amount you claim"),
        max_digits=8,
        decimal_places=4,
        error_messages={"required": _("Choose the amount that matches the time you took part.")},
    )

    def __init__(self, *args: Any, offer: CreditOffer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer = offer
        if all(gate.code != GateCode.ATTESTATION for gate in offer.eligibility.unmet):
            del self.fields["attested"]
        if not offer.is_learners_choice:
            del self.fields["amount"]
        else:
            self._offer_amounts(offer.amounts)

    def _offer_amounts(self, amounts: tuple[Decimal, ...]) -> None:
        """A list to choose from; past a sensible length a number with the same steps.

        Nothing is chosen beforehand: a learner claims what matches their own participation (ce-rules A-03).
        """
        field = self.fields["amount"]
        if len(amounts) <= LONGEST_LIST:
            choices = [(str(amount), localize(amount)) for amount in amounts]
            field.widget = forms.Select(choices=[("", _("Choose")), *choices])
        else:
            attributes = {"min": amounts[0], "max": amounts[-1], "step": self.offer.policy.increment}
            field.widget = forms.NumberInput(attrs=attributes)

    def clean_amount(self) -> Decimal:
        """The rules decide, not the list: a hand-made request is told the same."""
        try:
            return settled_amount(self.offer, self.cleaned_data["amount"])
        except AmountRefused as error:
            raise ValidationError(str(error), code=error.refusal.value) from error

    def answer(self) -> dict[str, Any]:
        """The cleaned data as arguments of `actions.claim_credit`."""
        return {
            "amount": self.cleaned_data.get("amount"),
            "has_attested": self.cleaned_data.get("attested", False),
        }
