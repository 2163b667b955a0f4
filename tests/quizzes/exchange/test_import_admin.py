"""Import and export in the admin: nothing is written before it was looked at, nothing hostile is shown."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale

from harmreduction_lms.quizzes.actions.import_questions import import_questions
from harmreduction_lms.quizzes.exchange.base import MAX_FILE_BYTES, ReadResult, exchange_formats
from harmreduction_lms.quizzes.exchange.files import FileRefusal, FilesRead
from harmreduction_lms.quizzes.exchange.planning import plan_import
from harmreduction_lms.quizzes.import_views import stash
from harmreduction_lms.quizzes.import_views.cards import cards
from harmreduction_lms.quizzes.import_views.check import PER_PAGE
from harmreduction_lms.quizzes.import_views.hooks import ExportBulkAction
from harmreduction_lms.quizzes.import_views.stash import PER_RECORD
from harmreduction_lms.quizzes.import_views.upload import MAX_UPLOAD_BYTES
from harmreduction_lms.quizzes.models import Question, QuestionCategory
from tests import factories
from tests.quizzes.exchange.conftest import (
    JsonFormat,
    file_of,
    item_of,
    make_person,
    one_of_each,
    picture_of,
)


UPLOAD = "harmreduction_lms_exchange:upload"
CHECK = "harmreduction_lms_exchange:check"
EXPORT = "harmreduction_lms_exchange:export"


def upload(client: Client, *contents: bytes, name: str = "bank.testjson", **fields: Any) -> Any:
    files = [SimpleUploadedFile(name, content) for content in contents]
    data = {"uploads": files, "locale": Locale.get_default().pk, "format_name": "", "category": "", **fields}
    return client.post(reverse(UPLOAD), data)


def look(client: Client, page: int = 1) -> Any:
    return client.get(f"{reverse(CHECK)}?p={page}")


def decide(
    client: Client, seen: Any, *, go: str = "import", leave: tuple[int, ...] = (), **fields: Any
) -> Any:
    """Sends the form of a page as a browser does, with some ticks taken away."""
    shown = re.findall(r'name="shown" value="(\d+)"', seen.text)
    take = [number for number in shown if int(number) not in leave]
    digest = seen.context["digest"]
    return client.post(reverse(CHECK), {"digest": digest, "shown": shown, "take": take, "go": go, **fields})


def many(number: int) -> list[Any]:
    return [item_of(stem=f"<p>Number {n}</p>", title=f"Title {n}", where=f"line {n}") for n in range(number)]


def test_questions_are_looked_at_before_they_are_imported(editor: Client, locale: Locale) -> None:
    response = upload(editor, file_of(*one_of_each(), 5), file_of(item_of(stem="<p>From the other</p>")))
    assert response.url == reverse(CHECK)
    seen = look(editor)
    assert not Question.objects.exists()
    for words in ("What helps first, asked as ordering?", "From the other", "An entry must be an object."):
        assert words in seen.text
    result = decide(editor, seen)
    assert Question.objects.count() == len(one_of_each()) + 1
    assert (
        reverse(Question.snippet_viewset.get_url_name("edit"), args=[Question.objects.first().pk])
        in result.text
    )
    assert "An entry must be an object." in result.text


def test_only_what_is_ticked_is_taken_on_every_page(editor: Client, locale: Locale) -> None:
    upload(editor, file_of(*many(PER_PAGE + 5)))
    first = look(editor)
    second_url = decide(editor, first, go="2", leave=(0, 3)).url
    second = editor.get(second_url)
    assert f"Number {PER_PAGE}" in second.text
    decide(editor, second, leave=(PER_PAGE + 1,))
    titles = set(Question.objects.values_list("title", flat=True))
    left_out = {"Title 0", "Title 3", f"Title {PER_PAGE + 1}"}
    assert titles == {item.title for item in many(PER_PAGE + 5)} - left_out


def test_ticks_are_still_as_they_were_when_one_comes_back(editor: Client, locale: Locale) -> None:
    upload(editor, file_of(*many(PER_PAGE + 1)))
    decide(editor, look(editor), go="2", leave=(3,))
    ticked = re.findall(r'value="(\d+)"\s+checked', look(editor).text)
    assert ticked == [str(number) for number in range(PER_PAGE) if number != 3]


def test_known_questions_are_marked_and_updated_only_if_asked(editor: Client, locale: Locale) -> None:
    upload(editor, file_of(item_of(source_key="q1")))
    decide(editor, look(editor), publish="1")
    assert Question.objects.get().live
    for on_known, revisions in (("skip", 1), ("update", 2)):
        upload(editor, file_of(item_of(source_key="q1", rationale="<p>New</p>")))
        seen = look(editor)
        assert "It is in the bank already" in seen.text
        decide(editor, seen, on_known=on_known)
        assert Question.objects.get().revisions.count() == revisions


def test_the_import_is_of_the_files_that_were_looked_at(editor: Client, locale: Locale) -> None:
    upload(editor, file_of(item_of(title="First")))
    seen = look(editor)
    upload(editor, file_of(item_of(title="Second")))
    response = decide(editor, seen)
    assert response.url == reverse(CHECK)
    assert not Question.objects.exists()


def test_a_second_click_imports_nothing(editor: Client, locale: Locale) -> None:
    upload(editor, file_of(item_of()))
    seen = look(editor)
    decide(editor, seen)
    assert decide(editor, seen).url == reverse(UPLOAD)
    assert Question.objects.count() == 1


@pytest.mark.parametrize("go", ["import", "cancel"])
def test_nothing_of_the_files_is_kept_afterwards(editor: Client, locale: Locale, go: str) -> None:
    before = Session.objects.count()
    upload(editor, file_of(*many(PER_RECORD + 1)))
    assert Session.objects.count() > before
    decide(editor, look(editor), go=go)
    assert Session.objects.count() == before


class CountingFormat(JsonFormat):
    """Remembers how often it was asked to read."""

    name = "test-counting"
    extensions = ("counted",)

    def __init__(self) -> None:
        self.times = 0

    def read(self, name: str, content: bytes) -> ReadResult:
        self.times += 1
        return super().read(name, content)


@pytest.fixture
def counting() -> Iterator[CountingFormat]:
    yield exchange_formats.register(CountingFormat.name, CountingFormat())
    exchange_formats.unregister(CountingFormat.name)


def test_a_file_is_read_once_however_many_pages_are_looked_at(
    editor: Client, locale: Locale, counting: CountingFormat
) -> None:
    number = PER_RECORD + PER_PAGE + 1
    upload(editor, file_of(*many(number)), name="bank.counted")
    for page in range(1, number // PER_PAGE + 2):
        seen = look(editor, page)
        first = (page - 1) * PER_PAGE
        assert f"Number {first}" in seen.text
        assert f"Number {first - 1}<" not in seen.text
    decide(editor, seen)
    assert (counting.times, Question.objects.count()) == (1, number)


def test_what_is_kept_is_what_was_read(editor: Client, locale: Locale, rf: Any) -> None:
    request = rf.get("/")
    request.user, request.session = make_person("add"), editor.session
    shared = picture_of()
    items = [
        *one_of_each(),
        item_of(picture=shared, notes=("A note.",), hints=("<p>A hint</p>",), tags=("kit",), points=3),
        item_of(picture=replace(shared, alt="Another description")),
        item_of(answer=[], stem="\ud800\x00", category="A/B", source_key="k"),
    ]
    refused = [FileRefusal("b.gift", "line 3", "No answers.")]
    before = Session.objects.count()
    stash.keep(request, FilesRead(items, ["a.gift"] * len(items), refused), stash.Choices())
    # The questions, the picture once, and the list of both.
    assert Session.objects.count() == before + 3
    stashed = stash.find(request)
    assert stashed is not None
    assert stashed.everything() == FilesRead(items, ["a.gift"] * len(items), refused)
    assert stashed.some(1, 3).items == items[1:4]
    assert stashed.refused() == FilesRead(refused=refused)


def test_nobody_sees_what_somebody_else_uploaded(editor: Client, locale: Locale) -> None:
    upload(editor, file_of(item_of(title="A canary")))
    kept = editor.session["harmreduction_lms_import"]
    other = Client()
    other.force_login(make_person("add"))
    session = other.session
    session["harmreduction_lms_import"] = kept
    session.save()
    assert look(other).url == reverse(UPLOAD)


HOSTILE = (
    '"><img src=x onerror=alert(1)><script>alert(1)</script><svg onload=alert(1)>'
    '<a href="javascript:alert(1)">'
)
ANSWERS = {
    "single_choice": {
        "options": [{"text": HOSTILE, "correct": True, "why": HOSTILE}, {"text": "B", "why": ""}]
    },
    "ordering": {"groups": [{"items": [HOSTILE]}, {"items": ["B"]}]},
    "matching": {"pairs": [{"prompt": HOSTILE, "match": HOSTILE}, {"prompt": "B", "match": "C"}]},
    "numeric": {"ranges": [{"low": "1"}], "unit": "<script>1</script>", "unit_forms": []},
    "short_answer": {"accepted": [HOSTILE]},
    "true_false": {"answer": "true", "why_true": HOSTILE, "why_false": HOSTILE},
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_nothing_hostile_in_any_field_reaches_a_page(
    editor: Client, locale: Locale, make_quiz: Any, kind: str
) -> None:
    item = item_of(
        kind,
        **dict.fromkeys(("title", "stem", "rationale", "category", "source_key"), HOSTILE + kind),
        answer=ANSWERS[kind],
        hints=(HOSTILE,),
        tags=(HOSTILE,),
        notes=(HOSTILE,),
        picture=None,
    )
    upload(editor, file_of(item), name=f"{HOSTILE[:40]}.testjson")
    seen = look(editor)
    assert_harmless(seen.text)
    assert_harmless(decide(editor, seen, publish="1").text)
    question = Question.objects.get()
    assert_harmless(editor.get(reverse(Question.snippet_viewset.get_url_name("list"))).text)
    quiz = make_quiz(questions=[question])
    assert_harmless(editor.get(quiz.url).text)
    paper = editor.post(reverse("harmreduction_lms:start_attempt", args=[quiz.translation_key]), follow=True)
    assert kind in paper.text
    assert_harmless(paper.text)


def assert_harmless(html: str) -> None:
    """Our canaries may stand in a page as text, never as tags or attributes."""
    assert "<img src=x" not in html
    assert "<script>alert" not in html
    assert "<script>1" not in html
    assert "<svg onload" not in html
    assert not re.search(r"""href=["']?javascript:""", html)


