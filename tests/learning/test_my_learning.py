"""The list of a learner's courses."""

from typing import Any

import pytest
from django.urls import reverse
from laces.components import Component

from harmreduction_lms.learning.actions import complete_step
from harmreduction_lms.learning.resume import resume_points
from harmreduction_lms.learning.slots import dashboard_slots
from tests.factories import (
    make_catalogue,
    make_course,
    make_enrolment,
    make_learner,
    make_lesson,
    make_module,
    steps_of,
)


pytestmark = pytest.mark.django_db

URL = "/me/"


def test_somebody_without_courses_is_shown_the_catalogue(signed_in: Any) -> None:
    catalogue = make_catalogue()
    html = signed_in.get(URL).content.decode()
    assert "You have not started a course yet" in html
    assert f'<a class="hr-button" href="{catalogue.url}"' in html


def test_every_course_says_how_far_it_is_and_leads_to_the_next_step(signed_in: Any, learner: Any) -> None:
    begun, untouched = (make_enrolment(learner=learner, course=make_course(lessons=2)) for _ in range(2))
    first, second, *_rest = steps_of(begun.course)
    complete_step(enrolment=begun, step=first)

    html = " ".join(signed_in.get(URL).content.decode().split())

    assert f'href="{second.url}"> Continue: {second.title}' in html
    assert f"Continue: {steps_of(untouched.course)[0].title}" in html
    assert "1 of 4 required steps done, 25 %" in html
    assert "Finished" not in html


def test_completed_courses_stand_apart_and_stay_when_their_page_is_deleted(
    signed_in: Any, learner: Any
) -> None:
    enrolment = make_enrolment(learner=learner, course=make_course(modules=1, lessons=1))
    complete_step(enrolment=enrolment, step=steps_of(enrolment.course)[0])
    enrolment.course.delete()

    html = signed_in.get(URL).content.decode()
    assert "Finished" in html
    assert reverse("harmreduction_lms:my_course", args=[enrolment.course_key]) in html
    assert "Continue" not in html


def test_an_unpublished_course_says_that_progress_is_kept(signed_in: Any, learner: Any) -> None:
    make_enrolment(learner=learner).course.unpublish()
    html = signed_in.get(URL).content.decode()
    assert "Your progress is kept" in html
    assert "Continue" not in html


def test_courses_of_others_do_not_appear(signed_in: Any) -> None:
    other = make_enrolment(learner=make_learner())
    assert other.course_title not in signed_in.get(URL).content.decode()


def test_higher_domains_and_sites_add_below_the_heading(signed_in: Any) -> None:
    class Hello(Component):
        def render_html(self, parent_context: Any = None) -> str:
            return "<p>Hello from a slot</p>"

    dashboard_slots.register("test", lambda request: Hello() if request.user.is_authenticated else None)
    dashboard_slots.register("nothing", lambda request: None)
    try:
        html = signed_in.get(URL).content.decode()
    finally:
        dashboard_slots.unregister("test")
        dashboard_slots.unregister("nothing")
    assert "Hello from a slot" in html
    assert "None" not in html


def test_the_list_is_private_and_never_stored(client: Any, signed_in: Any) -> None:
    assert "no-store" in signed_in.get(URL)["Cache-Control"]
    client.logout()
    assert client.get(URL)["Location"].startswith("/login/")


@pytest.mark.parametrize("number", [1, 4])
def test_queries_do_not_grow_with_the_number_of_courses(
    signed_in: Any, learner: Any, number: int, django_assert_num_queries: Any
) -> None:
    catalogue = make_catalogue()
    for _ in range(number):
        make_enrolment(learner=learner, course=make_course(parent=catalogue, modules=1, lessons=2))
    signed_in.get(URL)
    with django_assert_num_queries(
        8
    ):  # session, user, enrolments; lessons, quizzes, drafts, steps done; site
        signed_in.get(URL)


def test_resuming_passes_by_optional_steps_drafts_and_what_stands_below_a_draft(learner: Any) -> None:
    course = make_course(modules=0)
    make_lesson(parent=make_module(parent=course, live=False))
    module = make_module(parent=course)
    make_lesson(parent=module, is_required=False)
    make_lesson(parent=module, live=False)
    wanted = make_lesson(parent=module)
    enrolment = make_enrolment(learner=learner, course=course)
    enrolment.course.refresh_from_db()

    point = resume_points([enrolment])[enrolment.pk]
    assert (point.title, point.url) == (wanted.title, wanted.url)
