"""The outline, and the way from a page to its course."""

import uuid

import pytest
import swapper
from django.core.cache import cache
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Site

from harmreduction_lms.courses.mixins import CoursePageMixin, LessonPageMixin
from harmreduction_lms.courses.selectors import (
    catalogue_url,
    course_of,
    course_page_models,
    outline,
    step_page_models,
)
from harmreduction_lms.quizzes.mixins import QuizPageMixin
from tests import factories


pytestmark = pytest.mark.django_db


def test_page_types_are_found_by_what_they_are_for() -> None:
    assert course_page_models() == (factories.page_model(CoursePageMixin),)
    assert step_page_models() == (factories.page_model(LessonPageMixin), factories.page_model(QuizPageMixin))


def test_outline_follows_the_page_tree() -> None:
    course = factories.make_course(modules=2, lessons=2, quiz="post_test")
    plan = outline(course)
    assert [[step.page_id for step in module.steps] for module in plan.modules] == [
        [page.pk for page in module.get_children()] for module in course.get_children()
    ]
    assert [step.position for step in plan.steps] == [1, 2, 3, 4, 5]
    assert plan.course_key == course.translation_key


def test_outline_tells_quizzes_from_lessons_and_their_roles() -> None:
    course = factories.make_course(modules=1, lessons=1, quiz="pre_test")
    assert [(step.kind, step.role) for step in outline(course).steps] == [
        ("lesson", ""),
        ("quiz", "pre_test"),
    ]


def test_outline_has_minutes_summaries_and_what_is_required() -> None:
    course = factories.make_course(modules=0)
    module = factories.make_module(parent=course, summary="Why")
    factories.make_lesson(parent=module, minutes=7, summary="What")
    factories.make_lesson(parent=module, minutes=5, is_required=False)
    plan = outline(course)
    assert plan.modules[0].summary == "Why"
    assert plan.steps[0].summary == "What"
    assert plan.minutes == plan.modules[0].minutes == 12
    assert plan.required_keys == {plan.steps[0].key}


def test_outline_addresses_are_those_of_the_pages() -> None:
    course = factories.make_course(modules=1, lessons=2)
    plan = outline(course)
    module = course.get_children().get()
    assert plan.modules[0].url == module.url
    assert [step.url for step in plan.steps] == [page.url for page in module.get_children()]


def test_outline_takes_one_query_whatever_its_size(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    small = factories.make_course(modules=1, lessons=1)
    large = factories.make_course(modules=6, lessons=5, quiz="post_test", parent=small.get_parent())
    request = RequestFactory().get("/")
    small.get_url(request)
    for course, steps in ((small, 1), (large, 31)):
        with django_assert_num_queries(1):
            assert len(outline(course, request=request).steps) == steps


def test_outline_hides_drafts_and_whatever_is_below_a_draft_module() -> None:
    course = factories.make_course(modules=0)
    shown = factories.make_module(parent=course)
    factories.make_lesson(parent=shown, title="Shown")
    factories.make_lesson(parent=shown, title="Draft", live=False)
    hidden = factories.make_module(parent=course, live=False)
    factories.make_lesson(parent=hidden, title="Below a draft")
    assert [step.title for step in outline(course).steps] == ["Shown"]


def test_outline_shows_drafts_when_a_preview_asks() -> None:
    course = factories.make_course(modules=0)
    module = factories.make_module(parent=course, live=False)
    factories.make_lesson(parent=module, title="Draft", live=False)
    assert [step.title for step in outline(course, drafts=True).steps] == ["Draft"]


def test_steps_straight_below_a_course_are_not_lost() -> None:
    """Our own types do not allow it; a site's own types may."""
    course = factories.make_course(modules=0)
    factories.make_lesson(parent=course, title="First")
    factories.make_lesson(parent=factories.make_module(parent=course), title="Second")
    factories.make_lesson(parent=course, title="Third")
    plan = outline(course)
    assert [step.title for step in plan.steps] == ["First", "Second", "Third"]
    assert [bool(module.title) for module in plan.modules] == [False, True, False]


def test_outline_leads_from_step_to_step() -> None:
    plan = outline(factories.make_course(modules=2, lessons=1))
    first, last = plan.steps
    assert plan.next_after(first.key) == last
    assert plan.previous_before(last.key) == first
    assert plan.previous_before(first.key) is None
    assert plan.next_after(last.key) is None
    assert plan.next_after(uuid.uuid4()) is None
    assert plan.find(last.key) == last
    assert plan.module_of(last.key) == plan.modules[1] == plan.module_of(plan.modules[1].key)


def test_outline_names_steps_by_their_translation_key() -> None:
    """So that progress follows a learner into another language."""
    course = factories.make_course(modules=1, lessons=1)
    lesson = factories.steps_of(course)[0]
    assert outline(course).steps[0].key == lesson.translation_key


def test_course_of_a_page_is_the_nearest_course_above(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    course = factories.make_course(modules=1, lessons=1)
    lesson = factories.steps_of(course)[0]
    with django_assert_num_queries(1):
        assert course_of(lesson) == course
    with django_assert_num_queries(0):
        assert course_of(course) == course
    assert course_of(swapper.load_model("wagtailcore", "Page").objects.get(pk=course.pk)) == course
    assert course_of(course.get_parent().specific) is None


def test_catalogue_address_is_looked_up_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    catalogue = factories.make_catalogue()
    request = RequestFactory().get("/")
    assert catalogue_url(request) == catalogue.url
    with django_assert_num_queries(0):
        assert catalogue_url(RequestFactory().get("/")) == catalogue.url


def test_catalogue_address_is_renewed_when_the_catalogue_moves() -> None:
    catalogue = factories.make_catalogue(slug="old")
    assert catalogue_url(RequestFactory().get("/")) == "/old/"
    catalogue.slug = "new"
    catalogue.save()
    assert catalogue_url(RequestFactory().get("/")) == "/new/"


def test_catalogue_address_is_empty_without_a_live_catalogue() -> None:
    request = RequestFactory().get("/")
    assert catalogue_url(request) == ""
    assert catalogue_url(None) == ""
    factories.make_catalogue(live=False)
    assert catalogue_url(request) == ""


def test_catalogue_address_is_empty_where_no_site_answers() -> None:
    factories.make_catalogue()
    Site.objects.all().delete()
    cache.clear()
    assert catalogue_url(RequestFactory().get("/")) == ""
