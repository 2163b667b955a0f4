"""What an editor sees of a question beyond its fields."""

from typing import Any

from django.forms import Media
from wagtail.admin.panels import Panel

from harmreduction_lms.quizzes.admin_lists import ADMIN_MEDIA
from harmreduction_lms.quizzes.bank_review import checked, same_stem, similar_questions
from harmreduction_lms.quizzes.bank_selectors import usage_in_detail
from harmreduction_lms.quizzes.errors import QuestionNotReady
from harmreduction_lms.quizzes.models import Question
from harmreduction_lms.quizzes.question_checks import warnings_for


class QuestionAidsPanel(Panel):
    """What to look at again before publishing, questions that ask the same, and how often this one was asked.

    Rendered on the server for what was saved last. Hints, not hurdles.
    """

    class BoundPanel(Panel.BoundPanel):
        template_name = "harmreduction_lms/admin/quizzes/question_aids.html"

        @property
        def media(self) -> Media:
            return ADMIN_MEDIA

        def is_shown(self) -> bool:
            return bool(super().is_shown() and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> Any:
            context = super().get_context_data(parent_context)
            return {**context, **question_aids(self.instance)}


def question_aids(question: Question) -> dict[str, Any]:
    """Everything the panel says. Six queries."""
    same = same_stem(question)
    similar = [other for other in similar_questions(question) if other not in same]
    return {
        "unfinished": _unfinished(question),
        "warnings": warnings_for(checked(question)),
        "same": same,
        "similar": similar,
        "usage": usage_in_detail(question),
    }


def _unfinished(question: Question) -> str:
    """What keeps it from being published; empty when nothing does."""
    try:
        question.check_answer()
    except QuestionNotReady as error:
        return str(error)
    return ""
