"""People in control of content, and what they disclosed."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import BooleanColumn

from harmreduction_lms.credits.editor_forms import (
    CourseRowForm,
    DisclosureForm,
)
from harmreduction_lms.credits.models import (
    ActivityRole,
    Disclosure,
    Person,
)
from harmreduction_lms.credits.viewsets.base import EditorViewSet, course_chooser


class ActivityRoleViewSet(EditorViewSet):
    """Who is in control of a course's content."""

    model = ActivityRole
    form_base = CourseRowForm
    icon = "group"
    menu_label = _("Roles in courses")
    list_display = ["person", "role", "course", "disclosure"]
    list_filter = ["role"]
    search_fields = ["person__name", "course__title"]

    def get_panels(self) -> list[Any]:
        return [
            course_chooser(),
            FieldRowPanel([FieldPanel("person"), FieldPanel("role")]),
            FieldPanel("disclosure"),
            FieldPanel("sort_order"),
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


class DisclosureViewSet(EditorViewSet):
    """What people disclosed, and when."""

    model = Disclosure
    form_base = DisclosureForm
    icon = "doc-full"
    list_display = ["person", "signed_on", BooleanColumn("none_declared", label=_("Nothing to disclose"))]
    list_filter = ["signed_on"]
    search_fields = ["person__name"]
    panels = [
        FieldRowPanel([FieldPanel("person"), FieldPanel("signed_on")]),
        FieldPanel("none_declared"),
        FieldPanel("relationships"),
    ]


viewsets: tuple[Any, ...] = (
    ActivityRoleViewSet(),
    PersonViewSet(),
    DisclosureViewSet(),
)
