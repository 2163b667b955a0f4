"""Learning listens to quizzes, and fills the places that courses and quizzes keep for it."""

from typing import Any
from uuid import UUID

from harmreduction_lms.courses.signals import course_changed
from harmreduction_lms.courses.slots import step_slots
from harmreduction_lms.learning import components, gates
from harmreduction_lms.learning.actions import complete_quiz_step, recount_course
from harmreduction_lms.quizzes.gates import attempt_gates
from harmreduction_lms.quizzes.models import QuizAttempt
from harmreduction_lms.quizzes.signals import quiz_attempt_graded
from harmreduction_lms.quizzes.slots import result_slots


def complete_step_of_attempt(sender: Any, *, attempt: QuizAttempt, **kwargs: Any) -> None:
    """A graded attempt completes its step. If this fails, `sync_enrolment` makes up for it later."""
    complete_quiz_step(attempt=attempt)


def recount(sender: Any, *, course_key: UUID, **kwargs: Any) -> None:
    """A course has more or fewer required steps than its learners' rows say."""
    recount_course(course_key=course_key)


def connect() -> None:
    """Called once, when the app is ready."""
    course_changed.connect(recount, dispatch_uid="harmreduction_lms.learning")
    quiz_attempt_graded.connect(complete_step_of_attempt, dispatch_uid="harmreduction_lms.learning")
    attempt_gates.register("enrolment", gates.enrolment_of_attempt)
    step_slots.register("progress", components.step_progress)
    step_slots.register("actions", components.step_actions)
    result_slots.register("continue", components.continue_after_quiz)
