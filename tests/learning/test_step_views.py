"""Marking a step done from its page, and the small private address behind the ticks of cached pages."""

import uuid
from typing import Any

import pytest
from django.urls import reverse

from harmreduction_lms.learning.actions import complete_step
from harmreduction_lms.learning.models import Enrolment, StepProgress
from harmreduction_lms.quizzes.models import QuizRole
from tests.factories import make_course, make_enrolment, make_learner, steps_of


pytestmark = pytest.mark.django_db


def done_url(step: Any) -> str:
    return reverse("harmreduction_lms:complete_step", args=[getattr(step, "translation_key", step)])


def course_url(course: Any) -> str:
    return reverse("harmreduction_lms:my_course", args=[course.translation_key])


class TestCompleteStep:
    def test_marking_a_step_done_leads_to_the_next_one(
        self, signed_in: Any, enrolment: Enrolment, course: Any
    ) -> None:
        first, second, *_rest = steps_of(course)
        response = signed_in.post(done_url(first))
        assert (response.status_code, response["Location"]) == (302, second.url)
        assert StepProgress.objects.get().step_key == first.translation_key

    def test_the_step_that_completes_the_course_leads_to_what_comes_next(
        self, signed_in: Any, learner: Any
    ) -> None:
        course = make_course(modules=1, lessons=2)
        make_enrolment(learner=learner, course=course)
        first, second = steps_of(course)
        assert signed_in.post(done_url(second))["Location"] == course_url(course)
        assert signed_in.post(done_url(first))["Location"] == course_url(course)

    def test_it_takes_a_post(self, signed_in: Any, enrolment: Enrolment, course: Any) -> None:
        assert signed_in.get(done_url(steps_of(course)[0])).status_code == 405
        assert not StepProgress.objects.exists()

    def test_visitors_are_asked_to_sign_in(self, client: Any, course: Any) -> None:
        assert client.post(done_url(steps_of(course)[0]))["Location"].startswith("/login/")

    def test_steps_of_courses_one_is_not_enrolled_in_look_like_absent_ones(self, signed_in: Any) -> None:
        foreign = make_enrolment(learner=make_learner()).course
        answers = [signed_in.post(done_url(step)) for step in (steps_of(foreign)[0], uuid.uuid4())]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content
        assert not StepProgress.objects.exists()

    def test_a_quiz_is_refused_with_the_way_back(self, signed_in: Any, learner: Any) -> None:
        course = make_course(modules=1, lessons=0, quiz=QuizRole.POST_TEST)
        make_enrolment(learner=learner, course=course)
        response = signed_in.post(done_url(steps_of(course)[0]))
        assert response.status_code == 409
        assert "when you hand it in" in response.content.decode()
        assert course_url(course) in response.content.decode()

    def test_a_step_unpublished_while_being_read_is_refused_with_the_way_back(
        self, signed_in: Any, enrolment: Enrolment, course: Any
    ) -> None:
        step = steps_of(course)[0]
        step.unpublish()
        response = signed_in.post(done_url(step))
        assert response.status_code == 409
        assert "not part of the course any more" in response.content.decode()
        assert not StepProgress.objects.exists()


class TestLearnerState:
    @staticmethod
    def url(course: Any) -> str:
        return reverse("harmreduction_lms:learner_state", args=[course.translation_key])

    def test_a_visitor_is_told_nothing_at_no_cost(
        self, client: Any, course: Any, django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(0):
            response = client.get(self.url(course))
        assert response.json() == {"signed_in": False}
        assert not response.cookies

    def test_it_says_what_is_done(self, signed_in: Any, enrolment: Enrolment, course: Any) -> None:
        step = steps_of(course)[0]
        complete_step(enrolment=enrolment, step=step)
        response = signed_in.get(self.url(course))
        assert response.json() == {
            "signed_in": True,
            "enrolled": True,
            "done": [str(step.translation_key)],
            "percent": 25,
            "completed": False,
            "my_course_url": course_url(course),
        }
        assert "no-store" in response["Cache-Control"]

    def test_it_says_when_somebody_is_not_enrolled_or_the_course_does_not_exist(
        self, signed_in: Any, course: Any
    ) -> None:
        state = signed_in.get(self.url(course)).json()
        assert (state["enrolled"], state["done"], state["percent"]) == (False, [], 0)
        absent = signed_in.get(reverse("harmreduction_lms:learner_state", args=[uuid.uuid4()])).json()
        assert {**absent, "my_course_url": ""} == {**state, "my_course_url": ""}

    def test_only_the_newest_enrolment_counts(
        self, signed_in: Any, enrolment: Enrolment, course: Any
    ) -> None:
        complete_step(enrolment=enrolment, step=steps_of(course)[0])
        Enrolment.objects.create(
            learner=enrolment.learner,
            course=course,
            course_key=course.translation_key,
            course_title=course.title,
            number=2,
            enrolled_at=enrolment.enrolled_at,
            required_count=4,
        )
        state = signed_in.get(self.url(course)).json()
        assert (state["done"], state["percent"]) == ([], 0)

    @pytest.mark.parametrize("done", [0, 1, 4])
    def test_it_costs_three_queries(
        self, signed_in: Any, enrolment: Enrolment, course: Any, done: int, django_assert_num_queries: Any
    ) -> None:
        for step in steps_of(course)[:done]:
            complete_step(enrolment=enrolment, step=step)
        with django_assert_num_queries(3):
            assert len(signed_in.get(self.url(course)).json()["done"]) == done
