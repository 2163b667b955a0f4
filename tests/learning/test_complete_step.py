"""Marking steps done: counts, completion, and what must not be possible."""

import logging
import uuid
from typing import Any

import pytest
from wagtail.models import ModelLogEntry

from harmreduction_lms.courses.selectors import outline
from harmreduction_lms.learning.actions import complete_quiz_step, complete_step, sync_enrolment
from harmreduction_lms.learning.errors import QuizNotPassed, StepNotInCourse
from harmreduction_lms.learning.models import Enrolment, StepProgress
from harmreduction_lms.learning.signals import course_completed
from harmreduction_lms.quizzes.models import QuizRole
from tests.factories import make_attempt, make_course, make_enrolment, make_lesson, make_quiz, steps_of


pytestmark = pytest.mark.django_db


@pytest.fixture
def announced() -> Any:
    """Enrolments that `course_completed` was sent for, in order."""
    heard: list[Enrolment] = []

    def listen(sender: Any, *, enrolment: Enrolment, **kwargs: Any) -> None:
        heard.append(enrolment)

    course_completed.connect(listen)
    yield heard
    course_completed.disconnect(listen)


def finish(enrolment: Enrolment) -> Enrolment:
    for step in steps_of(enrolment.course):
        enrolment = complete_step(enrolment=enrolment, step=step)
    return enrolment


def test_a_lesson_is_done_once_however_often_it_is_said(enrolment: Enrolment, course: Any) -> None:
    lesson = steps_of(course)[0]
    for step in (lesson, lesson, lesson.translation_key):
        enrolment = complete_step(enrolment=enrolment, step=step)
    assert StepProgress.objects.count() == 1
    assert (enrolment.done_count, enrolment.required_count, enrolment.percent) == (1, 4, 25)


