"""Posts no form of ours would make: none ends in a server error, none writes what it may not."""

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harmreduction_lms.quizzes.actions import check_answer, start_attempt
from harmreduction_lms.quizzes.models import QuizAttempt, QuizOverride
from tests import factories


MakeQuiz = Callable[..., Any]

WRONG_SHAPES = [
    "NaN",
    "-Infinity",
    "1e999",
    "true",
    "-1",
    '"\\u0000\\ud800naloxone"',
    json.dumps("x" * 100_000),
    json.dumps(["x"] * 1000),
    json.dumps([[[[["x"]]]], {"x": [1]}, None]),
    json.dumps({"x": {"y": [1e300]}, "": None, "\x00": "\x00"}),
]


@pytest.fixture
def attempt(learner: Any, make_quiz: MakeQuiz) -> QuizAttempt:
    """One item of every kind, each with an answer judged at once."""
    questions = [factories.make_question(kind=kind) for kind in factories.ANSWERS]
    return start_attempt(learner=learner, page=make_quiz(questions=questions, behaviour="immediate"))


@pytest.fixture
def signed_in(client: Client, learner: Any) -> Client:
    client.force_login(learner)
    return client


def url(name: str, attempt: QuizAttempt) -> str:
    return reverse(f"harmreduction_lms:{name}", args=[attempt.uuid])


def same_row(attempt: QuizAttempt) -> QuizAttempt:
    return QuizAttempt.objects.get(pk=attempt.pk)


def item_of(attempt: QuizAttempt, kind: str) -> str:
    return next(str(item["id"]) for item in attempt.paper["items"] if item["kind"] == kind)


@pytest.mark.parametrize("written", WRONG_SHAPES)
def test_no_kind_stores_what_it_does_not_offer(signed_in: Client, attempt: QuizAttempt, written: str) -> None:
    """PostgreSQL refuses NaN, NUL and half characters in JSON: they must not get that far."""
    for item in attempt.paper["items"]:
        head = f'{{"item": "{item["id"]}", "sequence": {same_row(attempt).sequence}, "response": '
        reply = signed_in.post(url("save_answer", attempt), head + written + "}", "application/json")
        assert reply.status_code == 200
    assert signed_in.get(url("attempt", attempt)).status_code == 200
    stored = json.dumps(same_row(attempt).answers, allow_nan=False)
    assert "\\u0000" not in stored
    assert "\\ud800" not in stored
    assert signed_in.post(url("attempt", attempt), {}).status_code == 302


@pytest.mark.parametrize(
    "parts",
    [
        {"response": {}},
        {"response": {"x": 1}},
        {"response": {1: 2}},
        {"response": "right", "certainty": 7},
        {"response": "right", "certainty": [3]},
        {"response": "right", "certainty": {"x": 1}},
        {"response": "right", "certainty": "quite"},
    ],
)
def test_certainty_is_one_of_three_or_nothing(
    signed_in: Client, learner: Any, make_quiz: MakeQuiz, parts: dict[str, Any]
) -> None:
    attempt = start_attempt(learner=learner, page=make_quiz(behaviour="certainty"))
    body = {"item": attempt.paper["items"][0]["id"], "sequence": 0, **parts}
    reply = signed_in.post(url("save_answer", attempt), body, "application/json")
    assert reply.status_code == 200
    assert same_row(attempt).item_states == {}


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"go": "next", "page": "999999999"}, 302),
        ({"go": "previous", "page": "0"}, 302),
        ({"go": "previous", "page": "-5"}, 302),
        ({"go": "next", "page": "٣"}, 302),
        ({"go": "next", "page": "1" * 400}, 302),
        ({"go": "\x00", "page": "\x00"}, 302),
        ({"go": "next", "flag-invented": "1", "certainty-invented": "3"}, 302),
        ({"go": "next", "item-invented": "x"}, 409),
        ({"go": "next", "item-": "x"}, 409),
        ({"go": "next", "item-\x00": "x"}, 409),
        ({"check": "invented"}, 409),
        ({"check": "\x00"}, 409),
        ({"check": "invented", "sequence": ""}, 409),
        ({"go": "next", "sequence": "-1"}, 302),
        ({"go": "next", "sequence": "999999999"}, 409),
    ],
)
def test_forged_forms_are_refused_or_do_nothing(
    signed_in: Client, attempt: QuizAttempt, fields: dict[str, str], status: int
) -> None:
    reply = signed_in.post(url("attempt", attempt), {"sequence": "0", "page": "1", **fields})
    assert reply.status_code == status
    stored = same_row(attempt)
    assert (stored.answers, stored.item_states, stored.page_reached) == ({}, {}, 1)
    assert stored.is_open


