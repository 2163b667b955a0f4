"""Every write to an attempt and its marks. All of it is safe to call twice and from two tabs at once."""

from harmreduction_lms.quizzes.actions.check import check_answer
from harmreduction_lms.quizzes.actions.decide_regrade import decide_regrade
from harmreduction_lms.quizzes.actions.erase import erase_attempts_for, erase_quiz_data
from harmreduction_lms.quizzes.actions.grade_by_hand import grade_by_hand
from harmreduction_lms.quizzes.actions.regrade import regrade
from harmreduction_lms.quizzes.actions.save import save_answer, save_answers
from harmreduction_lms.quizzes.actions.start import check_start, start_attempt
from harmreduction_lms.quizzes.actions.submit import (
    close_expired_attempts,
    close_if_expired,
    submit_attempt,
)


__all__ = [
    "check_answer",
    "check_start",
    "close_expired_attempts",
    "close_if_expired",
    "decide_regrade",
    "erase_attempts_for",
    "erase_quiz_data",
    "grade_by_hand",
    "regrade",
    "save_answer",
    "save_answers",
    "start_attempt",
    "submit_attempt",
]
