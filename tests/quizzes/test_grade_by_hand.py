"""Grading by hand: by the rubric, exactly, once each, and the last answer makes the result final."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from harmreduction_lms.quizzes.actions import decide_regrade, grade_by_hand, start_attempt, submit_attempt
from harmreduction_lms.quizzes.actions.grade_by_hand import GradedMeanwhile
from harmreduction_lms.quizzes.hand_grading import (
    Criterion,
    GradeNotValid,
    as_stored,
    checked_points,
    criteria_of,
    earned_points,
)
from harmreduction_lms.quizzes.models import HandGrade, Question, QuizAttempt, RegradeChange, RegradeDecision
from harmreduction_lms.quizzes.review_options import Moment
from tests import factories
from tests.quizzes.conftest import right_answers


MakeQuiz = Callable[..., Any]

RUBRIC = [
    {"criterion": "Asks permission", "points": 2, "description": ""},
    {"criterion": "No judgement", "points": 1, "description": ""},
]


ANSWER = {**factories.ANSWERS["reflection"], "grading": "by_hand", "rubric": RUBRIC}


@pytest.fixture
def handed_in(learner: Any, make_quiz: MakeQuiz) -> QuizAttempt:
    """Two reflections, each worth a point by a rubric of 2 + 1."""
    questions = [factories.make_question(kind="reflection", answer=ANSWER) for _ in range(2)]
    attempt = start_attempt(learner=learner, page=make_quiz(questions=questions, pass_mark="50"))
    submit_attempt(attempt=attempt, responses=right_answers(attempt))
    return attempt


def grades() -> list[HandGrade]:
    return list(HandGrade.objects.select_related("response"))


def fresh(attempt: QuizAttempt) -> QuizAttempt:
    return QuizAttempt.objects.get(pk=attempt.pk)


@pytest.mark.parametrize(
    ("given", "earned"),
    [
        (["2", "1"], Fraction(5)),
        (["1.5", "0"], Fraction(5, 2)),
        ([0, 1], Fraction(5, 3)),
        ([Decimal("0.01"), 0], Fraction(1, 60)),
    ],
)
def test_the_rubrics_share_is_scaled_to_the_points_of_the_item(given: list[Any], earned: Fraction) -> None:
    item = {"points": 5, "key": {"rubric": RUBRIC}}
    assert earned_points(item, checked_points(criteria_of(item), given)) == earned


@pytest.mark.parametrize(
    "given",
    [
        ["3", "1"],
        ["-1", "1"],
        ["2"],
        ["2", "1", "0"],
        ["nan", "1"],
        ["Infinity", "1"],
        ["x", "1"],
        ["", "1"],
        ["0.001", "1"],
        [None, "1"],
    ],
)
def test_points_the_rubric_does_not_have_are_refused(given: list[Any]) -> None:
    with pytest.raises(GradeNotValid):
        checked_points(criteria_of({"points": 5, "key": {"rubric": RUBRIC}}), given)


def test_without_a_rubric_the_points_of_the_item_are_given() -> None:
    assert criteria_of({"points": 4, "key": {"rubric": []}}) == [Criterion("Points", 4)]


def test_points_are_stored_as_short_exact_text() -> None:
    assert as_stored([Decimal("2.00"), Decimal("10"), Decimal("1.50"), Decimal("0.0")]) == [
        "2",
        "10",
        "1.5",
        "0",
    ]


def test_the_last_grade_makes_the_result_final_and_is_announced_once(
    handed_in: QuizAttempt, graded: list[QuizAttempt], django_capture_on_commit_callbacks: Any
) -> None:
    first, second = grades()
    with django_capture_on_commit_callbacks(execute=True):
        grade_by_hand(hand_grade=first, points_by_criterion=[1, 0])
    attempt = fresh(handed_in)
    assert (attempt.awaiting_grading, attempt.is_passed, attempt.is_graded) == (1, None, False)
    for _twice in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            grade_by_hand(hand_grade=second, points_by_criterion=[1, 1], comment=" Well put. ")
    attempt = fresh(handed_in)
    assert (attempt.awaiting_grading, attempt.is_passed, attempt.points) == (0, True, 1)
    assert [row.points for row in attempt.responses.all()] == [Fraction(1, 3), Fraction(2, 3)]
    assert [news.pk for news in graded] == [attempt.pk]
    assert (grades()[1].comment, grades()[1].points_by_criterion) == ("Well put.", ["1", "1"])


@pytest.mark.parametrize(("mark", "is_passed"), [("66.66", True), ("66.67", False)])
def test_the_pass_mark_is_compared_exactly(
    learner: Any, make_quiz: MakeQuiz, mark: str, is_passed: bool
) -> None:
    quiz = make_quiz(questions=[factories.make_question(kind="reflection", answer=ANSWER)], pass_mark=mark)
    attempt = start_attempt(learner=learner, page=quiz)
    submit_attempt(attempt=attempt, responses=right_answers(attempt))
    grade_by_hand(hand_grade=grades()[0], points_by_criterion=[1, 1])
    assert fresh(attempt).is_passed is is_passed


def test_of_two_graders_the_second_is_told(handed_in: QuizAttempt) -> None:
    seen_by_both = grades()[0]
    grade_by_hand(hand_grade=seen_by_both, points_by_criterion=[2, 1])
    with pytest.raises(GradedMeanwhile):
        grade_by_hand(hand_grade=seen_by_both, points_by_criterion=[0, 0])
    assert grades()[0].points_by_criterion == ["2", "1"]


def test_a_grade_can_be_changed_and_the_log_says_so(handed_in: QuizAttempt) -> None:
    grader = factories.make_learner(is_superuser=True)
    grade_by_hand(hand_grade=grades()[0], points_by_criterion=[0, 0], actor=grader)
    grade_by_hand(hand_grade=grades()[0], points_by_criterion=[2, 1], comment="On reflection", actor=grader)
    entries = ModelLogEntry.objects.filter(action="harmreduction_lms.grade_answer")
    assert [(entry.data["old"], entry.data["new"]) for entry in entries.order_by("pk")] == [
        ("0", "0"),
        ("0", "1"),
    ]
    assert "On reflection" not in str([entry.data for entry in entries])
    assert grades()[0].graded_by == grader


def test_a_changed_grade_takes_no_pass_away_in_silence(handed_in: QuizAttempt) -> None:
    for grade in grades():
        grade_by_hand(hand_grade=grade, points_by_criterion=[2, 0], comment="First")
    assert fresh(handed_in).is_passed
    grade_by_hand(hand_grade=grades()[0], points_by_criterion=[0, 0], comment="Second")
    attempt = fresh(handed_in)
    assert (attempt.is_passed, attempt.points, grades()[0].comment) == (True, Fraction(4, 3), "First")
    change = RegradeChange.objects.get()
    assert (change.decision, change.new_points) == (RegradeDecision.PENDING, Fraction(2, 3))
    decide_regrade(change=change, decision=RegradeDecision.LOWERED)
    attempt = fresh(handed_in)
    assert (attempt.is_passed, attempt.points, grades()[0].comment) == (False, Fraction(2, 3), "Second")


def test_a_changed_grade_can_give_a_pass(
    handed_in: QuizAttempt, graded: list[QuizAttempt], django_capture_on_commit_callbacks: Any
) -> None:
    for grade in grades():
        grade_by_hand(hand_grade=grade, points_by_criterion=[0, 0])
    assert fresh(handed_in).is_passed is False
    with django_capture_on_commit_callbacks(execute=True):
        grade_by_hand(hand_grade=grades()[0], points_by_criterion=[2, 1])
    assert fresh(handed_in).is_passed is True
    assert len(graded) == 1


def test_grading_takes_the_right_to_do_it(handed_in: QuizAttempt) -> None:
    grader = factories.make_learner()
    with pytest.raises(PermissionDenied):
        grade_by_hand(hand_grade=grades()[0], points_by_criterion=[0, 0], actor=grader)
    grader.user_permissions.add(Permission.objects.get(codename="change_handgrade"))
    again = type(grader).objects.get(pk=grader.pk)
    assert grade_by_hand(hand_grade=grades()[0], points_by_criterion=[0, 0], actor=again).graded_by == grader


LIST = "harmreduction_lms_handgrade:index"


@pytest.fixture
def grader(client: Client, db: None) -> Client:
    """Somebody who may grade, and nothing else."""
    user = factories.make_learner()
    rights = Q(codename="access_admin") | Q(codename="change_handgrade")
    user.user_permissions.add(*Permission.objects.filter(rights))
    client.force_login(user)
    return client


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return unescape(response.content.decode())


def form_url() -> str:
    return reverse("harmreduction_lms_handgrade:edit", args=[grades()[0].pk])


def posted(first: Any = "1", second: Any = "1", **extra: Any) -> dict[str, Any]:
    return {"points-0": first, "points-1": second, "comment": "Good.", "seen": "", **extra}


def test_the_queue_shows_what_waits(grader: Client, handed_in: QuizAttempt) -> None:
    assert handed_in.quiz_title in text_of(grader.get(reverse(LIST)))
    for state, found in (("waiting", 2), ("graded", 0)):
        text = text_of(grader.get(reverse(LIST), {"state": state, "quiz": str(handed_in.quiz_key)}))
        assert text.count("/edit/") == found


def test_the_queue_says_which_question_it_is_and_that_a_name_is_hidden(
    grader: Client, handed_in: QuizAttempt
) -> None:
    text = text_of(grader.get(reverse(LIST)))
    title = Question.objects.get(translation_key=grades()[0].response.question_key).title
    assert f"1. {title}" in text
    assert "Name is hidden" in text
    assert "Waiting" in text


def test_a_grader_can_skip_an_answer_and_is_told_how_many_wait(
    grader: Client, handed_in: QuizAttempt
) -> None:
    first, second = (reverse("harmreduction_lms_handgrade:edit", args=[one.pk]) for one in grades())
    text = text_of(grader.get(first))
    assert "1 other answer waits in this quiz." in text
    assert f'href="{second}"' in text
    assert f'href="{first}"' in text_of(grader.get(second)), "after the last one comes the first that waits"
    grade_by_hand(hand_grade=grades()[1], points_by_criterion=[2, 1])
    alone = text_of(grader.get(first))
    assert "Save, then the next one" not in alone
    assert "Skip this one" not in alone


def test_the_queue_takes_as_many_queries_for_many_answers_as_for_few(
    grader: Client, make_quiz: MakeQuiz
) -> None:
    counts = []
    for number in (1, 8):
        quiz = make_quiz(questions=[factories.make_question(kind="reflection", answer=ANSWER)])
        for _attempt in range(number):
            attempt = start_attempt(learner=factories.make_learner(), page=quiz)
            submit_attempt(attempt=attempt, responses=right_answers(attempt))
        grader.get(reverse(LIST))
        with CaptureQueriesContext(connection) as queries:
            text_of(grader.get(reverse(LIST)))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("is_blind", [True, False])
def test_names_are_hidden_where_the_quiz_is_graded_blind(
    grader: Client, make_quiz: MakeQuiz, is_blind: bool
) -> None:
    learner = factories.make_learner("wanda.brown")
    question = factories.make_question(kind="reflection", answer=ANSWER)
    attempt = start_attempt(learner=learner, page=make_quiz(questions=[question], is_graded_blind=is_blind))
    submit_attempt(attempt=attempt, responses=right_answers(attempt))
    pages = [text_of(grader.get(url)) for url in (reverse(LIST), form_url())]
    export: Any = grader.get(reverse(LIST), {"export": "csv"})
    pages.append(b"".join(export.streaming_content if export.streaming else [export.content]).decode())
    assert ["wanda.brown" in page for page in pages] == [not is_blind] * 3


def test_attempts_whose_paper_does_not_say_it_are_graded_blind(
    grader: Client, handed_in: QuizAttempt
) -> None:
    paper = {name: value for name, value in handed_in.paper.items() if name != "blind"}
    QuizAttempt.objects.update(paper=paper)
    assert handed_in.learner.username not in text_of(grader.get(reverse(LIST)))
    assert handed_in.learner.username not in text_of(grader.get(form_url()))


def test_the_form_shows_question_answer_guidance_and_the_rubric(
    grader: Client, handed_in: QuizAttempt
) -> None:
    response = grader.get(form_url())
    text = text_of(response)
    for words in ("Stem", "I would ask first.", "no judgement", "Asks permission", "0 to 2 points."):
        assert words in text
    assert "no-store" in response["Cache-Control"]


def test_a_grade_is_saved_and_the_next_answer_opens(grader: Client, handed_in: QuizAttempt) -> None:
    second = grades()[1]
    response: Any = grader.post(form_url(), posted(next="1"))
    assert response.url == reverse("harmreduction_lms_handgrade:edit", args=[second.pk])
    assert grades()[0].points_by_criterion == ["1", "1"]
    response = grader.post(response.url, posted(next="1"))
    assert response.url == reverse(LIST)


@pytest.mark.parametrize("points", ["3", "-1", "", "x", "0.001", "NaN"])
def test_points_that_do_not_fit_are_explained_beside_the_field(
    grader: Client, handed_in: QuizAttempt, points: str
) -> None:
    response = grader.post(form_url(), posted(first=points))
    assert response.context["form"].errors["points-0"]
    assert grades()[0].graded_at is None


def test_a_grader_who_comes_second_is_told(grader: Client, handed_in: QuizAttempt) -> None:
    grade_by_hand(hand_grade=grades()[0], points_by_criterion=[2, 1])
    assert "Somebody else has graded this answer" in text_of(grader.post(form_url(), posted(first="0")))
    seen = grades()[0].graded_at
    assert seen
    assert grader.post(form_url(), posted(first="0", seen=seen.isoformat())).status_code == 302
    assert grades()[0].points_by_criterion == ["0", "1"]


def test_whoever_may_not_grade_does_not_get_in(client: Client, handed_in: QuizAttempt) -> None:
    user = factories.make_learner()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    for url in (reverse(LIST), form_url()):
        assert client.get(url).status_code == 302
    assert client.post(form_url(), posted()).status_code == 302
    assert grades()[0].graded_at is None


SHOWN = {moment.value: ["correctness", "marks"] for moment in Moment}
MARKS_HIDDEN = {moment.value: ["correctness"] for moment in Moment}


@pytest.mark.parametrize(
    ("feedback", "options", "is_read"),
    [
        ("full", SHOWN, True),
        ("custom", SHOWN, True),
        ("score", SHOWN, True),
        ("custom", MARKS_HIDDEN, False),
    ],
    ids=["everything", "correctness and marks", "marks only", "no marks"],
)
def test_the_learner_reads_points_and_comment_wherever_marks_are_shown(
    client: Client, learner: Any, make_quiz: MakeQuiz, feedback: str, options: Any, is_read: bool
) -> None:
    question = factories.make_question(kind="reflection", answer=ANSWER)
    attempt = start_attempt(
        learner=learner, page=make_quiz(questions=[question], feedback=feedback, review_options=options)
    )
    submit_attempt(attempt=attempt, responses=right_answers(attempt))
    client.force_login(learner)
    url = reverse("harmreduction_lms:attempt_result", args=[attempt.uuid])
    assert "graded by a person" in text_of(client.get(url, follow=True))
    grade_by_hand(hand_grade=grades()[0], points_by_criterion=["1.5", 0], comment="Warm <b>and</b> clear.")
    text = text_of(client.get(url, follow=True))
    assert text.count("Warm <b>and</b> clear.") == is_read
    assert ("1.5 of 2" in text) is is_read


def test_where_only_marks_are_shown_other_questions_stay_hidden(
    client: Client, learner: Any, make_quiz: MakeQuiz
) -> None:
    by_hand = factories.make_question(kind="reflection", answer=ANSWER, stem="<p>What do you say?</p>")
    other = factories.make_question(kind="single_choice", stem="<p>What reverses it?</p>")
    attempt = start_attempt(learner=learner, page=make_quiz(questions=[by_hand, other], feedback="score"))
    submit_attempt(attempt=attempt, responses=right_answers(attempt))
    grade_by_hand(hand_grade=grades()[0], points_by_criterion=[2, 1], comment="Warm.")
    client.force_login(learner)
    text = text_of(client.get(reverse("harmreduction_lms:attempt_result", args=[attempt.uuid])))
    assert "What do you say?" in text
    assert "What reverses it?" not in text
    assert "no judgement" not in text, "what a good answer contains is the right answer, which is not due"
