"""Issued records and learner profiles, to be read.

Issued records have no form: they are made by actions and corrected by new records.
"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import DateColumn, TitleColumn

from harmreduction_lms.core.admin import RecordViewSet
from harmreduction_lms.credits.models import (
    CompletionCertificate,
    CreditAward,
    LearnerProfile,
)


class CreditAwardViewSet(RecordViewSet):
    """Awards, to be read, exported and opened as the learner sees them."""

    model = CreditAward
    icon = "success"
    menu_label = _("Awards")
    list_display = [
        "number",
        "learner",
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
    list_export = ["number", "learner", "credit_type", "amount", "completed_on", "issued_at", "status"]
    export_filename = "awards"
    search_fields = ["number"]
    inspect_view_fields = [
        "number",
        "learner",
        "credit_type",
        "approval",
        "amount",
        "completed_on",
        "issued_at",
        "status",
        "version",
        "supersedes",
        "retain_until",
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


class LearnerProfileViewSet(RecordViewSet):
    """Names and professions as learners entered them."""

    model = LearnerProfile
    icon = "user"
    menu_label = _("Learner profiles")
    list_display = ["name", "credentials", "profession", "learner"]
    list_filter = ["profession"]
    search_fields = ["name"]
    inspect_view_fields = ["name", "credentials", "profession", "learner", "updated_at"]


viewsets: tuple[Any, ...] = (
    CreditAwardViewSet(),
    CompletionCertificateViewSet(),
    LearnerProfileViewSet(),
)
