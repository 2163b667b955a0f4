"""What was found by trying to break the quiz engine: each of these was wrong once."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harmreduction_lms.quizzes.actions import (
    check_answer,
    close_expired_attempts,
    close_if_expired,
    save_answer,
    start_attempt,
    submit_attempt,
)
from harmreduction_lms.quizzes.content import Entry, Pool, QuizContent, Section
from harmreduction_lms.quizzes.drawing import Candidate, draw_places
from harmreduction_lms.quizzes.errors import AnswerFixed, AttemptClosed, AttemptDeadlinePassed
from harmreduction_lms.quizzes.kinds import SeededDraw
from harmreduction_lms.quizzes.models import AttemptState, Question, QuizAttempt, QuizOverride
from harmreduction_lms.quizzes.taking_rules import taking_rules
from tests import factories


MakeQuiz = Callable[..., Any]


def url(name: str, thing: Any) -> str:
    return reverse(f"harmreduction_lms:{name}", args=[getattr(thing, "uuid", None) or thing.translation_key])


def again(attempt: QuizAttempt) -> QuizAttempt:
    return QuizAttempt.objects.get(pk=attempt.pk)


def move(attempt: QuizAttempt, **fields: Any) -> QuizAttempt:
    QuizAttempt.objects.filter(pk=attempt.pk).update(**fields)
    return again(attempt)


def ago(**what: int) -> Any:
    return timezone.now() - timedelta(**what)


def first(attempt: QuizAttempt) -> str:
    return str(attempt.paper["items"][0]["id"])


def test_saving_a_draft_of_the_page_does_not_break_open_public_quizzes(make_quiz: MakeQuiz) -> None:
    quiz = make_quiz(role="check_yourself")
    quiz.save_revision().publish()
    html = Client().get(quiz.url).content.decode()
    field = html.split('name="item-')[1].split('"')[0]
    draft = type(quiz).objects.get(pk=quiz.pk)
    draft.title = "Being rewritten"
    draft.save_revision()
    reply = Client().post(url("check_yourself", quiz), {f"item-{field}": "false"})
    assert reply.status_code == 200


def test_a_public_pool_does_not_depend_on_the_order_of_the_rows() -> None:
    pool = Pool(2, frozenset({"naloxone"}), frozenset())
    content = QuizContent((Section("", "", shuffle=False),), (Entry(pool, 0, 1),))
    candidates = [Candidate(id_, frozenset({"naloxone"}), frozenset()) for id_ in range(10)]
    drawn = [
        draw_places(content, live=(), candidates=rows, shuffle=SeededDraw("seed").shuffled)
        for rows in (candidates, candidates[::-1])
    ]
    assert drawn[0] == drawn[1]


def test_a_save_after_handing_in_is_not_told_that_time_was_over(learner: Any, make_quiz: MakeQuiz) -> None:
    attempt = start_attempt(learner=learner, page=make_quiz(time_limit_minutes=5))
    submit_attempt(attempt=attempt)
    late = move(attempt, deadline_at=ago(minutes=10))
    with pytest.raises(AttemptClosed) as caught:
        save_answer(attempt=late, item=first(late), response=True, sequence=0)
    assert not isinstance(caught.value, AttemptDeadlinePassed)


def test_who_is_too_late_for_a_quiz_that_discards_is_not_told_that_answers_were_scored(
    client: Client, learner: Any, make_quiz: MakeQuiz
) -> None:
    attempt = start_attempt(learner=learner, page=make_quiz(time_limit_minutes=5, when_time_is_up="discard"))
    move(attempt, deadline_at=ago(minutes=10))
    client.force_login(learner)
    assert "have been scored" not in client.post(url("attempt", attempt), {}).text


def test_the_start_page_shows_no_result_while_an_answer_waits_to_be_graded(
    client: Client, learner: Any, make_quiz: MakeQuiz
) -> None:
    quiz = make_quiz(questions=[factories.make_question(kind="reflection")])
    attempt = start_attempt(learner=learner, page=quiz)
    submit_attempt(attempt=attempt, responses={first(attempt): "I would ask first."})
    client.force_login(learner)
    assert " 0 %" not in " ".join(client.get(url("quiz_start", quiz)).text.split())


NOTHING_SHOWN = {"during": [], "right_after": [], "while_open": [], "after_closing": []}


@pytest.mark.parametrize("name", ["quiz_start", "attempt_result"])
@pytest.mark.parametrize("mark", [None, Decimal(80)])
def test_marks_that_are_not_due_are_not_shown(
    client: Client, learner: Any, make_quiz: MakeQuiz, name: str, mark: Any
) -> None:
    quiz = make_quiz(count=3, feedback="custom", review_options=NOTHING_SHOWN, pass_mark=mark)
    attempt = start_attempt(learner=learner, page=quiz)
    submit_attempt(attempt=attempt, responses={first(attempt): False})
    client.force_login(learner)
    page = client.get(url(name, quiz if name == "quiz_start" else attempt)).text
    assert "33 %" not in page


def test_the_start_page_states_the_rules_of_this_learner(
    client: Client, learner: Any, make_quiz: MakeQuiz
) -> None:
    quiz = make_quiz(time_limit_minutes=30, attempts_allowed=2)
    QuizOverride.objects.create(learner=learner, time_factor=Decimal("1.5"), attempts_allowed=5)
    client.force_login(learner)
    page = " ".join(client.get(url("quiz_start", quiz)).text.split())
    assert "45 minutes from the moment you start" in page
    assert "5 of 5 left" in page


def test_the_start_page_does_not_promise_as_many_as_you_like_to_somebody_with_a_limit(
    client: Client, learner: Any, make_quiz: MakeQuiz
) -> None:
    quiz = make_quiz()
    QuizOverride.objects.create(learner=learner, attempts_allowed=1)
    client.force_login(learner)
    assert "As many as you like" not in client.get(url("quiz_start", quiz)).text


def test_an_exception_of_no_attempts_is_an_exception(learner: Any, make_quiz: MakeQuiz) -> None:
    quiz = make_quiz(attempts_allowed=2)
    QuizOverride.objects.create(learner=learner, attempts_allowed=0)
    from harmreduction_lms.quizzes.errors import AttemptLimitReached

    with pytest.raises(AttemptLimitReached):
        start_attempt(learner=learner, page=quiz)


def test_a_public_quiz_does_not_promise_that_somebody_reads_what_is_not_stored(make_quiz: MakeQuiz) -> None:
    quiz = make_quiz(questions=[factories.make_question(kind="reflection")], role="check_yourself")
    field = Client().get(quiz.url).content.decode().split('name="item-')[1].split('"')[0]
    page = Client().post(url("check_yourself", quiz), {f"item-{field}": "I would ask first."}).text
    assert "Somebody will read and grade this" not in page
    assert "0 of 1 points" not in page


def test_a_public_check_shows_no_more_than_the_quiz_says(make_quiz: MakeQuiz) -> None:
    question = factories.make_question(rationale="<p>CANARY-RATIONALE</p>")
    quiz = make_quiz(questions=[question], role="check_yourself", feedback="score")
    page = Client().post(url("check_yourself", quiz), {}).text
    assert "CANARY-RATIONALE" not in page


def test_one_attempt_that_cannot_be_graded_does_not_keep_the_others_open(
    learner: Any, make_quiz: MakeQuiz
) -> None:
    broken = start_attempt(learner=learner, page=make_quiz(time_limit_minutes=5))
    other = start_attempt(learner=learner, page=make_quiz(time_limit_minutes=5))
    paper = broken.paper
    paper["items"][0]["kind"] = "a_kind_the_site_has_removed"
    move(broken, paper=paper, deadline_at=ago(hours=2))
    move(other, deadline_at=ago(hours=1))
    close_expired_attempts()
    assert again(other).state == AttemptState.EXPIRED


def test_options_of_a_question_published_from_a_draft_keep_their_ids(db: None) -> None:
    answer = json.dumps([{"type": "single_choice", "value": factories.ANSWERS["single_choice"]}])
    question = Question.objects.create(title="Draft", stem="<p>x</p>", answer=answer, live=False)
    question.save_revision().publish()
    stored = Question.objects.get(pk=question.pk).answer.raw_data[0]["value"]["options"]
    assert all("id" in option for option in stored)


def test_rules_accept_any_iterable() -> None:
    page = SimpleNamespace(
        opens_at=None,
        closes_at=None,
        attempts_allowed=None,
        time_limit_minutes=10,
        first_wait_minutes=None,
        later_wait_minutes=None,
    )
    row = SimpleNamespace(
        learner_id=1,
        quiz_key=None,
        opens_at=None,
        closes_at=None,
        attempts_allowed=None,
        time_limit_minutes=None,
        time_factor=Decimal(2),
    )
    assert taking_rules(page, iter([row])).time_limit == timedelta(minutes=20)


def test_a_picture_deleted_in_mid_attempt_breaks_nothing(
    client: Client, learner: Any, make_quiz: MakeQuiz
) -> None:
    question = factories.make_question(kind="image_choice")
    attempt = start_attempt(learner=learner, page=make_quiz(questions=[question]))
    from wagtail.images import get_image_model

    get_image_model().objects.all().delete()
    client.force_login(learner)
    assert client.get(url("attempt", attempt)).status_code == 200
    assert client.post(url("attempt", attempt), {}, follow=True).status_code == 200


def test_every_time_is_shown_with_its_zone(
    client: Client, learner: Any, make_quiz: MakeQuiz, settings: Any
) -> None:
    """Between 1 and 2 o'clock the clock shows the same time twice when summer time ends."""
    quiz = make_quiz()
    attempt = start_attempt(learner=learner, page=quiz)
    client.force_login(learner)
    settings.TIME_ZONE = "Europe/London"
    with timezone.override("Europe/London"):
        pages = []
        for hour in (0, 1):
            move(attempt, started_at=datetime(2026, 10, 25, hour, 30, tzinfo=UTC))
            pages.append(client.get(url("quiz_start", quiz)).text)
    assert "01:30" in pages[0]
    strip = [" ".join(page.split()) for page in pages]
    assert "BST" in strip[0]
    assert "GMT" in strip[1]


