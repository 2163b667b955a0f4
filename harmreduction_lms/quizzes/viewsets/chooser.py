"""How a question is chosen for a quiz page."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import BaseChooseView
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet

from harmreduction_lms.quizzes.bank_selectors import offered_questions
from harmreduction_lms.quizzes.kinds import question_kinds
from harmreduction_lms.quizzes.models import Question
from harmreduction_lms.quizzes.viewsets.filters import QuestionChooserForm


def kind_label(question: Question) -> Any:
    """The kind in words; a kind that is not registered any more by its name."""
    kind = question_kinds.get(question.kind)
    return kind.label if kind else question.kind


class _OfferedQuestions(BaseChooseView):
    """Live questions that are not archived, with their kind; as many queries for 20 as for 20,000."""

    filter_form_class = QuestionChooserForm

    def get_object_list(self) -> QuerySet[Question]:
        return offered_questions().select_related("category")

    @property
    def columns(self) -> list[Column]:
        return [
            self.title_column,
            Column("kind", label=_("Kind"), accessor=kind_label),
            Column("category", label=_("Category"), accessor="category"),
            Column("points", label=_("Points"), accessor="points"),
        ]


class QuestionChooseView(_OfferedQuestions, ChooseView):
    """The dialogue."""


class QuestionChooseResultsView(_OfferedQuestions, ChooseResultsView):
    """Its list after searching, filtering or turning the page."""


class QuestionChooserViewSet(SnippetChooserViewSet):
    """Registered by `QuestionViewSet`; SnippetChooserBlock finds it there."""

    choose_view_class = QuestionChooseView
    choose_results_view_class = QuestionChooseResultsView