def test_a_picture_is_shown_before_it_is_stored(editor: Client, locale: Locale) -> None:
    plan = plan_import([item_of(picture=picture_of())], locale=locale)
    (card,) = cards(plan, first=0, files=["x"], left_out=())
    assert card.shown is not None
    assert card.shown.picture is not None
    assert card.shown.picture.url.startswith("data:image/png;base64,")


@pytest.mark.parametrize("number", [1, 4])
def test_a_hundred_megabytes_are_refused_before_they_are_read(
    editor: Client, locale: Locale, number: int
) -> None:
    class Unread(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise AssertionError("The upload was read.")

    response = editor.post(
        reverse(UPLOAD),
        content_type="multipart/form-data; boundary=x",
        **{"CONTENT_LENGTH": str(number * 100 * 1024 * 1024), "wsgi.input": Unread()},
    )
    assert response.status_code == 413
    assert "larger than" in response.text


def test_a_single_file_that_is_too_large_is_refused_with_its_name(editor: Client, locale: Locale) -> None:
    assert MAX_UPLOAD_BYTES > MAX_FILE_BYTES
    response = upload(editor, b" " * (MAX_FILE_BYTES + 1))
    assert response.status_code == 422
    assert "bank.testjson" in response.text


def test_uploads_are_protected_against_forgery(locale: Locale) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_person("add"))
    assert upload(client, file_of(item_of())).status_code == 403


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"{", "bank.testjson", "This file is not JSON"),
        (b"\x00\x01", "photo.raw", "what sort of file"),
    ],
)
def test_an_unreadable_file_is_explained_and_the_others_are_shown(
    editor: Client, locale: Locale, content: bytes, name: str, words: str
) -> None:
    good = SimpleUploadedFile("good.testjson", file_of(item_of()))
    bad = SimpleUploadedFile(name, content)
    editor.post(reverse(UPLOAD), {"uploads": [bad, good], "locale": locale.pk})
    seen = look(editor)
    assert words in seen.text
    assert "What helps first" in seen.text


