"""What a learner meets: the quiz page, the paper, autosave, the result."""

import datetime
import json
import re
import uuid
import zoneinfo
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from harmreduction_lms.quizzes.actions import save_answer, start_attempt, submit_attempt
from harmreduction_lms.quizzes.models import AttemptState, FeedbackPolicy, QuizAttempt, QuizResponse, QuizRole
from harmreduction_lms.quizzes.slots import result_slots
from tests import factories
from tests.quizzes.conftest import right_answers


MakeQuiz = Callable[..., Any]


@pytest.fixture
def signed_in(client: Client, learner: Any) -> Client:
    client.force_login(learner)
    return client


@pytest.fixture
def attempt(learner: Any, quiz: Any) -> QuizAttempt:
    return start_attempt(learner=learner, page=quiz)


def address(name: str, attempt: QuizAttempt) -> str:
    return reverse(f"harmreduction_lms:{name}", args=[attempt.uuid])


def start_address(quiz: Any, name: str = "start_attempt") -> str:
    return reverse(f"harmreduction_lms:{name}", args=[quiz.translation_key])


def posted(attempt: QuizAttempt, answers: dict[str, Any], **extra: Any) -> dict[str, Any]:
    """The form as a browser without JavaScript sends it."""
    data: dict[str, Any] = {"sequence": attempt.sequence, **extra}
    for item in attempt.paper["items"]:
        field, response = f"item-{item['id']}", answers.get(item["id"])
        match response:
            case dict():
                data.update({f"{field}-{id_}": value for id_, value in response.items()})
            case bool():
                data[field] = str(response).lower()
            case None:
                continue
            case _:
                data[field] = response
    return data


def expire(attempt: QuizAttempt) -> None:
    deadline = timezone.now() - datetime.timedelta(minutes=5)
    QuizAttempt.objects.filter(pk=attempt.pk).update(deadline_at=deadline)


def test_the_public_page_invites_and_shows_no_question(client: Client, quiz: Any) -> None:
    response = client.get(quiz.url)
    assert response.status_code == 200
    assert start_address(quiz, "quiz_start") in response.text
    assert "Stem" not in response.text
    assert "csrfmiddlewaretoken" not in response.text


def test_the_start_page_states_the_rules(signed_in: Client, make_quiz: MakeQuiz) -> None:
    page = make_quiz(attempts_allowed=3, time_limit_minutes=20)
    html = signed_in.get(start_address(page, "quiz_start")).text
    for words in ("3 of 3 left", "80 %", "20 minutes", f'action="{start_address(page)}"'):
        assert words in html


def test_a_whole_quiz_can_be_taken_without_javascript(signed_in: Client, make_quiz: MakeQuiz) -> None:
    page = make_quiz(questions=[factories.make_question(kind=kind) for kind in factories.MARKED_AT_ONCE])
    response = signed_in.post(start_address(page))
    attempt = QuizAttempt.objects.get()
    assert response.url == address("attempt", attempt)

    html = signed_in.get(response.url).text
    # The two statements of the opinion scale have a group of their own each.
    assert html.count("<fieldset") == html.count("<legend") == len(factories.MARKED_AT_ONCE) + 2
    data = posted(attempt, right_answers(attempt))
    fields = set(re.findall(r'name="([^"]+)"', html))
    assert set(data) <= fields

    response = signed_in.post(response.url, data)
    assert response.url == address("attempt_result", attempt)
    html = signed_in.get(response.url).text
    for words in ("You passed", "100 %", "Because."):
        assert words in html


def test_every_field_has_a_label(signed_in: Client, make_quiz: MakeQuiz) -> None:
    page = make_quiz(questions=[factories.make_question(kind=kind) for kind in factories.ANSWERS])
    signed_in.post(start_address(page))
    html = signed_in.get(address("attempt", QuizAttempt.objects.get())).text
    ids = re.findall(r'<(?:select|textarea|input type="text")[^>]*? id="([^"]+)"', html)
    # Ordering lines, matching prompts, number, short answer, gaps, reflection.
    assert len(ids) == 4 + 2 + 1 + 1 + 3 + 1
    for id_ in ids:
        assert f'<label for="{id_}">' in html
    choices = re.findall(r"<label class=\"hr-option\">\s*<input type=\"(\w+)\"", html)
    assert sorted(set(choices)) == ["checkbox", "radio"]
    described = {name for names in re.findall(r'aria-describedby="([^"]+)"', html) for name in names.split()}
    assert described <= set(re.findall(r' id="([^"]+)"', html))


