"""Three pages of figures. They read; nothing here writes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Case, IntegerField, When
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.views.reports import ReportView
from wagtail.models import Locale

from harmreduction_lms.core.admin import ReadOnlyPermissionPolicy
from harmreduction_lms.core.csvsafe import defuse
from harmreduction_lms.core.html import clean_html
from harmreduction_lms.quizzes.admin_lists import ReadableList
from harmreduction_lms.quizzes.item_analysis import Gain
from harmreduction_lms.quizzes.models import Question, QuizAttempt, QuizRole
from harmreduction_lms.quizzes.reports.charts import FRAME, option_bars, score_bars
from harmreduction_lms.quizzes.reports.rows import ItemRow, item_rows
from harmreduction_lms.quizzes.reports.words import ATTEMPTS, option_verdict, remarks
from harmreduction_lms.quizzes.statistics import (
    Attempts,
    QuizGain,
    QuizOverview,
    QuizReport,
    analysed_quizzes,
    overviews,
    quiz_gain,
    quiz_report,
)


NAMESPACE = "harmreduction_lms_quiz_statistics"
TEMPLATES = "harmreduction_lms/admin/quizzes"


class StatisticsMixin(SpreadsheetExportMixin, PermissionCheckedMixin):
    """For whoever may view attempts; spreadsheets that run no formula."""

    permission_policy = ReadOnlyPermissionPolicy(QuizAttempt)
    permission_required = "view"
    header_icon = "table"

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        processed = super().preprocess_field_value(field, value, export_format)
        return defuse(processed) if export_format == self.FORMAT_CSV else processed


def _one_decimal(attribute: str) -> Any:
    """A figure of a quiz for a column, rounded; nothing where it is not defined."""

    def value(overview: QuizOverview) -> str:
        figure = getattr(overview.figures, attribute)
        return "" if figure is None else f"{figure:.1f}"

    return value


class QuizListView(StatisticsMixin, ReadableList, ReportView):
    """All quizzes that somebody has handed in, latest first."""

    page_title = _("Quiz statistics")
    verbose_name_plural = _("quizzes")
    index_url_name = f"{NAMESPACE}:index"
    index_results_url_name = f"{NAMESPACE}:index_results"
    paginate_by = 20
    columns = [
        TitleColumn(
            "title",
            label=_("Quiz"),
            get_url=lambda overview: reverse(f"{NAMESPACE}:quiz", args=[overview.quiz_key]),
        ),
        Column("attempts", label=_("First attempts"), accessor="figures.attempts"),
        Column("mean", label=_("Mean (%)"), accessor=_one_decimal("mean_percent")),
        Column("cic", label=_("Internal consistency (%)"), accessor=_one_decimal("cic")),
        DateColumn("last_submitted_at", label=_("Last handed in")),
    ]
    list_export = ["title", "figures.attempts", "figures.mean_percent", "figures.cic", "last_submitted_at"]
    export_headings = {
        "title": _("Quiz"),
        "figures.attempts": _("First attempts"),
        "figures.mean_percent": _("Mean (%)"),
        "figures.cic": _("Internal consistency (%)"),
        "last_submitted_at": _("Last handed in"),
    }
    export_filename = "quiz-statistics"

    def get_base_queryset(self) -> Any:
        return analysed_quizzes()

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        paginator, page, rows, has_others = super().paginate_queryset(queryset, page_size)
        return paginator, page, overviews(list(rows)), has_others

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        return overviews(list(object_list)) if self.is_export else object_list


class ChoiceForm(forms.Form):
    """What the figures are about. `pre` offers the pre-tests that somebody has handed in."""

    attempts = forms.ChoiceField(
        label=_("Attempts"), choices=[(one.value, label) for one, label in ATTEMPTS.items()], required=False
    )
    pre = forms.ChoiceField(label=_("Compare with pre-test"), required=False)

    def __init__(self, *args: Any, quiz_key: UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tests = QuizAttempt.objects.filter(role=QuizRole.PRE_TEST).exclude(quiz_key=quiz_key).order_by("pk")
        titles = {str(key): title for key, title in tests.values_list("quiz_key", "quiz_title").distinct()}
        self.fields["pre"].choices = [("", _("None")), *titles.items()]  # type: ignore[attr-defined]

    @property
    def which(self) -> Attempts:
        return Attempts(self.cleaned_data.get("attempts") or Attempts.FIRST)

    @property
    def pre_test(self) -> UUID | None:
        chosen = self.cleaned_data.get("pre")
        return UUID(chosen) if chosen and self.which != Attempts.ALL else None


class QuizMixin(StatisticsMixin, WagtailAdminTemplateMixin):
    """A page about one quiz, whose key is in the address."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def form(self) -> ChoiceForm:
        """Anything unknown in the address is as good as nothing."""
        form = ChoiceForm(self.request.GET, quiz_key=self.kwargs["quiz_key"])
        form.is_valid()
        return form

    @cached_property
    def report(self) -> QuizReport:
        report = quiz_report(self.kwargs["quiz_key"], self.form.which)
        if not report.analysis.quiz.attempts:
            raise Http404("Nobody has handed in this quiz.")
        return report

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse(f"{NAMESPACE}:index"), "label": QuizListView.page_title}
        return [*self.breadcrumbs_items, above, *self.own_breadcrumbs()]

    def own_breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"url": "", "label": self.report.title}]


