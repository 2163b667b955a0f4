"""Starting and submitting cost the same for 5 and for 40 questions (performance G5: at most 8 queries)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction, Site

from harmreduction_lms.quizzes.gates import attempt_gates
from harmreduction_lms.quizzes.models import QuizAttempt
from tests import factories
from tests.quizzes.conftest import right_answers
from tests.quizzes.test_views import posted


TRANSACTION_CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def queries_of(action: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        action()
    return [query["sql"] for query in captured if not query["sql"].startswith(TRANSACTION_CONTROL)]


@pytest.fixture(params=[5, 40])
def quiz(request: pytest.FixtureRequest, make_quiz: Callable[..., Any]) -> Any:
    kinds = factories.MARKED_AT_ONCE
    questions = [factories.make_question(kind=kinds[n % len(kinds)]) for n in range(request.param)]
    return make_quiz(questions=questions, attempts_allowed=3)


def test_starting_takes_at_most_six_queries_beside_the_gates(client: Client, learner: Any, quiz: Any) -> None:
    """Session, user, page, earlier attempts, questions, insert. Gates may ask two more."""
    client.force_login(learner)
    url = reverse("harmreduction_lms:start_attempt", args=[quiz.translation_key])
    with_gates = queries_of(lambda: client.post(url))
    assert len(with_gates) <= 8, with_gates

    QuizAttempt.objects.all().delete()
    gates = [(name, attempt_gates[name]) for name in attempt_gates.names()]
    for name, _gate in gates:
        attempt_gates.unregister(name)
    try:
        without_gates = queries_of(lambda: client.post(url))
    finally:
        for name, one in gates:
            attempt_gates.register(name, one)
    assert QuizAttempt.objects.count() == 1
    assert len(without_gates) <= 6, without_gates


def test_submitting_takes_five_queries(client: Client, learner: Any, quiz: Any) -> None:
    """Session, user, attempt, insert responses, update attempt: three are left for receivers."""
    client.force_login(learner)
    client.post(reverse("harmreduction_lms:start_attempt", args=[quiz.translation_key]))
    attempt = QuizAttempt.objects.get()
    data = posted(attempt, right_answers(attempt))
    queries = queries_of(lambda: client.post(reverse("harmreduction_lms:attempt", args=[attempt.uuid]), data))
    assert QuizAttempt.objects.get().is_passed
    assert len(queries) <= 5, queries


def test_saving_takes_four_queries(client: Client, learner: Any, quiz: Any) -> None:
    client.force_login(learner)
    client.post(reverse("harmreduction_lms:start_attempt", args=[quiz.translation_key]))
    attempt = QuizAttempt.objects.get()
    data = posted(attempt, right_answers(attempt), item=attempt.paper["items"][0]["id"])
    queries = queries_of(
        lambda: client.post(reverse("harmreduction_lms:save_answer", args=[attempt.uuid]), data)
    )
    assert len(queries) <= 4, queries


def test_a_restriction_costs_one_query_more(client: Client, learner: Any, quiz: Any) -> None:
    client.force_login(learner)
    root = Site.objects.get(is_default_site=True).root_page
    PageViewRestriction.objects.create(page=root, restriction_type="password", password="x")
    url = reverse("harmreduction_lms:start_attempt", args=[quiz.translation_key])
    queries = queries_of(lambda: client.post(url))
    assert sum("pageviewrestriction" in sql for sql in queries) == 2, queries
