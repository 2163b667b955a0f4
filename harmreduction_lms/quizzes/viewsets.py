"""What editors see of quizzes: the question bank as snippets, attempts as records to read."""

from typing import Any

import django_filters
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column, DateColumn, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from harmreduction_lms.core.admin import RecordIndexView, RecordViewSet
from harmreduction_lms.quizzes.kinds import question_kinds
from harmreduction_lms.quizzes.models import Question, QuestionTag, QuizAttempt


def _kind_choices() -> list[tuple[str, str | Promise]]:
    return [(kind.name, kind.label) for kind in question_kinds]


def _kind_label(question: Question) -> str | Promise:
    kind = question_kinds.get(question.kind)
    return kind.label if kind else question.kind


def _tag_names(question: Question) -> str:
    return ", ".join(sorted(item.tag.name for item in question.tagged_items.all()))


class QuestionFilterSet(WagtailFilterSet):
    """By kind, tag, and whether a question is published."""

    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=_kind_choices, field_name="answer__0__type")
    tag = django_filters.ModelChoiceFilter(
        label=_("Tag"), field_name="tagged_items__tag", queryset=QuestionTag.objects.all()
    )
    live = django_filters.BooleanFilter(label=_("Published"))

    class Meta:
        model = Question
        fields: list[str] = []


class QuestionIndexView(IndexView):
    """The question bank; the tags of all rows come with one query."""

    def get_base_queryset(self) -> QuerySet[Question]:
        return super().get_base_queryset().prefetch_related("tagged_items__tag")


class QuestionViewSet(SnippetViewSet):
    """The question bank: drafts, revisions, preview as the learner sees it, a chooser for quizzes."""

    model = Question
    icon = "help"
    menu_label = _("Questions")
    menu_order = 300
    index_view_class = QuestionIndexView
    list_display = [
        "title",
        Column("kind", label=_("Kind"), accessor=_kind_label),
        Column("tags", label=_("Tags"), accessor=_tag_names),
        LiveStatusTagColumn(),
        UpdatedAtColumn(),
    ]
    filterset_class = QuestionFilterSet
    panels = [
        FieldPanel("title"),
        FieldPanel("stem"),
        FieldPanel("answer"),
        FieldPanel("rationale"),
        FieldPanel("source_note"),
        FieldPanel("tags"),
    ]


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


viewsets: tuple[Any, ...] = (QuestionViewSet(), QuizAttemptViewSet())
