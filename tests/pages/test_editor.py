"""An educator writes a course in Wagtail's own editor, with previews."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from tests import factories


pytestmark = pytest.mark.django_db

MODELS = ["catalogueindexpage", "coursepage", "modulepage", "lessonpage", "quizpage"]


@pytest.fixture
def pages() -> dict[str, Any]:
    """One page of each type, by model name."""
    course = factories.make_course(modules=1, lessons=1, quiz="post_test")
    module = course.get_children().get().specific
    lesson, quiz = factories.steps_of(course)
    found = [course.get_parent().specific, course, module, lesson, quiz]
    return {page._meta.model_name: page for page in found}


def fields_of(model_name: str) -> dict[str, Any]:
    """What an educator fills in for a new page of each type."""
    empty = streamfield([])
    fields: dict[str, dict[str, Any]] = {
        "catalogueindexpage": {"intro": rich_text("<p>Courses</p>")},
        "coursepage": {
            "lede": "Keep someone breathing",
            "minutes": "60",
            "objectives": streamfield([("objective", "Name four risks")]),
            "references": empty,
        },
        "modulepage": {"summary": "Why"},
        "lessonpage": {"summary": "What", "minutes": "5", "body": streamfield([("heading", "What to ask")])},
        "quizpage": {
            "intro": rich_text("<p>Ten questions</p>"),
            "role": "post_test",
            "pass_mark": "80",
            "behaviour": "deferred",
            "tries_allowed": "3",
            "try_penalty": "25",
            "navigation": "free",
            "counting_attempt": "best",
            "when_time_is_up": "submit",
            "feedback": "full",
            "feedback_bands": empty,
            "minutes": "5",
            "questions": empty,
        },
    }
    return nested_form_data({"title": "New page", "slug": "new-page", **fields[model_name]})


@pytest.mark.parametrize("model_name", MODELS)
def test_editor_writes_and_publishes_a_page(
    admin_client: Client, pages: dict[str, Any], model_name: str
) -> None:
    parent = pages[model_name].get_parent()
    url = reverse("wagtailadmin_pages:add", args=["harmreduction_lms_pages", model_name, parent.pk])
    assert admin_client.get(url).status_code == 200
    data = {**fields_of(model_name), "action-publish": "1"}
    response = admin_client.post(url, data, follow=True)
    assert response.status_code == 200
    created = parent.get_children().get(slug="new-page")
    assert created.live
    assert created.specific._meta.model_name == model_name


@pytest.mark.parametrize("model_name", MODELS)
def test_editor_opens_a_page_and_sees_what_it_lacks(
    admin_client: Client, pages: dict[str, Any], model_name: str
) -> None:
    page = pages[model_name]
    response = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert response.status_code == 200
    for sentence in page.missing():
        assert str(sentence) in response.content.decode()


@pytest.mark.parametrize("model_name", MODELS)
def test_editor_previews_a_page_before_it_exists(
    admin_client: Client, pages: dict[str, Any], model_name: str
) -> None:
    parent = pages[model_name].get_parent()
    args = ["harmreduction_lms_pages", model_name, parent.pk]
    url = reverse("wagtailadmin_pages:preview_on_add", args=args)
    assert admin_client.post(url, fields_of(model_name)).json()["is_valid"]
    response = admin_client.get(url)
    assert response.status_code == 200
    assert "New page" in response.content.decode()
    assert "private" in response["Cache-Control"]


@pytest.mark.parametrize("model_name", MODELS)
def test_editor_previews_a_page_that_exists(
    admin_client: Client, pages: dict[str, Any], model_name: str
) -> None:
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[pages[model_name].pk])
    assert admin_client.post(url, fields_of(model_name)).json()["is_valid"]
    response = admin_client.get(url)
    assert "New page" in response.content.decode()
    assert "data-state-url" not in response.content.decode()


def test_preview_of_a_draft_course_shows_its_draft_lessons(
    admin_client: Client, pages: dict[str, Any]
) -> None:
    course = pages["coursepage"]
    module = factories.make_module(parent=course, title="Module in draft", live=False)
    factories.make_lesson(parent=module, title="Lesson in draft", live=False)
    preview = course.make_preview_request().render().content.decode()
    assert "Module in draft" in preview
    assert "Lesson in draft" in preview
    assert "in draft" not in admin_client.get(course.url).content.decode()


def test_unfinished_lesson_can_be_saved_as_a_draft(admin_client: Client, pages: dict[str, Any]) -> None:
    parent = pages["modulepage"]
    url = reverse("wagtailadmin_pages:add", args=["harmreduction_lms_pages", "lessonpage", parent.pk])
    body = streamfield([("callout", {"title": "", "text": rich_text("<p>later</p>")})])
    data = nested_form_data({"title": "New page", "slug": "new-page", "minutes": "0", "body": body})
    assert admin_client.post(url, data, follow=True).status_code == 200
    assert not parent.get_children().get(slug="new-page").live
