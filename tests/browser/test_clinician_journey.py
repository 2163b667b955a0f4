"""A clinician from the catalogue to a statement of credit, with JavaScript and without."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenContext
from tests.browser.paper import answer, items_by_stem, questions


pytestmark = pytest.mark.browser

PASSWORD = "a long enough password"

Look = Callable[[Page], object]
"""Called with every page of the way, as it is when somebody comes to it."""


def pass_by(page: Page) -> None:
    """Looks at nothing."""


def sign_up(page: Page, name: str) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Email").fill(f"{name}@example.org")
    page.locator("input[name=password1]").fill(PASSWORD)
    page.locator("input[name=password2]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_url("**/me/**")


def enrol(page: Page, look: Look = pass_by) -> None:
    page.goto("/learn/overdose/")
    page.get_by_role("link", name="Start or continue the course").click()
    look(page)
    page.get_by_role("button", name="Enrol in this course").click()


def read_to_the_next_quiz(page: Page, look: Look = pass_by) -> int:
    """Marks lessons done until a quiz comes; gives the number of lessons read."""
    read = 0
    look(page)
    while page.get_by_role("button", name=re.compile("done", re.IGNORECASE)).count():
        page.get_by_role("button", name=re.compile("done", re.IGNORECASE)).click()
        page.wait_for_load_state()
        look(page)
        read += 1
    return read


def start_quiz(page: Page, look: Look = pass_by) -> None:
    """From a quiz page, through its rules, to the paper."""
    page.get_by_role("link", name=re.compile("Go to the quiz|Take it signed in")).click()
    start = page.get_by_role("button", name="Start the quiz")
    expect(start).to_be_visible()
    look(page)
    start.click()
    expect(page.locator("[data-quiz-item]").first).to_be_attached()
    look(page)


def fill_in(page: Page, *, step_by_step: bool) -> None:
    items = items_by_stem()
    for number, fieldset in enumerate(questions(page)):
        if step_by_step and number:
            page.get_by_role("button", name="Next question").click()
        answer(fieldset, items)


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/result/")


def evaluate(page: Page, look: Look = pass_by) -> None:
    page.get_by_role("link", name="Evaluate the course").click()
    look(page)
    for group in page.locator("fieldset.hr-field").all():
        group.locator("input[type=radio]").first.check()
    page.get_by_role("button", name="Hand in the evaluation").click()
    expect(page.get_by_text("You have handed in the evaluation")).to_be_visible()


def go_through_the_course(
    page: Page,
    *,
    java_script: bool,
    at_paper: Callable[[], object] = lambda: None,
    look: Look = pass_by,
) -> None:
    """Every step of the course in order. `at_paper` is called with each paper open."""
    page.get_by_role("link", name=re.compile("^Start: ")).click()
    for _quiz in range(3):
        read_to_the_next_quiz(page, look)
        start_quiz(page, look)
        at_paper()
        fill_in(page, step_by_step=java_script)
        hand_in(page)
        look(page)
        page.locator("main .hr-row a.hr-button").first.click()
        page.wait_for_load_state()


def test_a_clinician_takes_the_course_without_javascript(open_context: OpenContext) -> None:
    context = open_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    take_the_course_and_leave_with_a_statement(context, "noor", java_script=False, look=pass_by)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_a_clinician_takes_the_course_and_every_page_of_the_way_is_accessible(
    open_context: OpenContext, width: int, scheme: str
) -> None:
    context = open_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    inspector = Inspector()
    take_the_course_and_leave_with_a_statement(context, f"nadia{width}", java_script=True, look=inspector)
    assert inspector.found == []
    assert inspector.seen >= KINDS_OF_PAGES


def take_the_course_and_leave_with_a_statement(
    context: BrowserContext, name: str, *, java_script: bool, look: Look
) -> None:
    page = context.new_page()
    look_around(page, look)
    sign_up(page, name)
    enrol(page, look)
    look(page)
    go_through_the_course(page, java_script=java_script, look=look)
    expect(page.get_by_text("You finished this course")).to_be_visible()
    look(page)
    evaluate(page, look)
    claim(page, look)
    statement_number = check_the_statement(page, context, look)
    check_the_transcript(page, statement_number)
    look(page)
    page.goto("/me/")
    look(page)


def look_around(page: Page, look: Look) -> None:
    """What a visitor finds before signing in."""
    for address in (
        "/",
        "/learn/",
        "/learn/?q=nothing-like-this",
        "/learn/overdose/",
        "/learn/overdose/responding/",
        "/verify/",
        "/verify/not-a-code/",
        "/accounts/login/",
        "/accounts/signup/",
    ):
        page.goto(address)
        look(page)


KINDS_OF_PAGES = {
    *("/", "/learn/", "/learn/overdose/", "/learn/overdose/responding/", "/verify/", "/me/"),
    *("/me/courses/…/", "/me/courses/…/evaluation/", "/me/courses/…/credit/", "/me/quizzes/…/"),
    *("/me/attempts/…/", "/me/attempts/…/result/", "/me/statements/…/", "/me/transcript/", "/verify/…/"),
    *("/me/profile/", "/accounts/login/", "/accounts/signup/"),
    "/learn/overdose/responding/recognise-and-respond/",
}


class Inspector:
    """Keeps what axe finds, pages wider than the window, and which kinds of pages it saw."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.seen: set[str] = set()

    def __call__(self, page: Page) -> None:
        page.wait_for_load_state()
        path = urlsplit(page.url).path
        self.seen.add(re.sub(r"(courses|quizzes|attempts|statements|verify)/[^/]{12,}/", r"\1/…/", path))
        self.found += [f"{path}: {line}" for line in violations_of_the_whole(page)]
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            self.found.append(f"{path}: {over}px too wide")


