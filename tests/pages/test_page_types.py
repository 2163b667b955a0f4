"""Which page stands where, and what editors are told about a page."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils import WagtailPageTestCase

from harmreduction_lms.courses.roles import PageRole, page_models
from harmreduction_lms.pages.models import CatalogueIndexPage, CoursePage, LessonPage, ModulePage, QuizPage


pytestmark = pytest.mark.django_db

TYPES = (CatalogueIndexPage, CoursePage, ModulePage, LessonPage, QuizPage)


class PlacesOfPages(WagtailPageTestCase):
    """Wagtail's own assertions come as a test case."""

    def test_each_type_has_its_parents_and_children(self) -> None:
        self.assertAllowedSubpageTypes(CatalogueIndexPage, {CoursePage})
        self.assertAllowedSubpageTypes(CoursePage, {ModulePage})
        self.assertAllowedSubpageTypes(ModulePage, {LessonPage, QuizPage})
        self.assertAllowedSubpageTypes(LessonPage, set())
        self.assertAllowedSubpageTypes(QuizPage, set())
        self.assertAllowedParentPageTypes(CoursePage, {CatalogueIndexPage})
        self.assertAllowedParentPageTypes(ModulePage, {CoursePage})
        self.assertAllowedParentPageTypes(LessonPage, {ModulePage})
        self.assertAllowedParentPageTypes(QuizPage, {ModulePage})
        self.assertCanCreateAt(Page, CatalogueIndexPage)


@pytest.mark.parametrize("model", TYPES)
def test_page_type_says_what_it_is_for(model: type[Page]) -> None:
    assert model.get_page_description()
    assert model.template.startswith("harmreduction_lms/")


def test_every_role_has_its_page_type() -> None:
    assert [page_models(role) for role in PageRole] == [
        (CatalogueIndexPage,),
        (CoursePage,),
        (ModulePage,),
        (LessonPage, QuizPage),
    ]


TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("model", "dates", "field"),
    [
        (CoursePage, {"released_on": TODAY, "ends_on": TODAY - DAY}, "ends_on"),
        (CoursePage, {"reviewed_on": TODAY + 2 * DAY}, "reviewed_on"),
        (LessonPage, {"reviewed_on": TODAY + 2 * DAY}, "reviewed_on"),
        (LessonPage, {"reviewed_on": TODAY, "next_review_on": TODAY}, "next_review_on"),
    ],
)
def test_dates_out_of_order_are_refused(model: type[Page], dates: dict[str, Any], field: str) -> None:
    page = model(title="Page", slug="page", **dates)
    with pytest.raises(ValidationError) as refused:
        page.clean()
    assert set(refused.value.message_dict) == {field}


def test_course_lacks_what_a_learner_must_know_beforehand() -> None:
    bare = CoursePage(title="Course")
    assert len(bare.missing()) == 5
    bare.who_for, bare.minutes, bare.reviewed_on = "Nurses", 60, TODAY
    bare.objectives = [("objective", "Name four risks")]
    assert [str(sentence) for sentence in bare.missing()] == ["Name the references the course rests on."]


def test_lesson_lacks_sources_until_it_has_a_block_of_them() -> None:
    sentence = "End the lesson with the sources it rests on."
    lesson = LessonPage(title="Lesson", body=[("heading", "What to ask")])
    assert sentence in map(str, lesson.missing())
    lesson.body = [("heading", "What to ask"), ("references", [None])]
    assert sentence not in map(str, lesson.missing())


def test_description_for_search_engines_is_the_editors_own_if_there_is_one() -> None:
    course = CoursePage(title="Course", lede="From the lede")
    assert (course.html_title, course.meta_description) == ("Course", "From the lede")
    course.seo_title, course.search_description = "Better", "Written for search"
    assert (course.html_title, course.meta_description) == ("Better", "Written for search")
    assert (
        CatalogueIndexPage(title="C", intro="<p>Short <b>courses</b></p>").meta_description == "Short courses"
    )
