"""Enrolling, doing steps, completing, evaluating. Safe to call twice; the database decides races."""

import datetime
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.dispatch import Signal
from django.utils import timezone
from wagtail.log_actions import log

from harmreduction_lms.courses.outline import Outline
from harmreduction_lms.courses.selectors import outline
from harmreduction_lms.learning.audit_log import COMPLETE, ENROL
from harmreduction_lms.learning.errors import (
    ContentNotDone,
    CourseEnded,
    CourseNotOpen,
    CourseNotReleased,
    CourseRestricted,
    QuizNotPassed,
    StepNotInCourse,
)
from harmreduction_lms.learning.models import Enrolment, EvaluationReceipt, EvaluationSheet, StepProgress
from harmreduction_lms.learning.selectors import (
    AcceptRestriction,
    counts_as_done,
    course_pages,
    current_enrolment,
    done_count_of,
    done_keys,
    finished_quizzes,
    is_open_to,
    is_required_quiz,
)
from harmreduction_lms.learning.signals import course_completed, evaluation_submitted
from harmreduction_lms.quizzes.models import QuizAttempt


def enrol(*, learner: Any, course: Any, accept_restriction: AcceptRestriction) -> Enrolment:
    """The learner's enrolment in a course, made if there is none. `course` is a specific course page.

    Somebody who is enrolled stays so, whatever became of the course since.
    """
    if enrolled := current_enrolment(learner, course.translation_key):
        return enrolled
    check_open(course=course, accept_restriction=accept_restriction)
    try:
        return insert_enrolment(learner, course)
    except IntegrityError:  # Two tabs: the unique constraint let the other one win.
        winner = current_enrolment(learner, course.translation_key)
        if winner is None:
            raise
        return winner


def check_open(*, course: Any, accept_restriction: AcceptRestriction) -> None:
    """Raise what stands in the way of enrolling in a course, if anything does."""
    if not course.live:
        raise CourseNotOpen
    if not is_open_to(course, accept_restriction):
        raise CourseRestricted
    check_dates(course=course)


def check_dates(*, course: Any) -> None:
    """Raise `CourseNotOpen`, `CourseNotReleased` or `CourseEnded` by the course's dates, in the site's zone.

    `expire_at` is asked too: the command that unpublishes expired pages may run only once an hour.
    """
    today = _today()
    if course.expired or (course.expire_at is not None and course.expire_at <= timezone.now()):
        raise CourseNotOpen
    if course.released_on and course.released_on > today:
        raise CourseNotReleased
    if course.ends_on and course.ends_on < today:
        raise CourseEnded


def complete_step(*, enrolment: Enrolment, step: Any) -> Enrolment:
    """A learner says that a lesson is done. `step` is a page or a step's key.

    A step done for an enrolment that is already complete is recorded all the same.
    """
    course = enrolment.course
    is_open = course is not None and course.live
    found = outline(course).find(getattr(step, "translation_key", step)) if is_open else None
    if found is None:
        raise StepNotInCourse
    if found.kind == "quiz":
        raise QuizNotPassed
    _record_step(enrolment.pk, found.key, Value(found.is_required))
    enrolment.refresh_from_db()
    return enrolment


def complete_quiz_step(*, attempt: QuizAttempt) -> None:
    """Complete the step of a graded attempt, when it counts (`counts_as_done`) and was taken for a course.

    Three statements in the ordinary case: submitting a quiz has a budget. That the quiz is a step of the
    course was settled when the attempt started, so it is not asked again.
    """
    if attempt.context_key and counts_as_done(attempt):
        _record_step(attempt.context_key, attempt.quiz_key, is_required_quiz(attempt.page_id))


def sync_enrolment(*, enrolment: Enrolment, plan: Outline) -> Enrolment:
    """Bring an open enrolment in line with the outline and with what was handed in.

    Heals what a failing receiver or an edited course left behind. Writes nothing when nothing has drifted.
    """
    if enrolment.is_completed:
        return enrolment
    done = done_keys(enrolment)
    quizzes = frozenset(step.key for step in plan.steps if step.kind == "quiz")
    missed = (quizzes - done) & finished_quizzes(enrolment) if quizzes - done else frozenset()
    expected = (len(plan.required_keys & (done | missed)), len(plan.required_keys))
    is_complete = bool(plan.required_keys) and expected[0] == expected[1]
    if missed or is_complete or expected != (enrolment.done_count, enrolment.required_count):
        _settle(enrolment.pk, plan, missed)
        enrolment.refresh_from_db()
    return enrolment


def recount_course(*, course_key: UUID) -> None:
    """Renew the counts on the open enrolments of a course whose steps changed. Completes nobody: that takes
    an act of the learner's own."""
    for course in course_pages(course_key):
        required = len(outline(course).required_keys)
        open_ones = Enrolment.objects.filter(course=course, completed_at=None)
        open_ones.update(done_count=done_count_of(course), required_count=required)


