"""Immediate feedback, several tries and certainty, from the first answer to the grade."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from harmreduction_lms.quizzes.actions import (
    check_answer,
    save_answer,
    start_attempt,
    submit_attempt,
)
from harmreduction_lms.quizzes.answers import GivenAnswer
from harmreduction_lms.quizzes.errors import AnswerFixed, NothingToCheck, StaleAnswer
from harmreduction_lms.quizzes.models import Question, QuizAttempt
from tests import factories
from tests.quizzes.conftest import right_answer


MakeQuiz = Callable[..., Any]

OPTIONS = {
    "options": [
        {"text": "Naloxone", "correct": True, "why": "CANARY-WHY"},
        {"text": "Coffee", "correct": False, "why": "No."},
        {"text": "Water", "correct": False, "why": "No."},
    ]
}


@pytest.fixture
def question(db: None) -> Question:
    hints = '[{"type": "hint", "value": "HINT-ONE"}, {"type": "hint", "value": "HINT-TWO"}]'
    return factories.make_question(
        kind="single_choice", answer=OPTIONS, rationale="<p>CANARY-RATIONALE</p>", hints=hints, points=2
    )


def options(attempt: QuizAttempt) -> tuple[str, list[str]]:
    """The right option of the first item and the wrong ones."""
    item = attempt.paper["items"][0]
    right = right_answer(item)
    return right, [option["id"] for option in item["body"]["options"] if option["id"] != right]


def first_item(attempt: QuizAttempt) -> str:
    return str(attempt.paper["items"][0]["id"])


def check(attempt: QuizAttempt, response: Any) -> int:
    return check_answer(
        attempt=attempt, item=first_item(attempt), response=response, sequence=attempt.sequence
    )


def test_with_immediate_feedback_an_answer_is_judged_once_and_fixed(
    learner: Any, make_quiz: MakeQuiz, question: Question
) -> None:
    attempt = start_attempt(learner=learner, page=make_quiz(questions=[question], behaviour="immediate"))
    right, wrong = options(attempt)
    check(attempt, wrong[0])
    with pytest.raises(AnswerFixed):
        check(attempt, right)
    with pytest.raises(AnswerFixed):
        save_answer(attempt=attempt, item=first_item(attempt), response=right, sequence=attempt.sequence)
    with pytest.raises(AnswerFixed):
        submit_attempt(attempt=attempt, responses={first_item(attempt): right}, sequence=attempt.sequence)
    submit_attempt(attempt=attempt)
    assert attempt.points == 0


def test_several_tries_cost_their_penalty_exactly(
    learner: Any, make_quiz: MakeQuiz, question: Question
) -> None:
    quiz = make_quiz(questions=[question], behaviour="several_tries", try_penalty="33.33")
    attempt = start_attempt(learner=learner, page=quiz)
    right, wrong = options(attempt)
    check(attempt, wrong[0])
    check(attempt, right)
    submit_attempt(attempt=attempt)
    assert attempt.points == 2 * (1 - Fraction("0.3333"))


def test_an_item_closes_after_the_last_try(learner: Any, make_quiz: MakeQuiz, question: Question) -> None:
    quiz = make_quiz(questions=[question], behaviour="several_tries", tries_allowed=2)
    attempt = start_attempt(learner=learner, page=quiz)
    right, wrong = options(attempt)
    check(attempt, wrong[0])
    check(attempt, wrong[1])
    with pytest.raises(AnswerFixed):
        check(attempt, right)


def test_there_must_be_an_answer_to_check(learner: Any, make_quiz: MakeQuiz, question: Question) -> None:
    attempt = start_attempt(learner=learner, page=make_quiz(questions=[question], behaviour="immediate"))
    with pytest.raises(NothingToCheck):
        check(attempt, None)
    attempt.refresh_from_db()
    assert (attempt.sequence, attempt.item_states) == (0, {})


def test_two_clicks_on_check_are_one_try(learner: Any, make_quiz: MakeQuiz, question: Question) -> None:
    attempt = start_attempt(learner=learner, page=make_quiz(questions=[question], behaviour="several_tries"))
    _right, wrong = options(attempt)
    twin = QuizAttempt.objects.get(pk=attempt.pk)
    check(attempt, wrong[0])
    with pytest.raises(StaleAnswer):
        check(twin, wrong[0])
    attempt.refresh_from_db()
    assert len(attempt.item_states[first_item(attempt)]["tries"]) == 1


def test_an_answer_cannot_be_checked_where_feedback_comes_at_the_end(
    learner: Any, make_quiz: MakeQuiz, question: Question
) -> None:
    attempt = start_attempt(learner=learner, page=make_quiz(questions=[question]))
    with pytest.raises(AnswerFixed):
        check(attempt, options(attempt)[0])


def test_certainty_is_saved_and_counted(learner: Any, make_quiz: MakeQuiz, question: Question) -> None:
    second = factories.make_question(kind="true_false")
    quiz = make_quiz(questions=[question, second], behaviour="certainty")
    attempt = start_attempt(learner=learner, page=quiz)
    one, two = (item["id"] for item in attempt.paper["items"])
    right, _wrong = options(attempt)
    save_answer(attempt=attempt, item=one, response=GivenAnswer(right, certainty=3), sequence=0)
    save_answer(attempt=attempt, item=two, response=GivenAnswer(response=True, certainty=2), sequence=1)
    submit_attempt(attempt=attempt)
    assert attempt.points == 2 - Fraction(2, 3)


def test_a_hint_follows_each_wrong_try_and_the_key_stays_secret_until_the_item_closes(
    client: Client, learner: Any, make_quiz: MakeQuiz, question: Question
) -> None:
    quiz = make_quiz(questions=[question], behaviour="several_tries", tries_allowed=3)
    attempt = start_attempt(learner=learner, page=quiz)
    client.force_login(learner)
    url = reverse("harmreduction_lms:attempt", args=[attempt.uuid])
    right, wrong = options(attempt)

    def page_after(response: str | None) -> str:
        if response:
            attempt.refresh_from_db()
            data = {
                "sequence": attempt.sequence,
                "page": 1,
                f"item-{first_item(attempt)}": response,
                "check": first_item(attempt),
            }
            reply = client.post(url, data)
            assert reply["Location"] == f"{url}#feedback-1"
        return client.get(url).content.decode()

    before = page_after(None)
    assert "HINT" not in before
    assert "CANARY" not in before
    once = page_after(wrong[0])
    assert "HINT-ONE" in once
    assert "HINT-TWO" not in once
    assert "CANARY" not in once
    assert "Not yet" in once
    assert "2 more tries" in once
    closed = page_after(right)
    assert "CANARY-WHY" in closed
    assert "CANARY-RATIONALE" in closed
    assert 'name="check"' not in closed


def test_nothing_is_told_during_the_attempt_where_the_quiz_says_so(
    client: Client, learner: Any, make_quiz: MakeQuiz, question: Question
) -> None:
    quiz = make_quiz(questions=[question], behaviour="immediate", feedback="score")
    attempt = start_attempt(learner=learner, page=quiz)
    check(attempt, options(attempt)[0])
    client.force_login(learner)
    page = client.get(reverse("harmreduction_lms:attempt", args=[attempt.uuid])).content.decode()
    assert "CANARY" not in page
    assert "2 of 2 points" not in page
    assert "hr-why" not in page


def test_flags_are_saved_and_come_back_on_another_device(
    client: Client, learner: Any, make_quiz: MakeQuiz, question: Question
) -> None:
    attempt = start_attempt(learner=learner, page=make_quiz(questions=[question]))
    client.force_login(learner)
    save = reverse("harmreduction_lms:save_answer", args=[attempt.uuid])
    item = first_item(attempt)
    reply = client.post(save, {"item": item, "sequence": 0, f"flag-{item}": "1"})
    assert reply.json()["sequence"] == 1
    page = client.get(reverse("harmreduction_lms:attempt", args=[attempt.uuid])).content.decode()
    assert f'name="flag-{item}" value="1" data-quiz-flag checked' in page
    client.post(save, {"item": item, "sequence": 1})
    attempt.refresh_from_db()
    assert attempt.item_states == {}
