"""Puts reports to boards into Wagtail's admin."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from harmreduction_lms.credits.viewsets import report_files, report_lists, report_queue
from harmreduction_lms.credits.viewsets.report_base import NAMESPACE, POLICY, ReportMixin


class ReportsMenuItem(MenuItem):
    """Shown to whoever may open it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(POLICY.user_has_permission(request.user, ReportMixin.permission_required))


def report_permissions() -> QuerySet[Permission]:
    """For the form of groups. Reports have no model viewset that would offer them."""
    names = ("view_reportbatch", "add_reportbatch", "change_reportbatch")
    return Permission.objects.filter(content_type__app_label="harmreduction_lms", codename__in=names)


class ReportsViewSet(ViewSet):
    """Reports below `/admin/learning/`."""

    name = NAMESPACE
    url_prefix = "learning/reports-to-boards"
    icon = "upload"
    menu_label = gettext_lazy("Reports to boards")
    menu_name = "reports-to-boards"
    menu_item_class = ReportsMenuItem

    def on_register(self) -> None:
        super().on_register()
        hooks.register("register_permissions", report_permissions)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*report_queue.urlpatterns, *report_files.urlpatterns, *report_lists.urlpatterns]


viewsets: tuple[Any, ...] = (ReportsViewSet(),)