def violations_of_the_whole(page: Page) -> list[str]:
    """What axe finds when all of the page is on the screen.

    The bar at the foot of a paper stays in sight and lies over whatever is scrolled under it, which axe would
    take for a target too small to hit: now and then, as the order of questions is drawn.
    """
    size: Any = page.viewport_size
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})
    found = violations(page)
    page.set_viewport_size(size)
    return found


def claim(page: Page, look: Look = pass_by) -> None:
    page.goto("/me/profile/?next=/me/")
    look(page)
    page.get_by_label("Full name").fill("Siobhán Nguyễn-Okafor")
    page.get_by_label("Credentials").fill("RN")
    page.get_by_label("Profession").select_option("nurse")
    page.get_by_role("button", name="Save").click()
    page.goto("/learn/overdose/")
    page.locator("[data-course-action]").click()
    page.get_by_role("link", name="Claim this credit").first.click()
    look(page)
    offers = page.url
    choosing = page.locator("form.hr-form:has(select)")
    choosing.locator("select").select_option("0.75")
    choosing.get_by_role("checkbox").check()
    choosing.get_by_role("button").click()
    expect(page.locator(".hr-statement__amount")).to_contain_text("0.75")
    page.goto(offers)
    # The attestation was given with the first claim and covers the course.
    expect(page.get_by_role("checkbox")).to_have_count(0)
    look(page)
    page.get_by_role("button", name="Claim this credit").click()
    expect(page.locator(".hr-statement__amount")).to_contain_text("contact hours")
    look(page)


def check_the_statement(page: Page, context: BrowserContext, look: Look = pass_by) -> str:
    sheet = page.locator(".hr-statement")
    expect(sheet).to_contain_text("Siobhán Nguyễn-Okafor, RN")
    expect(sheet).to_contain_text("ictional")
    number = page.url.rstrip("/").rsplit("/", 1)[-1]
    expect(sheet).to_contain_text(number)
    pdf = context.request.get(f"/me/statements/{number}/pdf/")
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.body().startswith(b"%PDF")
    address: Any = page.locator(".hr-qr a").get_attribute("href")
    assert context.browser is not None
    size: Any = page.viewport_size
    scheme: Any = "dark" if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"
    public = context.browser.new_context(base_url=page.url, viewport=size, color_scheme=scheme)
    stranger = public.new_page()
    stranger.goto(address)
    expect(stranger.get_by_text("This document is genuine")).to_be_visible()
    expect(stranger.get_by_text(number)).to_be_visible()
    look(stranger)
    expect(stranger.locator("body")).not_to_contain_text("@example.org")
    public.close()
    return number


