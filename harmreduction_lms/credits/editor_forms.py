"""Forms of the editor side: what Wagtail's model form cannot know by itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.blocks.base import BlockField

from harmreduction_lms.credits.errors import RetroactiveApproval
from harmreduction_lms.credits.models import Profession
from harmreduction_lms.credits.selectors import earliest_retroactive_day


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


class ActivityApprovalForm(CourseRowForm):
    """An approval; never one for people who completed the course before it (ce-rules A-08)."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors and earliest_retroactive_day(self.instance):
            self.add_error("valid_from", str(RetroactiveApproval.message))


class RelationshipBlock(blocks.StructBlock):
    """One financial relationship of the last 24 months (ce-rules D-01, D-02)."""

    company = blocks.CharBlock(label=_("Company"), max_length=200)
    nature = blocks.CharBlock(label=_("Nature of the relationship"), max_length=200)
    is_relevant = blocks.BooleanBlock(label=_("Relevant to the course"), required=False)
    mitigation = blocks.CharBlock(
        label=_("How it was mitigated"), required=False, help_text=_("Required where it is relevant.")
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["is_relevant"] and not cleaned["mitigation"].strip():
            error = forms.ValidationError(_("Say how this relevant relationship was mitigated."))
            raise blocks.StructBlockValidationError({"mitigation": error})
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
        return cleaned
