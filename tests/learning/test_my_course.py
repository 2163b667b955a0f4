"""The learner's own page of a course: enrolling, going on, and what comes after."""

from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from laces.components import Component
from wagtail.models import PageViewRestriction

from harmreduction_lms.learning.actions import complete_step, submit_evaluation
from harmreduction_lms.learning.models import Enrolment
from harmreduction_lms.learning.slots import completion_slots
from harmreduction_lms.quizzes.models import QuizRole
from tests.factories import make_attempt, make_course, make_enrolment, make_learner, steps_of


pytestmark = pytest.mark.django_db


def my_course(course: Any) -> str:
    return reverse("harmreduction_lms:my_course", args=[course.translation_key])


def enrol_url(course: Any) -> str:
    return reverse("harmreduction_lms:enrol", args=[course.translation_key])


def finish(enrolment: Enrolment) -> Enrolment:
    for step in steps_of(enrolment.course):
        enrolment = complete_step(enrolment=enrolment, step=step)
    return enrolment


class TestEnrolling:
    def test_somebody_not_enrolled_is_told_what_enrolling_means(self, signed_in: Any, course: Any) -> None:
        html = signed_in.get(my_course(course)).content.decode()
        assert "What enrolling means" in html
        assert f'action="{enrol_url(course)}"' in html
        assert "csrfmiddlewaretoken" in html
        assert all(step.title in html for step in steps_of(course))
        assert not Enrolment.objects.exists()

    def test_pressing_the_button_enrols_and_leads_to_the_first_step(
        self, signed_in: Any, course: Any
    ) -> None:
        response = signed_in.post(enrol_url(course), follow=True)
        first = steps_of(course)[0]
        assert response.redirect_chain[-1][0] == my_course(course)
        assert f"Start: {first.title}" in response.content.decode()
        assert f'href="{first.url}"' in response.content.decode()
        assert Enrolment.objects.count() == 1

    def test_enrolling_takes_a_post(self, signed_in: Any, course: Any) -> None:
        assert signed_in.get(enrol_url(course)).status_code == 405
        assert not Enrolment.objects.exists()

    def test_enrolling_takes_a_csrf_token(self, learner: Any, course: Any) -> None:
        from django.test import Client

        client = Client(enforce_csrf_checks=True)
        client.force_login(learner)
        assert client.post(enrol_url(course)).status_code == 403
        assert not Enrolment.objects.exists()

    def test_visitors_are_asked_to_sign_in(self, client: Any, course: Any) -> None:
        for response in (client.get(my_course(course)), client.post(enrol_url(course))):
            assert response.status_code == 302
            assert response["Location"].startswith("/login/")

    def test_a_course_that_ended_says_so_instead_of_showing_the_button(self, signed_in: Any) -> None:
        course = make_course(modules=1, lessons=1, ends_on="2020-01-01")
        html = signed_in.get(my_course(course)).content.decode()
        assert "This course has ended" in html
        assert enrol_url(course) not in html

    def test_enrolling_in_a_course_that_ended_is_refused_with_the_way_back(self, signed_in: Any) -> None:
        course = make_course(modules=1, lessons=1, ends_on="2020-01-01")
        response = signed_in.post(enrol_url(course))
        assert response.status_code == 409
        assert "This course has ended" in response.content.decode()
        assert f'href="{course.url}"' in response.content.decode()
        assert not Enrolment.objects.exists()


class TestHiddenCourses:
    @pytest.fixture(params=["draft", "restricted", "restricted above", "absent"])
    def hidden(self, request: Any) -> Any:
        course = make_course(modules=1, lessons=1, title="Secret plans", live=request.param != "draft")
        if request.param.startswith("restricted"):
            page = course.get_parent() if request.param.endswith("above") else course
            PageViewRestriction.objects.create(page=page, restriction_type="groups")
        if request.param == "absent":
            course.delete()
        return course

    def test_a_hidden_course_looks_like_one_that_does_not_exist(self, signed_in: Any, hidden: Any) -> None:
        response = signed_in.get(my_course(hidden))
        assert response.status_code == 404
        assert "Secret" not in response.content.decode()

    def test_enrolling_in_it_is_refused_in_the_same_words(self, signed_in: Any, hidden: Any) -> None:
        response = signed_in.post(enrol_url(hidden))
        assert response.status_code == 404
        assert "This course is not open to you" in response.content.decode()
        assert "Secret" not in response.content.decode()
        assert not Enrolment.objects.exists()

    def test_who_passes_the_restriction_sees_the_course(self, client: Any) -> None:
        course = make_course(modules=1, lessons=1)
        PageViewRestriction.objects.create(page=course, restriction_type="groups")
        client.force_login(make_learner(is_superuser=True))
        assert client.get(my_course(course)).status_code == 200
        assert client.post(enrol_url(course)).status_code == 302

    def test_somebody_enrolled_keeps_the_page_but_sees_no_outline_any_more(
        self, signed_in: Any, enrolment: Enrolment, course: Any
    ) -> None:
        PageViewRestriction.objects.create(page=course, restriction_type="groups")
        html = signed_in.get(my_course(course)).content.decode()
        assert course.title in html
        assert steps_of(course)[0].title not in html