def check_the_transcript(page: Page, number: str) -> None:
    page.goto("/me/transcript/")
    expect(page.get_by_role("link", name=number)).to_be_visible()


def test_answers_are_saved_as_they_are_given_and_survive_a_reload(open_context: OpenContext) -> None:
    page = open_context().new_page()
    sign_up(page, "amara")
    enrol(page)
    page.get_by_role("link", name=re.compile("^Start: ")).click()
    start_quiz(page)
    for wanted in (".hr-order", ".hr-options"):
        number = next(
            i for i, f in enumerate(questions(page)) if wanted.lstrip(".") in (f.get_attribute("class") or "")
        )
        page.locator(".hr-numbers a").nth(number).click()
        with page.expect_response("**/save/"):
            if wanted == ".hr-order":
                page.get_by_role("button", name=re.compile("Move down")).first.click()
            else:
                questions(page)[number].locator("input").first.check()
        expect(page.locator("[data-quiz-saved]")).to_contain_text("Saved at")
    before = [s.input_value() for s in page.locator(".hr-order select").all()]
    page.reload()
    assert [s.input_value() for s in page.locator(".hr-order select").all()] == before
    assert page.locator(".hr-options input:checked").count() == 1


def test_an_older_tab_is_told_and_overwrites_nothing(open_context: OpenContext) -> None:
    context = open_context()
    old = context.new_page()
    sign_up(old, "bilal")
    enrol(old)
    old.get_by_role("link", name=re.compile("^Start: ")).click()
    start_quiz(old)
    new = context.new_page()
    new.goto(old.url)

    def choose(page: Page, option: int) -> None:
        number = next(i for i, f in enumerate(questions(page)) if f.locator("input[type=radio]").count())
        page.locator(".hr-numbers a").nth(number).click()
        with page.expect_response("**/save/"):
            questions(page)[number].locator("input").nth(option).check()

    choose(new, 1)
    choose(old, 0)
    expect(old.locator("[data-quiz-saved]")).not_to_contain_text("Saved at")
    new.reload()
    first_radio = new.locator("[data-quiz-item]:has(input[type=radio])").first
    assert first_radio.locator("input").nth(1).is_checked()


def test_the_course_page_shows_where_one_is_and_resumes(open_context: OpenContext) -> None:
    page = open_context(viewport={"width": 390, "height": 800}, has_touch=True).new_page()
    sign_up(page, "chidi")
    enrol(page)
    page.goto("/learn/overdose/")
    lesson = page.locator(".hr-steps a").nth(1)
    title = lesson.locator("span").nth(1).inner_text().strip()
    lesson.click()
    page.get_by_role("button", name=re.compile("done", re.IGNORECASE)).click()
    page.goto("/learn/overdose/")
    done = page.locator(".hr-step.is-done")
    expect(done).to_have_count(1)
    expect(done).to_contain_text(title)
    action = page.locator("[data-course-action]")
    expect(action).to_contain_text("Continue:")
    expect(page.locator(".hr-step.is-here")).to_have_count(1)


def test_the_catalogue_is_searched_and_filtered_without_javascript(open_context: OpenContext) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto("/learn/")
    expect(page.get_by_role("link", name=re.compile("Overdose: prevent it"))).to_be_visible()
    page.goto("/learn/?q=naloxone&audience=clinicians&topic=overdose")
    expect(page.get_by_role("link", name=re.compile("Overdose: prevent it"))).to_be_visible()
    page.goto("/learn/?q=knitting")
    expect(page.get_by_role("link", name=re.compile("Overdose: prevent it"))).to_have_count(0)


def test_a_visitor_gets_no_cookie_from_public_pages(open_context: OpenContext) -> None:
    context = open_context()
    page = context.new_page()
    for address in ("/", "/learn/", "/learn/overdose/", "/learn/overdose/responding/recognise-and-respond/"):
        page.goto(address)
    assert context.cookies() == []
