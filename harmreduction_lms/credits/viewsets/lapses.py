"""The report "Credit that lapses": what to renew before learners find credit closed."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_filters import MultipleChoiceFilter, NumberFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.base import ViewSet

from harmreduction_lms.core.admin import ReadOnlyPermissionPolicy
from harmreduction_lms.core.csvsafe import defuse
from harmreduction_lms.credits.lapses import KIND_WORDS, Lapse, LapseKind, lapses
from harmreduction_lms.credits.models import ActivityApproval
from harmreduction_lms.quizzes.admin_lists import ReadableList


NAMESPACE = "harmreduction_lms_lapses"
DAYS = 90
POLICY = ReadOnlyPermissionPolicy(ActivityApproval)

# Where each kind is renewed.
RENEWED_AT = {
    LapseKind.APPROVAL: "harmreduction_lms_activityapproval:edit",
    LapseKind.ACCREDITATION: "harmreduction_lms_provideraccreditation:edit",
    LapseKind.DISCLOSURE: "harmreduction_lms_disclosure:edit",
}


class LapseFilterSet(WagtailFilterSet):
    """Within how many days, and what. Lapses come from several tables, so the query is not Django's."""

    days = NumberFilter(
        label=_("Within days"),
        min_value=0,
        max_value=3660,
        widget=forms.NumberInput(attrs={"placeholder": DAYS}),
    )
    kind = MultipleChoiceFilter(
        label=_("What lapses"),
        choices=[(kind.value, words) for kind, words in KIND_WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ActivityApproval
        fields: list[str] = []

    def filter_queryset(self, queryset: Any) -> Any:
        chosen = self.form.cleaned_data
        days = chosen["days"] if chosen["days"] is not None else DAYS
        return lapses(days=int(days), kinds=chosen["kind"])


def renewal_url(lapse: Lapse) -> str:
    """Where to go to renew it; a course is reviewed, and its page says by when."""
    if lapse.kind == LapseKind.REVIEW:
        return reverse("harmreduction_lms_activityreview:add") + f"?course={lapse.pk}"
    return reverse(RENEWED_AT[lapse.kind], args=[lapse.pk])


def days_left_text(lapse: Lapse) -> str:
    if lapse.days_left < 0:
        return str(_("Lapsed"))
    return ngettext("%(count)d day", "%(count)d days", lapse.days_left) % {"count": lapse.days_left}


class LapseReportView(ReadableList, ReportView):
    """For whoever may see approvals. CSV and XLSX say the same, and run no formula."""

    permission_policy = POLICY
    permission_required = "view"
    page_title = _("Credit that lapses")
    header_icon = "date"
    index_url_name = f"{NAMESPACE}:index"
    index_results_url_name = f"{NAMESPACE}:index_results"
    filterset_class = LapseFilterSet
    is_searchable = False
    paginate_by = 50
    columns = [
        TitleColumn("what", label=_("What"), get_url=renewal_url),
        Column("words", label=_("Kind")),
        TitleColumn(
            "course",
            label=_("Course"),
            get_url=lambda lapse: reverse("harmreduction_lms_activity:of_course", args=[lapse.course_key]),
        ),
        Column("lapses_on", label=_("Lapses on"), accessor=lambda lapse: date_format(lapse.lapses_on)),
        Column("days_left", label=_("Left"), accessor=days_left_text),
    ]
    list_export = ["words", "what", "course", "lapses_on", "days_left"]
    export_headings = {
        "words": _("Kind"),
        "what": _("What"),
        "course": _("Course"),
        "lapses_on": _("Lapses on"),
        "days_left": _("Days left"),
    }
    export_filename = "credit-that-lapses"

    def get_base_queryset(self) -> Any:
        """Nothing: the filters bring the rows, and there are always filters."""
        return ActivityApproval.objects.none()

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        processed = super().preprocess_field_value(field, value, export_format)
        return defuse(processed) if export_format == self.FORMAT_CSV else processed


class LapsesMenuItem(MenuItem):
    """Shown to whoever may open it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return POLICY.user_has_permission(request.user, LapseReportView.permission_required)


class LapsesViewSet(ViewSet):
    """The report below `/admin/learning/`."""

    name = NAMESPACE
    url_prefix = "learning/lapses"
    icon = "date"
    menu_label = _("Credit that lapses")
    menu_name = "credit-that-lapses"
    menu_item_class = LapsesMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", LapseReportView.as_view(), name="index"),
            path("results/", LapseReportView.as_view(results_only=True), name="index_results"),
        ]


viewsets: tuple[Any, ...] = (LapsesViewSet(),)
