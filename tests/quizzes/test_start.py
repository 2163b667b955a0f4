"""Starting an attempt: who may, what the paper holds, and that one attempt at a time is open."""

import datetime
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import PageViewRestriction

from harmreduction_lms.quizzes.actions import save_answer, start_attempt, submit_attempt
from harmreduction_lms.quizzes.errors import (
    AttemptLimitReached,
    AttemptRefused,
    EmptyQuiz,
    QuizNotOpen,
    QuizRestricted,
)
from harmreduction_lms.quizzes.models import AttemptState, Question, QuizAttempt, QuizRole
from tests import factories


MakeQuiz = Callable[..., Any]


def test_the_paper_holds_all_that_grading_needs(learner: Any, make_quiz: MakeQuiz) -> None:
    question = factories.make_question(kind="single_choice", stem="<p>Which?</p>", rationale="<p>So.</p>")
    question.save_revision().publish()
    question.refresh_from_db()
    quiz = make_quiz(questions=[question], pass_mark=Decimal("75.50"), title="Post-test")

    attempt = start_attempt(learner=learner, page=quiz)

    attempt.refresh_from_db()
    paper = attempt.paper
    names = ("version", "title", "role", "pass_mark", "behaviour", "time_up")
    assert {name: paper[name] for name in names} == {
        "version": 2,
        "title": "Post-test",
        "role": "post_test",
        "pass_mark": "75.50",
        "behaviour": "deferred",
        "time_up": "submit",
    }
    (item,) = paper["items"]
    assert len(item["id"]) == 8
    assert item["question"] == str(question.translation_key)
    assert item["question_pk"] == question.pk
    assert item["revision"] == question.live_revision_id is not None
    assert (item["position"], item["kind"], item["points"]) == (1, "single_choice", 1)
    assert (item["stem"], item["rationale"]) == ("<p>Which?</p>", "<p>So.</p>")
    assert {option["text"] for option in item["body"]["options"]} == {"Naloxone", "Coffee"}
    assert (attempt.number, attempt.points_possible, attempt.pass_mark) == (1, 1, Decimal("75.50"))


def test_texts_are_cleaned_before_they_are_frozen(learner: Any, make_quiz: MakeQuiz) -> None:
    evil = '<p>Hi<script>alert(1)</script><a href="javascript:123">x</a></p>'
    quiz = make_quiz(questions=[factories.make_question(stem=evil, rationale=evil)])
    (item,) = start_attempt(learner=learner, page=quiz).paper["items"]
    for text in (item["stem"], item["rationale"]):
        assert "script" not in text
        assert "<p>Hi" in text


def test_links_to_pages_are_frozen_as_addresses(learner: Any, make_quiz: MakeQuiz, quiz: Any) -> None:
    linked = f'<p>See <a linktype="page" id="{quiz.pk}">this</a></p>'
    asked = make_quiz(questions=[factories.make_question(stem=linked), factories.make_question()])
    first, second = start_attempt(learner=learner, page=asked).paper["items"]
    assert f'href="{quiz.url}"' in first["stem"]
    assert "href" not in second["stem"]


def test_only_published_questions_are_asked_and_each_once(learner: Any, make_quiz: MakeQuiz) -> None:
    asked, draft, unfinished = (factories.make_question() for _ in range(3))
    Question.objects.filter(pk=draft.pk).update(live=False)
    Question.objects.filter(pk=unfinished.pk).update(answer="[]")
    quiz = make_quiz(questions=[asked, draft, asked, unfinished])
    items = start_attempt(learner=learner, page=quiz).paper["items"]
    assert [item["question_pk"] for item in items] == [asked.pk]


def test_a_quiz_without_published_questions_cannot_be_started(learner: Any, make_quiz: MakeQuiz) -> None:
    question = factories.make_question()
    quiz = make_quiz(questions=[question])
    question.unpublish()
    with pytest.raises(EmptyQuiz):
        start_attempt(learner=learner, page=quiz)
    assert not QuizAttempt.objects.exists()


