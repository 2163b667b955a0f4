"""What the question bank is sorted by: categories and learning objectives."""

from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView

from harmreduction_lms.core.admin import LearningViewSet
from harmreduction_lms.quizzes.admin_lists import ReadableList
from harmreduction_lms.quizzes.models import LearningObjective, QuestionCategory


class CountedIndexView(ReadableList, IndexView):
    """A list that says how many questions belong to each row. One query for all rows."""

    def get_base_queryset(self) -> QuerySet[Any]:
        counted: QuerySet[Any] = super().get_base_queryset().annotate(question_count=Count("questions"))
        return counted


class TaxonomyViewSet(LearningViewSet):
    """Base: a short list to sort questions by."""

    index_view_class = CountedIndexView
    search_backend_name = None
    copy_view_enabled = False
    inspect_view_enabled = False


class QuestionCategoryViewSet(TaxonomyViewSet):
    """Where questions are kept. Deleting a category leaves its questions without one."""

    model = QuestionCategory
    icon = "folder-open-inverse"
    menu_label = _("Question categories")
    menu_order = 310
    list_display = ["path", Column("question_count", label=_("Questions"), sort_key="question_count")]
    search_fields = ["path"]
    ordering = ["path"]
    form_fields = ["path"]


class LearningObjectiveViewSet(TaxonomyViewSet):
    """What questions test; results are reported by it."""

    model = LearningObjective
    icon = "crosshairs"
    menu_label = _("Learning objectives")
    menu_order = 320
    list_display = ["code", "text", Column("question_count", label=_("Questions"), sort_key="question_count")]
    search_fields = ["code", "text"]
    ordering = ["code"]
    form_fields = ["code", "text"]
