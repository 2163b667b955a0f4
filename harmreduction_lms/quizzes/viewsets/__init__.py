"""What editors see of quizzes: the question bank as snippets, what sorts it, exceptions, attempts to read."""

from typing import Any

from harmreduction_lms.quizzes.viewsets.attempts import QuizAttemptViewSet
from harmreduction_lms.quizzes.viewsets.overrides import QuizOverrideViewSet
from harmreduction_lms.quizzes.viewsets.questions import QuestionViewSet
from harmreduction_lms.quizzes.viewsets.taxonomy import LearningObjectiveViewSet, QuestionCategoryViewSet


__all__ = [
    "LearningObjectiveViewSet",
    "QuestionCategoryViewSet",
    "QuestionViewSet",
    "QuizAttemptViewSet",
    "QuizOverrideViewSet",
    "viewsets",
]

# In menu order; `wagtail_hooks` registers them in one group.
viewsets: tuple[Any, ...] = (
    QuestionViewSet(),
    QuestionCategoryViewSet(),
    LearningObjectiveViewSet(),
    QuizAttemptViewSet(),
    QuizOverrideViewSet(),
)
