"""Attempts as records to read."""

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from harmreduction_lms.core.admin import RecordIndexView, RecordViewSet
from harmreduction_lms.quizzes.models import QuizAttempt


class QuizAttemptFilterSet(WagtailFilterSet):
    """By quiz role, state and outcome."""

    class Meta:
        model = QuizAttempt
        fields = ["role", "state", "is_passed"]


class QuizAttemptIndexView(RecordIndexView):
    """The list of attempts, without their papers."""

    def get_base_queryset(self) -> QuerySet[QuizAttempt]:
        return super().get_base_queryset().select_related("learner").defer("paper", "answers")


class QuizAttemptViewSet(RecordViewSet):
    """Attempts, to be read. Answers stay out of it: a score is what a course's staff needs."""

    model: type[Model] = QuizAttempt
    icon = "clipboard-list"
    menu_label = _("Attempts")
    menu_order = 550
    index_view_class = QuizAttemptIndexView
    filterset_class = QuizAttemptFilterSet
    list_display = [
        "learner",
        "quiz_title",
        Column("role", label=_("Role"), accessor="get_role_display"),
        "number",
        Column("state", label=_("State"), accessor="get_state_display"),
        Column("percent", label=_("Score (%)")),
        DateColumn("submitted_at", label=_("Submitted"), sort_key="submitted_at"),
    ]
    list_export = ["learner", "quiz_title", "role", "number", "state", "percent", "is_passed", "submitted_at"]
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
