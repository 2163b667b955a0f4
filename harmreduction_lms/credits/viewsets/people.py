"""People in control of content, and what they disclosed."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views.generic import CreateView, EditView

from harmreduction_lms.credits.actions import decide_disclosure
from harmreduction_lms.credits.editor_forms import (
    CourseRowForm,
    DisclosureForm,
)
from harmreduction_lms.credits.models import (
    ActivityRole,
    Disclosure,
    Person,
)
from harmreduction_lms.credits.viewsets.base import CourseRowCreateView, EditorViewSet, course_chooser


class ActivityRoleViewSet(EditorViewSet):
    """Who is in control of a course's content."""

    model = ActivityRole
    form_base = CourseRowForm
    icon = "group"
    menu_label = _("Roles in courses")
    add_view_class = CourseRowCreateView
    list_display = ["person", "role", "course", "disclosure", "starts_on"]
    related = ("course", "person", "disclosure__person")
    list_filter = ["role", "person"]
    search_fields = ["person__name", "course__title"]

    def get_panels(self) -> list[Any]:
        return [
            course_chooser(),
            FieldRowPanel([FieldPanel("person"), FieldPanel("role")]),
            FieldPanel("disclosure"),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("sort_order")]),
        ]


class PersonViewSet(EditorViewSet):
    """People who plan, write, teach or review."""

    model = Person
    icon = "user"
    list_display = ["name", "credentials", "affiliation", BooleanColumn("is_fictional", label=_("Fictional"))]
    search_fields = ["name", "affiliation"]
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("credentials")]),
        FieldPanel("affiliation"),
        FieldPanel("biography"),
        FieldPanel("is_fictional"),
    ]


class DecisionMixin:
    """Whoever enters the day of a decision has decided: kept with the disclosure and logged (D-02)."""

    request: Any

    def save_instance(self) -> Any:
        disclosure = super().save_instance()  # type: ignore[misc]
        decided_on = disclosure.decided_on
        if decided_on and {"decided_on", "relationships"} & set(self.form.changed_data):  # type: ignore[attr-defined]
            decide_disclosure(disclosure=disclosure, decided_on=decided_on, actor=self.request.user)
        return disclosure


class DisclosureCreateView(DecisionMixin, CreateView):
    """A new disclosure."""


class DisclosureEditView(DecisionMixin, EditView):
    """A disclosure that is decided on, or corrected."""


class DisclosureViewSet(EditorViewSet):
    """What people disclosed, and when."""

    model = Disclosure
    form_base = DisclosureForm
    icon = "doc-full"
    add_view_class = DisclosureCreateView
    edit_view_class = DisclosureEditView
    list_display = [
        "person",
        "signed_on",
        BooleanColumn("none_declared", label=_("Nothing to disclose")),
        "decided_on",
        "decided_by",
    ]
    related = ("person", "decided_by")
    list_filter = ["signed_on", "none_declared", "person"]
    search_fields = ["person__name"]
    panels = [
        FieldRowPanel([FieldPanel("person"), FieldPanel("signed_on")]),
        FieldPanel("none_declared"),
        FieldPanel("relationships"),
        FieldPanel("decided_on"),
    ]


viewsets: tuple[Any, ...] = (
    ActivityRoleViewSet(),
    PersonViewSet(),
    DisclosureViewSet(),
)
