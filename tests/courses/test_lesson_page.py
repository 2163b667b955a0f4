"""What visitors get at the address of a lesson, and what it costs."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from wagtail.models import Site

from harmreduction_lms.courses.models import Reference
from harmreduction_lms.courses.slots import step_slots
from tests import factories
from tests.courses.support import Words, body_of, cold_queries_of, items, queries_of, stream


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever learning registers is its own to test."""
    monkeypatch.setattr(step_slots, "_items", {})


@pytest.fixture
def module() -> Any:
    course = factories.make_course(modules=1, lessons=2)
    return course.get_children().get().specific


def lesson_of(module: Any, *, blocks: int, links: int) -> Any:
    """A lesson of text blocks and callouts, of which the first `links` hold a link to a page."""
    targets = list(module.get_children().values_list("pk", flat=True))
    body = []
    for number in range(blocks):
        link = f'<a linktype="page" id="{targets[number % 2]}">see {number}</a>' if number < links else ""
        text = f"<p>Paragraph {number} {link}</p>"
        body.append(("callout", {"title": "T", "text": text}) if number % 3 == 0 else ("rich_text", text))
    return factories.make_lesson(parent=module, body=stream(*body))


def test_lesson_takes_the_same_queries_for_any_number_of_blocks_and_links(
    client: Client, module: Any
) -> None:
    few = lesson_of(module, blocks=5, links=1)
    many = lesson_of(module, blocks=30, links=18)
    none = lesson_of(module, blocks=30, links=0)
    assert cold_queries_of(client, few.url) == cold_queries_of(client, many.url)
    assert cold_queries_of(client, none.url) < cold_queries_of(client, many.url)


def test_links_on_a_site_in_several_languages_take_no_query_each(
    client: Client, module: Any, settings: Settings
) -> None:
    """Wagtail's own link handler asks for the active locale once a link."""
    settings.WAGTAIL_I18N_ENABLED = True
    few = lesson_of(module, blocks=5, links=1)
    many = lesson_of(module, blocks=30, links=18)
    assert cold_queries_of(client, few.url) == cold_queries_of(client, many.url)


def test_lesson_whose_body_is_cached_looks_nothing_up_for_it(client: Client, module: Any) -> None:
    linked = lesson_of(module, blocks=30, links=18)
    empty = lesson_of(module, blocks=0, links=0)
    for lesson in (linked, empty):
        client.get(lesson.url)
    assert queries_of(client, linked.url) == queries_of(client, empty.url)


def test_warm_lesson_takes_at_most_three_queries_more_than_its_route(client: Client, module: Any) -> None:
    """G3 of the performance goals: finding the page, then its course and the outline."""
    lesson = lesson_of(module, blocks=30, links=18)
    client.get(lesson.url)
    request = RequestFactory().get(lesson.url)
    with CaptureQueriesContext(connection) as floor:
        page = Site.find_for_request(request).root_page.specific
        page.route(request, lesson.url.strip("/").split("/"))
        lesson.get_view_restrictions().exists()
    assert queries_of(client, lesson.url) <= len(floor) + 3


def test_links_lead_to_the_pages_they_name(client: Client, module: Any) -> None:
    lesson = lesson_of(module, blocks=6, links=6)
    body = body_of(client, lesson.url)
    for number, target in enumerate(module.get_children()[:2]):
        assert f'<a href="{target.url}">see {number}</a>' in body


def test_link_to_a_deleted_page_leads_nowhere_and_breaks_nothing(client: Client, module: Any) -> None:
    text = '<p><a linktype="page" id="999999">gone</a> <a href="https://example.org/">out</a></p>'
    lesson = factories.make_lesson(parent=module, body=stream(("rich_text", text)))
    body = body_of(client, lesson.url)
    assert "<a>gone</a>" in body
    assert '<a href="https://example.org/">out</a>' in body


def test_references_of_several_blocks_are_read_together(client: Client, module: Any) -> None:
    references = [Reference.objects.create(key=f"E{n}", citation=f"Source {n}") for n in range(6)]
    one = factories.make_lesson(parent=module, body=stream(("references", items(references[0].pk))))
    many = factories.make_lesson(
        parent=module,
        body=stream(*[("references", items(reference.pk)) for reference in references]),
    )
    assert cold_queries_of(client, one.url) == cold_queries_of(client, many.url)


