"""Answers to grade by hand, regradings, and the results they changed."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import BooleanField, Case, CharField, F, Model, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise, cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from harmreduction_lms.core.admin import RecordIndexView, RecordViewSet
from harmreduction_lms.quizzes.admin_lists import ReadableList
from harmreduction_lms.quizzes.grading import shown_points
from harmreduction_lms.quizzes.grading_views.base import MarkingPermissionPolicy
from harmreduction_lms.quizzes.grading_views.decide import DecideView
from harmreduction_lms.quizzes.grading_views.grade import GradeView
from harmreduction_lms.quizzes.grading_views.regrade import RegradeView
from harmreduction_lms.quizzes.models import HandGrade, Question, Regrade, RegradeChange, RegradeDecision


WAITING = "waiting"
GRADED = "graded"


class MarkingViewSet(RecordViewSet):
    """Records that one action of ours changes or adds."""

    right = "change"
    inspect_view_enabled = False

    @cached_property
    def permission_policy(self) -> MarkingPermissionPolicy:
        return MarkingPermissionPolicy(self.model, self.right)


def _edit_url(model_name: str) -> Any:
    return lambda row: reverse(f"harmreduction_lms_{model_name}:edit", args=[row.pk])


def _quizzes() -> list[tuple[Any, str]]:
    quiz = ("response__attempt__quiz_key", "response__attempt__quiz_title")
    return list(dict(HandGrade.objects.order_by(quiz[1]).values_list(*quiz).distinct()).items())


class HandGradeFilterSet(WagtailFilterSet):
    """By quiz, and by whether somebody has graded it."""

    quiz = ChoiceFilter(label=_("Quiz"), field_name="response__attempt__quiz_key", choices=_quizzes)
    state = ChoiceFilter(
        label=_("State"), method="by_state", choices=[(WAITING, _("Waiting")), (GRADED, _("Graded"))]
    )

    class Meta:
        model = HandGrade
        fields: list[str] = []

    def by_state(self, queryset: QuerySet[HandGrade], name: str, value: str) -> QuerySet[HandGrade]:
        return queryset.filter(graded_at__isnull=value == WAITING)


class HandGradeIndexView(ReadableList, RecordIndexView):
    """What waits comes first. A name is not even read where the quiz hides it."""

    default_ordering = ["-is_waiting", "pk"]

    def get_base_queryset(self) -> QuerySet[HandGrade]:
        attempt = "response__attempt"
        name = F(f"{attempt}__learner__{get_user_model().USERNAME_FIELD}")
        grades: QuerySet[HandGrade] = super().get_base_queryset().select_related("response")
        return grades.annotate(
            quiz_title=F(f"{attempt}__quiz_title"),
            position=F("response__position"),
            question_key=F("response__question_key"),
            submitted_at=F(f"{attempt}__submitted_at"),
            is_waiting=Case(When(graded_at=None, then=True), default=False, output_field=BooleanField()),
            learner_name=Case(
                When(**{f"{attempt}__paper__blind": False}, then=name),
                default=Value(""),
                output_field=CharField(),
            ),
        )

    def get_table(self, object_list: Any, **kwargs: Any) -> Any:
        """What the questions are called is looked up once for all rows."""
        titles = question_titles({grade.question_key for grade in object_list})
        for grade in object_list:
            grade.question_title = titles.get(grade.question_key, "")
        return super().get_table(object_list, **kwargs)


def question_titles(keys: Collection[UUID]) -> dict[UUID, str]:
    """Titles of questions that still exist, of several translations the oldest. One query."""
    rows = Question.objects.filter(translation_key__in=keys).order_by("-pk")
    return dict(rows.values_list("translation_key", "title"))


def _asked(grade: Any) -> str:
    """Which question it is: its place in the paper, and what editors call it."""
    return f"{grade.position}. {grade.question_title}" if grade.question_title else str(grade.position)


def _who(grade: Any) -> str | Promise:
    return grade.learner_name or _("Name is hidden")


def _grading_state(grade: Any) -> str | Promise:
    if grade.graded_at is None:
        return _("Waiting")
    return gettext("Graded on %(day)s") % {"day": date_format(localtime(grade.graded_at))}


class HandGradeViewSet(MarkingViewSet):
    """The queue of answers that people grade."""

    model: type[Model] = HandGrade
    icon = "edit"
    menu_label = _("Answers to grade")
    menu_order = 551
    index_view_class = HandGradeIndexView
    edit_view_class = GradeView
    filterset_class = HandGradeFilterSet
    list_display = [
        TitleColumn("question", label=_("Question"), accessor=_asked, get_url=_edit_url("handgrade")),
        Column("quiz_title", label=_("Quiz"), sort_key="quiz_title"),
        Column("learner_name", label=_("Learner"), accessor=_who),
        DateColumn("submitted_at", label=_("Handed in"), sort_key="submitted_at"),
        Column("state", label=_("State"), accessor=_grading_state, sort_key="graded_at"),
    ]
    list_export = ["quiz_title", "position", "learner_name", "submitted_at", "graded_at"]
    export_headings = {
        "quiz_title": _("Quiz"),
        "position": _("Question"),
        "learner_name": _("Learner"),
        "submitted_at": _("Handed in"),
        "graded_at": _("Graded"),
    }
    export_filename = "answers-to-grade"


class RegradeIndexView(ReadableList, RecordIndexView):
    """The newest first."""


class RegradeViewSet(MarkingViewSet):
    """Who marked what again, when and why. Adding one marks a quiz again."""

    model: type[Model] = Regrade
    right = "add"
    icon = "rotate"
    menu_label = _("Regradings")
    menu_order = 552
    index_view_class = RegradeIndexView
    add_view_class = RegradeView
    inspect_view_enabled = True
    list_display = ["quiz_title", "reason", "regraded_by", DateColumn("regraded_at", label=_("When"))]
    list_export = ["quiz_title", "reason", "regraded_by", "regraded_at"]
    export_filename = "regradings"
    ordering = ["-regraded_at"]
    inspect_view_fields = ["quiz_title", "reason", "regraded_by", "regraded_at"]


class RegradeChangeFilterSet(WagtailFilterSet):
    """By regrading, and by what was decided."""

    regrade = ModelChoiceFilter(label=_("Regrading"), queryset=Regrade.objects.all())

    class Meta:
        model = RegradeChange
        fields = ["decision", "regrade"]


class RegradeChangeIndexView(ReadableList, RecordIndexView):
    """What waits for a decision comes first. Without the papers of the attempts."""

    default_ordering = ["-is_waiting", "-pk"]
    custom_field_preprocess = {
        name: {"csv": shown_points, "xlsx": shown_points} for name in ("old_points", "new_points")
    }

    def get_base_queryset(self) -> QuerySet[RegradeChange]:
        changes: QuerySet[RegradeChange] = super().get_base_queryset()
        large = (f"attempt__{name}" for name in ("paper", "answers", "item_states"))
        waits = Q(decision=RegradeDecision.PENDING)
        return (
            changes.select_related("attempt__learner", "regrade")
            .defer("items", *large)
            .annotate(is_waiting=Case(When(waits, then=True), default=False, output_field=BooleanField()))
        )


class RegradeChangeViewSet(MarkingViewSet):
    """Results that regradings changed, or would change if somebody says so."""

    model: type[Model] = RegradeChange
    icon = "warning"
    menu_label = _("Changed results")
    menu_order = 553
    index_view_class = RegradeChangeIndexView
    edit_view_class = DecideView
    filterset_class = RegradeChangeFilterSet
    list_display = [
        TitleColumn(
            "learner", label=_("Learner"), accessor="attempt.learner", get_url=_edit_url("regradechange")
        ),
        Column("quiz", label=_("Quiz"), accessor="attempt.quiz_title"),
        Column("number", label=_("Attempt"), accessor="attempt.number"),
        Column("old_points", label=_("Points before"), accessor=lambda row: shown_points(row.old_points)),
        Column("new_points", label=_("Points after"), accessor=lambda row: shown_points(row.new_points)),
        Column("decision", label=_("Decision"), accessor="get_decision_display"),
        DateColumn("decided_at", label=_("Decided at"), sort_key="decided_at"),
    ]
    list_export = [
        "attempt.learner",
        "attempt.quiz_title",
        "attempt.number",
        "old_points",
        "new_points",
        "get_decision_display",
        "decided_at",
    ]
    export_headings = {
        "attempt.learner": _("Learner"),
        "attempt.quiz_title": _("Quiz"),
        "attempt.number": _("Attempt"),
        "old_points": _("Points before"),
        "new_points": _("Points after"),
        "get_decision_display": _("Decision"),
    }
    export_filename = "changed-results"
