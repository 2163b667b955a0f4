"""A quiz that a group of learners has taken, for the pages on which people look at results and grade."""

from random import Random
from typing import Any

from wagtail.models import Site

from harmreduction_lms.quizzes.actions import grade_by_hand, start_attempt, submit_attempt
from harmreduction_lms.quizzes.models import HandGrade, LearningObjective
from tests import factories
from tests.quizzes.conftest import right_answer


TITLE = "Final test of the spring group"
LEARNERS = 12
WAITING = 5
WRITTEN = "May I share something that has helped other people? You can call somebody while you use."
RUBRIC = [
    {"criterion": "Asks permission", "points": 2, "description": "Before any advice."},
    {"criterion": "No judgement", "points": 1, "description": ""},
]


def seed() -> None:
    """One question of each kind, the last of them graded by hand; some answers still wait. About two of three
    are right."""
    home = Site.objects.get(is_default_site=True).root_page
    questions = [
        factories.make_question(kind=kind, title=f"About naloxone: {kind}", answer=_answer(kind))
        for kind in factories.ANSWERS
    ]
    questions[0].objectives.add(LearningObjective.objects.create(code="FIRST", text="Knows what to do first"))
    fields = {"slug": "spring-test", "role": "post_test", "pass_mark": 50}
    quiz = factories.make_quiz(parent=home, title=TITLE, questions=questions, **fields)
    random = Random(7)
    for number in range(LEARNERS):
        attempt = start_attempt(learner=factories.make_learner(f"person{number}"), page=quiz)
        answers = {item["id"]: _given(item, random) for item in attempt.paper["items"]}
        submit_attempt(attempt=attempt, responses=answers)
    for grade in HandGrade.objects.all()[WAITING:]:
        grade_by_hand(hand_grade=grade, points_by_criterion=[1, 1])


def _answer(kind: str) -> Any:
    answer = factories.ANSWERS[kind]
    return {**answer, "grading": "by_hand", "rubric": RUBRIC} if kind == "reflection" else answer


def _given(item: dict[str, Any], random: Random) -> Any:
    if item["kind"] == "reflection":
        return WRITTEN
    return right_answer(item) if random.random() < 0.66 else None
