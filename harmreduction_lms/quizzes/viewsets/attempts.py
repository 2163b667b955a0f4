"""Attempts as records to read."""

from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import InspectView

from harmreduction_lms.core.admin import RecordIndexView, RecordViewSet
from harmreduction_lms.quizzes.admin_lists import ReadableList
from harmreduction_lms.quizzes.models import QuizAttempt
from harmreduction_lms.quizzes.selectors import quizzes_to_regrade


class QuizAttemptFilterSet(WagtailFilterSet):
    """By quiz, its role, state and outcome."""

    quiz_key = ChoiceFilter(label=_("Quiz"), choices=lambda: list(quizzes_to_regrade().items()))

    class Meta:
        model = QuizAttempt
        fields = ["quiz_key", "role", "state", "is_passed"]


def _state(attempt: QuizAttempt) -> str | Promise:
    """A score is not final while an answer waits for a person."""
    return _("Waits to be graded") if attempt.awaiting_grading else attempt.get_state_display()


def _percent(attempt: QuizAttempt) -> Any:
    """Nothing while an answer waits for a person: what is known by then is no result yet."""
    return "" if attempt.awaiting_grading or attempt.percent is None else attempt.percent


class QuizAttemptIndexView(ReadableList, RecordIndexView):
    """The list of attempts, without their papers."""

    def get_base_queryset(self) -> QuerySet[QuizAttempt]:
        return super().get_base_queryset().select_related("learner").defer("paper", "answers")


class QuizAttemptInspectView(InspectView):
    """One attempt; what is not known stays empty instead of being called "None"."""

    def get_field_label(self, field_name: str, field: Any) -> Any:
        return _("Score (%)") if field_name == "percent" else super().get_field_label(field_name, field)

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        return "–" if value in (None, "") else value

    def get_state_display_value(self) -> str | Promise:
        return _state(self.object)

    def get_percent_display_value(self) -> Any:
        return _percent(self.object)

    def get_pass_mark_display_value(self) -> str:
        mark = self.object.pass_mark
        return "" if mark is None else f"{mark.normalize():f} %"

    def get_is_passed_display_value(self) -> str | Promise:
        return {True: _("Yes"), False: _("No")}.get(self.object.is_passed, "")


class QuizAttemptViewSet(RecordViewSet):
    """Attempts, to be read. Answers stay out of it: a score is what a course's staff needs."""

    model: type[Model] = QuizAttempt
    icon = "clipboard-list"
    menu_label = _("Attempts")
    menu_order = 550
    index_view_class = QuizAttemptIndexView
    inspect_view_class = QuizAttemptInspectView
    filterset_class = QuizAttemptFilterSet
    list_display = [
        "learner",
        "quiz_title",
        Column("role", label=_("Role"), accessor="get_role_display"),
        "number",
        Column("state", label=_("State"), accessor=_state),
        Column("percent", label=_("Score (%)"), accessor=_percent),
        DateColumn("submitted_at", label=_("Submitted"), sort_key="submitted_at"),
    ]
    list_export = [
        "learner",
        "quiz_title",
        "get_role_display",
        "number",
        "get_state_display",
        "awaiting_grading",
        "percent",
        "is_passed",
        "submitted_at",
    ]
    export_headings = {
        "get_role_display": _("Role"),
        "get_state_display": _("State"),
        "awaiting_grading": _("Answers that wait to be graded"),
        "percent": _("Score (%)"),
    }
    export_filename = "quiz-attempts"
    ordering = ["-started_at"]
    inspect_view_fields = [
        "learner",
        "quiz_title",
        "role",
        "number",
        "state",
        "percent",
        "pass_mark",
        "is_passed",
        "started_at",
        "deadline_at",
        "submitted_at",
    ]
