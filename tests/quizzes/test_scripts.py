"""The scripts of the paper, in a browser: one question at a time, autosave, moving lines."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from harmreduction_lms.quizzes.actions import start_attempt
from harmreduction_lms.quizzes.models import AttemptState, QuizAttempt
from tests import factories


pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

KINDS = ("single_choice", "ordering", "short_answer")


@pytest.fixture
def attempt() -> QuizAttempt:
    home = Site.objects.get(is_default_site=True).root_page
    questions = [factories.make_question(kind=kind) for kind in KINDS]
    quiz = factories.make_quiz(parent=home, questions=questions)
    return start_attempt(learner=factories.make_learner(), page=quiz)


@pytest.fixture
def browser(attempt: QuizAttempt, chromium: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A browser for one test. Playwright keeps an event loop in this thread, in which Django would refuse to
    use the database; it starts after the database is filled and ends before it is emptied again."""
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])


def cookie_of(attempt: QuizAttempt, url: str) -> dict[str, str]:
    client = Client()
    client.force_login(attempt.learner)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}


@pytest.fixture
def open_paper(browser: Any, attempt: QuizAttempt, live_server: Any) -> Iterator[Callable[[], Any]]:
    """Opens the paper in a tab; every tab belongs to the same learner."""
    context = browser.new_context()
    context.set_default_timeout(10_000)
    context.add_cookies([cookie_of(attempt, live_server.url)])
    faults: list[str] = []

    def open_one() -> Any:
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(live_server.url + reverse("harmreduction_lms:attempt", args=[attempt.uuid]))
        return page

    yield open_one
    context.close()
    assert faults == []


def stored(attempt: QuizAttempt) -> QuizAttempt:
    return QuizAttempt.objects.get(pk=attempt.pk)


def answer_to(attempt: QuizAttempt, kind: str) -> Any:
    row = stored(attempt)
    item = next(item for item in row.paper["items"] if item["kind"] == kind)
    return row.answers.get(item["id"])


def wait_for_save(page: Any) -> None:
    page.locator("[data-quiz-saved].is-done").wait_for()


def test_one_question_at_a_time(open_paper: Callable[[], Any]) -> None:
    page = open_paper()
    shown = page.locator("fieldset:visible")
    assert shown.count() == 1
    assert not page.get_by_role("button", name="Hand in").is_visible()
    page.get_by_role("button", name="Next question").click()
    assert page.evaluate("document.activeElement.closest('fieldset').id") == "question-2"
    assert shown.get_attribute("id") == "question-2"
    page.get_by_role("link", name="Question 3 of 3").click()
    assert page.get_by_role("button", name="Hand in").is_visible()
    assert not page.get_by_role("button", name="Next question").is_visible()
    page.reload()
    assert shown.get_attribute("id") == "question-3"
    page.get_by_role("button", name="Previous question").click()
    page.get_by_label("Look at this again").nth(1).check()
    assert page.locator(".hr-numbers .is-flagged").inner_text().strip().startswith("2")


def test_answers_are_saved_as_one_goes_and_handed_in(
    open_paper: Callable[[], Any], attempt: QuizAttempt
) -> None:
    page = open_paper()
    page.get_by_role("radio", name="Naloxone").check()
    wait_for_save(page)
    assert answer_to(attempt, "single_choice")
    page.get_by_role("button", name="Next question").click()
    page.get_by_role("button", name="This order is right").click()
    page.wait_for_function("document.querySelector('[name=sequence]').value === '2'")
    page.get_by_role("button", name="Next question").click()
    page.get_by_label("Your answer").fill("naloxone")
    page.wait_for_function("document.querySelector('[name=sequence]').value === '3'")
    assert answer_to(attempt, "short_answer") == "naloxone"
    page.reload()
    assert page.get_by_label("Your answer").input_value() == "naloxone"
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("heading", level=1).wait_for()
    page.wait_for_url("**/result/")
    assert stored(attempt).state == AttemptState.SUBMITTED


def test_lines_are_moved_by_keyboard_and_every_move_is_spoken(
    open_paper: Callable[[], Any], attempt: QuizAttempt
) -> None:
    page = open_paper()
    page.get_by_role("button", name="Next question").click()
    lines = page.locator("[data-quiz-line] label")
    before = lines.all_inner_texts()
    button = page.get_by_role("button", name=f"Move down: {before[0]}")
    button.focus()
    page.keyboard.press("Enter")
    assert lines.all_inner_texts() == [before[1], before[0], *before[2:]]
    assert page.locator("[aria-live=polite]").inner_text() == f"{before[0]}: now number 2 of 4"
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == f"Move down: {before[0]}"
    wait_for_save(page)
    assert sorted(answer_to(attempt, "ordering").values()) == [1, 2, 3, 4]
    page.reload()
    assert lines.all_inner_texts() == [before[1], before[0], *before[2:]]


def test_an_older_tab_is_told(open_paper: Callable[[], Any], attempt: QuizAttempt) -> None:
    first, second = open_paper(), open_paper()
    first.get_by_role("radio", name="Naloxone").check()
    wait_for_save(first)
    saved = answer_to(attempt, "single_choice")
    second.get_by_role("radio", name="Coffee").check()
    second.get_by_text("another tab").wait_for()
    assert answer_to(attempt, "single_choice") == saved


def test_a_lost_connection_loses_no_answer(open_paper: Callable[[], Any], attempt: QuizAttempt) -> None:
    page = open_paper()
    page.context.set_offline(True)
    page.get_by_role("radio", name="Naloxone").check()
    page.get_by_text("Not saved, trying again").wait_for()
    page.context.set_offline(False)
    wait_for_save(page)
    assert answer_to(attempt, "single_choice")


def test_a_reply_that_was_lost_is_not_taken_for_another_tab(
    open_paper: Callable[[], Any], attempt: QuizAttempt
) -> None:
    page = open_paper()
    lost: list[int] = []

    def lose_the_first(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/save/", lose_the_first)
    page.get_by_role("radio", name="Naloxone").check()
    page.get_by_text("Not saved, trying again").wait_for()
    wait_for_save(page)
    assert lost == [200]
    assert stored(attempt).sequence == 1


def test_signing_in_again_saves_what_was_waiting(
    open_paper: Callable[[], Any], attempt: QuizAttempt, live_server: Any
) -> None:
    page = open_paper()
    page.context.clear_cookies()
    page.get_by_role("radio", name="Naloxone").check()
    page.get_by_text("you have been signed out").wait_for()
    page.context.add_cookies([cookie_of(attempt, live_server.url)])
    wait_for_save(page)
    assert answer_to(attempt, "single_choice")
