"""The activity file: one a course, with its reviews and its commercial support."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from harmreduction_lms.credits.actions import activity_for
from harmreduction_lms.credits.activity_forms import ActivityForm, ReviewForm, SupportForm
from harmreduction_lms.credits.models import Activity, ActivityReview, CommercialSupport
from harmreduction_lms.credits.panels import ActivityReadinessPanel
from harmreduction_lms.credits.viewsets.base import (
    CourseRowCreateView,
    EditorViewSet,
    LimitedPermissionPolicy,
    LimitedViewSet,
    course_chooser,
)
from harmreduction_lms.credits.viewsets.hours import HoursView
from harmreduction_lms.learning.selectors import course_by_key


CHANGE_ONLY = frozenset({"change", "view"})


class OpenFileView(PermissionCheckedMixin, View):
    """From a course to its file, which is made at the first time. Safe to call twice."""

    permission_policy = LimitedPermissionPolicy(Activity, CHANGE_ONLY)
    permission_required = "change"

    def get(self, request: HttpRequest, course_key: UUID) -> HttpResponse:
        course = course_by_key(course_key)
        if course is None:
            raise Http404
        return redirect(reverse("harmreduction_lms_activity:edit", args=[activity_for(course=course).pk]))


class ActivityViewSet(LimitedViewSet):
    """What accreditors want to know of a course. Files make themselves, and are kept for boards."""

    model = Activity
    form_base = ActivityForm
    actions = CHANGE_ONLY
    icon = "folder-open-inverse"
    menu_label = _("Activity files")
    list_display = [
        "provider_activity_id",
        "course",
        Column("estimated_minutes", label=_("Minutes"), sort_key="estimated_minutes"),
        Column("estimate_basis", label=_("How found"), accessor="get_estimate_basis_display"),
    ]
    related = ("course",)
    list_filter = ["estimate_basis"]
    list_export = [
        "provider_activity_id",
        "pars_activity_id",
        "course",
        "medium",
        "estimated_minutes",
        "estimate_basis",
    ]
    export_filename = "activities"
    search_fields = ["provider_activity_id", "pars_activity_id", "course__title"]
    inspect_view_fields = [
        "course",
        "provider_activity_id",
        "pars_activity_id",
        "estimate_basis",
        "estimate_inputs",
        "estimated_minutes",
    ]
    panels = [
        ActivityReadinessPanel(heading=_("Credit readiness")),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [FieldPanel("provider_activity_id", read_only=True), FieldPanel("pars_activity_id")]
                ),
                FieldPanel("medium"),
                FieldPanel("method_of_participation"),
                FieldPanel("planned_professions"),
            ],
            heading=_("The activity"),
        ),
        MultiFieldPanel(
            [FieldPanel("off_label_statement"), FieldPanel("uncertified_parts")],
            heading=_("Shown before the start"),
        ),
        MultiFieldPanel(
            [FieldPanel("fees_and_refunds"), FieldPanel("grievances")],
            heading=_("Terms"),
        ),
        FieldPanel("disclosure_waiver"),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list comes first: Wagtail's menu leads to the first."""
        return [
            *super().get_urlpatterns(),
            path("course/<uuid:course_key>/", OpenFileView.as_view(), name="of_course"),
            path("course/<uuid:course_key>/time/", HoursView.as_view(), name="hours"),
        ]


class ActivityReviewViewSet(LimitedViewSet):
    """Reviews of courses. One is recorded once: a mistaken one is followed by another, never edited."""

    model = ActivityReview
    form_base = ReviewForm
    actions = frozenset({"add", "view"})
    icon = "rotate"
    menu_label = _("Reviews of courses")
    add_view_class = CourseRowCreateView
    list_display = [
        "reviewed_on",
        "course",
        "reviewer",
        Column("outcome", label=_("Outcome"), accessor="get_outcome_display", sort_key="outcome"),
    ]
    related = ("course", "reviewer")
    list_filter = ["outcome", "reviewed_on"]
    list_export = ["reviewed_on", "course", "reviewer", "outcome", "notes"]
    export_filename = "reviews"
    search_fields = ["course__title", "reviewer__name"]
    inspect_view_fields = ["course", "reviewer", "reviewed_on", "outcome", "notes", "recorded_by"]

    def get_panels(self) -> list[Any]:
        return [
            course_chooser(),
            FieldRowPanel([FieldPanel("reviewer"), FieldPanel("reviewed_on")]),
            FieldPanel("outcome"),
            FieldPanel("ends_on"),
            FieldPanel("notes"),
        ]


class CommercialSupportViewSet(EditorViewSet):
    """Money, goods and services from outside."""

    model = CommercialSupport
    form_base = SupportForm
    icon = "pick"
    add_view_class = CourseRowCreateView
    list_display = ["source", "course", "amount", "currency", "in_kind"]
    related = ("course",)
    list_filter = ["currency"]
    list_export = ["source", "course", "amount", "currency", "in_kind"]
    export_filename = "commercial-support"
    search_fields = ["source", "course__title", "in_kind"]

    def get_panels(self) -> list[Any]:
        return [
            course_chooser(),
            FieldPanel("source"),
            FieldRowPanel([FieldPanel("amount"), FieldPanel("currency")]),
            FieldPanel("in_kind"),
            FieldPanel("agreement"),
        ]


viewsets: tuple[Any, ...] = (
    ActivityViewSet(),
    ActivityReviewViewSet(),
    CommercialSupportViewSet(),
)
