"""What waits for each destination, and until when."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import View

from harmreduction_lms.credits.actions.reports import settle_by_hand
from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.exports import activity_exporters, exporters_for, list_exporters
from harmreduction_lms.credits.exports.deadlines import Standing, Urgency, standing
from harmreduction_lms.credits.forms.reports import PeriodForm, YearForm
from harmreduction_lms.credits.models import ReportBatch, ReportRow, RowState
from harmreduction_lms.credits.report_rows import queue_summaries, ready_rows
from harmreduction_lms.credits.viewsets.report_base import (
    A_PAGE,
    NAMESPACE,
    TEMPLATES,
    ReportMixin,
    ReportPage,
    destination_label,
)


NEWEST_FILES = 10

# Words beside the colour, which alone would tell nothing to many.
URGENCY_WORDS = {
    Urgency.IN_TIME: gettext_lazy("In time"),
    Urgency.SOON: gettext_lazy("Due soon"),
    Urgency.URGENT: gettext_lazy("Urgent"),
    Urgency.LATE: gettext_lazy("Late"),
    Urgency.CLOSED: gettext_lazy("Closed: ask the destination"),
}


class OverviewView(ReportPage):
    """Each destination with its queue; lists of our own."""

    template_name = f"{TEMPLATES}/reports.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = site_today()
        return super().get_context_data(
            summaries=queue_summaries(),
            today=today,
            files=ReportBatch.objects.select_related("created_by").defer("response")[:NEWEST_FILES],
            lists=list_exporters,
            activities=activity_exporters,
            period=PeriodForm(),
            year=YearForm(),
            may_export=self.may("view_identifiers"),
            **kwargs,
        )


class QueueView(ReportPage):
    """What waits for one destination, soonest first, and what it takes no more."""

    template_name = f"{TEMPLATES}/reports_queue.html"

    def get_page_title(self) -> str:
        return str(destination_label(self.kwargs["destination"]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        destination = self.kwargs["destination"]
        is_expired = self.request.GET.get("state") == RowState.EXPIRED
        rows = _listed(destination, RowState.EXPIRED if is_expired else RowState.READY)
        page = Paginator(rows, A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            is_expired=is_expired,
            page=page,
            rows=[(row, *row_standing(row)) for row in page],
            exporters=exporters_for(destination),
            form=PeriodForm(self.request.GET or None),
            waiting=ready_rows(destination).count(),
            may_make=self.may("add_reportbatch", "view_identifiers"),
            may_settle=self.may("change_reportbatch"),
            **kwargs,
        )


def _listed(destination: str, state: RowState) -> Any:
    rows = ReportRow.objects.filter(destination=destination, state=state).order_by("due_by", "pk")
    return rows.select_related("award__credit_type").defer("award__code", "award__licences")


def row_standing(row: ReportRow) -> tuple[Standing | None, str]:
    """How a row stands to its deadline, and in words."""
    if row.due_by is None:
        return None, ""
    today = site_today()
    stands = standing(row.destination, row.award.completed_on, due=row.due_by, today=today)
    return stands, f"{URGENCY_WORDS[stands.urgency]}: {days_left_text(stands.days_left)}"


def days_left_text(days: int) -> str:
    if days < 0:
        return ngettext("%(count)d day late", "%(count)d days late", -days) % {"count": -days}
    return ngettext("%(count)d day left", "%(count)d days left", days) % {"count": days}


@method_decorator(require_POST, name="dispatch")
class ByHandView(ReportMixin, View):
    """Notes that somebody did at the destination what no file can."""

    permission_required = "change"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(ReportRow.objects.select_related("award"), pk=pk)
        settle_by_hand(row=row, actor=request.user)
        messages.success(
            request, _("Award %(number)s: noted as done by hand.") % {"number": row.award.number}
        )
        return redirect(f"{NAMESPACE}:queue", row.destination)


urlpatterns = [
    path("", OverviewView.as_view(), name="index"),
    path("queue/<slug:destination>/", QueueView.as_view(), name="queue"),
    path("row/<int:pk>/by-hand/", ByHandView.as_view(), name="by_hand"),
]