@pytest.mark.parametrize("certainty", [True, 1.0, 3.0])
def test_certainty_is_kept_as_a_whole_number(
    learner: Any, make_quiz: MakeQuiz, client: Client, certainty: Any
) -> None:
    attempt = start_attempt(learner=learner, page=make_quiz(behaviour="certainty"))
    client.force_login(learner)
    body = {"item": first(attempt), "response": False, "sequence": 0, "certainty": certainty}
    client.post(url("save_answer", attempt), json.dumps(body), content_type="application/json")
    kept = again(attempt).item_states.get(first(attempt), {}).get("certainty")
    assert kept is None or type(kept) is int


def test_answers_stay_hidden_while_a_quiz_whose_closing_was_put_off_is_open(
    client: Client, learner: Any, make_quiz: MakeQuiz
) -> None:
    only_then = {**NOTHING_SHOWN, "after_closing": ["right_answer", "rationale"]}
    question = factories.make_question(rationale="<p>CANARY-RATIONALE</p>")
    quiz = make_quiz(
        questions=[question],
        feedback="custom",
        review_options=only_then,
        closes_at=timezone.now() + timedelta(days=1),
    )
    attempt = start_attempt(learner=learner, page=quiz)
    submit_attempt(attempt=attempt)
    paper = again(attempt).paper
    paper["closes_at"] = ago(minutes=5).isoformat()
    move(attempt, paper=paper, submitted_at=ago(minutes=10))
    assert quiz.closes_at > timezone.now()
    client.force_login(learner)
    assert "CANARY-RATIONALE" not in client.get(url("attempt_result", attempt)).text


