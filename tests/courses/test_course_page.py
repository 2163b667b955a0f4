"""What visitors get at the address of a course."""

import datetime

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from wagtail.models import Locale, PageViewRestriction

from harmreduction_lms.courses.actions import touch_course
from harmreduction_lms.courses.models import Audience, Reference, ReferenceStatus
from harmreduction_lms.courses.selectors import course_of
from harmreduction_lms.courses.slots import course_slots
from tests import factories
from tests.courses.support import Words, body_of, queries_of


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("signed_in", [False, True])
def test_course_page_costs_the_same_number_of_queries_at_any_size(client: Client, signed_in: bool) -> None:
    small = factories.make_course(modules=2, lessons=2)
    large = factories.make_course(modules=12, lessons=8, parent=small.get_parent())
    if signed_in:
        client.force_login(factories.make_learner())
    queries_of(client, small.url)
    warm = [queries_of(client, small.url)]
    cold = []
    for course in (small, large):
        touch_course(course_key=course.translation_key)
        cold.append(queries_of(client, course.url))
    warm.append(queries_of(client, large.url))
    assert cold[0] == cold[1]
    assert warm[0] == warm[1] < cold[0]


def test_course_page_is_the_same_bytes_for_every_anonymous_visitor(client: Client) -> None:
    course = factories.make_course()
    first = client.get(course.url)
    second = Client(headers={"user-agent": "another", "accept-language": "fr"}).get(course.url)
    assert first.content == second.content


def test_course_page_is_the_same_bytes_for_somebody_signed_in(client: Client) -> None:
    course = factories.make_course()
    anonymous = client.get(course.url).content
    client.force_login(factories.make_learner())
    assert client.get(course.url).content == anonymous


def test_course_page_may_be_kept_by_shared_caches(client: Client) -> None:
    response = client.get(factories.make_course().url)
    assert "public" in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies


def test_course_page_is_private_for_a_visitor_with_a_session(client: Client) -> None:
    course = factories.make_course()
    client.force_login(factories.make_learner())
    assert "private" in client.get(course.url)["Cache-Control"]


def test_editors_get_the_userbar_and_nobody_else_does(client: Client, admin_client: Client) -> None:
    course = factories.make_course()
    assert "wagtail-userbar" in body_of(admin_client, course.url)
    assert "wagtail-userbar" not in body_of(client, course.url)
    client.force_login(factories.make_learner())
    assert "wagtail-userbar" not in body_of(client, course.url)


def test_course_page_says_what_one_needs_to_know_before_starting(client: Client) -> None:
    course = factories.make_course(
        lede="Keep someone breathing.",
        who_for="Nurses & pharmacists",
        level="Introductory",
        minutes=120,
        objectives=[("objective", "Put the first minutes in order")],
        released_on=datetime.date(2026, 10, 1),
        sources_checked_on=datetime.date(2026, 11, 9),
    )
    body = body_of(client, course.url)
    for words in (
        "Keep someone breathing.",
        "Nurses &amp; pharmacists",
        "Introductory",
        "120 minutes",
        "Put the first minutes in order",
        "1 October 2026",
        "9 November 2026",
        "Not yet reviewed by a clinician",
    ):
        assert words in body


def test_course_page_shows_references_but_not_how_well_they_were_checked(client: Client) -> None:
    reference = Reference.objects.create(
        key="E4",
        citation="Example Body. Guidance. 2024.",
        url="https://www.example.org/guidance/",
        status=ReferenceStatus.RECALLED,
        note="for editors only",
    )
    course = factories.make_course(references=[("reference", reference)])
    body = body_of(client, course.url)
    assert "References (1)" in body
    assert "Example Body. Guidance. 2024." in body
    assert ">example.org/guidance</a>" in body
    assert "for editors only" not in body
    assert "From memory" not in body


def test_course_page_tells_its_audiences(client: Client) -> None:
    course = factories.make_course()
    course.audiences.add(Audience.objects.create(name="Clinicians", slug="clinicians", locale=course.locale))
    course.save()
    assert "Clinicians" in body_of(client, course.url)


def test_course_without_lessons_says_so(client: Client) -> None:
    assert "still being written" in body_of(client, factories.make_course(modules=0).url)


def test_course_that_has_ended_says_so_plainly(client: Client) -> None:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    running = body_of(client, factories.make_course(ends_on=timezone.localdate()).url)
    ended = body_of(client, factories.make_course(ends_on=yesterday).url)
    assert "This course ended on" not in running
    assert "Start or continue the course" in running
    assert "This course ended on" in ended
    assert "Start or continue the course" not in ended


