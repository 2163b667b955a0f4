"""`make screenshots`: the main pages as pictures for docs/ and the README."""

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import ARGUMENTS
from tests.browser.site import ROOT, ExampleSite, example_site
from tests.browser.test_clinician_journey import (
    claim,
    enrol,
    evaluate,
    go_through_the_course,
    sign_up,
)
from tests.environment import find_chromium


PICTURES = ROOT / "docs" / "screenshots"
LESSON = "/learn/overdose/responding/recognise-and-respond/"


class Camera:
    """Takes one page at a time, as a screen shows it, small enough for a repository."""

    def __init__(self, browser: Browser, site: ExampleSite) -> None:
        self.browser = browser
        self.site = site

    def open(self, width: int, scheme: str, state: str | None = None) -> Page:
        context = self.browser.new_context(
            base_url=self.site.url,
            viewport={"width": width, "height": 900 if width > 600 else 780},
            color_scheme="dark" if scheme == "dark" else "light",
            storage_state=state,
        )
        return context.new_page()

    def take(
        self, name: str, address: str, *, width: int = 1280, scheme: str = "light", state: str | None = None
    ) -> None:
        page = self.open(width, scheme, state)
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=PICTURES / f"{name}.png")
        page.context.close()


def main() -> int:
    chromium = find_chromium()
    if chromium is None:
        print("No Chromium found. Install chromium, or set CHROMIUM to its path.")
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, example_site(Path(folder)) as site, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        take_all(Camera(browser, site), Path(folder) / "state.json")
    print(f"Pictures are in {PICTURES.relative_to(ROOT)}/.")
    return 0


def take_all(camera: Camera, state: Path) -> None:
    camera.take("catalogue", "/learn/")
    camera.take("course", "/learn/overdose/")
    camera.take("course-narrow-dark", "/learn/overdose/", width=390, scheme="dark")
    statement = go_all_the_way(camera, state)
    camera.take("lesson", LESSON, state=str(state))
    camera.take("lesson-narrow", LESSON, width=390, state=str(state))
    camera.take("statement", statement, state=str(state))
    camera.take("transcript", "/me/transcript/", state=str(state))
    picture_editor(camera, sign_in(camera, "educator", state.with_name("editor.json")))


def go_all_the_way(camera: Camera, state: Path) -> str:
    """Takes the course as a new learner, pictures the quiz on the way; gives the statement's address."""
    page = camera.open(1280, "light")
    sign_up(page, "siobhan")
    enrol(page)
    go_through_the_course(page, java_script=True, at_paper=lambda: picture_quiz(page))
    evaluate(page)
    claim(page)
    page.context.storage_state(path=state)
    return page.url


def picture_quiz(page: Page) -> None:
    page.screenshot(path=PICTURES / "quiz.png")


def picture_editor(camera: Camera, state: Path) -> None:
    """The course as its educator sees it, opened from the list of pages."""
    page = camera.open(1280, "light", str(state))
    page.goto("/admin/pages/")
    page.get_by_role("link", name=re.compile("Overdose: prevent")).first.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / "editor.png")


def sign_in(camera: Camera, name: str, state: Path) -> Path:
    page = camera.open(1280, "light")
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill(camera.site.passwords[name])
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_load_state()
    page.context.storage_state(path=state)
    return state


if __name__ == "__main__":
    sys.exit(main())