@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded"])
def test_a_body_of_megabytes_is_refused(signed_in: Client, attempt: QuizAttempt, content_type: str) -> None:
    item = item_of(attempt, "reflection")
    text = "x" * 3_000_000
    is_json = content_type == "application/json"
    body = json.dumps({"item": item, "sequence": 0, "response": text}) if is_json else f"item-{item}={text}"
    assert signed_in.post(url("save_answer", attempt), body, content_type).status_code == 400
    assert same_row(attempt).answers == {}


def test_a_judged_answer_can_be_changed_by_no_address(signed_in: Client, attempt: QuizAttempt) -> None:
    item = item_of(attempt, "true_false")
    check_answer(attempt=attempt, item=item, response=True, sequence=0)
    before = same_row(attempt)
    form = {"sequence": 1, "page": 1, f"item-{item}": "false"}
    for extra in ({"go": "save"}, {}, {"page": 2, "go": "next"}, {"check": item}):
        assert signed_in.post(url("attempt", attempt), {**form, **extra}).status_code == 409
    saves = [{**form, "item": item}, {"item": item, "sequence": 1, "response": False}]
    for body, options in zip(saves, ({}, {"content_type": "application/json"}), strict=True):
        assert signed_in.post(url("save_answer", attempt), body, **options).status_code == 409
    after = same_row(attempt)
    assert (after.answers, after.item_states) == (before.answers, before.item_states)


@pytest.mark.parametrize("fields", [{"check": "ITEM"}, {"go": "next"}, {"go": "overview"}, {}])
def test_nothing_is_written_when_time_is_over(
    signed_in: Client, attempt: QuizAttempt, fields: dict[str, str]
) -> None:
    past = timezone.now() - timedelta(minutes=1)
    QuizAttempt.objects.filter(pk=attempt.pk).update(deadline_at=past)
    item = item_of(attempt, "true_false")
    form = {name: item if value == "ITEM" else value for name, value in fields.items()}
    data = {"sequence": 0, "page": 1, f"item-{item}": "false", **form}
    assert signed_in.post(url("attempt", attempt), data).status_code == 410
    assert (same_row(attempt).answers, same_row(attempt).item_states) == ({}, {})


@pytest.mark.parametrize(("minutes", "factor"), [(1, "1"), (32_767, "10"), (32_767, "99.99")])
def test_extreme_exceptions_give_a_deadline(
    learner: Any, make_quiz: MakeQuiz, minutes: int, factor: str
) -> None:
    QuizOverride.objects.create(
        learner=learner, time_limit_minutes=minutes, time_factor=Decimal(factor), attempts_allowed=32_767
    )
    attempt = start_attempt(learner=learner, page=make_quiz())
    limit = timedelta(minutes=1) * minutes * float(factor)
    assert attempt.deadline_at is not None
    assert abs(attempt.deadline_at - attempt.started_at - limit) < timedelta(seconds=1)


def test_the_end_of_the_quiz_comes_before_the_end_of_the_time(learner: Any, make_quiz: MakeQuiz) -> None:
    closes_at = timezone.now() + timedelta(minutes=3)
    attempt = start_attempt(learner=learner, page=make_quiz(time_limit_minutes=60, closes_at=closes_at))
    assert attempt.deadline_at == closes_at