class QuizView(QuizMixin, TemplateView):
    """A quiz: its figures, plots, and a line for each question."""

    template_name = f"{TEMPLATES}/item_statistics_quiz.html"
    _FIGURES = {
        "figures.attempts": _("Attempts"),
        "figures.maximum": _("Points"),
        "figures.mean": _("Mean"),
        "figures.sd": _("Standard deviation"),
        "figures.facility": _("Facility (%)"),
        "figures.random_guess_score": _("Random guess (%)"),
        "figures.discrimination_index": _("Discrimination (%)"),
        "figures.discriminative_efficiency": _("Discriminative efficiency (%)"),
        "figures.intended_weight": _("Intended weight (%)"),
        "figures.effective_weight": _("Effective weight (%)"),
    }
    list_export = ["number", "title", "kind", *_FIGURES, "remarks_text"]
    export_headings = {
        "number": _("Number"),
        "title": _("Question"),
        "kind": _("Kind"),
        **_FIGURES,
        "remarks_text": _("Remarks"),
    }
    export_filename = "item-statistics"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_export:
            response: HttpResponse = self.as_spreadsheet(item_rows(self.report), request.GET["export"])
            return response
        return super().get(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return self.report.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = item_rows(self.report)
        pre_test = self.form.pre_test
        gain = pre_test and quiz_gain(before=pre_test, after=self.report.quiz_key, attempts=self.form.which)
        return super().get_context_data(
            form=self.form,
            report=self.report,
            figures=self.report.analysis.quiz,
            remarks=remarks(self.report.analysis, waiting=self._waiting()),
            attempts_url=self._attempts_url(),
            rows=rows,
            frame=FRAME,
            bars=score_bars(self.report.analysis.totals),
            dots=_dots(rows),
            gain=gain,
            gains=_named_gains(gain) if gain else [],
            **kwargs,
        )

    def _waiting(self) -> int:
        attempts = QuizAttempt.objects.filter(quiz_key=self.report.quiz_key)
        return attempts.filter(awaiting_grading__gt=0).count()

    def _attempts_url(self) -> str:
        """Who took it, and with which result."""
        return f"{reverse('harmreduction_lms_quizattempt:index')}?quiz_key={self.report.quiz_key}"


def _named_gains(gain: QuizGain) -> list[tuple[str, Gain]]:
    """Whole quiz, then questions, then objectives, each with what it is called."""
    questions = [(gain.questions[one.item].title, one) for one in gain.items if one.item in gain.questions]
    whole = [(gettext("Whole quiz"), gain.total)] if gain.total else []
    return [*whole, *questions, *((one.item, one) for one in gain.objectives)]


def _dots(rows: Sequence[ItemRow]) -> list[Any]:
    return [row.dot for row in rows if row.dot]


class QuestionView(QuizMixin, TemplateView):
    """One question of a quiz: all its figures, and what became of each option."""

    template_name = f"{TEMPLATES}/item_statistics_question.html"

    @cached_property
    def row(self) -> ItemRow:
        key = str(self.kwargs["question_key"])
        for row in item_rows(self.report):
            if row.figures.item == key:
                return row
        raise Http404("This question was not in the attempts.")

    def get_page_title(self) -> str:
        return self.row.title

    def own_breadcrumbs(self) -> list[dict[str, Any]]:
        quiz = reverse(f"{NAMESPACE}:quiz", args=[self.report.quiz_key])
        return [{"url": quiz, "label": self.report.title}, {"url": "", "label": self.row.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        options = self.report.analysis.options.get(self.row.figures.item, ())
        bars = option_bars(options)
        question = _question(self.row.figures.item)
        return super().get_context_data(
            question=question,
            stem=clean_html(question.stem) if question else "",
            may_edit=self.request.user.has_perm("harmreduction_lms.change_question"),
            row=self.row,
            figures=self.row.figures,
            options=[(option, option_verdict(option)) for option in options],
            bars=bars,
            chart_height=28 * len(bars) + 8,
            **kwargs,
        )


def _question(key: str) -> Question | None:
    """As it is in the bank today: in the language of the page, else the oldest. One query."""
    questions = Question.objects.filter(translation_key=key)
    is_own = Case(When(locale=Locale.get_active(), then=0), default=1, output_field=IntegerField())
    return questions.order_by(is_own, "pk").first()
