"""The question bank, the rules quizzes are taken by, and what learners did."""

from harmreduction_lms.quizzes.models.attempts import AttemptState, QuizAttempt, QuizResponse
from harmreduction_lms.quizzes.models.bank import (
    LearningObjective,
    Question,
    QuestionCategory,
    QuestionTag,
    TaggedQuestion,
)
from harmreduction_lms.quizzes.models.marking import HandGrade, Regrade, RegradeChange, RegradeDecision
from harmreduction_lms.quizzes.models.rules import (
    CountingAttempt,
    FeedbackPolicy,
    QuizBehaviour,
    QuizNavigation,
    QuizOverride,
    QuizRole,
    TimeUp,
)


__all__ = [
    "AttemptState",
    "CountingAttempt",
    "FeedbackPolicy",
    "HandGrade",
    "LearningObjective",
    "Question",
    "QuestionCategory",
    "QuestionTag",
    "QuizAttempt",
    "QuizBehaviour",
    "QuizNavigation",
    "QuizOverride",
    "QuizResponse",
    "QuizRole",
    "Regrade",
    "RegradeChange",
    "RegradeDecision",
    "TaggedQuestion",
    "TimeUp",
]
