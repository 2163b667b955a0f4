"""Item analysis of what the database holds: a few GROUP BY queries, whatever the number of attempts.

No query reads a paper, and only the one that counts options reads answers. What they return is as long as
there are different results, not as there are learners.
"""

from harmreduction_lms.quizzes.statistics.attempts import Attempts
from harmreduction_lms.quizzes.statistics.gains import QuizGain, quiz_gain
from harmreduction_lms.quizzes.statistics.overview import QuizOverview, analysed_quizzes, overviews
from harmreduction_lms.quizzes.statistics.questions import QuestionFacts, question_facts
from harmreduction_lms.quizzes.statistics.quiz import QuizReport, quiz_report, quiz_title


__all__ = [
    "Attempts",
    "QuestionFacts",
    "QuizGain",
    "QuizOverview",
    "QuizReport",
    "analysed_quizzes",
    "overviews",
    "question_facts",
    "quiz_gain",
    "quiz_report",
    "quiz_title",
]
