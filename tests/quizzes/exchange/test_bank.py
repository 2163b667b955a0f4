"""The bank as plain values and back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.images import get_image_model
from wagtail.models import Locale, Site

from harmreduction_lms.quizzes.actions.import_questions import import_questions
from harmreduction_lms.quizzes.exchange.bank import read_bank
from harmreduction_lms.quizzes.exchange.checking import check_item
from harmreduction_lms.quizzes.exchange.digests import content_digest, import_digest
from harmreduction_lms.quizzes.exchange.planning import plan_import
from harmreduction_lms.quizzes.models import Question
from tests import factories
from tests.quizzes.exchange.conftest import item_of, one_of_each, picture_of


def exported() -> list[Any]:
    return [*read_bank(Question.objects.order_by("pk")).items.values()]


@pytest.mark.parametrize("publish", [False, True])
def test_what_is_imported_is_exported_again(locale: Locale, publish: bool) -> None:
    items = [
        *one_of_each(),
        item_of(
            stem="<p>All <b>of</b> it: 10<sup>3</sup></p>",
            hints=("Look.",),
            points=3,
            tags=("a", "b"),
            category="A/B",
            source_key="q1",
            picture=picture_of(),
        ),
    ]
    import_questions(items=items, locale=locale, publish=publish)
    checked = [check_item(item) for item in items]
    assert [content_digest(item) for item in exported()] == [one.content_digest for one in checked]
    assert [item.answer for item in exported()] == [one.item.answer for one in checked]


def test_a_published_question_goes_out_as_learners_get_it(db: None) -> None:
    question = factories.make_question(stem="<p>Published</p>")
    question.stem = "<p>Draft</p>"
    question.save_revision()
    assert exported()[0].stem == "<p>Published</p>"
    (latest,) = read_bank(Question.objects.all(), latest=True).items.values()
    assert latest.stem == "<p>Draft</p>"


def test_a_question_that_was_never_published_goes_out_as_its_latest_draft(locale: Locale) -> None:
    import_questions(items=[item_of()], locale=locale)
    question = Question.objects.get().get_latest_revision_as_object()
    question.stem = "<p>Newer</p>"
    question.tags.set(["new"])
    question.save_revision()
    assert (exported()[0].stem, exported()[0].tags) == ("<p>Newer</p>", ("new",))


def test_a_draft_without_an_answer_is_named(db: None) -> None:
    Question.objects.create(title="Half done", stem="<p>?</p>", live=False)
    refused = read_bank(Question.objects.all()).refused
    assert [(one.where, "no answer" in one.reason) for one in refused] == [("Half done", True)]


def test_a_question_whose_picture_is_gone_is_named(locale: Locale) -> None:
    import_questions(items=[item_of(picture=picture_of())], locale=locale)
    get_image_model().objects.get().file.delete(save=False)
    refused = read_bank(Question.objects.all()).refused
    assert "picture" in refused[0].reason


def test_links_to_pages_of_the_site_become_addresses(db: None) -> None:
    home = Site.objects.get(is_default_site=True).root_page
    factories.make_question(stem=f'<p>See <a linktype="page" id="{home.pk}">home</a>.</p>')
    assert exported()[0].stem == '<p>See <a href="/">home</a>.</p>'


def queries_of(action: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        action()
    return len(captured)


def test_reading_the_bank_takes_the_same_queries_for_a_few_and_for_many(locale: Locale) -> None:
    items = [
        item_of(stem=f"<p>{n}</p>", tags=(f"t{n}",), category=f"C{n}", picture=picture_of("red"))
        for n in range(20)
    ]
    import_questions(items=items[:2], locale=locale)
    few = queries_of(exported)
    import_questions(items=items, locale=locale)
    assert (queries_of(exported), len(exported())) == (few, 20)
    assert few <= 7


def test_planning_takes_the_same_queries_for_a_few_and_for_many(locale: Locale) -> None:
    items = [item_of(stem=f"<p>{n}</p>", source_key=f"k{n}") for n in range(50)]
    import_questions(items=items, locale=locale)
    few = queries_of(lambda: plan_import(items[:2], locale=locale, on_known="update"))
    many = queries_of(lambda: plan_import(items, locale=locale, on_known="update"))
    assert few == many


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ({"stem": "<p>a  b</p>"}, {"stem": "<p>a b</p>"}, True),
        ({"stem": "<p><b>a</b></p>"}, {"stem": "<p><strong>a</strong></p>"}, True),
        ({"stem": "<p>e\u0301</p>"}, {"stem": "<p>\u00e9</p>"}, True),
        ({"title": "A"}, {"title": "B"}, True),
        ({"stem": "<p>4 mg</p>"}, {"stem": "<p>40 mg</p>"}, False),
        ({"picture": picture_of("red")}, {"picture": picture_of("blue")}, False),
        ({"answer": {"answer": "true"}}, {"answer": {"answer": "false"}}, False),
    ],
)
def test_questions_are_the_same_when_they_read_the_same(one: Any, other: Any, is_same: bool) -> None:
    digests = [import_digest(check_item(item_of(**fields)).item) for fields in (one, other)]
    assert (digests[0] == digests[1]) is is_same
