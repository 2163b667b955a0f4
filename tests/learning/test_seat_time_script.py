"""The script that says somebody is reading, in a browser: only while the page is used (ce-rules C-11)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Value
from django.test import Client

from harmreduction_lms.learning.models import SeatSpan
from harmreduction_lms.learning.needs import seat_time_needs
from tests.factories import make_course, make_enrolment, steps_of


pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def enrolment() -> Iterator[Any]:
    shipped = seat_time_needs["credit"]
    seat_time_needs.register("credit", lambda course_key: Value(30))
    yield make_enrolment(course=make_course(modules=1, lessons=1))
    seat_time_needs.register("credit", shipped)


@pytest.fixture
def browser(enrolment: Any, chromium: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A browser for one test. See `tests/quizzes/test_scripts.py` for why it starts this late."""
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])


def test_c11_it_speaks_while_the_page_is_used_and_falls_silent_when_it_is_not(
    browser: Any, enrolment: Any, live_server: Any
) -> None:
    client = Client()
    client.force_login(enrolment.learner)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context()
    context.set_default_timeout(20_000)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    context.clock.install()
    page = context.new_page()
    signs: list[str] = []

    def note(request: Any) -> None:
        if "seat-time/" in request.url:
            signs.append(request.post_data or "")

    page.on("request", note)
    address = live_server.url + steps_of(enrolment.course)[0].url

    with page.expect_response(lambda response: "seat-time/" in response.url) as first:
        page.goto(address)
    assert first.value.status == 204
    assert page.locator("form[data-seat-time]").is_hidden()
    assert page.locator("[data-by-hand]").count() == 0

    page.clock.run_for(65_000)
    assert len(signs) == 3

    page.clock.run_for(600_000)
    while_idle = len(signs)
    assert while_idle <= 7
    page.clock.run_for(300_000)
    assert len(signs) == while_idle

    with page.expect_response(lambda response: "seat-time/" in response.url):
        page.keyboard.press("ArrowDown")
    assert len(signs) == while_idle + 1
    assert not any("by_hand" in sign for sign in signs)
    context.close()
    assert SeatSpan.objects.count() == 1
