"""Handing in: graded once, from the paper, exactly; what goes wrong elsewhere changes nothing."""

import datetime
import logging
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.db.models.query import QuerySet
from django.utils import timezone

from harmreduction_lms.quizzes.actions import close_if_expired, save_answer, start_attempt, submit_attempt
from harmreduction_lms.quizzes.counting import Result
from harmreduction_lms.quizzes.errors import AttemptDeadlinePassed, StaleAnswer, UnknownItem
from harmreduction_lms.quizzes.models import AttemptState, QuizAttempt, QuizResponse
from harmreduction_lms.quizzes.selectors import quiz_results, result_with
from harmreduction_lms.quizzes.signals import quiz_attempt_graded
from tests import factories
from tests.quizzes.conftest import right_answers


MakeQuiz = Callable[..., Any]


@pytest.fixture
def attempt(learner: Any, quiz: Any) -> QuizAttempt:
    return start_attempt(learner=learner, page=quiz)


def items_of(attempt: QuizAttempt) -> list[str]:
    return [item["id"] for item in attempt.paper["items"]]


def same_row(attempt: QuizAttempt) -> QuizAttempt:
    return QuizAttempt.objects.get(pk=attempt.pk)


def expire(attempt: QuizAttempt, *, seconds_ago: int = 31) -> QuizAttempt:
    deadline = timezone.now() - datetime.timedelta(seconds=seconds_ago)
    QuizAttempt.objects.filter(pk=attempt.pk).update(deadline_at=deadline)
    return same_row(attempt)


def test_every_kind_is_graded_from_the_paper(learner: Any, make_quiz: MakeQuiz) -> None:
    kinds = factories.MARKED_AT_ONCE
    quiz = make_quiz(questions=[factories.make_question(kind=kind) for kind in kinds])
    attempt = start_attempt(learner=learner, page=quiz)
    submit_attempt(attempt=attempt, responses=right_answers(attempt))
    assert (attempt.score, attempt.percent, attempt.is_passed) == (1, 100, True)
    rows = QuizResponse.objects.order_by("position")
    worth = {kind: 0 if kind in factories.UNGRADED else 1 for kind in kinds}
    assert [(row.kind, row.points, row.points_possible) for row in rows] == [
        (kind, points, points) for kind, points in worth.items()
    ]
    assert {row.item: row.response for row in rows} == attempt.answers


def test_unanswered_items_get_a_row_and_no_points(attempt: QuizAttempt) -> None:
    first, second = items_of(attempt)
    submit_attempt(attempt=attempt, responses={first: False})
    assert {row.item: (row.response, row.points) for row in QuizResponse.objects.all()} == {
        first: (False, 1),
        second: (None, 0),
    }


def test_a_response_says_which_question_and_revision_it_answers(learner: Any, make_quiz: MakeQuiz) -> None:
    question = factories.make_question()
    question.save_revision().publish()
    question.refresh_from_db()
    submit_attempt(attempt=start_attempt(learner=learner, page=make_quiz(questions=[question])))
    row = QuizResponse.objects.get()
    assert (row.question_key, row.revision_id) == (question.translation_key, question.live_revision_id)


def test_partial_credit_is_kept_exactly(learner: Any, make_quiz: MakeQuiz) -> None:
    """frappe/lms kept scores as integers and dropped partial marks; floats fail `0.7 + 0.1 >= 0.8`."""
    groups = {"groups": [{"items": [text]} for text in ("a", "b", "c")]}
    quiz = make_quiz(
        questions=[factories.make_question(kind="ordering", answer=groups) for _ in range(3)],
        pass_mark=Decimal("66.66"),
    )
    attempt = start_attempt(learner=learner, page=quiz)
    answers = right_answers(attempt)
    for response in answers.values():
        one, two = [id_ for id_, place in response.items() if place in (1, 2)]
        response[one], response[two] = response[two], response[one]
    submit_attempt(attempt=attempt, responses=answers)
    stored = same_row(attempt)
    assert (stored.points_numerator, stored.points_denominator, stored.points_possible) == (2, 1, 3)
    assert (stored.score, stored.percent, stored.is_passed) == (Fraction(2, 3), 66, True)
    assert set(QuizResponse.objects.values_list("points_numerator", "points_denominator")) == {(2, 3)}


