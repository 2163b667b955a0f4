"""A prepared query finds what the queryset finds, whatever the values, and writes its SQL once."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from harmreduction_lms.core.querysets import PreparedQuery
from harmreduction_lms.quizzes.models import QuizAttempt, QuizOverride
from harmreduction_lms.quizzes.selectors import attempts_for, earlier_attempts, quiz_page
from tests import factories


pytestmark = pytest.mark.django_db


@pytest.fixture
def attempts():
    """Two learners with an attempt each at two quizzes."""
    course = factories.make_course()
    module = factories.make_module(parent=course)
    quizzes = [factories.make_quiz(parent=module) for _ in range(2)]
    learners = [factories.make_learner() for _ in range(2)]
    for learner in learners:
        enrolment = factories.make_enrolment(learner=learner, course=course)
        for quiz in quizzes:
            factories.make_attempt(enrolment=enrolment, page=quiz, state="open")
    return learners, quizzes


def test_each_value_finds_its_own_rows(attempts):
    learners, quizzes = attempts
    for learner in learners:
        for quiz in quizzes:
            wanted = list(attempts_for(learner, quiz_key=quiz.translation_key))
            assert earlier_attempts(learner, quiz.translation_key) == wanted
            assert len(wanted) == 1


def test_nothing_is_found_under_a_value_nobody_has(attempts):
    assert earlier_attempts(attempts[0][0], uuid.uuid4()) == []
    assert quiz_page(uuid.uuid4()) is None


def test_large_columns_stay_behind_until_they_are_asked_for(attempts):
    learners, quizzes = attempts
    (attempt,) = earlier_attempts(learners[0], quizzes[0].translation_key)
    assert "paper" in attempt.get_deferred_fields()
    assert attempt.paper == QuizAttempt.objects.get(pk=attempt.pk).paper


def test_it_is_one_query(attempts):
    learners, quizzes = attempts
    with CaptureQueriesContext(connection) as captured:
        earlier_attempts(learners[0], quizzes[0].translation_key)
    assert len(captured) == 1


def test_values_of_the_queryset_itself_are_kept(attempts):
    learners, quizzes = attempts
    query = PreparedQuery(QuizAttempt.objects.filter(state="open"), "learner_id")
    QuizAttempt.objects.filter(learner=learners[0], quiz_key=quizzes[0].translation_key).update(
        state="abandoned"
    )
    assert [attempt.quiz_key for attempt in query.rows(learner_id=learners[0].pk)] == [
        quizzes[1].translation_key
    ]


def test_the_page_knows_whether_a_closer_look_is_needed(attempts):
    quiz = attempts[1][0]
    assert not quiz_page(quiz.translation_key).needs_override_check
    QuizOverride.objects.create(learner=attempts[0][0], quiz_key=quiz.translation_key, time_factor=2)
    assert quiz_page(quiz.translation_key).needs_override_check