class TestProgress:
    def test_ticks_and_the_way_on_are_rendered_by_the_server(
        self, signed_in: Any, enrolment: Enrolment, course: Any
    ) -> None:
        first, second, *_rest = steps_of(course)
        complete_step(enrolment=enrolment, step=first)
        html = signed_in.get(my_course(course)).content.decode()
        assert html.count("is-done") == 1
        assert html.count("is-here") == 1
        assert f"Continue: {second.title}" in html
        assert "1 of 4 required steps done, 25 %" in " ".join(html.split())

    def test_the_page_is_never_stored(self, signed_in: Any, enrolment: Enrolment, course: Any) -> None:
        control = signed_in.get(my_course(course))["Cache-Control"]
        assert "no-store" in control
        assert "private" in control

    @pytest.mark.parametrize("lessons", [2, 12])
    def test_queries_do_not_grow_with_the_course(
        self, signed_in: Any, learner: Any, lessons: int, django_assert_num_queries: Any
    ) -> None:
        course = make_course(modules=2, lessons=lessons)
        make_enrolment(learner=learner, course=course)
        signed_in.get(my_course(course))
        with django_assert_num_queries(10):
            signed_in.get(my_course(course))

    def test_a_passed_test_whose_receiver_failed_is_made_up_for_here(
        self, signed_in: Any, learner: Any
    ) -> None:
        course = make_course(modules=1, lessons=0, quiz=QuizRole.POST_TEST)
        enrolment = make_enrolment(learner=learner, course=course)
        make_attempt(enrolment=enrolment, page=steps_of(course)[0], is_passed=True)
        assert "You finished this course" in signed_in.get(my_course(course)).content.decode()

    def test_one_learner_does_not_see_the_progress_of_another(
        self, signed_in: Any, enrolment: Enrolment, course: Any, client: Any
    ) -> None:
        complete_step(enrolment=enrolment, step=steps_of(course)[0])
        client.force_login(make_learner())
        assert "What enrolling means" in client.get(my_course(course)).content.decode()


class TestCompleted:
    def test_evaluation_and_what_other_domains_offer_follow(
        self, signed_in: Any, enrolment: Enrolment, course: Any
    ) -> None:
        class Credit(Component):
            def render_html(self, parent_context: Any = None) -> str:
                return "<p>claim here</p>"

        completion_slots.register("test", lambda request, enrolment: Credit())
        completion_slots.register("nothing", lambda request, enrolment: None)
        try:
            assert "claim here" not in signed_in.get(my_course(course)).content.decode()
            finish(enrolment)
            html = signed_in.get(my_course(course)).content.decode()
        finally:
            completion_slots.unregister("test")
            completion_slots.unregister("nothing")
        assert "claim here" in html
        assert reverse("harmreduction_lms:evaluation", args=[course.translation_key]) in html

    def test_the_evaluation_is_offered_once(self, signed_in: Any, enrolment: Enrolment, course: Any) -> None:
        submit_evaluation(enrolment=finish(enrolment), answers={})
        html = signed_in.get(my_course(course)).content.decode()
        assert "You have handed in the evaluation" in html
        assert reverse("harmreduction_lms:evaluation", args=[course.translation_key]) not in html

    @pytest.mark.parametrize("fate", ["unpublished", "deleted"])
    def test_a_completed_course_opens_after_its_page_is_gone(
        self, signed_in: Any, enrolment: Enrolment, course: Any, fate: str
    ) -> None:
        finish(enrolment)
        course.unpublish() if fate == "unpublished" else course.delete()
        cache.clear()
        html = signed_in.get(my_course(course)).content.decode()
        assert course.title in html
        assert "You finished this course" in html
        assert "not published at present" in html
