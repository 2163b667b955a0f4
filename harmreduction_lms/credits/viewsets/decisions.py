"""The report "Awards to decide about": credit whose post-test result was lowered after it was awarded."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.base import ViewSet

from harmreduction_lms.core.admin import ReadOnlyPermissionPolicy
from harmreduction_lms.core.csvsafe import defuse
from harmreduction_lms.credits.models import CreditAward
from harmreduction_lms.credits.selectors import awards_to_decide


POLICY = ReadOnlyPermissionPolicy(CreditAward)


class DecisionReportView(ReportView):
    """For whoever may see awards. Nothing was revoked: revoke or correct an award, or leave it as it is."""

    permission_policy = POLICY
    permission_required = "view"
    page_title = _("Awards to decide about")
    header_icon = "warning"
    index_url_name = "harmreduction_lms_decisions:index"
    index_results_url_name = "harmreduction_lms_decisions:index_results"
    is_searchable = False
    paginate_by = 50
    columns = [
        TitleColumn(
            "number",
            label=_("Number"),
            get_url=lambda award: reverse("harmreduction_lms_creditaward:inspect", args=[award.pk]),
        ),
        Column("learner", label=_("Learner")),
        Column("course", label=_("Course"), accessor=lambda award: award.snapshot["course"]["title"]),
        Column("credit_type", label=_("Credit type")),
        Column("amount", label=_("Amount")),
        DateColumn("completed_on", label=_("Completed on")),
    ]
    list_export = ["number", "learner", "credit_type", "amount", "completed_on"]
    export_filename = "awards-to-decide-about"

    def get_base_queryset(self) -> Any:
        return awards_to_decide().select_related("learner", "credit_type")

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        processed = super().preprocess_field_value(field, value, export_format)
        return defuse(processed) if export_format == self.FORMAT_CSV else processed


class DecisionsMenuItem(MenuItem):
    """Shown to whoever may open it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return POLICY.user_has_permission(request.user, DecisionReportView.permission_required)


class DecisionsViewSet(ViewSet):
    """The report below `/admin/learning/`."""

    name = "harmreduction_lms_decisions"
    url_prefix = "learning/awards-to-decide"
    icon = "warning"
    menu_label = _("Awards to decide about")
    menu_item_class = DecisionsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", DecisionReportView.as_view(), name="index"),
            path("results/", DecisionReportView.as_view(results_only=True), name="index_results"),
        ]


viewsets: tuple[Any, ...] = (DecisionsViewSet(),)
