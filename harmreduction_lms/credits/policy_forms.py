"""Forms for the rules of a credit type: editing them while nobody has confirmed them, and confirming them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from harmreduction_lms.credits.models import LearnerDatum
from harmreduction_lms.credits.models.policy import RULE_FIELDS
from harmreduction_lms.credits.statements.fields import fields


def statement_fields() -> list[tuple[str, str]]:
    """What a policy may ask for, a site's own fields included."""
    return [(name, str(fields[name].label)) for name in fields.names()]


class CreditPolicyForm(WagtailAdminModelForm):
    """A policy. What a named person has confirmed is shown and not changed: that takes a new version."""

    required_learner_data = forms.MultipleChoiceField(
        label=_("Needed of the learner"),
        choices=LearnerDatum.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("A claim waits until these are there."),
    )

    required_statement_fields = forms.MultipleChoiceField(
        label=_("Fields a statement must have"),
        choices=statement_fields,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Besides those that the kind of credit needs; without them no statement is issued."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.is_confirmed:
            for name in ("version", *RULE_FIELDS):
                self.fields[name].disabled = True


class ConfirmForm(forms.Form):
    """Who stands for the rules."""

    name = forms.CharField(
        label=_("Who stands for these rules"),
        max_length=160,
        help_text=_("Name and office of the person who compared them with the accreditor's own documents."),
    )
    has_compared = forms.BooleanField(
        label=_("Every value above was compared with the accreditor's current documents."),
        error_messages={"required": _("Compare every value first; then tick this.")},
    )
