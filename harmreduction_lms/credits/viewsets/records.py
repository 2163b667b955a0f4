"""Issued records, to be read.

They have no form of their own: actions make them, and correct them by new records.
"""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.models import InspectView
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy

from harmreduction_lms.core.admin import RecordIndexView, RecordViewSet
from harmreduction_lms.credits.models import (
    AwardStatus,
    CompletionCertificate,
    CreditAward,
)
from harmreduction_lms.credits.viewsets.award_changes import CorrectView, NewNameView, RevokeView
from harmreduction_lms.quizzes.admin_lists import ReadableList


NAMESPACE = "harmreduction_lms_creditaward"

CHANGES = (
    ("correct", _("Correct"), "edit"),
    ("new_name", _("Issue under a new name"), "user"),
    ("revoke", _("Revoke"), "cross"),
)


class CreditAwardIndexView(ReadableList, RecordIndexView):
    """Without those whose holders were erased: they are kept for verification only (ce-rules H-04)."""

    def get_base_queryset(self) -> QuerySet[CreditAward]:
        awards: QuerySet[CreditAward] = super().get_base_queryset()
        shown = awards.filter(restricted_at=None).select_related("learner", "credit_type")
        return shown.defer("code", "snapshot").annotate(
            holder=KT("snapshot__learner__name"), course=KT("snapshot__course__title")
        )


class CreditAwardView(InspectView):
    """One award with its versions and what the ledger tells of it, and what may be done about it."""

    template_name = "harmreduction_lms/admin/credits/award.html"

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Changes of a valid award, for those who may."""
        may = ModelPermissionPolicy(CreditAward).user_has_permission(self.request.user, "change")
        if not may or self.object.status != AwardStatus.VALID:
            return []
        return [
            Button(label, url=reverse(f"{NAMESPACE}:{name}", args=[self.object.pk]), icon_name=icon)
            for name, label, icon in CHANGES
        ]

    def get_issued_at_display_value(self) -> datetime:
        """In the reader's time zone, as the ledger's table below it."""
        return localtime(self.object.issued_at)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "events": self.object.events.select_related("actor").order_by("sequence"),
            "versions": CreditAward.objects.filter(number=self.object.number)
            .defer("code", "snapshot")
            .order_by("version"),
        }


class CreditAwardViewSet(RecordViewSet):
    """Awards, to be read, exported and opened as the learner sees them."""

    model = CreditAward
    icon = "success"
    menu_label = _("Awards")
    index_view_class = CreditAwardIndexView
    inspect_view_class = CreditAwardView
    list_display = [
        "number",
        Column("version", label=_("Version")),
        Column("holder", label=_("Holder"), sort_key="holder"),
        Column("course", label=_("Course"), sort_key="course"),
        "credit_type",
        "amount",
        DateColumn("completed_on", label=_("Completed on"), sort_key="completed_on"),
        "status",
        TitleColumn(
            "statement",
            label=_("Statement"),
            accessor=lambda award: _("Open"),
            get_url=lambda award: reverse("harmreduction_lms:statement", args=[award.number]),
        ),
    ]
    list_filter = ["status", "credit_type", "completed_on"]
    list_export = [
        *("number", "version", "holder", "course", "credit_type", "amount"),
        *("completed_on", "issued_at", "status"),
    ]
    export_headings = {"holder": _("Holder"), "course": _("Course")}
    export_filename = "awards"
    search_fields = ["number", "snapshot__learner__name", "snapshot__course__title"]
    inspect_view_fields = [
        "number",
        "version",
        "status",
        "learner",
        "credit_type",
        "approval",
        "amount",
        "completed_on",
        "issued_at",
        "retain_until",
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("correct/<int:pk>/", CorrectView.as_view(), name="correct"),
            path("new-name/<int:pk>/", NewNameView.as_view(), name="new_name"),
            path("revoke/<int:pk>/", RevokeView.as_view(), name="revoke"),
        ]


class CompletionCertificateViewSet(RecordViewSet):
    """Certificates of completion."""

    model = CompletionCertificate
    icon = "doc-full-inverse"
    menu_label = _("Certificates")
    list_display = [
        "number",
        "learner",
        DateColumn("completed_on", label=_("Completed on"), sort_key="completed_on"),
        TitleColumn(
            "certificate",
            label=_("Certificate"),
            accessor=lambda certificate: _("Open"),
            get_url=lambda certificate: reverse("harmreduction_lms:certificate", args=[certificate.number]),
        ),
    ]
    list_filter = ["completed_on"]
    search_fields = ["number"]
    inspect_view_fields = ["number", "learner", "completed_on", "issued_at"]


viewsets: tuple[Any, ...] = (
    CreditAwardViewSet(),
    CompletionCertificateViewSet(),
)