@pytest.mark.parametrize(
    ("mark", "is_passed"), [("50", True), ("50.01", False), ("100", False), (None, None)]
)
def test_exactly_the_pass_mark_is_a_pass(
    learner: Any, make_quiz: MakeQuiz, mark: str | None, is_passed: bool | None
) -> None:
    quiz = make_quiz(pass_mark=mark and Decimal(mark))
    attempt = start_attempt(learner=learner, page=quiz)
    submit_attempt(attempt=attempt, responses={items_of(attempt)[0]: False})
    assert same_row(attempt).is_passed is is_passed


def test_posted_answers_replace_saved_ones_and_others_stay(attempt: QuizAttempt) -> None:
    first, second = items_of(attempt)
    save_answer(attempt=attempt, item=first, response=True, sequence=0)
    save_answer(attempt=attempt, item=second, response=False, sequence=1)
    submit_attempt(attempt=attempt, responses={first: False})
    assert same_row(attempt).answers == {first: False, second: False}
    assert same_row(attempt).score == 1


def test_handing_in_twice_grades_once(
    attempt: QuizAttempt, graded: list[QuizAttempt], django_capture_on_commit_callbacks: Any
) -> None:
    other_tab = same_row(attempt)
    answers = right_answers(attempt)
    with django_capture_on_commit_callbacks(execute=True):
        submit_attempt(attempt=attempt, responses=answers)
    at = attempt.submitted_at
    with django_capture_on_commit_callbacks(execute=True):
        again = submit_attempt(attempt=attempt, responses=dict.fromkeys(answers))
        from_the_other_tab = submit_attempt(attempt=other_tab, responses=dict.fromkeys(answers))
    for one in (again, from_the_other_tab):
        assert (one.score, one.submitted_at, one.answers) == (1, at, answers)
    assert QuizResponse.objects.count() == len(answers)
    assert [one.pk for one in graded] == [attempt.pk]


def test_an_answer_saved_while_handing_in_is_not_lost(attempt: QuizAttempt) -> None:
    """The autosave commits after the attempt was read and before its grade is written."""
    first, second = items_of(attempt)
    read_before = same_row(attempt)
    save_answer(attempt=attempt, item=second, response=False, sequence=0)
    submit_attempt(attempt=read_before, responses={first: False})
    assert same_row(attempt).answers == {first: False, second: False}
    assert same_row(attempt).score == 1
    assert QuizResponse.objects.count() == 2


def test_an_older_tab_cannot_hand_in_older_answers(attempt: QuizAttempt) -> None:
    first, second = items_of(attempt)
    save_answer(attempt=attempt, item=first, response=False, sequence=0)
    with pytest.raises(StaleAnswer):
        submit_attempt(attempt=same_row(attempt), responses={first: True, second: None}, sequence=0)
    assert same_row(attempt).is_open
    assert same_row(attempt).answers == {first: False}
    assert not QuizResponse.objects.exists()


def test_a_tab_whose_last_reply_was_lost_can_hand_in_what_it_shows(attempt: QuizAttempt) -> None:
    first, second = items_of(attempt)
    save_answer(attempt=attempt, item=first, response=False, sequence=0)
    submit_attempt(attempt=same_row(attempt), responses={first: False, second: None}, sequence=0)
    assert same_row(attempt).state == AttemptState.SUBMITTED


def test_invented_items_are_refused_and_nothing_is_written(attempt: QuizAttempt) -> None:
    first, _second = items_of(attempt)
    with pytest.raises(UnknownItem):
        submit_attempt(attempt=attempt, responses={first: False, "invented": True})
    assert same_row(attempt).is_open
    assert same_row(attempt).answers == {}
    assert not QuizResponse.objects.exists()


def test_nothing_of_a_late_submission_is_written(attempt: QuizAttempt) -> None:
    first, second = items_of(attempt)
    save_answer(attempt=attempt, item=first, response=False, sequence=0)
    late = expire(attempt)
    with pytest.raises(AttemptDeadlinePassed):
        submit_attempt(attempt=late, responses={second: False})
    assert same_row(attempt).is_open
    assert not QuizResponse.objects.exists()


