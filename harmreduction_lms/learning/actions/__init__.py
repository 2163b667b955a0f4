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
from harmreduction_lms.learning.actions.repeat import check_repeat, enrol_again
from harmreduction_lms.learning.actions.seat_time import record_by_hand, record_presence


__all__ = [
    "check_dates",
    "check_open",
    "check_repeat",
    "complete_quiz_step",
    "complete_step",
    "enrol",
    "enrol_again",
    "erase_enrolment",
    "erase_learning_data",
    "record_by_hand",
    "record_presence",
    "recount_course",
    "submit_evaluation",
    "sync_enrolment",
]
