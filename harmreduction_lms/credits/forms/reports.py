"""Which days a report is about, and what a destination answered."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from harmreduction_lms.credits.days import site_today


MAX_ANSWER_BYTES = 16 * 1024 * 1024


class PeriodForm(forms.Form):
    """Days of completion, both included; empty sets no limit."""

    since = forms.DateField(label=_("From"), required=False, widget=AdminDateInput)
    until = forms.DateField(label=_("To"), required=False, widget=AdminDateInput)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("since") and values.get("until") and values["until"] < values["since"]:
            self.add_error("until", _("Enter a day that is not before the first day."))
        return values

    @property
    def period(self) -> dict[str, Any]:
        """For selectors; an entry that is no day sets no limit."""
        return {name: self.cleaned_data.get(name) for name in ("since", "until")} if self.is_valid() else {}


class YearForm(forms.Form):
    """A year of reporting."""

    year = forms.IntegerField(
        label=_("Year"),
        validators=[MinValueValidator(2000), MaxValueValidator(2200)],
        initial=lambda: site_today().year,
    )


class AnswerForm(forms.Form):
    """What came back, pasted or as a file."""

    text = forms.CharField(
        label=_("Paste the answer"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "CSV with the columns award_number, status, remote_id, error_code and message, or the XML or "
            "JSON of the "
            "destination."
        ),
    )
    file = forms.FileField(label=_("Or choose its file"), required=False)
    rest_accepted = forms.BooleanField(
        label=_("Rows the answer does not name were accepted"),
        required=False,
        help_text=_("Many destinations name only what they reject."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        file = values.get("file")
        if file and file.size > MAX_ANSWER_BYTES:
            raise forms.ValidationError(_("This file is larger than 16 MB. Upload the answer in parts."))
        if not (file or values.get("text") or values.get("rest_accepted")):
            raise forms.ValidationError(
                _("Paste the answer, choose its file, or say that all rows were accepted.")
            )
        return values

    @property
    def content(self) -> bytes:
        file = self.cleaned_data["file"]
        content: bytes = file.read() if file else self.cleaned_data["text"].encode()
        return content