def test_every_attempt_that_is_over_can_be_looked_at(
    client: Client, learner: Any, make_quiz: MakeQuiz
) -> None:
    quiz = make_quiz(questions=[factories.make_question(kind="likert")])
    attempt = start_attempt(learner=learner, page=quiz)
    submit_attempt(attempt=attempt)
    client.force_login(learner)
    assert url("attempt_result", attempt) in client.get(url("quiz_start", quiz)).text


def paged(make_quiz: MakeQuiz, **fields: Any) -> Any:
    quiz = make_quiz(count=2, **fields)
    one, two = quiz.questions.raw_data
    quiz.questions = json.dumps([dict(one), {"type": "page_break", "value": None}, dict(two)])
    quiz.save()
    quiz.refresh_from_db()
    return quiz


def test_in_a_sequential_quiz_an_answer_on_a_page_behind_cannot_be_checked(
    learner: Any, make_quiz: MakeQuiz
) -> None:
    from harmreduction_lms.quizzes.actions import save_answers

    quiz = paged(make_quiz, behaviour="immediate", navigation="sequential")
    attempt = start_attempt(learner=learner, page=quiz)
    save_answers(attempt=attempt, given={first(attempt): True}, sequence=0, page=2)
    with pytest.raises(AnswerFixed):
        check_answer(attempt=attempt, item=first(attempt), response=True, sequence=1)