def test_a_deleted_question_is_left_out(learner: Any, make_quiz: MakeQuiz) -> None:
    kept, gone = factories.make_question(), factories.make_question()
    quiz = make_quiz(questions=[gone, kept])
    gone.delete()
    assert len(start_attempt(learner=learner, page=quiz).paper["items"]) == 1


def test_nothing_edited_later_changes_an_attempt(learner: Any, make_quiz: MakeQuiz) -> None:
    """ucfopen/Obojobo #2020: rule, key and texts are those of the start (security row 20)."""
    question = factories.make_question()
    quiz = make_quiz(questions=[question])
    attempt = start_attempt(learner=learner, page=quiz)
    before = attempt.paper

    question.stem = "<p>Changed</p>"
    question.answer = [("true_false", {"answer": "true", "why_true": "", "why_false": ""})]
    question.save_revision().publish()
    quiz.pass_mark = Decimal(100)
    quiz.questions = []
    quiz.save_revision().publish()
    question.delete()
    quiz.unpublish()

    attempt.refresh_from_db()
    assert attempt.paper == before
    (item,) = before["items"]
    submit_attempt(attempt=attempt, responses={item["id"]: False})
    assert attempt.is_passed


def test_starting_again_gives_the_open_attempt(learner: Any, quiz: Any) -> None:
    first = start_attempt(learner=learner, page=quiz)
    assert start_attempt(learner=learner, page=quiz).pk == first.pk
    assert QuizAttempt.objects.count() == 1


def test_the_draw_is_the_same_on_every_reload(learner: Any, make_quiz: MakeQuiz) -> None:
    """sensei #6045: a draw made again on each reload."""
    options = [{"text": str(number), "correct": number == 0, "why": ""} for number in range(8)]
    quiz = make_quiz(questions=[factories.make_question(kind="single_choice", answer={"options": options})])
    first = start_attempt(learner=learner, page=quiz)
    for _reload in range(3):
        assert start_attempt(learner=learner, page=quiz).paper == first.paper


def test_attempts_are_numbered_and_the_database_refuses_doubles(learner: Any, quiz: Any) -> None:
    """oli-torus #4250: a duplicate attempt number left a learner stuck."""
    first = submit_attempt(attempt=start_attempt(learner=learner, page=quiz))
    second = start_attempt(learner=learner, page=quiz)
    assert (first.number, second.number) == (1, 2)
    for clash in ({"number": 2, "state": "submitted"}, {"number": 9, "state": "open"}):
        second.pk, second.uuid = None, uuid.uuid4()
        for name, value in clash.items():
            setattr(second, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            second.save(force_insert=True)


def test_the_second_of_two_tabs_gets_the_first_ones_attempt(
    learner: Any, quiz: Any, gate: Callable[..., None]
) -> None:
    """The other tab commits between our look at earlier attempts and our insert."""
    others: list[QuizAttempt] = []

    def other_tab(user: Any, page: Any) -> None:
        if not others:
            others.append(
                QuizAttempt.objects.create(
                    learner=user,
                    quiz_key=page.translation_key,
                    number=1,
                    paper={},
                    started_at=timezone.now(),
                )
            )

    gate(other_tab)
    assert start_attempt(learner=learner, page=quiz).pk == others[0].pk
    assert QuizAttempt.objects.count() == 1


def test_attempts_are_limited(learner: Any, make_quiz: MakeQuiz) -> None:
    quiz = make_quiz(attempts_allowed=2)
    for _attempt in range(2):
        submit_attempt(attempt=start_attempt(learner=learner, page=quiz))
    with pytest.raises(AttemptLimitReached):
        start_attempt(learner=learner, page=quiz)
    assert start_attempt(learner=factories.make_learner(), page=quiz).number == 1


def test_a_later_period_has_its_own_attempts(
    learner: Any, make_quiz: MakeQuiz, gate: Callable[..., None]
) -> None:
    quiz, enrolments = make_quiz(attempts_allowed=1), [uuid.uuid4(), uuid.uuid4()]
    for number, enrolment in enumerate(enrolments, start=1):
        gate(lambda user, page, enrolment=enrolment: enrolment)
        attempt = submit_attempt(attempt=start_attempt(learner=learner, page=quiz))
        assert (attempt.number, attempt.context_key) == (number, enrolment)
    with pytest.raises(AttemptLimitReached):
        start_attempt(learner=learner, page=quiz)


def test_a_gate_can_refuse(learner: Any, quiz: Any, gate: Callable[..., None]) -> None:
    class NotEnrolledHere(AttemptRefused):
        pass

    def refuse(user: Any, page: Any) -> None:
        raise NotEnrolledHere

    gate(refuse)
    with pytest.raises(NotEnrolledHere):
        start_attempt(learner=learner, page=quiz)
    assert not QuizAttempt.objects.exists()


@pytest.mark.parametrize(
    "state",
    [
        {"live": False},
        {"live": False, "expired": True},
        {"expire_at": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)},
    ],
    ids=["draft", "expired", "past its expiry"],
)
def test_a_quiz_that_is_not_open_cannot_be_started(learner: Any, quiz: Any, state: dict[str, Any]) -> None:
    for name, value in state.items():
        setattr(quiz, name, value)
    quiz.save(clean=False)
    with pytest.raises(QuizNotOpen):
        start_attempt(learner=learner, page=quiz)
    assert not QuizAttempt.objects.exists()


