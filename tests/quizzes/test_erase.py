"""Erasing a learner: nothing quizzes hold leads to them any more, and the figures of every quiz stand."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from harmreduction_lms.quizzes.actions import (
    check_answer,
    erase_quiz_data,
    grade_by_hand,
    save_answer,
    start_attempt,
    submit_attempt,
)
from harmreduction_lms.quizzes.actions.regrade import regrade, regrade_outcomes
from harmreduction_lms.quizzes.audit_log import ERASE, GRADE
from harmreduction_lms.quizzes.errors import AttemptClosed
from harmreduction_lms.quizzes.held_data import ABOUT, quiz_data_of
from harmreduction_lms.quizzes.models import (
    AttemptState,
    HandGrade,
    QuizAttempt,
    QuizOverride,
    QuizResponse,
    RegradeChange,
)
from harmreduction_lms.quizzes.regrading import RegradeMode, Regrading
from harmreduction_lms.quizzes.statistics import quiz_report
from harmreduction_lms.quizzes.statistics.attempts import Attempts
from harmreduction_lms.quizzes.viewsets.attempts import QuizAttemptViewSet
from harmreduction_lms.quizzes.viewsets.overrides import QuizOverrideViewSet
from tests import factories
from tests.database_dump import dump_database
from tests.quizzes.conftest import right_answers


MakeQuiz = Callable[..., Any]

CANARY = "canary7f3a"
BY_HAND = {
    **factories.ANSWERS["reflection"],
    "grading": "by_hand",
    "rubric": [{"criterion": "Asks permission", "points": 2, "description": ""}],
}
OVERRIDES = QuizOverrideViewSet()
ATTEMPTS = QuizAttemptViewSet()


@pytest.fixture
def learner(db: None) -> Any:
    return factories.make_learner(f"{CANARY}-name", first_name=f"{CANARY} first")


@pytest.fixture
def words_of_the_learner(client: Client, learner: Any, make_quiz: MakeQuiz) -> QuizAttempt:
    """Leaves canaries wherever a learner, a grader or an editor can; gives the attempt that was graded."""
    grader = factories.make_learner(is_superuser=True, is_staff=True)
    typed = [
        factories.make_question(kind=kind) for kind in ("short_answer", "numeric", "cloze", "true_false")
    ]
    by_hand = factories.make_question(kind="reflection", answer=BY_HAND)
    graded = start_attempt(learner=learner, page=make_quiz(questions=[*typed, by_hand], pass_mark="30"))
    words = dict.fromkeys([item["id"] for item in graded.paper["items"]], f"{CANARY} typed")
    gaps = graded.paper["items"][2]
    words[gaps["id"]] = {gap["id"]: f"{CANARY} gap" for gap in gaps["body"]["gaps"] if gap["type"] == "text"}
    words[graded.paper["items"][3]["id"]] = False
    submit_attempt(attempt=graded, responses=words)
    for points, comment in (([2], f"{CANARY} well put"), ([0], f"{CANARY} after all not")):
        grade_by_hand(
            hand_grade=HandGrade.objects.get(), points_by_criterion=points, comment=comment, actor=grader
        )
    tried = start_attempt(learner=learner, page=make_quiz(questions=typed[:1], behaviour="several_tries"))
    item = tried.paper["items"][0]["id"]
    check_answer(attempt=tried, item=item, response=f"{CANARY} try", sequence=0)
    client.force_login(grader)
    name, note = learner.get_username(), f"{CANARY} note"
    exception = {"learner": name, "group": "", "quiz_key": "", "time_factor": "1.5", "note": note}
    for is_deleted_again in (True, False):
        assert client.post(reverse(OVERRIDES.get_url_name("add")), exception).status_code == 302
        if is_deleted_again:
            client.post(reverse(OVERRIDES.get_url_name("delete"), args=[QuizOverride.objects.get().pk]))
    client.force_login(learner)
    client.get(reverse("harmreduction_lms:attempt", args=[tried.uuid]))
    return graded


def test_no_table_keeps_a_word_or_a_name_of_the_learner(
    client: Client, learner: Any, words_of_the_learner: QuizAttempt
) -> None:
    assert dump_database().count(CANARY) > 15
    assert RegradeChange.objects.count() == 1
    assert erase_quiz_data(learner=learner) == 1
    learner.delete()
    client.logout()
    assert [line for line in dump_database().splitlines() if CANARY in line] == []


def test_what_stays_of_an_attempt_is_marks(learner: Any, words_of_the_learner: QuizAttempt) -> None:
    before = words_of_the_learner
    erase_quiz_data(learner=learner)
    [kept] = QuizAttempt.objects.all()
    assert (kept.pk, kept.learner, kept.context_key, kept.deadline_at) == (before.pk, None, None, None)
    assert (kept.paper["items"], kept.answers, kept.item_states) == ([], {}, {})
    assert kept.uuid != before.uuid
    assert kept.submitted_at == kept.started_at
    local = timezone.localtime(kept.started_at)
    assert (local.day, local.hour, local.minute, local.second) == (1, 0, 0, 0)
    answers = dict(QuizResponse.objects.values_list("kind", "response"))
    assert answers.pop("true_false") is False
    assert set(answers.values()) == {None}
    assert not QuizOverride.objects.exists()
    assert not HandGrade.objects.exists()
    assert not RegradeChange.objects.exists()


def test_the_audit_log_still_says_what_staff_did(learner: Any, words_of_the_learner: QuizAttempt) -> None:
    erase_quiz_data(learner=learner)
    graded = ModelLogEntry.objects.filter(action=GRADE)
    assert [(entry.label, entry.data, bool(entry.user_id)) for entry in graded] == [
        ("(erased)", {}, True)
    ] * 2
    [erased] = ModelLogEntry.objects.filter(action=ERASE)
    assert (erased.label, erased.data, erased.user_id) == ("(erased)", {"marks_kept": 1}, None)


@pytest.mark.parametrize("kind", ["single_choice", "multiple_response", "true_false", "short_answer"])
def test_the_figures_of_a_quiz_are_the_same_before_and_after(make_quiz: MakeQuiz, kind: str) -> None:
    quiz = make_quiz(questions=[factories.make_question(kind=kind) for _number in range(3)])
    learners = [factories.make_learner() for _number in range(5)]
    for place, person in enumerate(learners):
        for right in (place % 4, 3):
            attempt = start_attempt(learner=person, page=quiz)
            answers = [*right_answers(attempt).items()][:right]
            submit_attempt(attempt=attempt, responses=dict(answers))
    before = quiz_report(quiz.translation_key)
    others = QuizAttempt.objects.exclude(learner=learners[1]).order_by("pk")
    rows = list(others.values())
    assert erase_quiz_data(learner=learners[1]) == 1
    assert quiz_report(quiz.translation_key).analysis == before.analysis
    assert list(others.filter(learner__isnull=False).values()) == rows
    assert QuizAttempt.objects.filter(learner=None).count() == 1


def test_the_first_attempt_that_counts_stays_also_if_it_was_not_the_first_begun(
    learner: Any, make_quiz: MakeQuiz
) -> None:
    quiz = make_quiz(time_limit_minutes=5, when_time_is_up="discard")
    start_attempt(learner=learner, page=quiz)
    past = datetime(2026, 1, 1, tzinfo=UTC)
    QuizAttempt.objects.update(deadline_at=past)
    for right in (1, 2):
        attempt = start_attempt(learner=learner, page=quiz)
        submit_attempt(attempt=attempt, responses=dict([*right_answers(attempt).items()][:right]))
    before = [quiz_report(quiz.translation_key, which).analysis for which in (Attempts.FIRST,)]
    erase_quiz_data(learner=learner)
    [kept] = QuizAttempt.objects.all()
    assert (kept.number, kept.points) == (2, 1)
    assert before == [quiz_report(quiz.translation_key).analysis]


def test_an_open_attempt_goes_and_what_comes_late_from_its_tab_writes_nothing(
    learner: Any, quiz: Any
) -> None:
    attempt = start_attempt(learner=learner, page=quiz)
    stale = QuizAttempt.objects.get(pk=attempt.pk)
    assert erase_quiz_data(learner=learner) == 0
    for late in (
        lambda: save_answer(attempt=stale, item=stale.paper["items"][0]["id"], response=True, sequence=0),
        lambda: submit_attempt(attempt=stale),
    ):
        with pytest.raises(AttemptClosed):
            late()
    assert not QuizAttempt.objects.exists()
    assert not QuizResponse.objects.exists()


def test_erasing_twice_does_nothing_more(learner: Any, quiz: Any) -> None:
    submit_attempt(attempt=start_attempt(learner=learner, page=quiz))
    assert [erase_quiz_data(learner=learner) for _time in range(2)] == [1, 0]
    assert ModelLogEntry.objects.filter(action=ERASE).count() == 1


def test_marks_without_a_person_are_not_marked_again(learner: Any, quiz: Any) -> None:
    attempt = start_attempt(learner=learner, page=quiz)
    submit_attempt(attempt=attempt)
    erase_quiz_data(learner=learner)
    keys = frozenset(question.translation_key for question in factories.questions_of(quiz))
    again = Regrading(RegradeMode.FULL, keys)
    outcomes = list(regrade_outcomes(quiz_key=quiz.translation_key, regrading=again))
    assert [outcome.is_changed for outcome in outcomes] == [False]
    assert regrade(quiz_key=quiz.translation_key, regrading=again, reason="Withdrawn.") is None


def test_after_erasing_the_list_of_attempts_still_opens(client: Client, learner: Any, quiz: Any) -> None:
    submit_attempt(attempt=start_attempt(learner=learner, page=quiz))
    erase_quiz_data(learner=learner)
    client.force_login(factories.make_learner(is_superuser=True, is_staff=True))
    kept = QuizAttempt.objects.get()
    for name, args in (("index", []), ("inspect", [kept.pk])):
        assert client.get(reverse(ATTEMPTS.get_url_name(name), args=args)).status_code == 200


def test_the_learner_and_whoever_may_delete_attempts_may_erase_and_nobody_else(
    learner: Any, quiz: Any
) -> None:
    submit_attempt(attempt=start_attempt(learner=learner, page=quiz))
    stranger = factories.make_learner()
    with pytest.raises(PermissionDenied):
        erase_quiz_data(learner=learner, actor=stranger)
    assert QuizAttempt.objects.filter(learner=learner).exists()
    stranger.user_permissions.add(Permission.objects.get(codename="delete_quizattempt"))
    stranger = type(stranger).objects.get(pk=stranger.pk)
    assert erase_quiz_data(learner=learner, actor=stranger) == 1
    assert ModelLogEntry.objects.get(action=ERASE).user_id == stranger.pk
    assert erase_quiz_data(learner=learner, actor=learner) == 0


# --- What is held ------------------------------------------------------------------------------------------


def test_a_learner_gets_everything_that_is_held_in_words(
    learner: Any, words_of_the_learner: QuizAttempt, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(6):
        held = quiz_data_of(learner)
    graded, tried = held["attempts"]
    answers = [answer["answer"] for answer in graded["answers"]]
    assert answers[0] == answers[4] == f"{CANARY} typed"
    assert answers[3] == "False"
    assert (graded["answers"][4]["comment"], graded["answers"][4]["points_by_criterion"]) == (
        f"{CANARY} well put",
        ["2"],
    )
    assert graded["regradings"][0]["decision"] == "pending"
    assert tried["answers"][0]["earlier_tries"] == [f"{CANARY} try"]
    assert (tried["state"], tried["points"]) == (AttemptState.OPEN, None)
    assert (held["exceptions"][0]["note"], held["exceptions"][0]["time_factor"]) == (f"{CANARY} note", "1.50")


def test_every_field_is_explained(learner: Any, words_of_the_learner: QuizAttempt) -> None:
    held = quiz_data_of(learner)
    attempt = held["attempts"][0]
    for section, row in (
        ("attempts", attempt),
        ("answers", attempt["answers"][0]),
        ("regradings", attempt["regradings"][0]),
        ("exceptions", held["exceptions"][0]),
    ):
        assert ABOUT[section].keys() == row.keys()


def test_right_answers_stay_out_of_it(learner: Any, make_quiz: MakeQuiz) -> None:
    answer = {"accepted": ["the-right-word"]}
    question = factories.make_question(kind="short_answer", answer=answer, rationale="<p>the-reason</p>")
    submit_attempt(attempt=start_attempt(learner=learner, page=make_quiz(questions=[question])))
    assert "the-r" not in str(quiz_data_of(learner))


def test_what_waits_for_a_grader_has_no_points_yet(learner: Any, make_quiz: MakeQuiz) -> None:
    quiz = make_quiz(questions=[factories.make_question(kind="reflection", answer=BY_HAND)])
    attempt = start_attempt(learner=learner, page=quiz)
    submit_attempt(attempt=attempt, responses=right_answers(attempt))
    [held] = quiz_data_of(learner)["attempts"]
    assert (held["points"], held["answers"][0]["points"]) == (None, None)


def test_a_stranger_has_nothing(learner: Any, words_of_the_learner: QuizAttempt) -> None:
    assert quiz_data_of(factories.make_learner()) == {"attempts": [], "exceptions": []}
