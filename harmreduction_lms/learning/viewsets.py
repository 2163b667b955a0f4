"""Learners in Wagtail's admin: who is enrolled in what, and how far they are."""

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import DateColumn

from harmreduction_lms.core.admin import RecordIndexView, RecordViewSet
from harmreduction_lms.learning.models import Enrolment


STATES = [("current", _("Under way")), ("completed", _("Completed"))]


def _course_choices() -> list[tuple[str, str]]:
    """Courses anybody ever enrolled in, under the newest title they had."""
    rows = Enrolment.objects.order_by("enrolled_at").values_list("course_key", "course_title")
    titles = {str(key): title for key, title in rows}
    return sorted(titles.items(), key=lambda item: item[1])


class EnrolmentFilterSet(WagtailFilterSet):
    """By course, and by whether it is completed."""

    course_key = django_filters.ChoiceFilter(label=_("Course"), choices=_course_choices)
    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="filter_state")

    class Meta:
        model = Enrolment
        fields: list[str] = []

    def filter_state(self, queryset: QuerySet[Enrolment], name: str, value: str) -> QuerySet[Enrolment]:
        return queryset.filter(completed_at__isnull=value == "current")


class EnrolmentIndexView(RecordIndexView):
    """The list of learners; one query for the rows, whatever their number."""

    def get_base_queryset(self) -> QuerySet[Enrolment]:
        return super().get_base_queryset().select_related("learner")


class EnrolmentViewSet(RecordViewSet):
    """Enrolments under the name editors look for them by."""

    model = Enrolment
    menu_label = _("Learners")
    menu_order = 500
    icon = "group"
    index_view_class = EnrolmentIndexView
    list_display = [
        "learner",
        "course_title",
        "percent",
        DateColumn("enrolled_at", label=_("Enrolled"), sort_key="enrolled_at"),
        DateColumn("completed_at", label=_("Completed"), sort_key="completed_at"),
    ]
    list_export = ["learner", "course_title", "number", "percent", "enrolled_at", "completed_at"]
    export_filename = "learners"
    filterset_class = EnrolmentFilterSet
    ordering = ["-enrolled_at"]
    inspect_view_fields = [
        "learner",
        "course_title",
        "number",
        "percent",
        "done_count",
        "required_count",
        "enrolled_at",
        "completed_at",
    ]

    @property
    def search_fields(self) -> list[str]:
        return [f"learner__{get_user_model().USERNAME_FIELD}", "course_title"]


# In menu order; `wagtail_hooks` registers them in one group.
viewsets = (EnrolmentViewSet,)
