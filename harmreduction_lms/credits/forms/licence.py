"""A licence to practise."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.credits.forms.cleaning import DayInput, no_invisible_characters
from harmreduction_lms.credits.jurisdictions import NAMES, jurisdiction_code, jurisdiction_name
from harmreduction_lms.credits.models import LearnerLicence


LONGEST_NUMBER = 60


class JurisdictionInput(forms.TextInput):
    """A text with the known jurisdictions as suggestions; it works without JavaScript."""

    template_name = "harmreduction_lms/credits/jurisdiction_input.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["names"] = NAMES.values()
        context["list_id"] = context["widget"]["attrs"]["list"] = f"{name}-names"
        return context


class LicenceForm(forms.ModelForm):
    """The number is kept exactly as typed, but for space around it: boards compare it letter by letter
    (ce-rules F-12)."""

    jurisdiction = forms.CharField(
        label=_("State or country"),
        help_text=_("Its name, or its ISO 3166 code, such as US-FL."),
        max_length=60,
        widget=JurisdictionInput(),
    )
    number = forms.CharField(
        label=_("Licence number"),
        help_text=_("Complete, with its letters, signs and zeros, as the board writes it, e.g. RN 9123456."),
        max_length=LONGEST_NUMBER,
        validators=[no_invisible_characters],
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    class Meta:
        model = LearnerLicence
        fields = ["profession", "jurisdiction", "number", "period_from", "period_to", "is_on_badges"]
        labels = {"is_on_badges": _("Put this number into my digital badges")}
        help_texts = {
            "period_from": _("So that your transcript can be shown for this period."),
            "is_on_badges": _("Whoever you show a badge to then reads the number. Left out without this."),
        }
        widgets = {"period_from": DayInput(), "period_to": DayInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.jurisdiction:
            self.initial["jurisdiction"] = jurisdiction_name(self.instance.jurisdiction)
        if self.instance.pk:
            self.initial["number"] = self.instance.number

    def clean_jurisdiction(self) -> str:
        code = jurisdiction_code(self.cleaned_data["jurisdiction"])
        if not code:
            raise ValidationError(_("Choose a state from the list, or enter an ISO 3166 code, such as DE."))
        return code

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first, last = values.get("period_from"), values.get("period_to")
        if first and last and last < first:
            self.add_error("period_to", _("Enter a day that is not before the first day of the period."))
        return values