def test_what_was_saved_in_time_is_graded_when_next_read(
    attempt: QuizAttempt, graded: list[QuizAttempt], django_capture_on_commit_callbacks: Any
) -> None:
    """docs.moodle.org: an attempt stays open for ever when the browser is gone."""
    save_answer(attempt=attempt, item=items_of(attempt)[0], response=False, sequence=0)
    late = expire(attempt)
    with django_capture_on_commit_callbacks(execute=True):
        close_if_expired(attempt=late)
        close_if_expired(attempt=same_row(attempt))
    stored = same_row(attempt)
    assert (stored.state, stored.score) == (AttemptState.EXPIRED, Fraction(1, 2))
    assert stored.submitted_at == stored.deadline_at
    assert [one.pk for one in graded] == [attempt.pk]
    assert result_with(stored).share == Fraction(1, 2)


@pytest.mark.parametrize("seconds_ago", [-60, 0, 25])
def test_an_attempt_within_its_time_and_grace_is_not_closed(attempt: QuizAttempt, seconds_ago: int) -> None:
    assert close_if_expired(attempt=expire(attempt, seconds_ago=seconds_ago)).is_open
    assert submit_attempt(attempt=same_row(attempt)).state == AttemptState.SUBMITTED


def test_an_attempt_without_deadline_never_expires(attempt: QuizAttempt) -> None:
    assert close_if_expired(attempt=attempt).is_open


def test_a_failing_receiver_changes_nothing(
    attempt: QuizAttempt,
    graded: list[QuizAttempt],
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:
    def fail(**_kwargs: Any) -> None:
        raise RuntimeError("mail server is away")

    quiz_attempt_graded.connect(fail)
    try:
        with caplog.at_level(logging.ERROR), django_capture_on_commit_callbacks(execute=True):
            submit_attempt(attempt=attempt)
    finally:
        quiz_attempt_graded.disconnect(fail)
    assert same_row(attempt).state == AttemptState.SUBMITTED
    assert len(graded) == 1
    assert str(attempt.uuid) in caplog.text
    assert "mail server is away" in caplog.text


def test_half_a_grading_is_no_grading(attempt: QuizAttempt, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> int:
        raise RuntimeError("power cut")

    monkeypatch.setattr(QuerySet, "update", fail)
    with pytest.raises(RuntimeError):
        submit_attempt(attempt=attempt, responses=right_answers(attempt))
    monkeypatch.undo()
    assert same_row(attempt).is_open
    assert not QuizResponse.objects.exists()


def test_a_fault_other_than_a_double_grading_is_not_hidden(
    attempt: QuizAttempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> int:
        raise IntegrityError("something else")

    monkeypatch.setattr(QuerySet, "update", fail)
    with pytest.raises(IntegrityError, match="something else"):
        submit_attempt(attempt=attempt)


@pytest.mark.parametrize(
    ("counting", "share", "is_passed"),
    [("best", "1", True), ("first", "0", False), ("last", "1/2", False), ("average", "1/2", False)],
)
def test_the_quiz_says_which_attempt_counts(
    learner: Any, make_quiz: MakeQuiz, gate: Any, counting: str, share: str, is_passed: bool
) -> None:
    context = uuid4()
    gate(lambda _learner, _page: context)
    quiz = make_quiz(counting_attempt=counting, pass_mark=Decimal(80))
    for right in (0, 2, 1):
        attempt = start_attempt(learner=learner, page=quiz)
        submit_attempt(attempt=attempt, responses=dict.fromkeys(items_of(attempt)[:right], False))
    expected = Result(Fraction(share), is_passed, Decimal(80))
    assert quiz_results(context_key=context) == {quiz.translation_key: expected}


def test_an_average_passes_by_the_exact_mean_of_all_attempts(
    learner: Any, make_quiz: MakeQuiz, gate: Any
) -> None:
    context = uuid4()
    gate(lambda _learner, _page: context)
    quiz = make_quiz(counting_attempt="average", pass_mark=Decimal(75))
    for right in (1, 2):
        attempt = start_attempt(learner=learner, page=quiz)
        submit_attempt(attempt=attempt, responses=dict.fromkeys(items_of(attempt)[:right], False))
    assert result_with(attempt) == Result(Fraction(3, 4), is_passed=True, pass_mark=Decimal(75))


def test_results_of_another_context_are_kept_apart(learner: Any, make_quiz: MakeQuiz, gate: Any) -> None:
    gate(lambda _learner, _page: uuid4())
    submit_attempt(attempt=start_attempt(learner=learner, page=make_quiz()))
    assert quiz_results(context_key=uuid4()) == {}
