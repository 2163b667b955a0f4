"""Quizzes as steps of a course: who may start one, what handing in does, and what follows."""

import logging
from typing import Any

import pytest
from django.test import RequestFactory
from wagtail.models import Site

from harmreduction_lms.courses.selectors import outline
from harmreduction_lms.learning.actions import complete_step, sync_enrolment
from harmreduction_lms.learning.components import continue_after_quiz, step_actions, step_progress
from harmreduction_lms.learning.errors import NotEnrolled
from harmreduction_lms.learning.gates import enrolment_of_attempt
from harmreduction_lms.learning.models import Enrolment
from harmreduction_lms.quizzes.actions import start_attempt, submit_attempt
from harmreduction_lms.quizzes.models import AttemptState, QuizAttempt, QuizRole
from harmreduction_lms.quizzes.signals import quiz_attempt_graded
from tests.factories import make_attempt, make_course, make_enrolment, make_quiz, steps_of


pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(learner: Any) -> Enrolment:
    """In a course of one lesson and a post-test with one question."""
    return make_enrolment(learner=learner, course=make_course(modules=1, lessons=1, quiz=QuizRole.POST_TEST))


@pytest.fixture
def quiz(enrolment: Enrolment) -> Any:
    return steps_of(enrolment.course)[-1]


def submit(learner: Any, quiz: Any, *, answer: bool) -> QuizAttempt:
    attempt = start_attempt(learner=learner, page=quiz)
    responses = {item["id"]: answer for item in attempt.paper["items"]}
    return submit_attempt(attempt=attempt, responses=responses)


class TestGate:
    def test_an_attempt_is_taken_for_the_enrolment(self, enrolment: Enrolment, quiz: Any) -> None:
        assert start_attempt(learner=enrolment.learner, page=quiz).context_key == enrolment.pk

    def test_somebody_not_enrolled_is_told_to_enrol_first(self, learner: Any) -> None:
        quiz = steps_of(make_course(modules=1, lessons=0, quiz=QuizRole.PRE_TEST))[0]
        with pytest.raises(NotEnrolled, match="enrol first"):
            start_attempt(learner=learner, page=quiz)
        assert not QuizAttempt.objects.exists()

    def test_a_quiz_outside_of_courses_is_open_to_everybody(self, learner: Any) -> None:
        quiz = make_quiz(parent=Site.objects.get(is_default_site=True).root_page)
        assert enrolment_of_attempt(learner, quiz) is None
        assert start_attempt(learner=learner, page=quiz).context_key is None

    def test_it_asks_at_most_two_queries(
        self, enrolment: Enrolment, quiz: Any, django_assert_max_num_queries: Any
    ) -> None:
        with django_assert_max_num_queries(2):
            assert enrolment_of_attempt(enrolment.learner, quiz) == enrolment.pk


