"""Finding a course."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale, PageViewRestriction

from harmreduction_lms.courses.models import Audience, Topic
from tests import factories
from tests.courses.support import body_of, cold_queries_of


pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue() -> Any:
    return factories.make_catalogue()


def make_course(catalogue: Any, title: str, **fields: Any) -> Any:
    labels = {name: fields.pop(name, []) for name in ("audiences", "topics")}
    course = factories.make_course(parent=catalogue, modules=0, title=title, **fields)
    for name, values in labels.items():
        getattr(course, name).set(values)
    course.save()
    return course


def label(model: Any, name: str, page: Any) -> Any:
    return model.objects.create(name=name, slug=name.lower(), locale=page.locale)


def titles(client: Client, url: str) -> list[str]:
    return [course.title for course in client.get(url).context["courses"]]


def test_catalogue_lists_courses_in_the_order_of_the_tree(client: Client, catalogue: Any) -> None:
    make_course(catalogue, "Second by name")
    make_course(catalogue, "A first by name")
    assert titles(client, catalogue.url) == ["Second by name", "A first by name"]
    assert "2 courses" in body_of(client, catalogue.url)


@pytest.mark.parametrize("query", ["", "?q=naloxone", "?audience=nurses"])
def test_drafts_and_restricted_courses_are_never_listed(client: Client, catalogue: Any, query: str) -> None:
    nurses = label(Audience, "Nurses", catalogue)
    make_course(catalogue, "Naloxone, shown", audiences=[nurses])
    make_course(catalogue, "Naloxone, draft", audiences=[nurses], live=False)
    private = make_course(catalogue, "Naloxone, private", audiences=[nurses])
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    assert titles(client, catalogue.url + query) == ["Naloxone, shown"]


def test_restricted_catalogue_lists_its_courses_to_those_let_in(client: Client, catalogue: Any) -> None:
    make_course(catalogue, "For members")
    PageViewRestriction.objects.create(page=catalogue, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(catalogue.url).status_code == 302
    client.force_login(factories.make_learner())
    assert titles(client, catalogue.url) == ["For members"]


def test_courses_of_another_catalogue_are_not_listed(client: Client, catalogue: Any) -> None:
    make_course(factories.make_catalogue(), "For families")
    assert titles(client, catalogue.url) == []


def test_courses_in_another_language_are_not_listed(client: Client, catalogue: Any) -> None:
    make_course(catalogue, "In English")
    make_course(catalogue, "Yn Gymraeg", locale=Locale.objects.create(language_code="cy"))
    assert titles(client, catalogue.url) == ["In English"]


def test_search_looks_at_titles(client: Client, catalogue: Any) -> None:
    make_course(catalogue, "Naloxone in the room")
    make_course(catalogue, "Second")
    assert titles(client, catalogue.url + "?q=naloxone") == ["Naloxone in the room"]


def test_search_finds_beginnings_of_words(client: Client, catalogue: Any) -> None:
    make_course(catalogue, "Naloxone in the room")
    assert titles(client, catalogue.url + "?q=nalox") == ["Naloxone in the room"]


@pytest.mark.parametrize(
    "words", ['"', "*", "AND", "a:b", "%00", "naloxone'--", "(", "%F0%9F%92%8A", "x" * 200]
)
def test_odd_searches_are_answered(client: Client, catalogue: Any, words: str) -> None:
    make_course(catalogue, "Naloxone in the room")
    assert client.get(f"{catalogue.url}?q={words}").status_code == 200


def test_filters_narrow_the_list_and_keep_each_other(client: Client, catalogue: Any) -> None:
    nurses, families = (label(Audience, name, catalogue) for name in ("Nurses", "Families"))
    overdose = label(Topic, "Overdose", catalogue)
    make_course(catalogue, "One", audiences=[nurses], topics=[overdose])
    make_course(catalogue, "Two", audiences=[nurses, families])
    make_course(catalogue, "Three", audiences=[families], topics=[overdose])
    assert titles(client, catalogue.url + "?audience=nurses") == ["One", "Two"]
    assert titles(client, catalogue.url + "?topic=overdose") == ["One", "Three"]
    assert titles(client, catalogue.url + "?audience=families&topic=overdose") == ["Three"]
    body = body_of(client, catalogue.url + "?audience=nurses")
    assert '<option value="nurses" selected>' in body


def test_only_filters_in_use_are_offered(client: Client, catalogue: Any) -> None:
    used, unused, drafted = (label(Audience, name, catalogue) for name in ("Used", "Unused", "Drafted"))
    make_course(catalogue, "One", audiences=[used])
    make_course(catalogue, "Two", audiences=[drafted], live=False)
    choices = dict(client.get(catalogue.url).context["form"].fields["audience"].choices)
    assert set(choices) == {"", "used"}
    assert unused.slug not in choices


def test_filter_that_is_not_in_use_is_named_and_left_out(client: Client, catalogue: Any) -> None:
    make_course(catalogue, "One")
    body = body_of(client, catalogue.url + "?audience=nobody")
    assert "There is no course for this choice" in body
    assert "One" in body


def test_results_come_in_pages_of_twelve(client: Client, catalogue: Any) -> None:
    for number in range(13):
        make_course(catalogue, f"Naloxone {number}")
    assert len(titles(client, catalogue.url)) == 12
    assert len(titles(client, catalogue.url + "?p=2")) == 1
    assert len(titles(client, catalogue.url + "?q=naloxone&p=2")) == 1
    body = " ".join(body_of(client, catalogue.url + "?q=naloxone").split())
    assert "13 courses" in body
    assert 'href="?q=naloxone&amp;p=2" rel="next"' in body


@pytest.mark.parametrize("page", ["99", "0", "-1", "x", ""])
def test_page_that_does_not_exist_shows_one_that_does(client: Client, catalogue: Any, page: str) -> None:
    make_course(catalogue, "One")
    assert titles(client, f"{catalogue.url}?p={page}") == ["One"]


def test_search_without_result_says_what_to_do(client: Client, catalogue: Any) -> None:
    make_course(catalogue, "One")
    body = body_of(client, catalogue.url + "?q=nitazene")
    assert "Nothing here matches yet" in body
    assert "Show all courses" in body
    assert 'value="nitazene"' in body


def test_search_words_are_escaped(client: Client, catalogue: Any) -> None:
    body = body_of(client, catalogue.url + "?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in body


def test_empty_catalogue_says_so(client: Client, catalogue: Any) -> None:
    body = body_of(client, catalogue.url)
    assert "There are no courses yet" in body
    assert "Clear the search" not in body


@pytest.mark.parametrize("query", ["", "?q=naloxone", "?audience=nurses&topic=overdose"])
def test_catalogue_takes_the_same_queries_for_three_courses_and_thirty(
    client: Client, catalogue: Any, query: str
) -> None:
    nurses, overdose = label(Audience, "Nurses", catalogue), label(Topic, "Overdose", catalogue)
    url = catalogue.url + query
    for number in range(3):
        make_course(catalogue, f"Naloxone {number}", audiences=[nurses], topics=[overdose])
    few = cold_queries_of(client, url)
    for number in range(3, 30):
        make_course(catalogue, f"Naloxone {number}", audiences=[nurses], topics=[overdose])
    assert cold_queries_of(client, url) == few


def test_catalogue_may_be_kept_by_shared_caches(client: Client, catalogue: Any) -> None:
    response = client.get(catalogue.url)
    assert "public" in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")