def test_saved_answers_are_there_when_coming_back(
    signed_in: Client, learner: Any, make_quiz: MakeQuiz
) -> None:
    kinds = [*factories.ANSWERS]
    attempt = start_attempt(
        learner=learner, page=make_quiz(questions=[factories.make_question(kind=kind) for kind in kinds])
    )
    answers = right_answers(attempt)
    for sequence, (item, response) in enumerate(answers.items()):
        save_answer(attempt=attempt, item=item, response=response, sequence=sequence)
    html = signed_in.get(address("attempt", attempt)).text
    assert html.count(" checked") == 1 + 2 + 1 + 1 + 2
    assert html.count(" selected") == 4 + 2 + 1
    for typed in ('value="2"', 'value="naloxone"', f'name="sequence" value="{len(answers)}"'):
        assert typed in html


def test_pages_of_a_learner_are_private(signed_in: Client, quiz: Any, attempt: QuizAttempt) -> None:
    submitted = submit_attempt(attempt=start_attempt(learner=attempt.learner, page=quiz))
    for url in (
        start_address(quiz, "quiz_start"),
        address("attempt", attempt),
        address("attempt_result", submitted),
    ):
        header = signed_in.get(url)["Cache-Control"]
        assert "private" in header
        assert "no-store" in header


def test_without_signing_in_every_address_leads_to_the_sign_in_page(
    client: Client, quiz: Any, attempt: QuizAttempt
) -> None:
    names = ("attempt", "save_answer", "attempt_result")
    urls = [
        start_address(quiz, "quiz_start"),
        start_address(quiz),
        *(address(name, attempt) for name in names),
    ]
    for url in urls:
        for send in (client.get, client.post):
            assert send(url).url.startswith("/login/")


def test_somebody_elses_attempt_looks_like_none(client: Client, attempt: QuizAttempt) -> None:
    client.force_login(factories.make_learner())
    absent = uuid.uuid4()
    for name in ("attempt", "save_answer", "attempt_result"):
        for method in ("get", "post"):
            foreign = getattr(client, method)(address(name, attempt))
            missing = getattr(client, method)(reverse(f"harmreduction_lms:{name}", args=[absent]))
            assert foreign.status_code == missing.status_code
            assert foreign.status_code in {404, 405}
            same = foreign.content.replace(str(attempt.uuid).encode(), str(absent).encode())
            assert same == missing.content
    attempt.refresh_from_db()
    assert attempt.is_open


def test_starting_needs_a_post(signed_in: Client, quiz: Any) -> None:
    assert signed_in.get(start_address(quiz)).status_code == 405
    assert not QuizAttempt.objects.exists()


def test_forms_need_their_token(learner: Any, quiz: Any, attempt: QuizAttempt) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner)
    for url in (start_address(quiz), address("attempt", attempt), address("save_answer", attempt)):
        assert client.post(url).status_code == 403


def test_a_draft_quiz_cannot_be_started_and_its_title_stays_hidden(signed_in: Client, quiz: Any) -> None:
    quiz.unpublish()
    for response in (signed_in.get(start_address(quiz, "quiz_start")), signed_in.post(start_address(quiz))):
        assert response.status_code == 404
        assert "This quiz is not open." in response.text
        assert quiz.title not in response.text
    assert signed_in.post(reverse("harmreduction_lms:start_attempt", args=[uuid.uuid4()])).status_code == 404
    assert not QuizAttempt.objects.exists()