def test_anonymous_lesson_is_public_but_varies_by_cookie(client: Client, module: Any) -> None:
    response = client.get(lesson_of(module, blocks=1, links=0).url)
    assert "public" in response["Cache-Control"]
    assert "Cookie" in response["Vary"]
    assert not response.cookies


def test_lesson_is_private_for_somebody_signed_in(client: Client, module: Any) -> None:
    client.force_login(factories.make_learner())
    response = client.get(lesson_of(module, blocks=1, links=0).url)
    assert "private" in response["Cache-Control"]
    assert "public" not in response["Cache-Control"]


def test_published_change_shows_although_the_body_is_cached(client: Client, module: Any) -> None:
    lesson = factories.make_lesson(parent=module, body=stream(("heading", "Before")))
    assert "Before" in body_of(client, lesson.url)
    lesson.body = stream(("heading", "After"))
    lesson.save_revision().publish()
    assert "After" in body_of(client, lesson.url)


def test_corrected_reference_shows_in_a_lesson_at_once(client: Client, module: Any) -> None:
    reference = Reference.objects.create(key="E4", citation="With a mistake")
    lesson = factories.make_lesson(parent=module, body=stream(("references", items(reference.pk))))
    assert "With a mistake" in body_of(client, lesson.url)
    reference.citation = "Corrected"
    reference.save()
    assert "With a mistake" not in body_of(client, lesson.url)


def test_preview_shows_the_draft_and_never_the_cached_body(
    client: Client, admin_client: Client, module: Any
) -> None:
    lesson = factories.make_lesson(parent=module, body=stream(("heading", "Live")))
    body_of(client, lesson.url)
    lesson.body = stream(("heading", "Draft"))
    response = lesson.make_preview_request()
    assert "Draft" in response.render().content.decode()
    assert "Draft" not in body_of(client, lesson.url)


def test_lesson_says_where_it_stands(client: Client, module: Any) -> None:
    first, second = (page.specific for page in module.get_children())
    body = body_of(client, second.url)
    assert "Step 2 of 2" in body
    assert f'href="{first.url}" rel="prev"' in body
    assert 'aria-current="step"' in body
    assert 'rel="next"' not in body


def test_lesson_says_how_far_it_can_be_relied_on(client: Client, module: Any) -> None:
    checked = datetime.date(2026, 11, 9)
    draft = factories.make_lesson(parent=module, minutes=7, sources_checked_on=checked)
    body = " ".join(body_of(client, draft.url).split())
    assert "7 minutes · sources checked 9 November 2026 · not yet reviewed by a clinician" in body
    reviewed = factories.make_lesson(parent=module, reviewed_on=checked)
    body = body_of(client, reviewed.url)
    assert "reviewed 9 November 2026" in body
    assert "not yet reviewed" not in body


def test_slots_get_the_step_its_course_and_the_outline(client: Client, module: Any) -> None:
    seen: list[Any] = []

    def actions(request: Any, page: Any, course: Any, plan: Any) -> Words:
        seen.append((page, course.translation_key, plan.find(page.translation_key).title))
        return Words("<b>Done, next step</b>")

    step_slots.register("actions", actions)
    step_slots.register("progress", lambda request, page, course, plan: Words("<b>5 of 13</b>"))
    lesson = module.get_children().first().specific
    body = body_of(client, lesson.url)
    assert "Done, next step" in body
    assert "5 of 13" in body
    assert 'rel="next"' not in body
    assert seen == [(lesson, module.get_parent().translation_key, lesson.title)]


def test_module_page_lists_its_own_steps(client: Client, module: Any) -> None:
    other = factories.make_module(parent=module.get_parent())
    elsewhere = factories.make_lesson(parent=other, title="Elsewhere")
    draft = factories.make_lesson(parent=module, title="Draft of it", live=False)
    body = body_of(client, module.url)
    for page in module.get_children().live():
        assert page.url in body
    assert elsewhere.title not in body
    assert draft.title not in body


def test_empty_module_says_so(client: Client, module: Any) -> None:
    assert "still being written" in body_of(client, factories.make_module(parent=module.get_parent()).url)


def test_lesson_outside_a_course_can_still_be_read(client: Client) -> None:
    lesson = factories.make_lesson(parent=factories.make_catalogue(), body=stream(("heading", "Alone")))
    assert "Alone" in body_of(client, lesson.url)