def test_the_last_required_step_completes_the_course_and_announces_it_once(
    enrolment: Enrolment, course: Any, announced: list[Enrolment], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        *first, last = steps_of(course)
        for step in first:
            enrolment = complete_step(enrolment=enrolment, step=step)
        assert (enrolment.percent, enrolment.is_completed, announced) == (75, False, [])
        enrolment = complete_step(enrolment=enrolment, step=last)
        completed_at = enrolment.completed_at
        complete_step(enrolment=enrolment, step=last)

    enrolment.refresh_from_db()
    assert (enrolment.percent, enrolment.completed_at) == (100, completed_at)
    assert announced == [enrolment]
    assert ModelLogEntry.objects.filter(action="harmreduction_lms.complete_course").count() == 1


def test_optional_steps_neither_count_nor_hold_anybody_up(learner: Any) -> None:
    course = make_course(modules=1, lessons=2)
    optional = make_lesson(parent=course.get_first_child(), is_required=False)
    enrolment = make_enrolment(learner=learner, course=course)

    enrolment = complete_step(enrolment=enrolment, step=optional)
    assert (enrolment.done_count, enrolment.required_count, enrolment.is_completed) == (0, 2, False)

    for step in steps_of(course)[:2]:
        enrolment = complete_step(enrolment=enrolment, step=step)
    assert enrolment.is_completed


def test_a_course_without_required_steps_is_never_completed(learner: Any) -> None:
    course = make_course(modules=1, lessons=0)
    optional = make_lesson(parent=course.get_first_child(), is_required=False)
    enrolment = make_enrolment(learner=learner, course=course)
    assert not complete_step(enrolment=enrolment, step=optional).is_completed


def test_a_step_added_later_does_not_undo_a_completion(enrolment: Enrolment, course: Any) -> None:
    enrolment = finish(enrolment)
    added = make_lesson(parent=course.get_first_child())

    enrolment = sync_enrolment(enrolment=enrolment, plan=outline(course))
    assert (enrolment.is_completed, enrolment.percent) == (True, 100)
    enrolment = complete_step(enrolment=enrolment, step=added)
    assert (enrolment.is_completed, enrolment.percent) == (True, 100)


def test_a_step_added_before_the_end_has_to_be_done_too(enrolment: Enrolment, course: Any) -> None:
    *first, last = steps_of(course)
    for step in first:
        enrolment = complete_step(enrolment=enrolment, step=step)
    make_lesson(parent=course.get_first_child())
    enrolment = complete_step(enrolment=enrolment, step=last)
    assert (enrolment.percent, enrolment.is_completed) == (80, False)


def test_the_percentage_never_exceeds_100_when_steps_are_taken_away(
    enrolment: Enrolment, course: Any
) -> None:
    *first, last = steps_of(course)
    for step in first:
        enrolment = complete_step(enrolment=enrolment, step=step)
    first[0].unpublish()
    first[1].unpublish()

    enrolment = complete_step(enrolment=enrolment, step=first[2])
    assert (enrolment.done_count, enrolment.required_count, enrolment.percent) == (1, 2, 50)
    assert complete_step(enrolment=enrolment, step=last).percent == 100


@pytest.mark.parametrize(
    ("done", "required", "percent"),
    [(0, 0, 0), (0, 3, 0), (1, 3, 33), (2, 3, 66), (7999, 10000, 79), (3, 3, 100), (5, 3, 100)],
)
def test_the_percentage_is_rounded_down(done: int, required: int, percent: int) -> None:
    assert Enrolment(done_count=done, required_count=required).percent == percent


def test_a_step_of_another_course_is_refused(enrolment: Enrolment) -> None:
    for step in (steps_of(make_course(modules=1, lessons=1))[0], uuid.uuid4()):
        with pytest.raises(StepNotInCourse):
            complete_step(enrolment=enrolment, step=step)
    assert not StepProgress.objects.exists()


@pytest.mark.parametrize("hidden", ["step", "module", "course"])
def test_a_step_that_is_no_longer_published_is_refused(
    enrolment: Enrolment, course: Any, hidden: str
) -> None:
    step = steps_of(course)[0]
    {"step": step, "module": step.get_parent(), "course": course}[hidden].unpublish()
    enrolment.refresh_from_db()

    with pytest.raises(StepNotInCourse):
        complete_step(enrolment=enrolment, step=step)
    assert not StepProgress.objects.exists()


def test_a_step_is_refused_when_the_course_was_deleted(enrolment: Enrolment, course: Any) -> None:
    step = steps_of(course)[0]
    course.delete()
    enrolment.refresh_from_db()
    with pytest.raises(StepNotInCourse):
        complete_step(enrolment=enrolment, step=step)


def test_a_quiz_cannot_be_ticked_off_by_hand(learner: Any) -> None:
    course = make_course(modules=1, lessons=0, quiz=QuizRole.POST_TEST)
    enrolment = make_enrolment(learner=learner, course=course)
    with pytest.raises(QuizNotPassed):
        complete_step(enrolment=enrolment, step=steps_of(course)[0])
    assert not StepProgress.objects.exists()


@pytest.mark.parametrize(
    ("role", "is_passed", "counts"),
    [
        (QuizRole.POST_TEST, True, True),
        (QuizRole.POST_TEST, False, False),
        (QuizRole.POST_TEST, None, True),  # no pass mark: nothing to fail
        (QuizRole.PRE_TEST, False, True),
        (QuizRole.CHECK_YOURSELF, None, True),
    ],
)
def test_a_quiz_is_done_when_handed_in_and_a_post_test_when_passed(
    learner: Any, role: str, is_passed: bool | None, counts: bool
) -> None:
    course = make_course(modules=1, lessons=1, quiz=role)
    enrolment = make_enrolment(learner=learner, course=course)
    attempt = make_attempt(enrolment=enrolment, page=steps_of(course)[1], is_passed=is_passed)

    complete_quiz_step(attempt=attempt)

    enrolment.refresh_from_db()
    assert enrolment.done_count == int(counts)


def test_an_attempt_outside_of_courses_changes_nothing(learner: Any) -> None:
    course = make_course(modules=1, lessons=0, quiz=QuizRole.POST_TEST)
    enrolment = make_enrolment(learner=learner, course=course)
    attempt = make_attempt(enrolment=enrolment, page=steps_of(course)[0], is_passed=True, context_key=None)
    complete_quiz_step(attempt=attempt)
    assert not StepProgress.objects.exists()


def test_a_quiz_costs_three_statements_when_the_course_is_far_from_done(
    learner: Any, django_assert_num_queries: Any
) -> None:
    course = make_course(modules=2, lessons=2, quiz=QuizRole.PRE_TEST)
    enrolment = make_enrolment(learner=learner, course=course)
    attempt = make_attempt(enrolment=enrolment, page=steps_of(course)[-1])
    with django_assert_num_queries(7):  # and twice a savepoint's two: tests run in a transaction
        complete_quiz_step(attempt=attempt)


def test_a_failing_receiver_of_the_completion_undoes_nothing(
    enrolment: Enrolment, announced: list[Enrolment], django_capture_on_commit_callbacks: Any, caplog: Any
) -> None:
    def fail(sender: Any, **kwargs: Any) -> None:
        raise RuntimeError("the award failed")

    course_completed.connect(fail)
    try:
        with caplog.at_level(logging.ERROR), django_capture_on_commit_callbacks(execute=True):
            finish(enrolment)
    finally:
        course_completed.disconnect(fail)

    enrolment.refresh_from_db()
    assert enrolment.is_completed
    assert announced == [enrolment]
    assert "the award failed" in caplog.text


class TestSync:
    """`sync_enrolment` heals what a failing receiver or an edited course left behind."""

    def test_a_passed_quiz_whose_receiver_failed_is_made_up_for(
        self, learner: Any, announced: list[Enrolment], django_capture_on_commit_callbacks: Any
    ) -> None:
        course = make_course(modules=1, lessons=0, quiz=QuizRole.POST_TEST)
        enrolment = make_enrolment(learner=learner, course=course)
        make_attempt(enrolment=enrolment, page=steps_of(course)[0], is_passed=True)

        with django_capture_on_commit_callbacks(execute=True):
            enrolment = sync_enrolment(enrolment=enrolment, plan=outline(course))
            sync_enrolment(enrolment=enrolment, plan=outline(course))

        assert (enrolment.is_completed, enrolment.percent) == (True, 100)
        assert announced == [enrolment]

    def test_a_failed_post_test_is_not_made_up_for(self, learner: Any) -> None:
        course = make_course(modules=1, lessons=0, quiz=QuizRole.POST_TEST)
        enrolment = make_enrolment(learner=learner, course=course)
        make_attempt(enrolment=enrolment, page=steps_of(course)[0], is_passed=False)
        assert not sync_enrolment(enrolment=enrolment, plan=outline(course)).is_completed

    def test_the_attempt_of_somebody_else_does_not_count(self, enrolment: Enrolment, learner: Any) -> None:
        course = make_course(modules=1, lessons=0, quiz=QuizRole.POST_TEST)
        mine = make_enrolment(learner=learner, course=course)
        make_attempt(enrolment=enrolment, page=steps_of(course)[0], is_passed=True)
        assert not sync_enrolment(enrolment=mine, plan=outline(course)).is_completed

    def test_a_course_shortened_to_what_was_done_is_complete(self, enrolment: Enrolment, course: Any) -> None:
        *first, last = steps_of(course)
        for step in first:
            enrolment = complete_step(enrolment=enrolment, step=step)
        last.unpublish()
        assert sync_enrolment(enrolment=enrolment, plan=outline(course)).is_completed

    def test_nothing_is_written_when_nothing_has_drifted(
        self, enrolment: Enrolment, course: Any, django_assert_num_queries: Any
    ) -> None:
        enrolment = complete_step(enrolment=enrolment, step=steps_of(course)[0])
        plan = outline(course)
        with django_assert_num_queries(1):
            sync_enrolment(enrolment=enrolment, plan=plan)


def test_a_quiz_added_later_counts_when_it_is_handed_in(enrolment: Enrolment) -> None:
    quiz = make_quiz(parent=enrolment.course.get_first_child(), role=QuizRole.CHECK_YOURSELF)
    complete_quiz_step(attempt=make_attempt(enrolment=enrolment, page=quiz))
    enrolment.refresh_from_db()
    assert (enrolment.done_count, enrolment.required_count) == (1, 5)
