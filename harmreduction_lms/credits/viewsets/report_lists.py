"""Lists of our own, activities for PARS, and what learners thought of a course."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import View

from harmreduction_lms.credits.actions.reports import log_list_export
from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.exports import Exporter, activity_exporters, list_exporters
from harmreduction_lms.credits.exports.activities import activity_lines
from harmreduction_lms.credits.exports.evaluations import (
    answer_label,
    evaluated_courses,
    summary,
    summary_csv,
)
from harmreduction_lms.credits.exports.lines import award_lines
from harmreduction_lms.credits.exports.lists import listed_awards
from harmreduction_lms.credits.forms.reports import PeriodForm, YearForm
from harmreduction_lms.credits.report_rows import check_lines
from harmreduction_lms.credits.viewsets.report_base import NAMESPACE, TEMPLATES, ReportMixin, ReportPage
from harmreduction_lms.learning.models import Enrolment


def download(content: Any, exporter_name: str, extension: str, content_type: str) -> StreamingHttpResponse:
    """A file that is sent while it is read, and kept by nobody on the way."""
    name = f"{exporter_name}-{site_today():%Y-%m-%d}.{extension}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(content, content_type=content_type, headers=headers)


@method_decorator(require_safe, name="dispatch")
class ListView(ReportMixin, View):
    """A list of awards, with identifiers: who takes one is in the audit log."""

    def get(self, request: HttpRequest, name: str) -> HttpResponseBase:
        exporter, form = list_exporters.get(name), PeriodForm(request.GET)
        if exporter is None:
            raise Http404
        if not self.may("view_identifiers"):
            raise PermissionDenied
        if not form.is_valid():
            messages.error(request, _("Enter the first and the last day, or none."))
            return redirect(f"{NAMESPACE}:index")
        log_list_export(name=name, actor=request.user, **form.period)
        content = exporter.write(award_lines(listed_awards(**form.period)), made_at=timezone.now())
        return download(content, name, exporter.extension, exporter.content_type)


class ActivitiesView(ReportPage):
    """Activities of a year for PARS: looked at first, then downloaded. Nothing is queued: each upload
    updates."""

    template_name = f"{TEMPLATES}/reports_activities.html"

    @cached_property
    def exporter(self) -> Exporter[Any]:
        if exporter := activity_exporters.get(self.kwargs["name"]):
            return exporter
        raise Http404

    @cached_property
    def year(self) -> int:
        form = YearForm(self.request.GET)
        return form.cleaned_data["year"] if form.is_valid() else site_today().year

    def get_page_title(self) -> str:
        return f"{self.exporter.label}, {self.year}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        check, lines = check_lines(self.exporter, activity_lines(self.year), lambda line: str(line.activity))
        is_chosen = not check.invalid or "leave_out" in request.GET
        if "download" in request.GET and lines and is_chosen:
            log_list_export(name=self.exporter.name, actor=request.user, year=self.year)
            content = self.exporter.write(lines, made_at=timezone.now())
            return download(content, self.exporter.name, self.exporter.extension, self.exporter.content_type)
        context = {
            "exporter": self.exporter,
            "check": check,
            "lines": lines,
            "form": YearForm({"year": self.year}),
        }
        return self.render_to_response(self.get_context_data(**context, year=self.year))


class EvaluationForm(PeriodForm):
    """Which course, and which months."""

    course = forms.ChoiceField(label=_("Course"), required=False)

    def __init__(self, *args: Any, titles: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].choices = list(titles.items())  # type: ignore[attr-defined]
        self.order_fields(["course", "since", "until"])


class EvaluationsView(ReportPage):
    """What learners thought of a course, question by question. Groups under five are not shown."""

    page_title = _("Evaluation summary")
    template_name = f"{TEMPLATES}/reports_evaluations.html"
    header_icon = "list-ul"

    @cached_property
    def titles(self) -> dict[str, str]:
        """Courses that were evaluated, by key, as their newest enrolment names them. 2 queries."""
        keys = evaluated_courses()
        named = Enrolment.objects.filter(course_key__in=keys).order_by("enrolled_at")
        titles = {str(key): title for key, title in named.values_list("course_key", "course_title")}
        return dict(
            sorted(((str(key), titles.get(str(key), str(key))) for key in keys), key=lambda item: item[1])
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = EvaluationForm(request.GET or None, titles=self.titles)
        chosen = form.cleaned_data.get("course") if form.is_valid() else ""
        key = chosen or next(iter(self.titles), "")
        questions = summary(UUID(key), **form.period) if key else []
        if request.GET.get("export") == "csv" and key:
            log_list_export(name="evaluation_summary", actor=request.user, course=key, **form.period)
            content = summary_csv([(self.titles[key], questions)])
            return download(content, "evaluation-summary", "csv", "text/csv; charset=utf-8")
        shown = [(one, [(answer_label(value), count) for value, count in one.counts]) for one in questions]
        context = {"form": form, "title": self.titles.get(key, ""), "questions": shown, "key": key}
        return self.render_to_response(self.get_context_data(**context))


urlpatterns = [
    path("list/<slug:name>/", ListView.as_view(), name="list"),
    path("activities/<slug:name>/", ActivitiesView.as_view(), name="activities"),
    path("evaluations/", EvaluationsView.as_view(), name="evaluations"),
]
