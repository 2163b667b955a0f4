"""The figures of what the database holds."""

import json
from collections.abc import Callable
from fractions import Fraction
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from harmreduction_lms.quizzes.actions import start_attempt, submit_attempt
from harmreduction_lms.quizzes.item_analysis import analyse
from harmreduction_lms.quizzes.models import AttemptState, LearningObjective, QuizAttempt
from harmreduction_lms.quizzes.statistics import Attempts, analysed_quizzes, overviews, quiz_gain, quiz_report
from harmreduction_lms.quizzes.statistics.cells import chosen_options
from tests import factories
from tests.quizzes.conftest import right_answers
from tests.quizzes.item_analysis.helpers import counted


QUIZ, PRE = uuid4(), uuid4()
A, B, C = uuid4(), uuid4(), uuid4()

Record = Callable[..., QuizAttempt]


def queries(action: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        action()
    return [query["sql"] for query in captured]


TABLE = [("1", "1/3"), ("0", "2/3"), ("1", "1"), ("1/2", "0"), ("0", "0"), ("1", "2/3")]


def test_the_database_counts_what_a_list_would(record: Record) -> None:
    table = [{str(A): Fraction(a), str(B): Fraction(b)} for a, b in TABLE]
    for marks in table:
        record(QUIZ, marks)
    record(uuid4(), {A: 1, B: 0})
    expected = analyse(*counted(table))
    analysis = quiz_report(QUIZ).analysis
    assert analysis.quiz == expected.quiz
    key = lambda item: item.item  # noqa: E731
    assert sorted(analysis.items, key=key) == sorted(expected.items, key=key)


@pytest.mark.parametrize(
    ("attempts", "means"),
    [(Attempts.FIRST, 0.25), (Attempts.LAST, 0.5), (Attempts.BEST, 1.0), (Attempts.ALL, 0.5)],
)
def test_the_attempts_that_count_are_chosen(record: Record, attempts: Attempts, means: float) -> None:
    """Graded are 1/4, 1 and 1/2; not an abandoned attempt, and not one that waits to be graded by hand."""
    learner = factories.make_learner()
    record(QUIZ, {A: 0}, learner=learner, number=1, state=AttemptState.ABANDONED, points_numerator=None)
    record(QUIZ, {A: "1/4"}, learner=learner, number=2)
    record(QUIZ, {A: "1"}, learner=learner, number=3, state=AttemptState.EXPIRED)
    record(QUIZ, {A: "1/2"}, learner=learner, number=4)
    record(QUIZ, {A: "1"}, learner=learner, number=5, awaiting_grading=1)
    record(uuid4(), {A: "0"}, learner=learner, number=1)
    quiz = quiz_report(QUIZ, attempts).analysis.quiz
    assert quiz.attempts == (3 if attempts == Attempts.ALL else 1)
    assert quiz.mean == pytest.approx(7 / 12 if attempts == Attempts.ALL else means)


def test_of_equally_good_attempts_the_earlier_counts_once(record: Record) -> None:
    learner = factories.make_learner()
    for number in (1, 2):
        record(QUIZ, {A: 1}, learner=learner, number=number)
    assert quiz_report(QUIZ, Attempts.BEST).analysis.quiz.attempts == 1


def test_drawn_questions_are_compared_by_place(record: Record) -> None:
    for marks in ({A: 1, B: 1}, {A: 0, C: 1}, {C: 0, B: 0}, {B: 1, A: 1}):
        record(QUIZ, marks)
    analysis = quiz_report(QUIZ).analysis
    assert not analysis.same_paper
    assert sorted(item.attempts for item in analysis.items) == [2, 3, 3]
    assert analysis.quiz.cic == pytest.approx(100 * 2 * (1 - (1 / 3 + 1 / 4) / (11 / 12)))


def test_neither_papers_nor_saved_answers_are_read_and_questions_cost_nothing(record: Record) -> None:
    def taken(number: int) -> list[str]:
        quiz, keys = uuid4(), [factories.make_question().translation_key for _ in range(number)]
        for mark in (0, 1, 1):
            record(quiz, {key: (mark, bool(mark)) for key in keys})
        return queries(lambda: quiz_report(quiz))

    few, many = taken(2), taken(12)
    assert len(few) == len(many) == 7
    assert not [sql for sql in many if '"paper"' in sql or '"answers"' in sql]
    assert sum('"response"' in sql for sql in many) == 1


def test_options_keep_their_figures_from_attempt_to_attempt(make_quiz: Callable[..., Any]) -> None:
    question = factories.make_question(
        kind="single_choice",
        answer={
            "options": [
                {"type": "item", "id": "op1", "value": {"text": "Naloxone", "correct": True, "why": ""}},
                {"type": "item", "id": "op2", "value": {"text": "Coffee", "correct": False, "why": ""}},
                {"type": "item", "id": "op3", "value": {"text": "Milk", "correct": False, "why": ""}},
            ]
        },
    )
    page = make_quiz(questions=[question, factories.make_question()])
    for answer in ("op1", "op1", "op2", None):
        attempt = start_attempt(learner=factories.make_learner(), page=page)
        responses = {**right_answers(attempt), attempt.paper["items"][0]["id"]: answer}
        submit_attempt(attempt=attempt, responses=responses)
    report = quiz_report(page.translation_key)
    options = report.analysis.options[str(question.translation_key)]
    assert [(one.text, one.count, one.is_correct) for one in options] == [
        ("Naloxone", 2, True),
        ("Coffee", 1, False),
        ("Milk", 0, False),
        ("", 1, None),
    ]
    guesses = {item.item: item.random_guess_score for item in report.analysis.items}
    assert guesses[str(question.translation_key)] == pytest.approx(100 / 3)


@pytest.mark.parametrize(
    ("response", "ids"),
    [
        (True, ("true",)),
        (False, ("false",)),
        ("op1", ("op1",)),
        (["a", "b"], ("a", "b")),
        (None, ()),
        ({}, ()),
    ],
)
def test_a_response_names_the_options_it_chose(response: Any, ids: tuple[str, ...]) -> None:
    assert chosen_options(response) == ids


def test_objectives_gather_their_questions(record: Record) -> None:
    questions = [factories.make_question() for _ in range(3)]
    objective = LearningObjective.objects.create(code="c1", text="Recognise an overdose")
    for question in questions[:2]:
        question.objectives = [objective]
        question.save()
    record(
        QUIZ, {question.translation_key: mark for question, mark in zip(questions, (1, 0, 1), strict=True)}
    )
    (one,) = quiz_report(QUIZ).analysis.objectives
    assert (one.objective, one.items, one.facility) == ("c1: Recognise an overdose", 2, 50)


def test_gain_matches_learners_and_questions(record: Record) -> None:
    both, again, only_before = (factories.make_learner() for _ in range(3))
    record(PRE, {A: 0, B: "1/2"}, learner=both)
    record(PRE, {A: 1, B: 1}, learner=both, number=2)
    record(QUIZ, {A: 1, B: "1/2", C: 1}, learner=both)
    record(PRE, {A: 0, B: 1}, learner=again)
    record(QUIZ, {A: 0, B: 0, C: 1}, learner=again)
    record(PRE, {A: 0, B: 0}, learner=only_before)
    record(QUIZ, {A: 1, B: 1, C: 1})
    gain = quiz_gain(before=PRE, after=QUIZ)
    by_item = {one.item: one for one in gain.items}
    assert set(by_item) == {str(A), str(B)}
    assert (by_item[str(A)].learners, by_item[str(A)].before, by_item[str(A)].after) == (2, 0, 50)
    assert by_item[str(B)].gain == -50
    assert gain.total is not None
    assert (gain.total.learners, gain.total.before) == (2, 37.5)
    assert gain.total.after == pytest.approx(100 * (2.5 / 3 + 1 / 3) / 2)
    assert len(queries(lambda: quiz_gain(before=PRE, after=QUIZ))) <= 5


def test_the_list_has_the_figures_of_each_quiz_at_a_constant_cost(record: Record) -> None:
    for quiz, shift in ((QUIZ, 0), (PRE, 1)):
        for a, b in TABLE[shift:]:
            record(quiz, {A: a, B: b})
    found = {one.quiz_key: one.figures for one in overviews(list(analysed_quizzes()))}
    for quiz in (QUIZ, PRE):
        expected = quiz_report(quiz).analysis.quiz
        assert (found[quiz].attempts, found[quiz].mean, found[quiz].cic) == (
            expected.attempts,
            expected.mean,
            expected.cic,
        )
    assert len(queries(lambda: overviews(list(analysed_quizzes())))) == 4


@pytest.mark.parametrize("by", ["pk", "path", "slug", "key"])
def test_the_command_finds_a_quiz_however_it_is_named(quiz: Any, record: Record, by: str) -> None:
    record(quiz.translation_key, {A: 1, B: 0})
    record(PRE, {A: 0}, learner=QuizAttempt.objects.get().learner)
    name = {"pk": quiz.pk, "path": f"/{quiz.slug}/", "slug": quiz.slug, "key": quiz.translation_key}[by]
    output = StringIO()
    call_command("item_statistics", str(name), "--json", f"--pre={PRE}", stdout=output)
    result = json.loads(output.getvalue())
    assert (result["quiz"]["attempts"], result["quiz"]["mean_percent"]) == (1, 50)
    assert result["gain"]["items"][0]["gain"] == 100


def test_a_gain_over_all_attempts_is_refused(quiz: Any) -> None:
    with pytest.raises(CommandError, match="one attempt with one"):
        call_command("item_statistics", str(quiz.pk), f"--pre={PRE}", "--attempts=all")


def test_a_quiz_nobody_has_taken_says_so(quiz: Any) -> None:
    with pytest.raises(CommandError, match="Nobody has handed in"):
        call_command("item_statistics", str(quiz.pk))