def test_a_password_opens_a_restricted_quiz_for_this_visitor_only(signed_in: Client, quiz: Any) -> None:
    restriction = PageViewRestriction.objects.create(
        page=quiz.get_parent(), restriction_type=PageViewRestriction.PASSWORD, password="secret"
    )
    assert signed_in.post(start_address(quiz)).status_code == 404
    assert not QuizAttempt.objects.exists()
    session = signed_in.session
    session[PageViewRestriction.passed_view_restrictions_session_key] = [restriction.pk]
    session.save()
    assert signed_in.post(start_address(quiz)).status_code == 302


def test_a_refusal_says_why_and_leads_back(signed_in: Client, learner: Any, make_quiz: MakeQuiz) -> None:
    page = make_quiz(attempts_allowed=1)
    submit_attempt(attempt=start_attempt(learner=learner, page=page))
    response = signed_in.post(start_address(page))
    assert response.status_code == 409
    assert "You have used all the attempts" in response.text
    assert f'href="{page.url}"' in response.text
    assert "You have used all the attempts" in signed_in.get(start_address(page, "quiz_start")).text


def test_the_start_page_lists_attempts_and_leads_to_the_open_one(
    signed_in: Client, quiz: Any, attempt: QuizAttempt
) -> None:
    submit_attempt(attempt=attempt, responses=right_answers(attempt))
    second = start_attempt(learner=attempt.learner, page=quiz)
    html = signed_in.get(start_address(quiz, "quiz_start")).text
    assert address("attempt_result", attempt) in html
    assert address("attempt", second) in html
    assert start_address(quiz) not in html


def save(client: Client, attempt: QuizAttempt, **data: Any) -> Any:
    return client.post(address("save_answer", attempt), json.dumps(data), content_type="application/json")


def test_an_answer_is_saved_by_json(signed_in: Client, attempt: QuizAttempt) -> None:
    item = attempt.paper["items"][0]["id"]
    response = save(signed_in, attempt, item=item, response=False, sequence=0)
    assert response.status_code == 200
    assert response.json()["sequence"] == 1
    assert datetime.datetime.fromisoformat(response.json()["saved_at"])


def test_the_time_of_saving_reads_the_same_after_a_save_and_after_a_reload(
    signed_in: Client, attempt: QuizAttempt
) -> None:
    item = attempt.paper["items"][0]["id"]
    said = save(signed_in, attempt, item=item, response=False, sequence=0).json()
    at = datetime.datetime.fromisoformat(said["saved_at"]).astimezone(zoneinfo.ZoneInfo("America/Chicago"))
    assert said["saved_at_display"] == at.strftime("%H:%M %Z")
    assert (
        f"Saved at {said['saved_at_display']}" in signed_in.get(address("attempt", attempt)).content.decode()
    )
    attempt.refresh_from_db()
    assert attempt.answers == {item: False}


def test_an_answer_is_saved_from_the_form(signed_in: Client, attempt: QuizAttempt) -> None:
    first, second = (item["id"] for item in attempt.paper["items"])
    data = posted(attempt, {first: False, second: True}, item=first)
    assert signed_in.post(address("save_answer", attempt), data).json()["sequence"] == 1
    attempt.refresh_from_db()
    assert attempt.answers == {first: False}


def test_a_save_whose_reply_was_lost_can_be_repeated(signed_in: Client, attempt: QuizAttempt) -> None:
    """frappe/lms PR #2659: a retry after a lost reply must not count as something new."""
    first, _second = (item["id"] for item in attempt.paper["items"])
    data = posted(attempt, {first: False}, item=first)
    for _send in range(3):
        response = signed_in.post(address("save_answer", attempt), data)
        assert (response.status_code, response.json()["sequence"]) == (200, 1)


