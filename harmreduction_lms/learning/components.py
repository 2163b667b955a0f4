"""What learning shows on pages of lower domains: ticks, progress, "done, next step", and what follows a quiz.

Nothing here writes. On pages seen without signing in everything is left out, so that they stay public.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from laces.components import Component

from harmreduction_lms.courses.outline import Outline, OutlineStep
from harmreduction_lms.courses.selectors import outline
from harmreduction_lms.learning.models import Enrolment
from harmreduction_lms.learning.seat_time_standing import SeatTimeStanding, seat_time_standing
from harmreduction_lms.learning.selectors import LearnerState, done_keys, learner_state, resume_step
from harmreduction_lms.quizzes.models import AttemptState, QuizAttempt


class LearnerComponent(Component):
    """A component with a template and a request, which its form needs for the CSRF token."""

    def __init__(self, request: HttpRequest, template_name: str, **context: Any) -> None:
        self.request = request
        self.template_name = template_name
        self.context = context

    def render_html(self, parent_context: Any = None) -> Any:
        return render_to_string(self.template_name, self.context, self.request)


@dataclass(frozen=True)
class QuizStanding:
    """How far a learner got with a quiz, in the words of `step_actions.html`."""

    attempts: int
    is_open: bool
    is_passed: bool


def step_progress(
    request: HttpRequest, page: Any, course: Any | None, plan: Outline | None
) -> Component | None:
    """The outline beside a step with the learner's ticks; for somebody who is not enrolled, nothing."""
    state = _state(request, course)
    step = plan.find(page.translation_key) if plan else None
    if state is None or state.enrolment is None or plan is None or step is None:
        return None
    return LearnerComponent(
        request,
        "harmreduction_lms/learning/step_progress.html",
        enrolment=state.enrolment,
        done=state.done,
        step=step,
        module=plan.module_of(step.key),
        total=len(plan.steps),
    )


def step_actions(
    request: HttpRequest, page: Any, course: Any | None, plan: Outline | None
) -> Component | None:
    """Below a lesson "done, next step", below a quiz how it stands; an invitation to those not enrolled."""
    state = _state(request, course)
    step = plan.find(page.translation_key) if plan else None
    if state is None or plan is None or step is None:
        return None
    return LearnerComponent(
        request,
        "harmreduction_lms/learning/step_actions.html",
        step=step,
        course_key=plan.course_key,
        enrolment=state.enrolment,
        is_done=step.key in state.done,
        following=plan.next_after(step.key),
        preceding=plan.previous_before(step.key),
        standing=_standing(state.enrolment, step),
        seat_time=_seat_time(state, step),
    )


def continue_after_quiz(request: HttpRequest, attempt: QuizAttempt) -> Component | None:
    """What follows a graded quiz: the next step, or what comes after the course. Three queries."""
    enrolment = _enrolment_of(attempt)
    if enrolment is None:
        return None
    course = enrolment.course
    plan = outline(course, request=request) if course and course.live else None
    done = done_keys(enrolment)
    return LearnerComponent(
        request,
        "harmreduction_lms/learning/continue.html",
        enrolment=enrolment,
        is_done=attempt.quiz_key in done,
        following=_following(plan, attempt.quiz_key, done) if plan else None,
    )


def _enrolment_of(attempt: QuizAttempt) -> Enrolment | None:
    if attempt.context_key is None:
        return None
    mine = Enrolment.objects.filter(pk=attempt.context_key, learner_id=attempt.learner_id)
    return mine.select_related("course").first()


def _following(plan: Outline, quiz_key: UUID, done: frozenset[UUID]) -> OutlineStep | None:
    """The step after the quiz; after the last one, the first that was left out."""
    return plan.next_after(quiz_key) or resume_step(plan, done | {quiz_key})


def _state(request: HttpRequest, course: Any | None) -> LearnerState | None:
    """The learner's state, read once a request; `None` when nobody is signed in, and in previews."""
    user = getattr(request, "user", None)
    if course is None or user is None or not user.is_authenticated or getattr(request, "is_preview", False):
        return None
    states: dict[UUID, LearnerState] = request.__dict__.setdefault("_harmreduction_lms_states", {})
    if course.translation_key not in states:
        key = course.translation_key
        states[key] = learner_state(user, key, with_seat_time=True)
    return states[course.translation_key]


def _seat_time(state: LearnerState, step: OutlineStep) -> SeatTimeStanding | None:
    """No query where the course asks for no time."""
    return seat_time_standing(state.enrolment, step, state.minutes_asked) if state.enrolment else None


def _standing(enrolment: Enrolment | None, step: OutlineStep) -> QuizStanding | None:
    """One query for a quiz, none for a lesson."""
    if enrolment is None or step.kind != "quiz":
        return None
    attempts = QuizAttempt.objects.filter(context_key=enrolment.pk, quiz_key=step.key)
    rows = list(attempts.values_list("state", "is_passed"))
    return QuizStanding(
        attempts=len(rows),
        is_open=any(state == AttemptState.OPEN for state, _passed in rows),
        is_passed=any(passed for _state, passed in rows),
    )
