"""Quizzes without a course around them: what this domain does by itself."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from wagtail.models import Site

from harmreduction_lms.quizzes.gates import attempt_gates
from harmreduction_lms.quizzes.models import Question, QuizAttempt
from harmreduction_lms.quizzes.signals import quiz_attempt_graded
from tests import factories


@pytest.fixture
def learner(db: None) -> Any:
    return factories.make_learner()


@pytest.fixture
def make_quiz(db: None) -> Callable[..., Any]:
    """A live quiz page below the home page; by default two questions, each with the right answer "false"."""

    def make(*, questions: list[Question] | None = None, count: int = 2, **fields: Any) -> Any:
        home = Site.objects.get(is_default_site=True).root_page
        asked = [factories.make_question() for _ in range(count)] if questions is None else questions
        return factories.make_quiz(parent=home, questions=asked, **fields)

    return make


@pytest.fixture
def quiz(make_quiz: Callable[..., Any]) -> Any:
    return make_quiz()


@pytest.fixture
def gate() -> Iterator[Callable[[Callable[..., Any]], None]]:
    """Registers a gate for one test."""

    def register(function: Callable[..., Any]) -> None:
        attempt_gates.register("test", function)

    yield register
    attempt_gates.unregister("test")


@pytest.fixture
def graded() -> Iterator[list[QuizAttempt]]:
    """The attempts announced as graded during a test."""
    news: list[QuizAttempt] = []

    def note(attempt: QuizAttempt, **_kwargs: Any) -> None:
        news.append(attempt)

    quiz_attempt_graded.connect(note)
    yield news
    quiz_attempt_graded.disconnect(note)


def right_answers(attempt: QuizAttempt) -> dict[str, Any]:
    """The response that earns everything, for each item of a paper."""
    return {item["id"]: right_answer(item) for item in attempt.paper["items"]}


def right_answer(item: dict[str, Any]) -> Any:
    key = item["key"]
    return {
        "single_choice": lambda: key["correct"][0],
        "multiple_response": lambda: [
            option["id"] for option in item["body"]["options"] if option["id"] in key["correct"]
        ],
        "true_false": lambda: key["answer"],
        "ordering": lambda: _places(key["groups"]),
        "matching": lambda: key["matches"],
        "numeric": lambda: key["ranges"][0][0],
        "short_answer": lambda: key["accepted"][0],
        "cloze": lambda: {gap["id"]: _right_gap(gap, key["gaps"][gap["id"]]) for gap in item["body"]["gaps"]},
        "image_choice": lambda: key["correct"][0],
        "likert": lambda: {one["id"]: item["body"]["scale"][0]["id"] for one in item["body"]["statements"]},
        "reflection": lambda: "I would ask first.",
    }[item["kind"]]()


def _right_gap(gap: dict[str, Any], key: dict[str, Any]) -> Any:
    return {
        "choice": lambda: key["correct"][0],
        "number": lambda: key["ranges"][0][0],
        "text": lambda: key["accepted"][0],
    }[gap["type"]]()


def _places(groups: list[list[str]]) -> dict[str, int]:
    return {id_: place for place, id_ in enumerate((id_ for group in groups for id_ in group), start=1)}
