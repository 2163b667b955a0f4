"""Page breaks, sections, going on and going back, without JavaScript."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from harmreduction_lms.quizzes.actions import start_attempt
from harmreduction_lms.quizzes.models import QuizAttempt
from tests import factories


@pytest.fixture
def make_paged(db: None) -> Callable[..., Any]:
    """A quiz of three true-or-false questions on three pages; the second section has a heading."""

    def make(**fields: Any) -> Any:
        one, two, three = (factories.make_question(kind="true_false") for _ in range(3))
        stream = [
            {"type": "question", "value": one.pk},
            {"type": "page_break", "value": None},
            {"type": "section", "value": {"title": "Afterwards", "intro": "<p>Stay.</p>", "shuffle": False}},
            {"type": "question", "value": two.pk},
            {"type": "page_break", "value": None},
            {"type": "question", "value": three.pk},
        ]
        home = Site.objects.get(is_default_site=True).root_page
        quiz = factories.make_quiz(parent=home, **fields)
        quiz.questions = json.dumps(stream)
        quiz.save()
        quiz.refresh_from_db()
        return quiz

    return make


class Taker:
    """Somebody with a browser that knows forms and links, nothing more."""

    def __init__(self, client: Client, learner: Any, quiz: Any) -> None:
        client.force_login(learner)
        self.client = client
        self.attempt = start_attempt(learner=learner, page=quiz)
        self.url = reverse("harmreduction_lms:attempt", args=[self.attempt.uuid])

    def item(self, position: int) -> str:
        return str(self.attempt.paper["items"][position - 1]["id"])

    def press(self, button: str, *, page: int, **answers: str) -> Any:
        self.attempt.refresh_from_db()
        fields = {f"item-{self.item(int(name[1:]))}": value for name, value in answers.items()}
        data = {"sequence": self.attempt.sequence, "page": page, "go": button, **fields}
        return self.client.post(self.url, data)

    def see(self, page: int = 1) -> str:
        return self.client.get(self.url, {"page": page}).content.decode()


@pytest.fixture
def taker(client: Client, learner: Any, make_paged: Callable[..., Any]) -> Taker:
    return Taker(client, learner, make_paged())


def test_each_page_shows_its_own_questions_and_its_section(taker: Taker) -> None:
    first, second = taker.see(1), taker.see(2)
    assert taker.item(1) in first
    assert taker.item(2) not in first
    assert "Afterwards" not in first
    assert "Afterwards" in second
    assert "Question 2 of 3" in second


def test_going_on_saves_the_page_and_keeps_the_answers_of_other_pages(taker: Taker) -> None:
    assert taker.press("next", page=1, q1="false")["Location"] == f"{taker.url}?page=2"
    assert taker.press("next", page=2, q2="true")["Location"] == f"{taker.url}?page=3"
    assert taker.press("previous", page=3, q3="false")["Location"] == f"{taker.url}?page=2"
    taker.attempt.refresh_from_db()
    assert taker.attempt.answers == {taker.item(1): False, taker.item(2): True, taker.item(3): False}


def test_after_the_last_page_comes_the_overview_which_hands_in(taker: Taker, client: Client) -> None:
    taker.press("next", page=1, q1="false")
    overview = taker.press("next", page=3)["Location"]
    page = client.get(overview).content.decode()
    assert "2 questions are still open" in page
    assert f"{taker.url}?page=2#question-2" in page
    result = client.post(taker.url, {})
    taker.attempt.refresh_from_db()
    assert result["Location"].endswith("/result/")
    assert taker.attempt.points == 1


def test_in_a_sequential_quiz_there_is_no_way_back(
    client: Client, learner: Any, make_paged: Callable[..., Any]
) -> None:
    taker = Taker(client, learner, make_paged(navigation="sequential"))
    taker.press("next", page=1, q1="false")
    assert taker.item(1) not in taker.see(1)
    assert taker.item(2) in taker.see(1)
    assert "Previous page" not in taker.see(2)
    refused = taker.press("next", page=1, q1="true")
    assert refused.status_code == 409
    taker.attempt.refresh_from_db()
    assert taker.attempt.answers == {taker.item(1): False}


def test_in_a_sequential_quiz_a_page_cannot_be_skipped(
    client: Client, learner: Any, make_paged: Callable[..., Any]
) -> None:
    taker = Taker(client, learner, make_paged(navigation="sequential"))
    assert taker.press("next", page=3, q3="false").status_code == 409
    taker.attempt.refresh_from_db()
    assert (taker.attempt.page_reached, taker.attempt.answers) == (1, {})


def test_a_page_that_does_not_exist_shows_the_nearest_one(taker: Taker) -> None:
    assert taker.item(3) in taker.see(99)
    assert taker.item(1) in taker.see(0)


def test_a_stale_page_overwrites_nothing(taker: Taker) -> None:
    taker.press("next", page=1, q1="false")
    stale = taker.client.post(
        taker.url, {"sequence": 0, "page": 1, "go": "next", f"item-{taker.item(1)}": "true"}
    )
    assert stale.status_code == 409
    assert QuizAttempt.objects.get().answers == {taker.item(1): False}
