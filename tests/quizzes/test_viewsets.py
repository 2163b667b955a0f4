"""What editors see: the question bank, attempts, and the quiz page's form and preview."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.admin.panels import ObjectList
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from harmreduction_lms.quizzes.actions import start_attempt, submit_attempt
from harmreduction_lms.quizzes.errors import QuestionNotReady
from harmreduction_lms.quizzes.mixins import QuizPageMixin
from harmreduction_lms.quizzes.models import Question, QuestionTag, QuizAttempt
from harmreduction_lms.quizzes.viewsets import QuestionViewSet, QuizAttemptViewSet
from tests import factories


QUESTIONS = QuestionViewSet()
ATTEMPTS = QuizAttemptViewSet()


@pytest.fixture
def editor(client: Client, db: None) -> Client:
    client.force_login(factories.make_learner(is_superuser=True, is_staff=True))
    return client


def question_form(answer: dict[str, Any] | None, **extra: Any) -> dict[str, str]:
    """What Wagtail's form posts for a true-or-false question."""
    blocks = [] if answer is None else [("true_false", answer)]
    form: dict[str, str] = nested_form_data(
        {
            "title": "Naloxone and nitazenes",
            "stem": rich_text("<p>Naloxone has no effect on nitazenes.</p>"),
            "answer": streamfield(blocks),
            "rationale": rich_text("<p>It has.</p>"),
            "source_note": "X3",
            "tags": "naloxone",
            **extra,
        }
    )
    return form


COMPLETE = {"answer": "false", "why_true": "It does work.", "why_false": "Right."}
BROKEN = {"answer": "", "why_true": "", "why_false": ""}


def test_an_editor_writes_and_publishes_a_question(editor: Client) -> None:
    form = question_form(COMPLETE, **{"action-publish": "action-publish"})
    assert editor.post(reverse(QUESTIONS.get_url_name("add")), form).status_code == 302
    question = Question.objects.get()
    assert (question.live, question.kind) == (True, "true_false")
    assert [tag.name for tag in question.tags.all()] == ["naloxone"]


@pytest.mark.parametrize("answer", [BROKEN, None], ids=["broken", "missing"])
def test_a_draft_may_be_half_done(editor: Client, answer: dict[str, Any] | None) -> None:
    assert editor.post(reverse(QUESTIONS.get_url_name("add")), question_form(answer)).status_code == 302
    assert not Question.objects.get().live


@pytest.mark.parametrize(
    ("answer", "message"),
    [(BROKEN, "This field is required"), (None, "The minimum number of items is 1")],
    ids=["broken", "missing"],
)
def test_publishing_a_broken_question_is_refused_with_a_message(
    editor: Client, answer: dict[str, Any] | None, message: str
) -> None:
    form = question_form(answer, **{"action-publish": "action-publish"})
    response = editor.post(reverse(QUESTIONS.get_url_name("add")), form)
    assert response.status_code == 200
    assert message in response.text
    assert not Question.objects.exists()


def test_no_other_way_leads_a_broken_question_to_learners(db: None) -> None:
    """Workflows, scheduled publishing and loaders publish revisions without a form."""
    question = factories.make_question(kind="single_choice")
    options = {"options": [{"text": "A", "correct": False}, {"text": "a", "correct": False}]}
    question.answer = [
        ("single_choice", question.answer.stream_block.child_blocks["single_choice"].to_python(options))
    ]
    revision = question.save_revision()
    with pytest.raises(QuestionNotReady) as caught:
        revision.publish()
    assert "Mark at least one option as the right answer." in str(caught.value)
    assert "Two options read the same" in str(caught.value)
    question.refresh_from_db()
    assert question.answer[0].value["options"][0]["text"] == "Naloxone"


def test_the_bank_is_listed_filtered_and_searched(editor: Client) -> None:
    texts = {"ordering": "Sequence of steps", "numeric": "Minutes to wait"}
    for kind, title in texts.items():
        factories.make_question(kind=kind, title=title)
    first, second = Question.objects.order_by("pk")
    second.tags.add("repeat interval")
    second.save()
    Question.objects.filter(pk=first.pk).update(live=False)
    url = reverse(QUESTIONS.get_url_name("list"))
    tag = QuestionTag.objects.get()

    everything = editor.get(url).text
    for words in (*texts.values(), "Ordering", "Number", "repeat interval", "draft", "live"):
        assert words in everything
    for query, found in (
        ("kind=ordering", {first}),
        (f"tag={tag.pk}", {second}),
        ("live=true", {second}),
        ("live=false", {first}),
        ("q=Minutes", {second}),
    ):
        assert set(editor.get(f"{url}?{query}").context["page_obj"].object_list) == found, query


