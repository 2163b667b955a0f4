"""Taking a course again for a new period: a new enrolment, beside the old one (ce-rules B-17, E-09)."""

from typing import Any

from django.db import IntegrityError

from harmreduction_lms.learning.actions.progress import check_open, insert_enrolment
from harmreduction_lms.learning.errors import CourseNotCompleted, QuizStillOpen, RepeatRefused
from harmreduction_lms.learning.models import Enrolment
from harmreduction_lms.learning.needs import repeat_notices
from harmreduction_lms.learning.selectors import AcceptRestriction
from harmreduction_lms.quizzes.actions import close_if_expired
from harmreduction_lms.quizzes.models import AttemptState, QuizAttempt


def enrol_again(*, enrolment: Enrolment, course: Any, accept_restriction: AcceptRestriction) -> Enrolment:
    """The enrolment that follows `enrolment`, made if there is none. Nothing of the old one changes: steps,
    attempts, evaluation and awards are its own, and the new one has none. `course` is a specific course page.
    """
    if following := _following(enrolment):
        return following
    check_repeat(enrolment=enrolment, course=course, accept_restriction=accept_restriction)
    try:
        return insert_enrolment(enrolment.learner, course, number=enrolment.number + 1)
    except IntegrityError:  # Two tabs: the unique constraint let the other one win.
        winner = _following(enrolment)
        if winner is None:
            raise
        return winner


def check_repeat(*, enrolment: Enrolment, course: Any, accept_restriction: AcceptRestriction) -> None:
    """Raise what stands in the way of taking the course of an enrolment again, if anything does."""
    if not enrolment.is_completed:
        raise CourseNotCompleted
    check_open(course=course, accept_restriction=accept_restriction)
    _check_quizzes(enrolment)
    for notice in repeat_notices(enrolment):
        if notice.is_refusal:
            raise RepeatRefused(notice.text)


def _check_quizzes(enrolment: Enrolment) -> None:
    """A quiz has one open attempt at most: left open, it would be gone on with for the old enrolment."""
    open_ones = QuizAttempt.objects.filter(
        learner_id=enrolment.learner_id, context_key=enrolment.pk, state=AttemptState.OPEN
    )
    if any(close_if_expired(attempt=attempt).is_open for attempt in open_ones):
        raise QuizStillOpen


def _following(enrolment: Enrolment) -> Enrolment | None:
    same = Enrolment.objects.filter(learner_id=enrolment.learner_id, course_key=enrolment.course_key)
    return same.filter(number=enrolment.number + 1).select_related("course").first()