def test_after_handing_in_a_checked_answer_is_said_to_be_handed_in(learner: Any, make_quiz: MakeQuiz) -> None:
    attempt = start_attempt(learner=learner, page=make_quiz(behaviour="immediate"))
    check_answer(attempt=attempt, item=first(attempt), response=True, sequence=0)
    submit_attempt(attempt=attempt)
    with pytest.raises(AttemptClosed):
        save_answer(attempt=attempt, item=first(attempt), response=False, sequence=1)


def test_a_discarded_attempt_is_never_submitted(learner: Any, make_quiz: MakeQuiz) -> None:
    """One request read the attempt a moment before its time was over; another one discarded it."""
    attempt = start_attempt(learner=learner, page=make_quiz(time_limit_minutes=5, when_time_is_up="discard"))
    read_before = again(attempt)
    assert close_if_expired(attempt=move(attempt, deadline_at=ago(minutes=1))).state == AttemptState.ABANDONED
    submit_attempt(attempt=read_before)
    assert again(attempt).state == AttemptState.ABANDONED


def test_a_pre_test_with_immediate_feedback_tells_nothing_about_right_and_wrong(
    client: Client, learner: Any, make_quiz: MakeQuiz
) -> None:
    quiz = make_quiz(role="pre_test", behaviour="immediate")
    attempt = start_attempt(learner=learner, page=quiz)
    one, two = attempt.paper["items"]
    check_answer(attempt=attempt, item=one["id"], response=False, sequence=0)
    check_answer(attempt=attempt, item=two["id"], response=True, sequence=1)
    client.force_login(learner)
    page = client.get(url("attempt", attempt)).text
    assert "1 of 1 points" not in page
    assert "0 of 1 points" not in page


def test_a_second_page_of_a_section_has_no_second_heading(
    client: Client, learner: Any, make_quiz: MakeQuiz
) -> None:
    quiz = make_quiz(count=1)
    only = dict(quiz.questions.raw_data[0])
    other = factories.make_question()
    quiz.questions = json.dumps(
        [
            {"type": "section", "value": {"title": "Afterwards", "intro": "", "shuffle": False}},
            only,
            {"type": "page_break", "value": None},
            {"type": "question", "value": other.pk},
        ]
    )
    quiz.save()
    quiz.refresh_from_db()
    attempt = start_attempt(learner=learner, page=quiz)
    client.force_login(learner)
    page = client.get(url("attempt", attempt), {"page": 2}).text
    assert page.count("Afterwards") in (0, 1)


def test_a_refused_check_has_written_nothing(client: Client, learner: Any, make_quiz: MakeQuiz) -> None:
    """errors.py: "When one of these is raised, nothing has been written." After it, Back must still work."""
    attempt = start_attempt(learner=learner, page=make_quiz(behaviour="immediate"))
    one, two = (item["id"] for item in attempt.paper["items"])
    client.force_login(learner)
    form = {"sequence": 0, "page": 1, f"item-{two}": "false"}
    assert client.post(url("attempt", attempt), {**form, "check": one}).status_code == 409
    assert again(attempt).sequence == 0
    assert (
        client.post(url("attempt", attempt), {**form, f"item-{one}": "true", "go": "save"}).status_code == 302
    )


@pytest.mark.parametrize("name", ["quiz_start", "attempt_overview", "attempt_result"])
def test_pages_answer_head_as_they_answer_get(
    client: Client, learner: Any, make_quiz: MakeQuiz, name: str
) -> None:
    quiz = make_quiz()
    attempt = start_attempt(learner=learner, page=quiz)
    client.force_login(learner)
    address = url(name, quiz if name == "quiz_start" else attempt)
    assert client.head(address).status_code == client.get(address).status_code


# D12, what a visitor sees of it: the page is made by one process and the answers are checked by another
def test_public_answers_are_understood_by_every_process(make_quiz: MakeQuiz) -> None:
    import re

    from harmreduction_lms.quizzes import asked

    answer = json.dumps([{"type": "single_choice", "value": factories.ANSWERS["single_choice"]}])
    question = Question.objects.create(title="Draft", stem="<p>x</p>", answer=answer, live=False)
    question.save_revision().publish()
    quiz = make_quiz(questions=[question], role="check_yourself")
    html = Client().get(quiz.url).text
    field, value = re.findall(r'name="(item-\w+)"\s+value="([^"]+)">\s*<span>Naloxone<', html)[0]
    asked._answer.cache_clear()
    assert "1 of 1 points" in Client().post(url("check_yourself", quiz), {field: value}).text