def test_an_attempt_under_way_can_be_finished_after_the_quiz_is_unpublished(learner: Any, quiz: Any) -> None:
    attempt = start_attempt(learner=learner, page=quiz)
    quiz.unpublish()
    assert start_attempt(learner=learner, page=quiz).pk == attempt.pk
    item = attempt.paper["items"][0]["id"]
    save_answer(attempt=attempt, item=item, response=False, sequence=0)
    assert submit_attempt(attempt=attempt).state == AttemptState.SUBMITTED


@pytest.mark.parametrize("where", ["quiz", "above"])
@pytest.mark.parametrize("type_", [PageViewRestriction.PASSWORD, PageViewRestriction.GROUPS])
def test_view_restrictions_are_respected(learner: Any, quiz: Any, where: str, type_: str) -> None:
    page = quiz if where == "quiz" else quiz.get_parent()
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=type_, password="secret")
    restriction.groups.add(Group.objects.create(name="Staff"))
    with pytest.raises(QuizRestricted):
        start_attempt(learner=learner, page=quiz)
    assert not QuizAttempt.objects.exists()
    assert start_attempt(learner=learner, page=quiz, accept_restriction=lambda one: one == restriction)


def test_being_signed_in_lifts_a_login_restriction(learner: Any, quiz: Any) -> None:
    PageViewRestriction.objects.create(page=quiz, restriction_type=PageViewRestriction.LOGIN)
    assert start_attempt(learner=learner, page=quiz).is_open


def test_a_pre_test_has_no_pass_mark(learner: Any, make_quiz: MakeQuiz) -> None:
    attempt = start_attempt(learner=learner, page=make_quiz(role=QuizRole.PRE_TEST))
    assert attempt.paper["pass_mark"] is attempt.pass_mark is None
    assert submit_attempt(attempt=attempt).is_passed is None


def test_the_server_sets_the_deadline(learner: Any, make_quiz: MakeQuiz) -> None:
    attempt = start_attempt(learner=learner, page=make_quiz(time_limit_minutes=20))
    assert attempt.deadline_at == attempt.started_at + datetime.timedelta(minutes=20)


def test_an_attempt_whose_time_is_over_is_closed_and_counts(learner: Any, make_quiz: MakeQuiz) -> None:
    quiz = make_quiz(time_limit_minutes=20, attempts_allowed=2)
    first = start_attempt(learner=learner, page=quiz)
    QuizAttempt.objects.update(deadline_at=timezone.now() - datetime.timedelta(minutes=5))
    second = start_attempt(learner=learner, page=quiz)
    first.refresh_from_db()
    assert (first.state, first.is_passed) == (AttemptState.EXPIRED, False)
    assert second.number == 2
