"""Importing: all or nothing, nothing twice, nothing lost, nobody who may not."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from wagtail.images import get_image_model
from wagtail.models import Locale, ModelLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backend
from wagtail.signals import published

from harmreduction_lms.quizzes.actions.import_questions import import_questions
from harmreduction_lms.quizzes.exchange.audit_log import IMPORT
from harmreduction_lms.quizzes.exchange.base import ExchangeItem, Picture
from harmreduction_lms.quizzes.exchange.planning import Step
from harmreduction_lms.quizzes.models import Question, QuestionCategory, QuestionTag
from tests import factories
from tests.quizzes.exchange.conftest import item_of, make_person, one_of_each, picture_of


Import = Callable[..., list[Step]]


@pytest.fixture
def take(locale: Locale) -> Import:
    """Imports items; gives what became of each."""

    def run(*items: ExchangeItem, **how: Any) -> list[Step]:
        return [one.step for one in import_questions(items=items, locale=locale, **how)]

    return run


def draft() -> Question:
    """The newest version of the only question."""
    question: Question = Question.objects.get().get_latest_revision_as_object()
    return question


def test_every_kind_becomes_a_draft_with_a_revision_and_a_log_entry(take: Import) -> None:
    items = one_of_each()
    assert take(*items) == [Step.CREATE] * len(items)
    assert [question.kind for question in Question.objects.order_by("pk")] == [item.kind for item in items]
    assert not Question.objects.filter(live=True).exists()
    assert Question.objects.filter(latest_revision=None).count() == 0
    assert ModelLogEntry.objects.filter(action=IMPORT).count() == len(items)


def test_everything_an_item_says_is_kept(take: Import) -> None:
    take(item_of(hints=("Look.", "Listen."), points=3, tags=("naloxone", "breathing"), category=" A / B "))
    question = draft()
    assert [block.value for block in question.hints] == ["Look.", "Listen."]
    assert (question.points, question.category.path) == (3, "A/B")
    assert set(question.tags.names()) == {"naloxone", "breathing"}
    assert question.rationale == "<p>Breathing comes first.</p>"


@pytest.mark.parametrize("on_known", ["skip", "update"])
def test_the_same_file_twice_changes_nothing(take: Import, on_known: str) -> None:
    items = one_of_each()
    take(*items)
    revisions = Revision.objects.count()
    expected = Step.KNOWN if on_known == "skip" else Step.UNCHANGED
    assert take(*items, on_known=on_known) == [expected] * len(items)
    assert (Question.objects.count(), Revision.objects.count()) == (len(items), revisions)


@pytest.mark.parametrize("on_known", ["skip", "update"])
def test_a_question_that_stands_twice_in_a_file_is_taken_once(take: Import, on_known: str) -> None:
    twice = [item_of(), item_of(title="Another title", stem="<p>What  helps first, asked as true_false?</p>")]
    assert take(*twice, on_known=on_known) == [Step.CREATE, Step.REPEATED]
    assert Question.objects.count() == 1


def test_two_questions_with_one_key_in_a_file_are_both_taken(take: Import) -> None:
    items = [item_of(source_key="q1"), item_of("ordering", source_key="q1")]
    assert take(*items) == [Step.CREATE, Step.CREATE]
    assert take(*items) == [Step.KNOWN, Step.KNOWN]


def test_a_question_is_known_by_its_key_even_when_its_text_has_changed(take: Import) -> None:
    take(item_of(source_key="q1"))
    changed = item_of(source_key="q1", stem="<p>What helps most?</p>")
    assert take(changed, on_known="update") == [Step.UPDATE]
    assert take(changed, on_known="update") == [Step.UNCHANGED]
    assert draft().stem == "<p>What helps most?</p>"


def test_a_question_written_on_this_site_is_known_when_it_comes_back_without_a_key(take: Import) -> None:
    factories.make_question(kind="ordering", stem='<p data-block-key="a1b2c">Put in <b>order</b>.</p>')
    back = item_of("ordering", stem="<p>Put in <strong>order</strong>.</p>")
    assert take(back) == [Step.KNOWN]


def test_an_update_is_a_draft_on_top_of_what_learners_see(take: Import) -> None:
    take(item_of(source_key="q1"), publish=True)
    assert take(item_of(source_key="q1", stem="<p>New words</p>"), on_known="update") == [Step.UPDATE]
    question = Question.objects.get()
    assert (question.live, question.has_unpublished_changes) == (True, True)
    assert "What helps first" in question.stem
    assert draft().stem == "<p>New words</p>"


def test_an_editors_changes_are_named_and_stay_in_the_history(take: Import, locale: Locale) -> None:
    take(item_of(source_key="q1"))
    edited = draft()
    edited.rationale = "<p>Edited here.</p>"
    edited.save_revision()
    new = item_of(source_key="q1", rationale="<p>From the file.</p>")
    skipped = import_questions(items=[new], locale=locale)[0]
    assert (skipped.step, "Somebody has edited it" in skipped.reason) == (Step.KNOWN, True)
    assert take(new, on_known="update") == [Step.UPDATE]
    texts = [revision.content["rationale"] for revision in Question.objects.get().revisions.order_by("pk")]
    assert texts == ["<p>Breathing comes first.</p>", "<p>Edited here.</p>", "<p>From the file.</p>"]


def test_an_update_never_empties_what_a_format_cannot_hold(take: Import) -> None:
    take(item_of(source_key="q1", hints=("Look.",), points=3, tags=("naloxone",), category="A"))
    poor = item_of(source_key="q1", stem="<p>New words</p>", rationale="")
    assert take(poor, on_known="update") == [Step.UPDATE]
    question = draft()
    assert [block.value for block in question.hints] == ["Look."]
    assert (question.points, question.category.path, [*question.tags.names()]) == (3, "A", ["naloxone"])
    assert question.rationale == "<p>Breathing comes first.</p>"


def test_a_locked_question_is_left_alone(take: Import) -> None:
    take(item_of(source_key="q1"))
    Question.objects.update(locked=True)
    assert take(item_of(source_key="q1", stem="<p>New</p>"), on_known="update") == [Step.REFUSED]


def test_what_was_taken_off_the_site_is_not_published_again(take: Import) -> None:
    take(item_of(source_key="q1"), publish=True)
    Question.objects.get().unpublish()
    take(item_of(source_key="q1", stem="<p>New</p>"), on_known="update", publish=True)
    assert not Question.objects.get().live


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (item_of(stem="<p> <script>alert(1)</script></p>"), "has no text"),
        (item_of("single_choice", answer={"options": []}), "minimum number"),
        (item_of("numeric", answer={"ranges": [{"low": "five"}]}), "not in a form"),
        (item_of("matching", answer={"pairs": [1, 2]}), "not in a form"),
        (item_of("ordering", answer=[]), "number 1: This field is required"),
        (item_of("single_choice", answer={"options": [{"text": "A"}, {"text": "a"}]}), "Mark at least one"),
        (replace(item_of(), kind="hotspot"), "no question kind"),
        (item_of(picture=Picture("x.png", b"\x89PNG\r\n\x1a\n nothing more", "x")), "picture is damaged"),
        (item_of(picture=Picture("x.svg", b"<svg onload='alert(1)'/>", "x")), "not a PNG"),
    ],
)
def test_what_cannot_be_graded_or_shown_is_refused_in_words(
    locale: Locale, item: ExchangeItem, reason: str
) -> None:
    refused, taken = import_questions(items=[item, item_of("short_answer")], locale=locale)
    assert (refused.step, taken.step) == (Step.REFUSED, Step.CREATE)
    assert reason in refused.reason


def test_a_reason_names_the_place_in_the_answer(locale: Locale) -> None:
    answer = {"options": [{"text": "A", "correct": True}, {"text": ""}]}
    refused = import_questions(items=[item_of("single_choice", answer=answer)], locale=locale)[0]
    assert "number 2, Option" in refused.reason


def numbered(*numbers: int, **fields: Any) -> list[ExchangeItem]:
    how = {"tags": ("naloxone",), "category": "A"} | fields
    return [item_of(stem=f"<p>Question {n}?</p>", source_key=f"key-{n}", **how) for n in numbers]


@pytest.mark.parametrize(
    ("how", "allowed"),
    [({}, 5), ({"publish": True}, 5), ({"on_known": "update", "rationale": "<p>New</p>"}, 12)],
)
def test_many_questions_are_written_in_few_queries(take: Import, how: dict[str, Any], allowed: int) -> None:
    if "on_known" in how:
        take(*numbered(*range(60)))
    fields = {"rationale": how.pop("rationale")} if "rationale" in how else {}
    counts = []
    for some in ([*range(10)], [*range(10, 60)]):
        with CaptureQueriesContext(connection) as queries:
            take(*numbered(*some, **fields), **how)
        counts.append(len(queries))
    assert (counts[1] - counts[0]) / 40 <= allowed


def test_questions_written_together_are_as_if_saved_one_by_one(take: Import) -> None:
    items = [item_of(tags=("naloxone", "kit"), category="A"), *numbered(1, 2)]
    heard: list[Any] = []

    def hear(instance: Question, revision: Revision, **_others: Any) -> None:
        heard.append((instance.pk, revision.pk))

    published.connect(hear, sender=Question)
    take(*items, publish=True)
    published.disconnect(hear, sender=Question)
    questions = [*Question.objects.order_by("pk")]
    assert heard == [(question.pk, question.live_revision_id) for question in questions]
    for question in questions:
        again = question.get_latest_revision_as_object().serializable_data()
        assert {**again, "updated_at": ANY} == question.serializable_data()
        assert question.stem_digest
        assert question.first_published_at
        assert not question.has_unpublished_changes
        actions = ModelLogEntry.objects.for_instance(question).values_list("action", flat=True)
        assert {*actions} == {IMPORT, "wagtail.publish"}
        assert question in QuestionCategory.objects.get(path="A").questions.all()
        assert ReferenceIndex.get_references_for_object(question).exists()
    found = get_search_backend().search("Question", Question)
    assert {question.pk for question in found} == {question.pk for question in questions[1:]}


INDEXES = ("wagtailsearch_", "wagtailcore_referenceindex")


class _Refuse:
    """Lets the database take so many writes and refuses the next, as a full disk would.

    Wagtail's search and reference indexes are left out: it logs what goes wrong there and goes on.
    """

    def __init__(self, writes: int) -> None:
        self.left = writes

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and not any(name in sql for name in INDEXES):
            self.left -= 1
            if self.left < 0:
                raise DatabaseError("disk full")
        return execute(sql, params, many, context)


def test_whichever_write_fails_nothing_is_left(take: Import, media: Path) -> None:
    items = [item_of(picture=picture_of(), tags=("a",), category="A"), item_of("ordering", source_key="k")]
    models = (Question, QuestionTag, QuestionCategory, ModelLogEntry, Revision, get_image_model())
    before = [model.objects.count() for model in models]
    for writes in range(1000):
        try:
            with connection.execute_wrapper(_Refuse(writes)):
                take(*items, publish=True)
        except DatabaseError:
            assert [model.objects.count() for model in models] == before, f"after {writes} writes"
            assert not [path for path in media.rglob("*") if path.is_file()], f"after {writes} writes"
        else:
            break
    assert 5 < writes < 999
    assert Question.objects.filter(live=True).count() == 2


def test_a_picture_is_stored_once_and_found_again(take: Import, media: Path) -> None:
    take(item_of(picture=picture_of()), item_of("ordering", picture=picture_of()))
    take(item_of(picture=picture_of(), rationale="<p>New</p>"), on_known="update")
    image = get_image_model().objects.get()
    assert (image.width, image.height, image.collection.is_root()) == (40, 30, True)
    assert [block.value["alt"] for block in draft_of("true_false").picture] == [
        "A nasal spray in its package."
    ]
    assert len([path for path in media.rglob("*") if path.is_file()]) == 1


def test_a_question_about_a_picture_brings_it_along(take: Import) -> None:
    options = [
        {"text": "Nozzle", "correct": True, "why": "", "x": "25.5", "y": "40"},
        {"text": "Plunger", "correct": False, "why": "", "x": None, "y": None},
    ]
    answer = {"image": 77, "alt": "", "choose": "one", "options": options}
    item = item_of("image_choice", answer=answer, picture=picture_of())
    assert take(item, publish=True) == [Step.CREATE]
    question = Question.objects.get()
    stored = question.answer[0].value
    assert (stored["image"], stored["alt"]) == (
        get_image_model().objects.get().pk,
        "A nasal spray in its package.",
    )
    assert (question.live, len(question.picture)) == (True, 0)
    assert take(item) == [Step.KNOWN]


def test_a_question_about_a_picture_without_one_is_refused(take: Import) -> None:
    answer = {"alt": "x", "choose": "one", "options": [{"text": "A", "correct": True}, {"text": "B"}]}
    assert take(item_of("image_choice", answer=answer)) == [Step.REFUSED]


def draft_of(kind: str) -> Question:
    return next(
        question.get_latest_revision_as_object()
        for question in Question.objects.all()
        if question.kind == kind
    )


def test_a_picture_without_a_description_stays_a_draft_and_says_so(locale: Locale) -> None:
    item = item_of(picture=picture_of(alt=""))
    imported = import_questions(items=[item], locale=locale, publish=True)[0]
    assert not Question.objects.get().live
    assert "no description" in imported.item.notes[0]


@pytest.mark.parametrize(
    ("rights", "how"),
    [
        ((), {}),
        (("change", "publish"), {}),
        (("add",), {"on_known": "update"}),
        (("add", "change"), {"publish": True}),
    ],
)
def test_nobody_imports_without_the_rights_it_takes(take: Import, rights: tuple[str, ...], how: Any) -> None:
    with pytest.raises(PermissionDenied):
        take(item_of(), actor=make_person(*rights), **how)
    assert not Question.objects.exists()


def test_who_may_add_questions_but_no_images_gets_those_without(take: Import) -> None:
    items = [item_of(picture=picture_of()), item_of("ordering")]
    assert take(*items, actor=make_person("add")) == [Step.REFUSED, Step.CREATE]
    assert not get_image_model().objects.exists()


HOSTILE = '<img src=x onerror=alert(1)><script>alert(1)</script><a href="javascript:alert(1)">x</a>'


def test_hostile_html_is_stored_nowhere(take: Import) -> None:
    answer = {"options": [{"text": f"A{HOSTILE}", "correct": True, "why": HOSTILE}, {"text": "B"}]}
    take(item_of("single_choice", stem=f"<p>Hi{HOSTILE}</p>", rationale=HOSTILE, answer=answer))
    question = draft()
    for text in (question.stem, question.rationale):
        assert not any(word in text for word in ("<script", "onerror", "javascript:", "<img"))


def test_what_cleaning_took_away_is_named(locale: Locale) -> None:
    item = item_of(stem="<p>Hi<iframe src='//x'></iframe></p><table><tr><td>1</td></tr></table>")
    notes = " ".join(import_questions(items=[item], locale=locale)[0].item.notes)
    assert "sound or video" in notes
    assert "a table in the text, but the editor cannot hold it" in notes


def test_characters_no_database_stores_are_left_out(take: Import) -> None:
    take(item_of(title="A\x00B\ud800", stem="<p>C\x00D</p>", tags=("e\x00f",)))
    question = draft()
    assert (question.title, question.stem, [*question.tags.names()]) == ("AB", "<p>CD</p>", ["ef"])
