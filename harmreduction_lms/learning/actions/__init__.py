"""Every write of a learner's way through a course. Safe to call twice; the database decides races."""

from harmreduction_lms.learning.actions.erase import erase_enrolment, erase_learning_data
from harmreduction_lms.learning.actions.progress import (
    check_dates,
    check_open,
    complete_quiz_step,
    complete_step,
    enrol,
    recount_course,
    submit_evaluation,
    sync_enrolment,
)


__all__ = [
    "check_dates",
    "check_open",
    "complete_quiz_step",
    "complete_step",
    "enrol",
    "erase_enrolment",
    "erase_learning_data",
    "recount_course",
    "submit_evaluation",
    "sync_enrolment",
]
