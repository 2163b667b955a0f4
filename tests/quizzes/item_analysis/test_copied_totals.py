"""Item analysis reads copies of an attempt's result: they stay right, whatever changes the result.

Hypothesis makes up the stories: learners hand in or run out of time, answers are graded by hand and again,
keys are corrected, questions withdrawn, passes decided about, learners erased.
"""

import json
import os
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from harmreduction_lms.quizzes.actions import (
    close_if_expired,
    decide_regrade,
    erase_quiz_data,
    grade_by_hand,
    regrade,
    save_answers,
    start_attempt,
    submit_attempt,
)
from harmreduction_lms.quizzes.models import HandGrade, Question, QuizAttempt, RegradeChange, RegradeDecision
from harmreduction_lms.quizzes.regrading import RegradeMode, Regrading, live_regrading
from harmreduction_lms.quizzes.selectors import live_versions
from harmreduction_lms.quizzes.statistics.attempts import Attempts
from harmreduction_lms.quizzes.statistics.cells import item_cells
from tests import factories
from tests.quizzes.conftest import right_answers
from tests.quizzes.copies import assert_copies_are_right, assert_counts_are_right


EXAMPLES = int(os.environ.get("HRLMS_EXAMPLES", "20"))
RUBRIC = [{"criterion": "Asks permission", "points": 3, "description": ""}]
BY_HAND = {**factories.ANSWERS["reflection"], "grading": "by_hand", "rubric": RUBRIC}
LEARNERS = 2

learners = st.integers(0, LEARNERS - 1)
numbers = st.integers(0, 9)


class Marking(RuleBasedStateMachine):
    """Two learners, a quiz of three questions, and those who mark it."""

    page: Any = None
    other: Any = None
    questions: tuple[Question, ...] = ()

    def __init__(self) -> None:
        super().__init__()
        self.story = transaction.atomic()
        self.story.__enter__()
        self.learners = [factories.make_learner() for _ in range(LEARNERS)]

    def teardown(self) -> None:
        """Takes everything back: the next story begins in the same place."""
        transaction.set_rollback(True)
        self.story.__exit__(None, None, None)

    @initialize(discards=st.booleans())
    def choose(self, discards: bool) -> None:
        self.quiz = self.other if discards else self.page

    @rule(learner=learners, right=st.sets(st.integers(0, 2)), in_time=st.booleans())
    def take(self, learner: int, right: set[int], in_time: bool) -> None:
        attempt = start_attempt(learner=self.learners[learner], page=self.quiz)
        answers = right_answers(attempt)
        given = {item: answers[item] for number, item in enumerate(answers) if number in right}
        save_answers(attempt=attempt, given=given, sequence=0)
        if in_time:
            submit_attempt(attempt=attempt)
            return
        QuizAttempt.objects.filter(pk=attempt.pk).update(deadline_at=timezone.now() - timedelta(hours=1))
        close_if_expired(attempt=QuizAttempt.objects.get(pk=attempt.pk))

    @precondition(lambda self: HandGrade.objects.exists())
    @rule(which=numbers, points=st.integers(0, 3))
    def grade(self, which: int, points: int) -> None:
        waiting = list(HandGrade.objects.order_by("pk"))
        grade_by_hand(hand_grade=waiting[which % len(waiting)], points_by_criterion=[points])

    @rule(answer=st.sampled_from(["true", "false"]))
    def correct_a_key(self, answer: str) -> None:
        question = Question.objects.get(pk=self.questions[0].pk)
        question.answer = json.dumps(
            [{"type": "true_false", "value": {**factories.ANSWERS["true_false"], "answer": answer}}]
        )
        question.save()
        keys = {question.translation_key}
        self.mark_again(live_regrading(keys, live_versions(keys)))

    @rule(which=st.integers(0, 2))
    def withdraw_a_question(self, which: int) -> None:
        self.mark_again(Regrading(RegradeMode.FULL, frozenset({self.questions[which].translation_key})))

    def mark_again(self, regrading: Regrading) -> None:
        regrade(quiz_key=self.quiz.translation_key, regrading=regrading, reason="The key was wrong.")

    @precondition(lambda self: self.to_decide())
    @rule(which=numbers, decision=st.sampled_from([RegradeDecision.KEPT, RegradeDecision.LOWERED]))
    def decide(self, which: int, decision: RegradeDecision) -> None:
        waiting = self.to_decide()
        decide_regrade(change=waiting[which % len(waiting)], decision=decision)

    def to_decide(self) -> list[RegradeChange]:
        return list(RegradeChange.objects.filter(decision=RegradeDecision.PENDING).order_by("pk"))

    @rule(learner=learners)
    def erase(self, learner: int) -> None:
        erase_quiz_data(learner=self.learners[learner])

    @invariant()
    def copies_and_counts_are_right(self) -> None:
        assert_copies_are_right()
        for attempts in Attempts:
            assert_counts_are_right(self.quiz.translation_key, attempts)


@pytest.mark.django_db
def test_copies_stay_right_whatever_becomes_of_the_result(make_quiz: Any) -> None:
    questions = (
        factories.make_question(),
        factories.make_question(kind="ordering"),
        factories.make_question(kind="reflection", answer=BY_HAND),
    )
    rules = {"questions": list(questions), "pass_mark": "50", "time_limit_minutes": 30}
    pages = {"page": make_quiz(**rules), "other": make_quiz(**rules, when_time_is_up="discard")}
    run_state_machine_as_test(
        type("Story", (Marking,), {**pages, "questions": questions}),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=15,
            deadline=None,
            database=None,
            suppress_health_check=[*HealthCheck],
        ),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("attempts", [Attempts.FIRST, Attempts.ALL])
def test_marks_are_counted_from_the_index_alone(quiz: Any, attempts: Attempts) -> None:
    """SQLite says whether it looked at the rows; see `make bench` for PostgreSQL."""
    if connection.vendor != "sqlite":
        pytest.skip("Other databases choose by the number of rows.")
    with CaptureQueriesContext(connection) as captured, connection.cursor() as cursor:
        list(item_cells(quiz.translation_key, attempts))
        cursor.execute(f"EXPLAIN QUERY PLAN {captured[0]['sql']}")
        steps = [row[-1] for row in cursor.fetchall()]
    assert any("COVERING INDEX hrlms_final_marks" in step for step in steps)
