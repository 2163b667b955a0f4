"""What editors see of quizzes: the question bank, what sorts it, exceptions, attempts and marking."""

from typing import Any

from harmreduction_lms.quizzes.viewsets.attempts import QuizAttemptViewSet
from harmreduction_lms.quizzes.viewsets.marking import HandGradeViewSet, RegradeChangeViewSet, RegradeViewSet
from harmreduction_lms.quizzes.viewsets.overrides import QuizOverrideViewSet
from harmreduction_lms.quizzes.viewsets.questions import QuestionViewSet
from harmreduction_lms.quizzes.viewsets.taxonomy import LearningObjectiveViewSet, QuestionCategoryViewSet


__all__ = [
    "HandGradeViewSet",
    "LearningObjectiveViewSet",
    "QuestionCategoryViewSet",
    "QuestionViewSet",
    "QuizAttemptViewSet",
    "QuizOverrideViewSet",
    "RegradeChangeViewSet",
    "RegradeViewSet",
    "viewsets",
]

# In menu order; `wagtail_hooks` registers them in one group.
viewsets: tuple[Any, ...] = (
    QuestionViewSet(),
    QuestionCategoryViewSet(),
    LearningObjectiveViewSet(),
    QuizAttemptViewSet(),
    HandGradeViewSet(),
    RegradeViewSet(),
    RegradeChangeViewSet(),
    QuizOverrideViewSet(),
)
