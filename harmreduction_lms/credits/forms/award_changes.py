"""Forms by which staff correct an award, issue it under a new name, or revoke it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from harmreduction_lms.credits.actions.revocation import REASONS
from harmreduction_lms.credits.corrections import Correction
from harmreduction_lms.credits.models import CreditAward, EventReason


NAMES_NOBODY = _("Boards may read this. Name nobody in it.")


class AwardChangeForm(forms.Form):
    """What all changes of an award have: why. Filled in, it is shown again as hidden fields to confirm."""

    reason = forms.CharField(
        label=_("Why, in a few words"),
        max_length=255,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=NAMES_NOBODY,
    )

    def __init__(self, *args: Any, award: CreditAward, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.award = award
        self.initial = {**self.printed(), **self.initial}

    def printed(self) -> dict[str, Any]:
        """What the form starts from: the values as they are on the statement."""
        return {}

    @property
    def hidden(self) -> Iterator[tuple[str, str]]:
        """What was entered, to be sent again unseen."""
        return ((name, self.data.get(name, "")) for name in self.fields)

    def correction(self) -> Correction:
        """What of the printed text is to change."""
        return Correction()


class CorrectionForm(AwardChangeForm):
    """What may have been printed wrongly."""

    amount = forms.DecimalField(label=_("Amount"), max_digits=6, decimal_places=2)
    completed_on = forms.DateField(label=_("Completed on"), widget=AdminDateInput)
    credentials = forms.CharField(label=_("Credentials"), max_length=80, required=False)
    field_order = ["amount", "completed_on", "credentials", "reason"]

    def printed(self) -> dict[str, Any]:
        learner = self.award.snapshot["learner"]
        return {
            "amount": self.award.amount,
            "completed_on": self.award.completed_on,
            "credentials": learner["credentials"],
        }

    def correction(self) -> Correction:
        names = ("amount", "completed_on", "credentials")
        changed = {name: self.cleaned_data[name] for name in names if name in self.changed_data}
        return Correction(**changed)


class NewNameForm(AwardChangeForm):
    """The holder's new legal name, and what was seen of it (ce-rules E-07)."""

    name = forms.CharField(label=_("New legal name"), max_length=160)
    credentials = forms.CharField(label=_("Credentials"), max_length=80, required=False)
    field_order = ["name", "credentials", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("What you have seen")
        self.fields["reason"].help_text = _(
            "The kind of paper and the day, e.g. “Marriage certificate seen on 12 November”. Name "
            "nobody in it."
        )

    def printed(self) -> dict[str, Any]:
        """The name of the profile by now: usually it was changed there first."""
        profile = getattr(self.award.learner, "learner_profile", None)
        learner = self.award.snapshot["learner"]
        return {
            "name": profile.name if profile else learner["name"],
            "credentials": profile.credentials if profile else learner["credentials"],
        }

    def correction(self) -> Correction:
        return Correction(name=self.cleaned_data["name"], credentials=self.cleaned_data["credentials"])


class RevocationForm(AwardChangeForm):
    """Why an award no longer counts."""

    reason_code = forms.ChoiceField(
        label=_("Reason"), choices=[("", _("Choose one"))] + [(one.value, one.label) for one in REASONS]
    )
    field_order = ["reason_code", "reason"]

    def clean_reason_code(self) -> EventReason:
        return EventReason(self.cleaned_data["reason_code"])
