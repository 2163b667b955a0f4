"""Files for boards in the admin: looked at first, made, downloaded, sent, answered."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import View

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.credits.actions.reports import (
    make_batch,
    mark_sent,
    record_answers,
    report_file,
    resend_rejected,
    take_back,
)
from harmreduction_lms.credits.exports import BoardExporter, board_exporters, exporter_of_layout
from harmreduction_lms.credits.exports.answers import read_answers
from harmreduction_lms.credits.forms.reports import AnswerForm, PeriodForm
from harmreduction_lms.credits.models import ReportBatch, RowState
from harmreduction_lms.credits.report_rows import check_rows, ready_rows, rejected_rows
from harmreduction_lms.credits.viewsets.report_base import (
    A_PAGE,
    NAMESPACE,
    TEMPLATES,
    ReportMixin,
    ReportPage,
    destination_label,
    queue_url,
)
from harmreduction_lms.quizzes.exchange.text import decode


class CheckView(ReportPage):
    """What a file would have in it, and why other rows cannot go; then the button that makes it."""

    permission_required = "add"
    template_name = f"{TEMPLATES}/reports_check.html"

    @cached_property
    def exporter(self) -> BoardExporter:
        if exporter := board_exporters.get(self.kwargs["exporter"]):
            return exporter
        raise Http404

    @cached_property
    def form(self) -> PeriodForm:
        return PeriodForm(self.request.POST or self.request.GET)

    def get_page_title(self) -> str:
        return str(self.exporter.label)

    def above(self) -> list[tuple[str, Any]]:
        destination = self.exporter.destination
        return [(queue_url(destination), destination_label(destination))]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        leave_out = "leave_out" in request.POST
        try:
            batch = make_batch(
                exporter=self.exporter, actor=request.user, leave_out=leave_out, **self.form.period
            )
        except HarmReductionLMSError as error:
            messages.error(request, str(error))
            return self.get(request, *args, **kwargs)
        messages.success(
            request, _("The file is made. Download it, upload it at the destination, then come back.")
        )
        return redirect(f"{NAMESPACE}:file", batch.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = ready_rows(self.exporter.destination, **self.form.period)
        context = {
            "exporter": self.exporter,
            "form": self.form,
            "check": check_rows(self.exporter, rows),
            "queue_url": queue_url(self.exporter.destination),
            "may_make": self.may("add_reportbatch", "view_identifiers"),
            "may_settle": self.may("change_reportbatch"),
        }
        return super().get_context_data(**{**kwargs, **context})


class FileView(ReportPage):
    """One file: how its rows fared, and what to do next. POST records what the destination answered."""

    template_name = f"{TEMPLATES}/reports_file.html"
    header_icon = "doc-full"

    @cached_property
    def batch(self) -> ReportBatch:
        found: ReportBatch = get_object_or_404(
            ReportBatch.objects.select_related("created_by"), pk=self.kwargs["pk"]
        )
        return found

    def get_page_title(self) -> str:
        return f"{self.batch}, {self.batch.layout}"

    def above(self) -> list[tuple[str, Any]]:
        return [(queue_url(self.batch.destination), destination_label(self.batch.destination))]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = AnswerForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            recorded = self._record(form)
        except HarmReductionLMSError as error:
            form.add_error(None, str(error))
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(
            request,
            _("Recorded: %(accepted)d accepted, %(rejected)d rejected.") % vars(recorded),
        )
        return redirect(f"{NAMESPACE}:file", self.batch.pk)

    def _record(self, form: AnswerForm) -> Any:
        content = form.content
        return record_answers(
            batch=self.batch,
            answers=read_answers(content) if content.strip() else None,
            actor=self.request.user,
            rest_accepted=form.cleaned_data["rest_accepted"],
            text=decode(content) if content.strip() else "",
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.batch.rows.select_related("award__credit_type").defer("award__code", "award__licences")
        page = Paginator(rows.order_by("pk"), A_PAGE).get_page(self.request.GET.get("p"))
        counts = [(RowState(state).label, number) for state, number in _counts(self.batch)]
        return super().get_context_data(
            batch=self.batch,
            exporter=exporter_of_layout(self.batch.layout),
            counts=counts,
            page=page,
            resendable=rejected_rows(self.batch.rows.all()).count(),
            may_download=self.may("view_identifiers"),
            may_change=self.may("change_reportbatch"),
            **{"form": AnswerForm(), **kwargs},
        )


def _counts(batch: ReportBatch) -> Any:
    return batch.rows.order_by("state").values_list("state").annotate(number=Count("pk"))


@method_decorator(require_safe, name="dispatch")
class DownloadView(ReportMixin, View):
    """The file, the same bytes each time. Who took it is in the audit log."""

    def get(self, request: HttpRequest, pk: int) -> Any:
        batch = get_object_or_404(ReportBatch, pk=pk)
        try:
            file = report_file(batch=batch, actor=request.user)
        except HarmReductionLMSError as error:
            messages.error(request, str(error))
            return redirect(f"{NAMESPACE}:file", pk)
        exporter = cast("BoardExporter", exporter_of_layout(batch.layout))
        name = f"{exporter.name}-{batch.created_at:%Y-%m-%d}-{batch.checksum[:8]}.{exporter.extension}"
        return FileResponse(
            file,
            as_attachment=True,
            filename=name,
            content_type=exporter.content_type,
            headers={"Cache-Control": "no-store"},
        )


@method_decorator(require_POST, name="dispatch")
class FileActionView(ReportMixin, View):
    """Base of the buttons below a file."""

    permission_required = "change"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = get_object_or_404(ReportBatch, pk=pk)
        try:
            messages.success(request, self.act(batch))
        except HarmReductionLMSError as error:
            messages.error(request, str(error))
        return redirect(f"{NAMESPACE}:file", pk)

    def act(self, batch: ReportBatch) -> str:
        """Do it, and say what was done."""
        raise NotImplementedError


class SentView(FileActionView):
    """The file was uploaded."""

    def act(self, batch: ReportBatch) -> str:
        mark_sent(batch=batch, actor=self.request.user)
        return _("Noted. Come back when the destination has answered.")


class TakeBackView(FileActionView):
    """The file was never uploaded."""

    def act(self, batch: ReportBatch) -> str:
        number = take_back(batch=batch, actor=self.request.user)
        return ngettext("%(count)d row waits again.", "%(count)d rows wait again.", number) % {
            "count": number
        }


class ResendView(FileActionView):
    """Rejected rows, put right, go out once more."""

    def act(self, batch: ReportBatch) -> str:
        number, closed = resend_rejected(batch=batch, actor=self.request.user)
        done = ngettext("%(count)d row waits again.", "%(count)d rows wait again.", number) % {
            "count": number
        }
        if not closed:
            return done
        late = ngettext(
            "%(count)d is too late: ask the destination how to report it.",
            "%(count)d are too late: ask the destination how to report them.",
            closed,
        )
        return f"{done} {late % {'count': closed}}"


urlpatterns = [
    path("check/<slug:exporter>/", CheckView.as_view(), name="check"),
    path("file/<int:pk>/", FileView.as_view(), name="file"),
    path("file/<int:pk>/download/", DownloadView.as_view(), name="download"),
    path("file/<int:pk>/sent/", SentView.as_view(), name="sent"),
    path("file/<int:pk>/take-back/", TakeBackView.as_view(), name="take_back"),
    path("file/<int:pk>/resend/", ResendView.as_view(), name="resend"),
]