def test_course_page_shows_what_credits_put_into_its_slots(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(course_slots, "_items", {})
    course_slots.register("credit", lambda course: Words(f"2 hours for {course.pk}"))
    course_slots.register("faculty", lambda course: None)
    course = factories.make_course()
    assert f"2 hours for {course.pk}" in body_of(client, course.url)


def test_cached_course_page_changes_as_soon_as_something_below_it_does(client: Client) -> None:
    course = factories.make_course(modules=1, lessons=1)
    lesson = factories.steps_of(course)[0]
    assert lesson.title in body_of(client, course.url)
    lesson.title = "A better title"
    lesson.save_revision().publish()
    assert "A better title" in body_of(client, course.url)
    lesson.unpublish()
    assert "A better title" not in body_of(client, course.url)


def test_cached_course_page_forgets_a_lesson_that_was_deleted(client: Client) -> None:
    course = factories.make_course(modules=1, lessons=2)
    gone, kept = factories.steps_of(course)
    assert gone.title in body_of(client, course.url)
    gone.delete()
    body = body_of(client, course.url)
    assert gone.title not in body
    assert kept.title in body


def test_moving_a_lesson_changes_both_courses(client: Client) -> None:
    source = factories.make_course(modules=1, lessons=1)
    target = factories.make_course(modules=1, lessons=0, parent=source.get_parent())
    lesson = factories.steps_of(source)[0]
    assert lesson.title in body_of(client, source.url)
    assert lesson.title not in body_of(client, target.url)
    lesson.move(target.get_children().get(), pos="last-child")
    assert lesson.title not in body_of(client, source.url)
    assert lesson.title in body_of(client, target.url)


def test_corrected_reference_shows_at_once(client: Client) -> None:
    reference = Reference.objects.create(key="E4", citation="With a mistake")
    course = factories.make_course(references=[("reference", reference)])
    assert "With a mistake" in body_of(client, course.url)
    reference.citation = "Corrected"
    reference.save()
    body = body_of(client, course.url)
    assert "Corrected" in body
    assert "With a mistake" not in body


def test_draft_course_cannot_be_read(client: Client) -> None:
    assert client.get(factories.make_course(live=False).url).status_code == 404


def test_restricted_course_is_never_sent_to_somebody_without_a_session(client: Client) -> None:
    course = factories.make_course()
    PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(course.url).status_code == 302
    client.force_login(factories.make_learner())
    response = client.get(course.url)
    assert response.status_code == 200
    assert "private" in response["Cache-Control"]


def test_pages_below_a_course_are_found_in_two_queries_at_any_depth(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    course = factories.make_course(modules=1, lessons=1)
    lesson = factories.steps_of(course)[0]
    request = RequestFactory().get(lesson.url)
    components = lesson.url_path.removeprefix(course.url_path).strip("/").split("/")
    with django_assert_num_queries(2):
        found = course.route(request, components).page
    assert found == lesson
    with django_assert_num_queries(0):
        assert course_of(found) == course


def test_drafts_and_unknown_addresses_below_a_course_are_not_found(client: Client) -> None:
    course = factories.make_course(modules=1, lessons=1)
    draft = factories.make_lesson(parent=course.get_children().get(), live=False)
    assert client.get(draft.url).status_code == 404
    assert client.get(f"{course.url}no-such-module/no-such-lesson/").status_code == 404


def test_restrictions_hold_for_pages_found_through_their_course(client: Client) -> None:
    course = factories.make_course(modules=1, lessons=1)
    module, lesson = course.get_children().get(), factories.steps_of(course)[0]
    PageViewRestriction.objects.create(page=module, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(lesson.url).status_code == 302


def test_title_and_description_for_search_engines(client: Client, settings: Settings) -> None:
    settings.WAGTAIL_SITE_NAME = "Common Ground"
    course = factories.make_course(title="Overdose", lede="Keep someone breathing.")
    body = body_of(client, course.url)
    assert "<title>Overdose · Common Ground</title>" in body
    assert '<meta name="description" content="Keep someone breathing.">' in body


def test_touching_a_course_touches_its_translations_by_key(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    course = factories.make_course(modules=0)
    other = factories.make_course(modules=0, parent=course.get_parent())
    translation = factories.make_course(
        modules=0,
        parent=factories.make_catalogue(),
        translation_key=course.translation_key,
        locale=Locale.objects.create(language_code="cy"),
    )
    pages = (course, other, translation)
    type(course).objects.update(touched_at=None)
    with django_assert_num_queries(1):
        touch_course(course_key=course.translation_key)
    for page in pages:
        page.refresh_from_db()
    assert course.touched_at is not None
    assert translation.touched_at is not None
    assert other.touched_at is None