def submit_evaluation(*, enrolment: Enrolment, answers: Mapping[str, Any]) -> EvaluationReceipt:
    """Hand in the evaluation, once: who did is kept apart from what was written (ce-rules C-09, H-07)."""
    if not enrolment.is_completed:
        raise ContentNotDone
    with transaction.atomic():
        receipt, is_first = EvaluationReceipt.objects.get_or_create(
            enrolment=enrolment, defaults={"submitted_at": timezone.now()}
        )
        if is_first:
            month = _today().replace(day=1)
            EvaluationSheet.objects.create(
                course_key=enrolment.course_key, month=month, answers=dict(answers)
            )
            _announce(evaluation_submitted, enrolment)
    return receipt


@transaction.atomic
def insert_enrolment(learner: Any, course: Any, *, number: int = 1) -> Enrolment:
    """The row itself, with its log entry; `enrol` and `enrol_again` decide whether there may be one."""
    enrolment = Enrolment.objects.create(
        learner=learner,
        course_id=course.pk,
        course_key=course.translation_key,
        course_title=course.title,
        number=number,
        enrolled_at=timezone.now(),
        required_count=len(outline(course).required_keys),
    )
    log(enrolment, ENROL, user=learner, title=course.title)
    return enrolment


@transaction.atomic
def _record_step(enrolment_id: UUID, step_key: UUID, is_required: Any) -> None:
    """Insert the step and count it. The outline is read only when this step may have been the last.

    The row is locked first: of two last steps done at the same moment each must see the other's. Counts are a
    summary: they are renewed when the course changes (`recount_course`) and when its page is looked at.
    """
    enrolment = _locked(enrolment_id, is_required)
    is_new = _insert_once(enrolment_id, step_key)
    if enrolment.is_completed or enrolment.course_id is None:
        return
    done = enrolment.done_count + (is_new and enrolment.is_required)
    if done != enrolment.done_count:
        Enrolment.objects.filter(pk=enrolment_id).update(done_count=done)
    if done >= enrolment.required_count:
        _complete_if_done(Enrolment.objects.get(pk=enrolment_id), outline(enrolment.course))


@transaction.atomic
def _settle(enrolment_id: UUID, plan: Outline, missed: Iterable[UUID]) -> None:
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment_id)
    _insert_progress(enrolment_id, missed)
    done = plan.required_keys & done_keys(enrolment)
    Enrolment.objects.filter(pk=enrolment_id, completed_at=None).update(
        done_count=len(done), required_count=len(plan.required_keys)
    )
    _complete_if_done(enrolment, plan)


def _complete_if_done(enrolment: Enrolment, plan: Outline) -> None:
    """Complete the enrolment when every required step is done. The UPDATE decides who announces it.

    A course without required steps is never completed: enrolling alone must not earn anything.
    """
    if not plan.required_keys or not plan.required_keys <= done_keys(enrolment):
        return
    now = timezone.now()
    if Enrolment.objects.filter(pk=enrolment.pk, completed_at=None).update(completed_at=now):
        enrolment.completed_at = now
        enrolment.done_count = enrolment.required_count = len(plan.required_keys)
        log(enrolment, COMPLETE, title=enrolment.course_title)
        _announce(course_completed, enrolment)


def _locked(enrolment_id: UUID, is_required: Any) -> Any:
    """What counting needs of the enrolment, locked, with whether the step `is_required`. One query.

    Whether the step is done already cannot be asked here: PostgreSQL reads the locked row anew after waiting
    for it, but subqueries as they were before. The insert finds out.
    """
    rows = Enrolment.objects.select_for_update(of=("self",)).annotate(is_required=is_required)
    return rows.only("completed_at", "course_id", "done_count", "required_count").get(pk=enrolment_id)


def _insert_once(enrolment_id: UUID, step_key: UUID) -> bool:
    """Whether the step was new; the unique constraint knows."""
    try:
        with transaction.atomic():
            StepProgress.objects.create(
                enrolment_id=enrolment_id, step_key=step_key, completed_at=timezone.now()
            )
    except IntegrityError:
        return False
    return True


def _insert_progress(enrolment_id: UUID, keys: Iterable[UUID]) -> None:
    now = timezone.now()
    rows = [StepProgress(enrolment_id=enrolment_id, step_key=key, completed_at=now) for key in keys]
    StepProgress.objects.bulk_create(rows, ignore_conflicts=True)


def _announce(signal: Signal, enrolment: Enrolment) -> None:
    """Send after commit. `send_robust` logs a receiver that fails; what was recorded stands."""
    transaction.on_commit(partial(signal.send_robust, sender=Enrolment, enrolment=enrolment), robust=True)


def _today() -> datetime.date:
    """The date in the site's zone, not in the zone somebody's browser or the admin has switched to."""
    return timezone.localdate(timezone=timezone.get_default_timezone())
