"""What the pages of reports have in common."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from harmreduction_lms.credits.models import ReportBatch, ReportDestination


NAMESPACE = "harmreduction_lms_reports"
TEMPLATES = "harmreduction_lms/admin/credits"
POLICY = ModelPermissionPolicy(ReportBatch)
A_PAGE = 50


class ReportMixin(PermissionCheckedMixin):
    """For whoever may see reports; what writes asks for more."""

    permission_policy = POLICY
    permission_required = "view"
    request: HttpRequest

    def may(self, *names: str) -> bool:
        return bool(self.request.user.has_perms([f"harmreduction_lms.{name}" for name in names]))


class ReportPage(ReportMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page about reports."""

    header_icon = "upload"
    page_title: Any = _("Reports to boards")

    def above(self) -> list[tuple[str, Any]]:
        """Pages between the first one and this, with their addresses."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = [(reverse(f"{NAMESPACE}:index"), ReportPage.page_title), *self.above()]
        listed = [{"url": url, "label": label} for url, label in above]
        return [*self.breadcrumbs_items, *listed, {"url": "", "label": self.get_page_title()}]


def destination_label(destination: str) -> Any:
    try:
        return ReportDestination(destination).label
    except ValueError as error:
        raise Http404 from error


def queue_url(destination: str) -> str:
    return reverse(f"{NAMESPACE}:queue", args=[destination])
