"""Who may start a quiz that is a step of a course."""

from typing import Any
from uuid import UUID

from harmreduction_lms.courses.selectors import course_of
from harmreduction_lms.learning.errors import NotEnrolled
from harmreduction_lms.learning.selectors import current_enrolment, enrolment_above


def enrolment_of_attempt(user: Any, quiz_page: Any) -> UUID | None:
    """The enrolment an attempt is taken for; `None` for a quiz outside of courses.

    One query for somebody enrolled in this language, three at most. Raises `NotEnrolled` when the quiz is a
    step of a course and the learner has not enrolled in it.
    """
    if (found := enrolment_above(user, quiz_page)) is not None:
        return found
    course = course_of(quiz_page)
    if course is None:
        return None
    # Enrolled in another language of the same course.
    enrolment = current_enrolment(user, course.translation_key)
    if enrolment is None:
        raise NotEnrolled
    return enrolment.pk
