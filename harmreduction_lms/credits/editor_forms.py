"""Forms of the editor side: what Wagtail's model form cannot know by itself."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.blocks.base import BlockField

from harmreduction_lms.credits.approval_checks import refusals
from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.models import CreditPolicy, Profession


class CreditTypeForm(WagtailAdminModelForm):
    """Professions as boxes to tick rather than as JSON."""

    professions = forms.MultipleChoiceField(
        label=_("Professions"),
        choices=Profession.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Professions that may be awarded this credit; none chosen means all."),
    )


class CourseRowForm(WagtailAdminModelForm):
    """For rows that belong to a course: its key is set before the model's constraints are checked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].required = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if course := cleaned.get("course"):
            self.instance.course_key = course.translation_key
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """Django leaves fields out that the form does not show; the constraints need this one."""
        excluded: set[str] = super()._get_validation_exclusions()
        return excluded - {"course_key"} if self.instance.course_key else excluded


class LinesField(forms.Field):
    """A list of short texts, typed one a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> list[str]:
        lines = value if isinstance(value, list) else str(value or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class PolicySelect(forms.Select):
    """Says of each policy which credit type it belongs to, for the script that narrows the list."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if policy := getattr(value, "instance", None):
            option["attrs"]["data-credit-type"] = policy.credit_type_id
        return option


class ActivityApprovalForm(CourseRowForm):
    """An approval; never one for people who completed the course before it (ce-rules A-08).

    A policy of another credit type is refused; with JavaScript it is not offered either.
    """

    state_tags = LinesField(
        label=_("State content tags"),
        required=False,
        help_text=_("One a line: the state, a colon, the content, e.g. FL: Opioids."),
    )

    class Media:
        js = ["harmreduction_lms/js/admin-policy-select.js"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        policies = self.fields["policy"]
        policies.queryset = CreditPolicy.objects.select_related("credit_type")
        policies.widget = PolicySelect(
            choices=policies.choices,
            attrs={
                "data-controller": "hrlms-policy-select",
                "data-hrlms-policy-select-type-value": self["credit_type"].auto_id,
            },
        )

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors:
            for field, sentence in refusals(self.instance):
                self.add_error(field if field in self.fields else None, str(sentence))


class DisclosureException(models.TextChoices):
    """When an owner or employee of a company may take part all the same (D-04; ACCME Standard 3.2)."""

    UNRELATED = "unrelated", _("The content has nothing to do with the company's products or business")
    BASIC_SCIENCE = "basic_science", _("Basic science or research methods, without care recommendations")
    DEVICE = "device", _("Teaching safe and proper use of a device, not whether or when to use it")


class RelationshipBlock(blocks.StructBlock):
    """One financial relationship of the last 24 months (ce-rules D-01, D-02, D-04)."""

    company = blocks.CharBlock(label=_("Company"), max_length=200)
    nature = blocks.CharBlock(label=_("Nature of the relationship"), max_length=200)
    is_relevant = blocks.BooleanBlock(label=_("Relevant to the course"), required=False)
    mitigation = blocks.CharBlock(
        label=_("How it was mitigated"), required=False, help_text=_("Required where it is relevant.")
    )
    is_owner_or_employee = blocks.BooleanBlock(label=_("Owns the company or works for it"), required=False)
    exception = blocks.ChoiceBlock(
        label=_("Why they may take part all the same"),
        choices=DisclosureException.choices,
        required=False,
        help_text=_("Required of an owner or employee."),
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors = {}
        if cleaned["is_relevant"] and not cleaned["mitigation"].strip():
            errors["mitigation"] = forms.ValidationError(
                _("Say how this relevant relationship was mitigated.")
            )
        if cleaned["is_owner_or_employee"] and not cleaned["exception"]:
            sentence = _("Choose the exception, or do not give this person a role.")
            errors["exception"] = forms.ValidationError(sentence)
        if errors:
            raise blocks.StructBlockValidationError(errors)
        return cleaned


RELATIONSHIPS = blocks.ListBlock(RelationshipBlock(), default=[], label=_("Relationships"))
RELATIONSHIPS.set_name("relationships")


class DisclosureForm(WagtailAdminModelForm):
    """Relationships as rows to fill in; kept as plain JSON, which statements and exports read."""

    relationships = BlockField(block=RELATIONSHIPS, label=_("Relationships"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["relationships"] = RELATIONSHIPS.to_python(self.instance.relationships)

    def clean_relationships(self) -> list[dict[str, Any]]:
        return [dict(relationship) for relationship in self.cleaned_data["relationships"]]

    def clean(self) -> dict[str, Any]:
        """Somebody who declares nothing lists nothing, and the other way round."""
        cleaned: dict[str, Any] = super().clean()
        declares_none, listed = cleaned.get("none_declared"), cleaned.get("relationships")
        if declares_none and listed:
            self.add_error("none_declared", _("Relationships are listed below: untick this, or remove them."))
        elif not declares_none and not listed and "relationships" in cleaned:
            self.add_error("none_declared", _("Tick this, or list at least one relationship."))
        self._check_days(cleaned)
        return cleaned

    def _check_days(self, cleaned: dict[str, Any]) -> None:
        """Signed, then decided, and neither of it in days to come."""
        signed_on, decided_on = cleaned.get("signed_on"), cleaned.get("decided_on")
        for name, day in (("signed_on", signed_on), ("decided_on", decided_on)):
            if day and day > site_today():
                self.add_error(name, _("Enter a day that has come."))
        if signed_on and decided_on and decided_on < signed_on:
            self.add_error("decided_on", _("It is decided after it was signed, not before."))