@pytest.mark.parametrize(
    ("rights", "address", "is_let_in"),
    [
        (("add",), UPLOAD, True),
        (("add",), CHECK, True),
        (("add",), EXPORT, False),
        (("change",), EXPORT, True),
        (("change", "publish", "view"), UPLOAD, False),
        ((), CHECK, False),
    ],
)
def test_only_those_with_the_rights_come_in(
    client: Client, locale: Locale, rights: tuple[str, ...], address: str, is_let_in: bool
) -> None:
    client.force_login(make_person(*rights))
    response = client.get(reverse(address))
    refused = response.status_code == 302 and response.url == reverse("wagtailadmin_home")
    assert refused != is_let_in


def test_who_may_only_add_can_neither_update_nor_publish(client: Client, locale: Locale) -> None:
    client.force_login(make_person("add"))
    upload(client, file_of(item_of(source_key="q1")))
    seen = look(client)
    assert 'value="update"' not in seen.text
    decide(client, seen, on_known="update", publish="1")
    assert not Question.objects.get().live


def test_a_page_costs_the_same_for_a_few_and_for_very_many_questions(editor: Client, locale: Locale) -> None:
    counts = []
    for number in (PER_PAGE, 20 * PER_PAGE):
        upload(editor, file_of(*many(number)))
        look(editor)
        with CaptureQueriesContext(connection) as captured:
            assert look(editor).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_list_as_it_is_filtered_is_exported(editor: Client, db: None) -> None:
    category = QuestionCategory.objects.create(path="Naloxone")
    factories.make_question(title="In", category=category)
    factories.make_question(title="Out")
    url = f"{reverse(EXPORT)}?category={category.pk}"
    assert "1 question is to be exported" in editor.get(url).text
    seen = editor.get(f"{url}&format=test-json").text
    assert "1 of 1 can be written" in seen
    response = editor.get(f"{url}&format=test-json&download=1")
    assert response["Content-Disposition"] == 'attachment; filename="questions.testjson"'
    assert b"In" in response.content
    assert b"Out" not in response.content


def test_ticked_questions_are_exported(editor: Client, db: None) -> None:
    ticked = [factories.make_question(title=title) for title in ("One", "Two")]
    factories.make_question(title="Not ticked")
    ids = "&".join(f"id={question.pk}" for question in ticked)
    content = editor.get(f"{reverse(EXPORT)}?{ids}&format=test-json&download=1").content
    assert (b"One" in content, b"Two" in content, b"Not ticked" in content) == (True, True, False)


def test_the_bulk_action_leads_to_the_export(rf: Any, db: None) -> None:
    for query, expected in (("id=3&id=4", "id=3&id=4"), ("id=all&next=/admin/%3Ftag%3D7", "tag=7")):
        request = rf.get(f"/admin/?{query}")
        response = ExportBulkAction(request, Question).dispatch(request)
        assert response.url == f"{reverse(EXPORT)}?{expected}"


def test_what_a_format_cannot_hold_is_named_before_the_download(editor: Client, locale: Locale) -> None:
    import_questions(items=[item_of(title="With picture", picture=picture_of())], locale=locale)
    seen = editor.get(f"{reverse(EXPORT)}?format=test-json").text
    assert "With picture" in seen
    assert "No pictures here." in seen
    assert 'name="download"' not in seen