def test_an_older_tab_is_told_and_overwrites_nothing(signed_in: Client, attempt: QuizAttempt) -> None:
    first, second = (item["id"] for item in attempt.paper["items"])
    signed_in.post(address("save_answer", attempt), posted(attempt, {first: False}, item=first))
    older = posted(attempt, {second: True}, item=second)
    replies = [
        signed_in.post(address("save_answer", attempt), older),
        save(signed_in, attempt, item=second, response=True, sequence=0),
    ]
    for reply in replies:
        assert reply.status_code == 409
        assert "another tab" in reply.json()["error"]
    attempt.refresh_from_db()
    assert attempt.answers == {first: False}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("not json", 400),
        ("[]", 400),
        ("{}", 400),
        ('{"item": 1, "sequence": 0}', 400),
        ('{"item": "x", "sequence": "many"}', 400),
        ('{"item": "x", "sequence": 0}', 409),
        ('{"item": "x", "sequence": 99999999999999999999}', 400),
        ("[" * 100_000, 400),
    ],
)
def test_broken_saves_are_refused(signed_in: Client, attempt: QuizAttempt, body: str, status: int) -> None:
    response = signed_in.post(address("save_answer", attempt), body, content_type="application/json")
    assert response.status_code == status
    assert response.json()["error"]
    attempt.refresh_from_db()
    assert attempt.sequence == 0


def test_saving_after_the_end_is_gone(signed_in: Client, attempt: QuizAttempt) -> None:
    item = attempt.paper["items"][0]["id"]
    expire(attempt)
    late = save(signed_in, attempt, item=item, response=False, sequence=0)
    signed_in.get(address("attempt", attempt))
    closed = save(signed_in, attempt, item=item, response=False, sequence=0)
    for reply in (late, closed):
        assert reply.status_code == 410
        assert reply.json()["error"]


def test_handing_in_from_a_second_tab_shows_the_same_result(signed_in: Client, attempt: QuizAttempt) -> None:
    data = posted(attempt, right_answers(attempt))
    wrong = posted(attempt, {})
    pages = [signed_in.post(address("attempt", attempt), form, follow=True) for form in (data, wrong, data)]
    assert {page.redirect_chain[0][0] for page in pages} == {address("attempt_result", attempt)}
    assert all("100 %" in page.text for page in pages)
    assert QuizResponse.objects.count() == 2


def test_a_late_form_is_refused_and_the_result_shows_what_was_saved(
    signed_in: Client, attempt: QuizAttempt
) -> None:
    first, _second = (item["id"] for item in attempt.paper["items"])
    save_answer(attempt=attempt, item=first, response=False, sequence=0)
    expire(attempt)
    response = signed_in.post(address("attempt", attempt), posted(attempt, right_answers(attempt)))
    assert response.status_code == 410
    assert "The time for this attempt was over" in response.text
    result = signed_in.get(address("attempt_result", attempt)).text
    assert "50 %" in result
    assert "Time ran out" in result


def test_reading_an_expired_attempt_closes_it(signed_in: Client, attempt: QuizAttempt) -> None:
    expire(attempt)
    assert signed_in.get(address("attempt", attempt)).url == address("attempt_result", attempt)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.EXPIRED


def test_invented_fields_are_refused(signed_in: Client, attempt: QuizAttempt) -> None:
    form = posted(attempt, right_answers(attempt), **{"item-Invented": "true"})
    response = signed_in.post(address("attempt", attempt), form)
    assert response.status_code == 409
    assert "not part of this quiz" in response.text
    attempt.refresh_from_db()
    assert attempt.is_open


def test_an_older_form_is_refused_and_leads_back_to_the_paper(
    signed_in: Client, attempt: QuizAttempt
) -> None:
    first, _second = (item["id"] for item in attempt.paper["items"])
    older = posted(attempt, {first: True})
    save_answer(attempt=attempt, item=first, response=False, sequence=0)
    response = signed_in.post(address("attempt", attempt), older)
    assert response.status_code == 409
    assert f'href="{address("attempt", attempt)}"' in response.text
    attempt.refresh_from_db()
    assert (attempt.is_open, attempt.answers) == (True, {first: False})


def test_a_form_that_is_not_the_paper_hands_in_what_was_saved(
    signed_in: Client, attempt: QuizAttempt
) -> None:
    answers = right_answers(attempt)
    for sequence, (item, response) in enumerate(answers.items()):
        save_answer(attempt=attempt, item=item, response=response, sequence=sequence)
    signed_in.post(address("attempt", attempt), {})
    attempt.refresh_from_db()
    assert (attempt.answers, attempt.is_passed) == (answers, True)


