"""Fifty learners at once, round after round: start, save, hand in, with several tabs (security row 17).

`HRLMS_ROUNDS` says how many rounds; an ordinary run has few, `make nightly` a thousand.
"""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import connection
from wagtail.models import Site

from harmreduction_lms.quizzes.actions import save_answer, start_attempt, submit_attempt
from harmreduction_lms.quizzes.errors import AttemptBusy, AttemptClosed, StaleAnswer
from harmreduction_lms.quizzes.models import AttemptState, QuizAttempt, QuizResponse
from tests import factories
from tests.postgres.together import together


pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

ROUNDS = int(os.environ.get("HRLMS_ROUNDS", "20"))
LEARNERS = 50
TABS = 3
SAVES = 4

Saved = tuple[int, str, str]
"""Sequence that a save was acknowledged with, its item and its answer."""


@pytest.fixture
def quiz() -> Any:
    """Five typed answers: each save can be told from every other."""
    questions = [factories.make_question(kind="short_answer") for _number in range(5)]
    home = Site.objects.get(is_default_site=True).root_page
    return factories.make_quiz(parent=home, questions=questions)


def one_round(learner: Any, quiz: Any, number: int) -> list[Saved]:
    """Start, save answers, hand in; gives the saves that were acknowledged."""
    attempt = start_attempt(learner=learner, page=quiz)
    saved = []
    for count in range(SAVES):
        item = random.choice(attempt.paper["items"])["id"]
        answer = f"round {number}, save {count}"
        sequence = save_answer(attempt=attempt, item=item, response=answer, sequence=attempt.sequence)
        saved.append((sequence, item, answer))
    submit_attempt(attempt=attempt)
    return saved


def one_tab(learner: Any, quiz: Any, number: int) -> list[Saved]:
    """The same in one of several tabs: now and then it is told that another one was faster, and reloads."""
    saved: list[Saved] = []
    try:
        attempt = start_attempt(learner=learner, page=quiz)
        for count in range(SAVES):
            item = random.choice(attempt.paper["items"])["id"]
            answer = f"tab {number}, save {count}"
            try:
                seq = save_answer(attempt=attempt, item=item, response=answer, sequence=attempt.sequence)
                saved.append((seq, item, answer))
            except StaleAnswer:
                attempt.refresh_from_db()
        if number == 0:
            submit_attempt(attempt=attempt)
    except (AttemptClosed, AttemptBusy):
        pass
    return saved


def answers_after(saved: list[Saved]) -> dict[str, str]:
    """What must be in the result: of each item the last answer that was acknowledged."""
    return {item: answer for _sequence, item, answer in sorted(saved)}


def assert_is_sound(attempt: QuizAttempt, saved: list[Saved]) -> None:
    """No save was acknowledged twice or lost, and every item has one row with what was saved last."""
    assert sorted(sequence for sequence, _item, _answer in saved) == [*range(1, attempt.sequence + 1)]
    assert attempt.answers == answers_after(saved)
    rows = attempt.responses.values_list("item", "response")
    assert sorted(row[0] for row in rows) == sorted(item["id"] for item in attempt.paper["items"])
    assert {item: given for item, given in rows if given is not None} == attempt.answers


def test_fifty_learners_take_a_quiz_round_after_round(quiz: Any) -> None:
    learners = [factories.make_learner() for _number in range(LEARNERS)]
    for number in range(1, ROUNDS + 1):
        outcomes = together([partial(one_round, learner, quiz, number) for learner in learners])
        assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
        attempts = QuizAttempt.objects.filter(number=number).order_by("learner_id")
        assert len(attempts) == LEARNERS
        for attempt, saved in zip(attempts, outcomes, strict=True):
            assert attempt.state == AttemptState.SUBMITTED
            assert_is_sound(attempt, saved)
    assert QuizAttempt.objects.count() == LEARNERS * ROUNDS
    assert QuizResponse.objects.count() == LEARNERS * ROUNDS * 5


def test_learners_with_several_tabs_lose_nothing(quiz: Any) -> None:
    """Tabs may start another attempt once one is handed in; all that was acknowledged is in one of them."""
    learners = [factories.make_learner() for _number in range(LEARNERS // TABS)]
    for _round in range(-(-ROUNDS // 4)):
        calls = [partial(one_tab, learner, quiz, number) for learner in learners for number in range(TABS)]
        outcomes = together(calls)
        assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
        for index, learner in enumerate(learners):
            saved = [one for outcome in outcomes[index * TABS :][:TABS] for one in outcome]
            finish_and_look(learner, saved)
        QuizResponse.objects.all().delete()
        QuizAttempt.objects.all().delete()


def finish_and_look(learner: Any, saved: list[Saved]) -> None:
    """Hands in what is still open; the attempts must then hold exactly what was acknowledged."""
    attempts = list(QuizAttempt.objects.filter(learner=learner).order_by("number"))
    assert [attempt.number for attempt in attempts] == [*range(1, len(attempts) + 1)]
    for attempt in attempts:
        submit_attempt(attempt=attempt)
        items = {item["id"] for item in attempt.paper["items"]}
        assert_is_sound(attempt, [one for one in saved if one[1] in items])
    assert len(saved) == sum(attempt.sequence for attempt in attempts)


# --- That the constraints, and nothing else, hold it -------------------------------------------------------


@contextmanager
def without(model: Any, *names: str) -> Iterator[None]:
    """The database as it would be had somebody removed these constraints; they are put back afterwards."""
    found = [constraint for constraint in model._meta.constraints if constraint.name in names]
    assert len(found) == len(names)
    with connection.schema_editor() as editor:
        for constraint in found:
            editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        QuizResponse.objects.all().delete()
        QuizAttempt.objects.all().delete()
        with connection.schema_editor() as editor:
            for constraint in found:
                editor.add_constraint(model, constraint)


def starts_at_once(quiz: Any) -> list[QuizAttempt]:
    """What fifty starts of one learner leave behind."""
    learner = factories.make_learner()
    together([partial(start_attempt, learner=learner, page=quiz)] * LEARNERS)
    return list(QuizAttempt.objects.filter(learner=learner))


@pytest.mark.parametrize(
    ("dropped", "is_doubled"),
    [
        (["hrlms_one_open_attempt"], False),
        (["hrlms_attempt_number_unique"], False),
        (["hrlms_one_open_attempt", "hrlms_attempt_number_unique"], True),
    ],
)
def test_either_constraint_keeps_starts_from_doubling_and_nothing_else_does(
    quiz: Any, dropped: list[str], is_doubled: bool
) -> None:
    with without(QuizAttempt, *dropped):
        assert (len(starts_at_once(quiz)) > 1) is is_doubled


def test_without_its_constraint_an_item_is_graded_twice(quiz: Any) -> None:
    attempt = start_attempt(learner=factories.make_learner(), page=quiz)

    def submit() -> Any:
        return submit_attempt(attempt=QuizAttempt.objects.get(pk=attempt.pk))

    with without(QuizResponse, "hrlms_item_graded_once"):
        together([submit] * LEARNERS)
        assert QuizResponse.objects.count() > 5
