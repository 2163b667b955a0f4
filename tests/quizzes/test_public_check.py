"""Check-yourself quizzes for people without an account: graded on the server, nothing stored."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from harmreduction_lms.quizzes.models import QuizAttempt, QuizResponse
from tests import factories


MakeQuiz = Callable[..., Any]


@pytest.fixture
def quiz(make_quiz: MakeQuiz) -> Any:
    questions = [factories.make_question(kind=kind) for kind in factories.ANSWERS]
    return make_quiz(questions=questions, role="check_yourself")


def url_of(quiz: Any) -> str:
    return reverse("harmreduction_lms:check_yourself", args=[quiz.translation_key])


def true_false_field(html: str) -> str:
    found = re.search(r'name="(item-\w+)"\s+value="false"', html)
    assert found
    return found[1]


def test_everybody_gets_the_same_page_without_a_cookie(quiz: Any) -> None:
    first, second = Client().get(quiz.url), Client().get(quiz.url)
    assert first.content == second.content
    assert not first.cookies
    assert b"csrfmiddlewaretoken" not in first.content


def test_answers_are_graded_and_explained_and_nothing_is_stored(quiz: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    field = true_false_field(client.get(quiz.url).content.decode())
    with CaptureQueriesContext(connection) as captured:
        reply = client.post(url_of(quiz), {field: "false"})
    page = reply.content.decode()
    assert reply.status_code == 200
    assert "Right" in page
    assert "Because." in page
    assert reply["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert not reply.cookies
    assert not Session.objects.exists()
    assert not QuizAttempt.objects.exists()
    assert not QuizResponse.objects.exists()
    writes = [
        query["sql"] for query in captured if not query["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))
    ]
    assert not writes


def test_the_key_is_in_no_byte_of_the_page(make_quiz: MakeQuiz) -> None:
    question = factories.make_question(
        kind="single_choice",
        answer={
            "options": [
                {"text": "One", "correct": True, "why": "CANARY"},
                {"text": "Two", "correct": False, "why": "CANARY"},
            ]
        },
        rationale="<p>CANARY</p>",
    )
    quiz = make_quiz(questions=[question], role="check_yourself")
    assert b"CANARY" not in Client().get(quiz.url).content


def test_a_changed_question_is_never_graded_by_the_wrong_key(quiz: Any) -> None:
    client = Client()
    field = true_false_field(client.get(quiz.url).content.decode())
    question = next(one for one in factories.questions_of(quiz) if one.kind == "true_false")
    question.stem = "<p>The opposite</p>"
    question.save()
    reply = client.post(url_of(quiz), {field: "false"})
    assert reply.status_code == 409
    assert "reload the page" in reply.content.decode()


def test_quizzes_that_count_cannot_be_checked_in_public(make_quiz: MakeQuiz) -> None:
    quiz = make_quiz(role="post_test")
    assert Client().post(url_of(quiz), {}).status_code == 404
    assert b"Stem" not in Client().get(quiz.url).content


@pytest.mark.parametrize("kind", ["login", "password"])
def test_a_restricted_quiz_cannot_be_checked_by_somebody_outside(quiz: Any, kind: str) -> None:
    PageViewRestriction.objects.create(page=quiz, restriction_type=kind, password="x")
    assert Client().post(url_of(quiz), {}).status_code == 404


def test_a_draft_cannot_be_checked(quiz: Any) -> None:
    quiz.unpublish()
    assert Client().post(url_of(quiz), {}).status_code == 404


def test_checking_costs_the_same_for_5_and_40_questions(make_quiz: MakeQuiz) -> None:
    counts = []
    for number in (5, 40):
        quiz = make_quiz(count=number, role="check_yourself", slug=f"quiz-{number}")
        client = Client()
        client.post(url_of(quiz), {})
        with CaptureQueriesContext(connection) as captured:
            client.post(url_of(quiz), {})
        counts.append(len(captured))
    assert counts[0] == counts[1]
