"""Views of the question bank beyond Wagtail's own: two reports, and grading an answer in the preview."""

from typing import Any

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import View
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from harmreduction_lms.quizzes.admin_lists import ReadableList
from harmreduction_lms.quizzes.bank_reports import (
    bank_length_cue,
    findings_with,
    keys_of_alike,
    keys_of_findings,
    pairs_with,
)
from harmreduction_lms.quizzes.models import Question
from harmreduction_lms.quizzes.try_it import tried_context


NAMESPACE = "wagtailsnippets_harmreduction_lms_question"


def edit_url(question: Question) -> str:
    """Where a question is edited."""
    return reverse(f"{NAMESPACE}:edit", args=[question.pk])


def status_label(question: Question) -> Any:
    """Without asking for planned versions, as Wagtail's own column does once a row."""
    if question.is_archived:
        return _("Archived")
    if not question.live:
        return _("Draft")
    return _("Live, with a newer draft") if question.has_unpublished_changes else _("Live")


class BankReport(ReadableList, PermissionCheckedMixin, BaseListingView):
    """Base of reports over the whole bank: keys of what is listed, and what is said about those of a page."""

    model = Question
    any_permission_required = ["add", "change", "view"]
    is_searchable = False
    paginate_by = 50

    def get_queryset(self) -> Any:
        return self.keys()

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        paginator, page, keys, has_others = super().paginate_queryset(queryset, page_size)
        return paginator, page, self.rows(keys), has_others

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        bank = {"url": reverse(f"{NAMESPACE}:list"), "label": _("Questions")}
        return [*self.breadcrumbs_items, bank, {"url": "", "label": self.page_title}]


class WarningsColumn(Column):
    """Sentences, one below the other."""

    cell_template_name = "harmreduction_lms/admin/quizzes/warnings_cell.html"


class FindingsReport(BankReport):
    """Questions with warnings, and whether the longest option is too often the right one."""

    page_title = _("Worth another look")
    verbose_name_plural = _("questions")
    header_icon = "warning"
    index_url_name = f"{NAMESPACE}:findings"
    results_template_name = "harmreduction_lms/admin/quizzes/question_findings.html"
    no_results_message = _("There is nothing to remark about any question.")
    keys = staticmethod(keys_of_findings)
    rows = staticmethod(findings_with)
    columns = [
        TitleColumn(
            "question", label=_("Question"), accessor="question", get_url=lambda one: edit_url(one.question)
        ),
        Column("status", label=_("Status"), accessor=lambda one: status_label(one.question)),
        WarningsColumn("warnings", label=_("What to look at")),
    ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "cue": bank_length_cue()}


class DuplicatesReport(BankReport):
    """Pairs of questions that ask nearly the same."""

    page_title = _("Questions that are alike")
    verbose_name_plural = _("pairs")
    header_icon = "copy"
    index_url_name = f"{NAMESPACE}:duplicates"
    no_results_message = _("No two questions are alike.")
    keys = staticmethod(keys_of_alike)
    rows = staticmethod(pairs_with)
    columns = [
        TitleColumn("first", label=_("Question"), get_url=lambda pair: edit_url(pair.first)),
        TitleColumn("second", label=_("Is like"), get_url=lambda pair: edit_url(pair.second)),
        Column("percent", label=_("Shared words (%)")),
    ]


@method_decorator(xframe_options_sameorigin, name="dispatch")
class TryItView(PermissionCheckedMixin, View):
    """Grades the answer an editor gave in the preview. Stores nothing."""

    model = Question
    any_permission_required = ["add", "change"]
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            context = tried_context(request.POST.get("signed", ""), request.POST)
        except BadSignature:
            return HttpResponseBadRequest(gettext("This preview is out of date. Open the preview again."))
        response = TemplateResponse(request, "harmreduction_lms/quizzes/question_preview.html", context)
        add_never_cache_headers(response)
        return response
