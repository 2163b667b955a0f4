"""A real browser on the real example site. Every page it opens is watched for what must never happen."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.site import ExampleSite, example_site


# Chromium's own start-up traffic is switched off: tests run without a network.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

# A busy machine is slow, not broken.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExampleSite]:
    with example_site(tmp_path_factory.mktemp("example-site")) as running:
        yield running


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)


class Watch:
    """Collects what a page must never do: ask other hosts, break the policy, throw, answer 5xx."""

    def __init__(self, site: ExampleSite) -> None:
        self.site = site
        self.trouble: list[str] = []

    def follow(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.trouble.append(f"script error: {error}"))
        page.on("request", lambda request: self._request(request.url))
        page.on("response", lambda response: self._status(response.status, response.url))

    def _console(self, message: ConsoleMessage) -> None:
        # A refusal (4xx) is an answer some journeys ask for; the browser logs it as an error.
        refusal = "Failed to load resource: the server responded with a status of 4"
        is_bad = message.type == "error" or "Content Security Policy" in message.text
        if is_bad and not message.text.startswith(refusal):
            self.trouble.append(f"console: {message.text}")

    def _request(self, url: str) -> None:
        if not url.startswith((self.site.url, "data:", "blob:", "about:")):
            self.trouble.append(f"request to another host: {url}")

    def _status(self, status: int, url: str) -> None:
        if status >= 500:
            self.trouble.append(f"{status} from {url}")


OpenContext = Callable[..., BrowserContext]


@pytest.fixture
def open_context(browser: Browser, site: ExampleSite) -> Iterator[OpenContext]:
    """Opens visitors: `open_context(java_script_enabled=False)`, `open_context(color_scheme="dark")`, …"""
    watch = Watch(site)
    contexts: list[BrowserContext] = []

    def open_one(**options: Any) -> BrowserContext:
        context = browser.new_context(base_url=site.url, **options)
        context.set_default_timeout(PATIENCE)
        context.on("page", watch.follow)
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()
    assert watch.trouble == []


@pytest.fixture
def page(open_context: OpenContext) -> Page:
    return open_context(viewport={"width": 1280, "height": 900}).new_page()


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    return tmp_path
