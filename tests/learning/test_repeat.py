"""Taking a course again for a new period: everything anew, and nothing of the last time lost (B-17, E-09)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from harmreduction_lms.learning.actions import complete_step, enrol_again, submit_evaluation
from harmreduction_lms.learning.audit_log import ENROL
from harmreduction_lms.learning.errors import (
    CourseEnded,
    CourseNotCompleted,
    CourseNotOpen,
    CourseRestricted,
    QuizStillOpen,
    RepeatRefused,
)
from harmreduction_lms.learning.models import Enrolment, EvaluationReceipt, StepProgress
from harmreduction_lms.learning.needs import RepeatNotice, repeat_rules
from harmreduction_lms.learning.selectors import current_enrolment, learner_state
from harmreduction_lms.quizzes.actions import start_attempt, submit_attempt
from harmreduction_lms.quizzes.errors import AttemptLimitReached
from harmreduction_lms.quizzes.models import AttemptState, QuizAttempt
from tests.factories import (
    accept_anybody,
    accept_nobody,
    make_attempt,
    make_course,
    make_enrolment,
    make_learner,
    make_quiz,
    steps_of,
)


pytestmark = pytest.mark.django_db


@pytest.fixture
def completed(enrolment: Enrolment) -> Enrolment:
    for step in steps_of(enrolment.course):
        enrolment = complete_step(enrolment=enrolment, step=step)
    return enrolment


@pytest.fixture
def says() -> Iterator[list[RepeatNotice]]:
    """What a higher domain has to say: put notices in."""
    notices: list[RepeatNotice] = []
    repeat_rules.register("test", lambda enrolment: notices)
    yield notices
    repeat_rules.unregister("test")


def again(enrolment: Enrolment) -> Enrolment:
    course: Any = enrolment.course
    return enrol_again(enrolment=enrolment, course=course.specific, accept_restriction=accept_anybody)


def url(enrolment: Enrolment) -> str:
    return reverse("harmreduction_lms:take_again", args=[enrolment.course_key])


def test_e09_a_new_enrolment_begins_with_nothing_done_and_the_old_one_stays(completed: Enrolment) -> None:
    submit_evaluation(enrolment=completed, answers={})
    before = Enrolment.objects.filter(pk=completed.pk).values().get()

    new = again(completed)

    assert (new.number, new.done_count, new.completed_at) == (2, 0, None)
    assert new.required_count == before["required_count"]
    assert Enrolment.objects.filter(pk=completed.pk).values().get() == before
    assert StepProgress.objects.filter(enrolment=completed).count() == 4
    assert EvaluationReceipt.objects.get().enrolment == completed
    assert current_enrolment(completed.learner, completed.course_key) == new
    assert learner_state(completed.learner, completed.course_key).done == frozenset()
    assert ModelLogEntry.objects.filter(action=ENROL).count() == 2


def test_doing_it_twice_makes_one(completed: Enrolment) -> None:
    assert again(completed) == again(completed)
    assert Enrolment.objects.count() == 2


def test_a_course_under_way_is_not_begun_again(enrolment: Enrolment) -> None:
    with pytest.raises(CourseNotCompleted):
        again(enrolment)
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "accept", "error"),
    [
        ({"live": False}, accept_anybody, CourseNotOpen),
        ({"ends_on": "2020-01-01"}, accept_anybody, CourseEnded),
        ({}, accept_nobody, CourseRestricted),
    ],
)
def test_a_course_that_takes_no_learners_takes_none_again(
    completed: Enrolment, course: Any, change: dict[str, Any], accept: Any, error: type[Exception]
) -> None:
    type(course).objects.filter(pk=course.pk).update(**change)
    course = type(course).objects.get(pk=course.pk)
    if accept is accept_nobody:
        from wagtail.models import PageViewRestriction

        PageViewRestriction.objects.create(page=course, restriction_type="groups")
    with pytest.raises(error):
        enrol_again(enrolment=completed, course=course, accept_restriction=accept)
    assert Enrolment.objects.count() == 1


def test_b17_who_refuses_is_heard(completed: Enrolment, says: list[RepeatNotice]) -> None:
    says.append(RepeatNotice("Once is enough.", is_refusal=True))
    with pytest.raises(RepeatRefused, match="Once is enough"):
        again(completed)
    assert Enrolment.objects.count() == 1


def test_a_quiz_left_open_is_handed_in_first(completed: Enrolment) -> None:
    page = make_quiz(parent=completed.course)
    make_attempt(enrolment=completed, page=page, state=AttemptState.OPEN, submitted_at=None)
    with pytest.raises(QuizStillOpen):
        again(completed)


def test_e09_attempts_are_counted_anew_in_each_period(learner: Any) -> None:
    course = make_course(modules=1, lessons=1)
    quiz = make_quiz(parent=course, attempts_allowed=1, is_required=False)
    first = make_enrolment(learner=learner, course=course)
    first = complete_step(enrolment=first, step=steps_of(course)[0])
    submit_attempt(attempt=start_attempt(learner=learner, page=quiz))
    with pytest.raises(AttemptLimitReached):
        start_attempt(learner=learner, page=quiz)

    second = again(first)

    assert start_attempt(learner=learner, page=quiz).context_key == second.pk
    assert set(QuizAttempt.objects.values_list("context_key", flat=True)) == {first.pk, second.pk}


class TestPage:
    def test_a_completed_course_offers_it(self, signed_in: Any, completed: Enrolment) -> None:
        html = signed_in.get(
            reverse("harmreduction_lms:my_course", args=[completed.course_key])
        ).content.decode()
        assert f'href="{url(completed)}"' in html

    def test_b17_it_says_first_what_it_means_and_what_the_board_may_say(
        self, signed_in: Any, completed: Enrolment, says: list[RepeatNotice]
    ) -> None:
        says.append(RepeatNotice("Your board may not count it twice."))
        html = signed_in.get(url(completed)).content.decode()
        assert "Your board may not count it twice." in html
        assert "What you were awarded before stays" in html
        assert Enrolment.objects.count() == 1

    def test_pressing_the_button_starts_again_and_twice_starts_once(
        self, signed_in: Any, completed: Enrolment
    ) -> None:
        for _time in range(2):
            response = signed_in.post(url(completed), {"after": "1"}, follow=True)
            assert "Start:" in response.content.decode()
        assert Enrolment.objects.count() == 2

    def test_b17_a_refusal_is_a_page_with_the_way_back(
        self, signed_in: Any, completed: Enrolment, says: list[RepeatNotice]
    ) -> None:
        says.append(RepeatNotice("Once is enough.", is_refusal=True))
        for response in (signed_in.get(url(completed)), signed_in.post(url(completed), {"after": "1"})):
            assert response.status_code == 409
            assert "Once is enough." in response.content.decode()
        assert Enrolment.objects.count() == 1

    def test_somebody_elses_course_is_not_there(self, client: Any, completed: Enrolment) -> None:
        client.force_login(make_learner())
        assert client.post(url(completed), {"after": "1"}).status_code == 404
        assert client.get(url(completed)).status_code == 404
