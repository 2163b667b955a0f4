"""Credit from elsewhere, for the learner's own overview."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.forms.cleaning import DayInput, no_invisible_characters
from harmreduction_lms.credits.models import ExternalCredit


class ElsewhereForm(forms.ModelForm):
    """What a learner notes of training that others gave."""

    class Meta:
        model = ExternalCredit
        fields = ["title", "provider", "completed_on", "amount", "unit", "topic", "mate_hours", "note"]
        help_texts = {
            "mate_hours": _("Only if you keep count of the hours for the one-time DEA requirement."),
            "note": _("E.g. where you keep the statement. Write nothing about the people you care for."),
        }
        widgets = {
            "completed_on": DayInput(),
            "amount": forms.NumberInput(attrs={"min": "0.01", "step": "0.01", "inputmode": "decimal"}),
            "mate_hours": forms.NumberInput(attrs={"min": "0", "step": "0.01", "inputmode": "decimal"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "provider", "unit", "topic", "note"):
            self.fields[name].validators.append(no_invisible_characters)

    def clean_completed_on(self) -> date:
        day: date = self.cleaned_data["completed_on"]
        if day > site_today():
            raise ValidationError(_("Enter the day on which you completed it; this one is still to come."))
        return day

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if amount <= 0:
            raise ValidationError(_("Enter an amount above zero."))
        return amount

    def clean_mate_hours(self) -> Decimal | None:
        hours: Decimal | None = self.cleaned_data["mate_hours"]
        if hours is not None and hours < 0:
            raise ValidationError(_("Enter zero hours or more, or leave it empty."))
        return hours