def test_the_tags_of_a_whole_list_come_at_once(editor: Client) -> None:
    for _question in range(4):
        question = factories.make_question()
        question.tags.add("tag")
        question.save()
    with CaptureQueriesContext(connection) as captured:
        assert editor.get(reverse(QUESTIONS.get_url_name("list"))).status_code == 200
    tags = [query["sql"] for query in captured if 'FROM "harmreduction_lms_taggedquestion' in query["sql"]]
    assert len(tags) == 1


def test_questions_are_chosen_for_quizzes(editor: Client) -> None:
    question = factories.make_question(title="Chosen one")
    chooser = QUESTIONS.chooser_viewset
    assert "Chosen one" in editor.get(reverse(chooser.get_url_name("choose"))).text
    chosen = editor.get(reverse(chooser.get_url_name("chosen"), args=[question.pk]))
    assert chosen.json()["result"]["string"] == "Chosen one"


def test_a_quiz_page_is_edited_with_the_mixins_panels(editor: Client, make_quiz: Callable[..., Any]) -> None:
    page = make_quiz(questions=[factories.make_question(title="In the quiz")])
    panels = ObjectList(QuizPageMixin.quiz_panels).bind_to_model(type(page))
    rules = {"role", "pass_mark", "attempts_allowed", "time_limit_minutes", "feedback"}
    assert {"intro", "questions", *rules} <= set(panels.get_form_class().base_fields)
    assert editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_a_question_is_previewed_as_a_learner_sees_it(editor: Client) -> None:
    question = factories.make_question(kind="ordering", stem="<p>Put in order</p>")
    question.save_revision()
    html = editor.get(
        reverse(QUESTIONS.get_url_name("revisions_view"), args=[question.pk, question.latest_revision_id])
    ).text
    assert "Put in order" in html
    assert "<select" in html
    assert "Because." not in html


def test_a_quiz_preview_shows_the_paper_and_what_will_be_left_out(
    editor: Client, make_quiz: Callable[..., Any]
) -> None:
    asked, draft = (
        factories.make_question(stem="<p>Asked</p>"),
        factories.make_question(stem="<p>Not yet</p>"),
    )
    Question.objects.filter(pk=draft.pk).update(live=False)
    page = make_quiz(questions=[asked, draft])
    page.save_revision()
    html = editor.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).text
    assert "Asked" in html
    assert "Not yet" not in html
    assert "One question on this quiz is not published." in html
    assert not QuizAttempt.objects.exists()


def test_attempts_can_be_read_and_filtered(editor: Client, quiz: Any) -> None:
    one, other = factories.make_learner("anna"), factories.make_learner("bo")
    attempt = submit_attempt(attempt=start_attempt(learner=one, page=quiz))
    start_attempt(learner=other, page=quiz)
    url = reverse(ATTEMPTS.get_url_name("index"))
    everything = editor.get(url).text
    for name in ("anna", "bo"):
        assert name in everything
    found = editor.get(f"{url}?state=submitted").context["page_obj"].object_list
    assert list(found) == [attempt]
    inspected = editor.get(reverse(ATTEMPTS.get_url_name("inspect"), args=[attempt.pk]))
    assert inspected.status_code == 200
    assert quiz.title in inspected.text


def test_attempts_can_be_neither_added_changed_nor_deleted(editor: Client, quiz: Any) -> None:
    attempt = start_attempt(learner=factories.make_learner(), page=quiz)
    for name, args in (("add", []), ("edit", [attempt.pk]), ("delete", [attempt.pk])):
        for send in (editor.get, editor.post):
            response = send(reverse(ATTEMPTS.get_url_name(name), args=args))
            assert response.status_code in {302, 403}
            assert response.status_code == 403 or response.url == reverse("wagtailadmin_home")
    assert QuizAttempt.objects.count() == 1
