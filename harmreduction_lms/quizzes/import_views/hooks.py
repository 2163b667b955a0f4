"""What `wagtail_hooks` registers for import and export: addresses, buttons above the list, a bulk action."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from harmreduction_lms.quizzes.import_views.base import may
from harmreduction_lms.quizzes.import_views.check import CheckView
from harmreduction_lms.quizzes.import_views.export import ExportView
from harmreduction_lms.quizzes.import_views.upload import UploadView
from harmreduction_lms.quizzes.models import Question


def register_admin_urls() -> list[URLPattern | URLResolver]:
    """For the hook of the same name; Wagtail lets nobody in who may not use its admin."""
    patterns = [
        path("import/", UploadView.as_view(), name="upload"),
        path("import/check/", CheckView.as_view(), name="check"),
        path("export/", ExportView.as_view(), name="export"),
    ]
    return [path("learning/questions/", include((patterns, "harmreduction_lms_exchange")))]


def import_button(request: HttpRequest) -> Button | None:
    """For `question_list_buttons`."""
    if not may(request.user, *UploadView.rights):
        return None
    return Button(_("Import"), url=reverse("harmreduction_lms_exchange:upload"), icon_name="upload")


def export_button(request: HttpRequest) -> Button | None:
    """For `question_list_buttons`; exports what the list shows."""
    if not may(request.user, *ExportView.rights):
        return None
    return Button(_("Export"), url=_export_url(request.GET), icon_name="download")


class ExportBulkAction(SnippetBulkAction):
    """Ticked questions go to the export page, which asks for the format and changes nothing."""

    models = [Question]
    action_type = "export"
    display_name = _("Export")
    aria_label = _("Export selected questions")
    action_priority = 60
    template_name = ExportView.template_name

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = QueryDict(mutable=True)
        if "all" in request.GET.getlist("id"):
            # "All" are those of the list people came from, with its filters.
            chosen = QueryDict(urlsplit(self.next_url).query, mutable=True)
        else:
            chosen.setlist("id", request.GET.getlist("id"))
        return redirect(_export_url(chosen))


def _export_url(query: QueryDict) -> str:
    return f"{reverse('harmreduction_lms_exchange:export')}?{query.urlencode()}"
