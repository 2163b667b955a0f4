"""Every state of a quiz in a browser: answered by keyboard alone, and nothing for axe to find."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from tests import factories
from tests.browser.axe import violations


pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

HINTS = '[{"type": "hint", "value": "Think of what stops first."}]'


@pytest.fixture
def learner() -> Any:
    return factories.make_learner()


@pytest.fixture
def make_quiz() -> Callable[..., Any]:
    def make(*kinds: str, **fields: Any) -> Any:
        home = Site.objects.get(is_default_site=True).root_page
        questions = [factories.make_question(kind=kind, hints=HINTS) for kind in kinds]
        return factories.make_quiz(parent=home, questions=questions, **fields)

    return make


@pytest.fixture
def open_page(
    chromium: str, learner: Any, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Any]]:
    """Opens a page for the learner; what throws there fails the test. Use it after the database is filled:
    Playwright keeps an event loop in this thread."""
    from playwright.sync_api import sync_playwright

    client = Client()
    client.force_login(learner)
    cookie = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": live_server.url,
    }
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    faults: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])

        def open_one(path: str, *, signed_in: bool = True, **options: Any) -> Any:
            context = browser.new_context(**options)
            context.set_default_timeout(10_000)
            if signed_in:
                context.add_cookies([cookie])
            page = context.new_page()
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.goto(live_server.url + path)
            return page

        yield open_one
        browser.close()
    assert faults == []


def start_url(quiz: Any) -> str:
    return reverse("harmreduction_lms:quiz_start", args=[quiz.translation_key])


def wait_for_focus(page: Any, id_: str) -> None:
    page.wait_for_function("(id) => document.activeElement.id === id", arg=id_)


def test_after_a_check_the_feedback_has_the_focus_and_says_what_is_left(
    make_quiz: Callable[..., Any], open_page: Callable[..., Any]
) -> None:
    page = open_page(start_url(make_quiz("single_choice", "true_false", behaviour="several_tries")))
    page.get_by_role("button", name="Start the quiz").click()
    page.get_by_role("radio", name="Coffee").check()
    page.get_by_role("button", name="Check my answer to question 1").click()
    page.get_by_text("Think of what stops first.").wait_for()
    wait_for_focus(page, "feedback-1")
    assert violations(page) == []
    page.get_by_role("radio", name="Naloxone").check()
    page.get_by_role("button", name="Check my answer to question 1").click()
    page.get_by_text("It reverses opioids.").wait_for()
    wait_for_focus(page, "feedback-1")
    assert violations(page) == []


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_a_paper_of_every_kind_its_overview_and_its_result_have_nothing_for_axe(
    make_quiz: Callable[..., Any], open_page: Callable[..., Any], width: int, scheme: str
) -> None:
    quiz = make_quiz(*factories.ANSWERS, behaviour="certainty")
    page = open_page(
        start_url(quiz),
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        java_script_enabled=True,
        reduced_motion="reduce",
    )
    page.get_by_role("button", name="Start the quiz").click()
    for _question in factories.ANSWERS:
        # On a phone the buttons float over what is further down; at the end nothing is covered.
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        onward = page.get_by_role("button", name="Next question")
        if onward.count():
            onward.click()
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("heading", level=1).wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_public_quiz_is_taken_by_keyboard_without_an_account_and_leaves_nothing(
    make_quiz: Callable[..., Any], open_page: Callable[..., Any]
) -> None:
    quiz = make_quiz("single_choice", "true_false", role="check_yourself")
    page = open_page(quiz.url, signed_in=False)
    assert violations(page) == []
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Check my answers").focus()
    page.keyboard.press("Enter")
    page.get_by_text("When you leave this page it is gone.").wait_for()
    assert violations(page) == []
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
