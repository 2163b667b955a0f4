"""A learner with several tabs, editors and the clock do whatever they like with a quiz, in any order.

Hypothesis makes up the stories; after every step the attempts must be as a plain model of them says.
`HRLMS_EXAMPLES` asks for more stories than an ordinary run tells (`make nightly`).
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction
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

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.quizzes.actions import (
    check_answer,
    close_expired_attempts,
    close_if_expired,
    erase_quiz_data,
    save_answers,
    start_attempt,
    submit_attempt,
)
from harmreduction_lms.quizzes.actions.regrade import regrade
from harmreduction_lms.quizzes.answers import GivenAnswer
from harmreduction_lms.quizzes.behaviours import total
from harmreduction_lms.quizzes.errors import AttemptDeadlinePassed, EmptyQuiz, QuizNotOpen
from harmreduction_lms.quizzes.held_data import quiz_data_of
from harmreduction_lms.quizzes.kinds import question_kinds
from harmreduction_lms.quizzes.marking import mark
from harmreduction_lms.quizzes.models import AttemptState, Question, QuizAttempt
from harmreduction_lms.quizzes.regrading import RegradeMode, Regrading
from harmreduction_lms.quizzes.statistics import quiz_report
from tests import factories
from tests.quizzes.conftest import right_answer, right_answers
from tests.quizzes.copies import assert_copies_are_right


MakeQuiz = Callable[..., Any]

EXAMPLES = int(os.environ.get("HRLMS_EXAMPLES", "60"))
STEPS = 30

KINDS = ("true_false", "single_choice", "ordering", "short_answer")
QUIZZES: tuple[dict[str, Any], ...] = (
    {"behaviour": "deferred", "navigation": "free"},
    {"behaviour": "immediate", "navigation": "sequential"},
    {"behaviour": "several_tries", "navigation": "free", "when_time_is_up": "discard"},
    {"behaviour": "certainty", "navigation": "sequential"},
)
WRONG = {"true_false": True, "ordering": None, "short_answer": "Coffee"}

items = st.integers(0, len(KINDS) - 1)
answers = st.sampled_from(["right", "wrong", "nothing", "rubbish"])
tabs = st.integers(0, 5)


@dataclass
class Known:
    """What the attempt must be, as far as anybody was told."""

    paper: dict[str, Any]
    number: int
    sequence: int = 0
    answers: dict[str, Any] = field(default_factory=dict)
    end: dict[str, Any] = field(default_factory=dict)


@dataclass
class Tab:
    """A window with an attempt in it, and the sequence it last got."""

    attempt: int
    sequence: int


def response_of(item: dict[str, Any], how: str) -> Any:
    if how == "right":
        return right_answer(item)
    if how == "wrong" and item["kind"] == "single_choice":
        options = [option["id"] for option in item["body"]["options"]]
        return next(id_ for id_ in options if id_ not in item["key"]["correct"])
    if how == "wrong" and item["kind"] == "ordering":
        return {line["id"]: 1 for line in item["body"]["items"]}
    return {"nothing": None, "rubbish": [{"x": 1e9}], "wrong": WRONG.get(item["kind"])}[how]


def result_in(row: QuizAttempt) -> dict[str, Any]:
    columns = ("state", "submitted_at", "points", "is_passed", "answers", "item_states")
    return {name: getattr(row, name) for name in columns}


class Quizzing(RuleBasedStateMachine):
    """The story of one learner and one quiz, which a neighbour has taken before."""

    quizzes: tuple[Any, ...] = ()

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[int, Known] = {}
        self.tabs: list[Tab] = []
        self.story = transaction.atomic()
        self.story.__enter__()
        self.learner = factories.make_learner()

    def teardown(self) -> None:
        """Takes everything back: the next story begins in the same place."""
        transaction.set_rollback(True)
        self.story.__exit__(None, None, None)

    @initialize(which=st.integers(0, len(QUIZZES) - 1))
    def choose(self, which: int) -> None:
        self.model, self.page = type(self.quizzes[which]), self.quizzes[which].pk
        theirs = start_attempt(learner=factories.make_learner(), page=self.quizzes[which])
        first, *_rest = right_answers(theirs).items()
        submit_attempt(attempt=theirs, responses=dict([first]))
        self.neighbour = self.row(theirs.pk)
        self.start()

    # --- What the learner does ---

    @rule()
    def start(self) -> None:
        before = [pk for pk in self.known if not self.known[pk].end and not self.is_late(pk)]
        try:
            attempt = start_attempt(learner=self.learner, page=self.model.objects.get(pk=self.page))
        except (QuizNotOpen, EmptyQuiz):
            return
        if before:
            assert [attempt.pk] == before
        else:
            self.known[attempt.pk] = Known(attempt.paper, len(self.known) + 1)
        self.tabs.append(Tab(attempt.pk, QuizAttempt.objects.get(pk=attempt.pk).sequence))

    @precondition(lambda self: self.tabs)
    @rule(tab=tabs, item=items, how=answers, certainty=st.sampled_from([None, 1, 3, 7]))
    def save(self, tab: int, item: int, how: str, certainty: int | None) -> None:
        self.write(
            tab,
            item,
            how,
            lambda row, one, seq, given: save_answers(
                attempt=row, given={one["id"]: GivenAnswer(given, certainty)}, sequence=seq
            ),
        )

    @precondition(lambda self: self.tabs)
    @rule(tab=tabs, item=items, how=answers)
    def check(self, tab: int, item: int, how: str) -> None:
        self.write(
            tab,
            item,
            how,
            lambda row, one, seq, given: check_answer(
                attempt=row, item=one["id"], response=given, sequence=seq
            ),
        )

    @precondition(lambda self: self.tabs)
    @rule(tab=tabs, page=st.integers(0, 5))
    def turn_page(self, tab: int, page: int) -> None:
        self.write(
            tab,
            0,
            "",
            lambda row, _one, seq, _given: save_answers(attempt=row, given={}, sequence=seq, page=page),
        )

    def write(self, tab: int, item: int, how: str, call: Callable[..., int]) -> None:
        """A write from a tab: told to have worked, it is known from now on; refused, it has done nothing."""
        window = self.tabs[tab % len(self.tabs)]
        row = QuizAttempt.objects.get(pk=window.attempt)
        known, before = self.known[row.pk], self.row(row.pk)
        is_writable = row.is_open and not self.is_late(row.pk) and window.sequence == known.sequence
        one = row.paper["items"][item % len(row.paper["items"])]
        is_fixed = self.is_fixed(row, one)
        try:
            sequence = call(row, one, window.sequence, response_of(one, how) if how else None)
        except HarmReductionLMSError:
            assert self.row(row.pk) == before
            return
        assert is_writable
        assert sequence == known.sequence + 1
        window.sequence = known.sequence = sequence
        if how:
            self.remember(known, one, how, is_fixed)

    def is_fixed(self, row: QuizAttempt, item: dict[str, Any]) -> bool:
        """Whether an answer has been judged for good, or stands on a page that is not the one reached."""
        is_elsewhere = row.paper["navigation"] == "sequential" and item["page"] != row.page_reached
        return is_elsewhere or bool(row.item_states.get(item["id"], {}).get("closed"))

    def remember(self, known: Known, item: dict[str, Any], how: str, is_fixed: bool) -> None:
        given = question_kinds[item["kind"]].clean(response_of(item, how), item["body"])
        assert not is_fixed or given == known.answers.get(item["id"])
        known.answers.pop(item["id"], None)
        known.answers.update({} if given is None else {item["id"]: given})

    @precondition(lambda self: self.tabs)
    @rule(tab=tabs, item=items, how=answers, with_form=st.booleans())
    def submit(self, tab: int, item: int, how: str, with_form: bool) -> None:
        window = self.tabs[tab % len(self.tabs)]
        row = QuizAttempt.objects.get(pk=window.attempt)
        known, before = self.known[row.pk], self.row(row.pk)
        one = row.paper["items"][item % len(row.paper["items"])]
        given = {one["id"]: response_of(one, how)} if with_form else {}
        is_fixed = self.is_fixed(row, one)
        try:
            submit_attempt(attempt=row, responses=given, sequence=window.sequence if with_form else None)
        except AttemptDeadlinePassed:
            assert self.is_late(row.pk)
            assert self.row(row.pk) == before
            return
        except HarmReductionLMSError:
            assert self.row(row.pk) == before
            return
        if known.end:
            assert self.row(row.pk) == before
            return
        assert not self.is_late(row.pk)
        if with_form and window.sequence == known.sequence:
            self.remember(known, one, how, is_fixed)
        self.has_ended(row.pk, AttemptState.SUBMITTED)

    # --- What time does ---

    @rule()
    def time_runs_out(self) -> None:
        past = timezone.now() - timedelta(hours=1)
        QuizAttempt.objects.filter(learner=self.learner, state=AttemptState.OPEN).update(deadline_at=past)

    @precondition(lambda self: self.known)
    @rule()
    def look_at_attempts(self) -> None:
        for row in QuizAttempt.objects.filter(learner=self.learner):
            close_if_expired(attempt=row)

    @rule()
    def close_what_is_over(self) -> None:
        late = [pk for pk in self.known if self.is_late(pk)]
        assert close_expired_attempts() == len(late)

    # --- What editors do ---

    @rule(number=items, answer=st.sampled_from(["true", "false"]))
    def edit_a_question(self, number: int, answer: str) -> None:
        question = self.questions()[number]
        question.stem = f"<p>Edited {answer}</p>"
        if question.kind == "true_false":
            value = {**factories.ANSWERS["true_false"], "answer": answer}
            question.answer = json.dumps([{"type": "true_false", "value": value}])
        question.save()

    @rule(number=items, is_archived=st.booleans())
    def archive_a_question(self, number: int, is_archived: bool) -> None:
        Question.objects.filter(pk=self.questions()[number].pk).update(is_archived=is_archived)

    @rule(is_live=st.booleans())
    def publish_or_unpublish(self, is_live: bool) -> None:
        self.model.objects.filter(pk=self.page).update(live=is_live)

    @precondition(lambda self: any(known.end for known in self.known.values()))
    @rule()
    def mark_again_with_the_same_key(self) -> None:
        """Marking exactly what was marked finds nothing to change."""
        assert self.mark_again(RegradeMode.PAPER) is None

    @precondition(lambda self: any(known.end for known in self.known.values()))
    @rule(number=items)
    def withdraw_a_question(self, number: int) -> None:
        """The one thing that may change a result afterwards, and it leaves a record of each change."""
        record = self.mark_again(RegradeMode.FULL, number)
        self.neighbour = self.row(self.neighbour["id"])
        changes = record.changes.exclude(attempt=self.neighbour["id"]) if record else ()
        for change in changes:
            known, row = self.known[change.attempt_id], QuizAttempt.objects.get(pk=change.attempt_id)
            assert (change.old_points, change.new_points) == (known.end["points"], row.points)
            assert row.points >= known.end["points"]
            known.paper, known.end = row.paper, result_in(row)

    # --- What the learner asks for ---

    @rule()
    def erase(self) -> None:
        """Nothing leads to the learner any more, and the quiz says the same about its questions. They may
        begin again, as somebody nobody has met."""
        quiz_key = self.neighbour["quiz_key"]
        figures = quiz_report(quiz_key).analysis
        erase_quiz_data(learner=self.learner)
        assert not any(quiz_data_of(self.learner).values())
        assert quiz_report(quiz_key).analysis == figures
        for row in QuizAttempt.objects.filter(learner=None):
            assert (row.paper["items"], row.answers, row.item_states) == ([], {}, {})
            assert row.responses.exists()
        self.known.clear()
        self.tabs.clear()

    # --- What must hold, whatever happened ---

    @invariant()
    def the_neighbour_has_what_they_had(self) -> None:
        assert self.row(self.neighbour["id"]) == self.neighbour

    @invariant()
    def attempts_are_as_they_were_left(self) -> None:
        rows = {row.pk: row for row in QuizAttempt.objects.filter(learner=self.learner)}
        assert rows.keys() == self.known.keys()
        assert sorted(row.number for row in rows.values()) == [*range(1, len(rows) + 1)]
        assert sum(row.is_open for row in rows.values()) <= 1
        for pk, row in rows.items():
            known = self.known[pk]
            if not known.end and not row.is_open:
                self.has_ended(pk)
            assert (row.paper, row.number) == (known.paper, known.number)
            assert (row.answers, row.sequence) == (known.answers, known.sequence)
            assert row.responses.count() == (len(row.paper["items"]) if row.score is not None else 0)
            if known.end:
                assert result_in(row) == known.end

    @invariant()
    def responses_agree_with_their_attempts(self) -> None:
        assert_copies_are_right()

    def has_ended(self, pk: int, state: str | None = None) -> None:
        """An attempt that has ended: its score is what marking its paper gives, exactly."""
        row = QuizAttempt.objects.get(pk=pk)
        assert state in (None, row.state)
        assert row.answers == self.known[pk].answers
        if row.state != AttemptState.ABANDONED:
            points = total([one.points for one in mark(row.paper, row.answers, row.item_states)])
            stored = [response.points for response in row.responses.all()]
            assert row.points == points == max(sum(stored, Fraction(0)), Fraction(0))
        self.known[pk].end = result_in(row)

    def is_late(self, pk: int) -> bool:
        row = QuizAttempt.objects.only("deadline_at", "state").get(pk=pk)
        return row.is_open and row.deadline_at < timezone.now() - timedelta(minutes=30)

    def row(self, pk: int) -> dict[str, Any]:
        return QuizAttempt.objects.filter(pk=pk).values().get()

    def questions(self) -> list[Question]:
        listed = self.model.objects.get(pk=self.page).questions.raw_data
        keys = [block["value"] for block in listed if block["type"] == "question"]
        return list(Question.objects.filter(pk__in=keys).order_by("pk"))

    def mark_again(self, mode: RegradeMode, number: int | None = None) -> Any:
        chosen = self.questions() if number is None else [self.questions()[number]]
        keys = frozenset(question.translation_key for question in chosen)
        quiz_key = self.model.objects.get(pk=self.page).translation_key
        return regrade(quiz_key=quiz_key, regrading=Regrading(mode, keys), reason="A mistake.")


def paged(make_quiz: MakeQuiz, **fields: Any) -> Any:
    """Four questions on three pages."""
    questions = [factories.make_question(kind=kind) for kind in KINDS]
    quiz = make_quiz(questions=questions, time_limit_minutes=60, **fields)
    one, two, *rest = ({"type": "question", "value": question.pk} for question in questions)
    page_break = {"type": "page_break", "value": None}
    quiz.questions = json.dumps([one, page_break, two, page_break, *rest])
    quiz.save()
    return quiz


@pytest.mark.django_db
def test_whatever_happens_no_answer_is_lost_and_no_result_changes_by_itself(make_quiz: MakeQuiz) -> None:
    story = type("Story", (Quizzing,), {"quizzes": tuple(paged(make_quiz, **rules) for rules in QUIZZES)})
    run_state_machine_as_test(
        story,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=[*HealthCheck],
        ),
    )