def test_the_result_of_an_open_attempt_is_the_paper(signed_in: Client, attempt: QuizAttempt) -> None:
    assert signed_in.get(address("attempt_result", attempt)).url == address("attempt", attempt)


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"feedback": FeedbackPolicy.FULL}, True),
        ({"feedback": FeedbackPolicy.SCORE}, False),
        ({"feedback": FeedbackPolicy.FULL, "role": QuizRole.PRE_TEST}, False),
    ],
)
def test_the_quiz_decides_whether_answers_follow(
    signed_in: Client, learner: Any, make_quiz: MakeQuiz, fields: dict[str, Any], shown: bool
) -> None:
    page = make_quiz(questions=[factories.make_question(kind=kind) for kind in factories.ANSWERS], **fields)
    attempt = submit_attempt(attempt=start_attempt(learner=learner, page=page))
    html = signed_in.get(address("attempt_result", attempt)).text
    assert "0 %" in html
    for words in ("Because.", "It reverses opioids.", "2 to 3", "Not answered", "Right answer", "2–3"):
        assert (words in html) is shown


def test_a_fail_just_below_the_mark_is_never_shown_as_the_mark(
    signed_in: Client, learner: Any, make_quiz: MakeQuiz
) -> None:
    """Moodle: 79.55 shown as 80 beside a fail at 80."""
    groups = {"groups": [{"items": [text]} for text in "abcdefghijklmnopqrst"]}
    page = make_quiz(questions=[factories.make_question(kind="ordering", answer=groups)], pass_mark=100)
    attempt = start_attempt(learner=learner, page=page)
    (item,) = attempt.paper["items"]
    places = right_answers(attempt)[item["id"]]
    one, two = [id_ for id_, place in places.items() if place in (1, 2)]
    places[one], places[two] = 2, 1
    submit_attempt(attempt=attempt, responses={item["id"]: places})
    html = signed_in.get(address("attempt_result", attempt)).text
    assert "99 %" in html
    assert "Not passed yet" in html


def test_a_higher_domain_can_say_what_comes_next(signed_in: Client, attempt: QuizAttempt) -> None:
    class Next:
        def render_html(self, parent_context: Any = None) -> str:
            return "On to the evaluation"

    result_slots.register("test", lambda request, attempt: Next())
    try:
        submit_attempt(attempt=attempt)
        assert "On to the evaluation" in signed_in.get(address("attempt_result", attempt)).text
    finally:
        result_slots.unregister("test")


def test_the_timer_is_there_only_with_a_deadline(
    signed_in: Client, learner: Any, make_quiz: MakeQuiz
) -> None:
    for minutes, count in ((None, 0), (20, 1)):
        attempt = start_attempt(learner=learner, page=make_quiz(time_limit_minutes=minutes))
        html = signed_in.get(address("attempt", attempt)).text
        assert html.count("data-deadline=") == html.count("quiz-timer.js") == count


def test_a_texts_markup_reaches_the_page_once_escaped_and_never_run(
    signed_in: Client, learner: Any, make_quiz: MakeQuiz
) -> None:
    evil = "<img src=x onerror=alert(1)>"
    options = {
        "options": [{"text": evil, "correct": True, "why": evil}, {"text": "b", "correct": False, "why": ""}]
    }
    page = make_quiz(
        questions=[
            factories.make_question(kind="single_choice", answer=options, stem=f"<p>pH &lt; 7 {evil}</p>")
        ]
    )
    attempt = start_attempt(learner=learner, page=page)
    paper = signed_in.get(address("attempt", attempt)).text
    submit_attempt(attempt=attempt)
    result = signed_in.get(address("attempt_result", attempt)).text
    for html in (paper, result):
        assert "<img" not in html
        assert "pH &lt; 7" in html
        assert "&lt;img src=x" in html