class TestSubmitting:
    def test_passing_the_last_step_completes_the_course(
        self, enrolment: Enrolment, quiz: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        complete_step(enrolment=enrolment, step=steps_of(enrolment.course)[0])
        with django_capture_on_commit_callbacks(execute=True):
            assert submit(enrolment.learner, quiz, answer=False).is_passed
        enrolment.refresh_from_db()
        assert enrolment.is_completed

    def test_failing_the_post_test_leaves_the_step_open(
        self, enrolment: Enrolment, quiz: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            assert not submit(enrolment.learner, quiz, answer=True).is_passed
        enrolment.refresh_from_db()
        assert enrolment.done_count == 0

    def test_a_failing_receiver_never_undoes_a_submitted_attempt(
        self, enrolment: Enrolment, quiz: Any, django_capture_on_commit_callbacks: Any, caplog: Any
    ) -> None:
        def fail(sender: Any, **kwargs: Any) -> None:
            raise RuntimeError("somebody else's receiver failed")

        quiz_attempt_graded.connect(fail)
        try:
            with caplog.at_level(logging.ERROR), django_capture_on_commit_callbacks(execute=True):
                attempt = submit(enrolment.learner, quiz, answer=False)
        finally:
            quiz_attempt_graded.disconnect(fail)

        attempt.refresh_from_db()
        enrolment.refresh_from_db()
        assert (attempt.state, attempt.is_passed) == (AttemptState.SUBMITTED, True)
        assert enrolment.done_count == 1
        assert "somebody else's receiver failed" in caplog.text

    def test_when_our_own_receiver_never_ran_the_course_page_makes_up_for_it(
        self, enrolment: Enrolment, quiz: Any
    ) -> None:
        submit(enrolment.learner, quiz, answer=False)  # on_commit never runs in this test's transaction
        enrolment.refresh_from_db()
        assert enrolment.done_count == 0
        enrolment = sync_enrolment(enrolment=enrolment, plan=outline(enrolment.course))
        assert enrolment.done_count == 1


class TestComponents:
    @pytest.fixture
    def request_(self, rf: RequestFactory, learner: Any) -> Any:
        request = rf.get("/")
        request.user = learner
        return request

    def shown(self, slot: Any, request: Any, page: Any, course: Any) -> str | None:
        component = slot(request, page, course, outline(course, request=request))
        return None if component is None else " ".join(component.render_html().split())

    def test_a_lesson_offers_to_be_marked_done(self, request_: Any, enrolment: Enrolment) -> None:
        lesson = steps_of(enrolment.course)[0]
        html = self.shown(step_actions, request_, lesson, enrolment.course)
        assert f'action="/me/steps/{lesson.translation_key}/done/"' in html
        assert "csrfmiddlewaretoken" in html
        assert "Done, next step" in html

    def test_a_lesson_that_is_done_offers_the_next_step(
        self, request_: Any, enrolment: Enrolment, quiz: Any
    ) -> None:
        lesson = steps_of(enrolment.course)[0]
        complete_step(enrolment=enrolment, step=lesson)
        html = self.shown(step_actions, request_, lesson, enrolment.course)
        assert "<form" not in html
        assert f'href="{quiz.url}"' in html
        assert f"Next: {quiz.title}" in html

    def test_the_outline_beside_a_step_has_ticks_and_says_where_one_is(
        self, request_: Any, enrolment: Enrolment, quiz: Any
    ) -> None:
        complete_step(enrolment=enrolment, step=steps_of(enrolment.course)[0])
        html = self.shown(step_progress, request_, quiz, enrolment.course)
        assert "Step 2 of 2" in html
        assert html.count("is-done") == 1
        assert html.count('aria-current="step"') == 1
        assert "1 of 2 required steps done, 50 %" in html

    @pytest.mark.parametrize(
        ("attempts", "words"),
        [
            ([], "You have not started this quiz"),
            ([{"state": AttemptState.OPEN}], "Your answers so far are saved"),
            ([{"is_passed": False}], "tried this quiz once and not passed it yet"),
            ([{"is_passed": False}, {"is_passed": False}], "tried this quiz 2 times and not passed it yet"),
        ],
    )
    def test_a_quiz_says_how_it_stands(
        self, request_: Any, enrolment: Enrolment, quiz: Any, attempts: list[dict[str, Any]], words: str
    ) -> None:
        for fields in attempts:
            make_attempt(enrolment=enrolment, page=quiz, **fields)
        html = self.shown(step_actions, request_, quiz, enrolment.course)
        assert words in html
        assert "<form" not in html

    def test_a_passed_quiz_says_so(
        self, request_: Any, enrolment: Enrolment, quiz: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            submit(enrolment.learner, quiz, answer=False)
        assert "You have passed this quiz" in self.shown(step_actions, request_, quiz, enrolment.course)

    def test_somebody_not_enrolled_is_invited_and_sees_no_ticks(self, request_: Any) -> None:
        course = make_course(modules=1, lessons=1)
        html = self.shown(step_actions, request_, steps_of(course)[0], course)
        assert f'href="/me/courses/{course.translation_key}/"' in html
        assert "<form" not in html
        assert self.shown(step_progress, request_, steps_of(course)[0], course) is None

    def test_visitors_and_previews_get_nothing(self, request_: Any, rf: RequestFactory, course: Any) -> None:
        from django.contrib.auth.models import AnonymousUser

        visitor, bare = rf.get("/"), rf.get("/")
        visitor.user = AnonymousUser()
        request_.is_preview = True
        for request in (visitor, bare, request_):
            for slot in (step_progress, step_actions):
                assert self.shown(slot, request, steps_of(course)[0], course) is None

    def test_both_slots_together_ask_one_query(
        self, request_: Any, enrolment: Enrolment, django_assert_num_queries: Any
    ) -> None:
        lesson = steps_of(enrolment.course)[0]
        plan = outline(enrolment.course)
        with django_assert_num_queries(1):
            for slot in (step_progress, step_actions):
                slot(request_, lesson, enrolment.course, plan).render_html()

    def test_after_a_quiz_comes_the_next_step(self, request_: Any, enrolment: Enrolment) -> None:
        course = enrolment.course
        first = make_quiz(parent=course.get_first_child(), role=QuizRole.CHECK_YOURSELF)
        last = make_quiz(parent=course.get_first_child(), role=QuizRole.CHECK_YOURSELF)
        attempt = make_attempt(enrolment=enrolment, page=first)
        quiz_attempt_graded.send(sender=QuizAttempt, attempt=attempt)
        html = continue_after_quiz(request_, attempt).render_html()
        assert f'href="{last.url}"' in html

        attempt = make_attempt(enrolment=enrolment, page=last)
        quiz_attempt_graded.send(sender=QuizAttempt, attempt=attempt)
        left_out = steps_of(course)[0]
        assert f'href="{left_out.url}"' in continue_after_quiz(request_, attempt).render_html()

    def test_after_the_last_quiz_comes_what_follows_the_course(
        self, request_: Any, enrolment: Enrolment, quiz: Any
    ) -> None:
        complete_step(enrolment=enrolment, step=steps_of(enrolment.course)[0])
        attempt = make_attempt(enrolment=enrolment, page=quiz, is_passed=True)
        quiz_attempt_graded.send(sender=QuizAttempt, attempt=attempt)
        assert "See what comes next" in continue_after_quiz(request_, attempt).render_html()

    def test_a_failed_post_test_leads_back_to_the_course(
        self, request_: Any, enrolment: Enrolment, quiz: Any
    ) -> None:
        attempt = make_attempt(enrolment=enrolment, page=quiz, is_passed=False)
        html = continue_after_quiz(request_, attempt).render_html()
        assert "My progress in this course" in html
        assert "Continue:" not in html

    def test_a_quiz_outside_of_courses_has_nothing_to_continue(
        self, request_: Any, enrolment: Enrolment, quiz: Any
    ) -> None:
        attempt = make_attempt(enrolment=enrolment, page=quiz, context_key=None)
        assert continue_after_quiz(request_, attempt) is None


class TestPages:
    """The lesson page as courses renders it, with what learning puts into its slots."""

    def test_a_signed_in_learner_can_mark_a_lesson_done_without_javascript(
        self, signed_in: Any, enrolment: Enrolment, quiz: Any
    ) -> None:
        lesson = steps_of(enrolment.course)[0]
        html = signed_in.get(lesson.url).content.decode()
        assert "Done, next step" in html
        assert signed_in.post(f"/me/steps/{lesson.translation_key}/done/")["Location"] == quiz.url
        assert "Step 1 of 2" in signed_in.get(lesson.url).content.decode()

    def test_a_visitor_gets_no_form_and_no_cookie(self, client: Any, enrolment: Enrolment) -> None:
        response = client.get(steps_of(enrolment.course)[0].url)
        assert "<form" not in response.content.decode().split("<main")[1]
        assert not response.cookies
