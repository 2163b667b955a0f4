"""A clinician from the catalogue to a statement of credit, with JavaScript and without."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenContext
from tests.browser.paper import answer, items_by_stem, questions
from tests.browser.site import ExampleSite


pytestmark = pytest.mark.browser

PASSWORD = "a long enough password"


def sign_up(page: Page, name: str) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Email").fill(f"{name}@example.org")
    page.locator("input[name=password1]").fill(PASSWORD)
    page.locator("input[name=password2]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_url("**/me/**")


def enrol(page: Page) -> None:
    page.goto("/learn/overdose/")
    page.get_by_role("link", name="Start or continue the course").click()
    page.get_by_role("button", name="Enrol in this course").click()


def read_to_the_next_quiz(page: Page) -> int:
    """Marks lessons done until a quiz comes; gives the number of lessons read."""
    read = 0
    while page.get_by_role("button", name=re.compile("done", re.IGNORECASE)).count():
        page.get_by_role("button", name=re.compile("done", re.IGNORECASE)).click()
        page.wait_for_load_state()
        read += 1
    return read


def start_quiz(page: Page) -> None:
    """From a quiz page, through its rules, to the paper."""
    page.locator("main a.hr-button").first.click()
    page.get_by_role("button", name="Start the quiz").click()


def fill_in(page: Page, *, step_by_step: bool) -> None:
    items = items_by_stem()
    for number, fieldset in enumerate(questions(page)):
        if step_by_step and number:
            page.get_by_role("button", name="Next question").click()
        answer(fieldset, items)


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/result/")


def evaluate(page: Page) -> None:
    page.get_by_role("link", name="Evaluate the course").click()
    for group in page.locator("fieldset.hr-field").all():
        group.locator("input[type=radio]").first.check()
    page.get_by_role("button", name="Hand in the evaluation").click()
    expect(page.get_by_text("You have handed in the evaluation")).to_be_visible()


def go_through_the_course(
    page: Page, *, java_script: bool, at_paper: Callable[[], object] = lambda: None
) -> None:
    """Every step of the course in order. `at_paper` is called with each paper open."""
    page.get_by_role("link", name=re.compile("^Start: ")).click()
    for _quiz in range(3):
        read_to_the_next_quiz(page)
        start_quiz(page)
        at_paper()
        fill_in(page, step_by_step=java_script)
        hand_in(page)
        page.locator("main .hr-row a.hr-button").first.click()
        page.wait_for_load_state()


@pytest.mark.parametrize("java_script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_clinician_takes_the_course_and_leaves_with_a_statement(
    open_context: OpenContext, site: ExampleSite, java_script: bool
) -> None:
    context = open_context(java_script_enabled=java_script, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    sign_up(page, "nadia" if java_script else "noor")
    enrol(page)
    go_through_the_course(page, java_script=java_script)
    expect(page.get_by_text("You finished this course")).to_be_visible()
    evaluate(page)
    claim(page)
    statement_number = check_the_statement(page, context)
    check_the_transcript(page, statement_number)


def claim(page: Page) -> None:
    page.goto("/me/profile/?next=/me/")
    page.get_by_label("Full name").fill("Siobhán Nguyễn-Okafor")
    page.get_by_label("Credentials").fill("RN")
    page.get_by_label("Profession").select_option("nurse")
    page.get_by_role("button", name="Save").click()
    page.goto("/learn/overdose/")
    page.locator("[data-course-action]").click()
    page.get_by_role("link", name="Claim this credit").first.click()
    offers = page.url
    choosing = page.locator("form.hr-form:has(select)")
    choosing.locator("select").select_option("0.75")
    choosing.get_by_role("checkbox").check()
    choosing.get_by_role("button").click()
    expect(page.locator(".hr-statement__amount")).to_contain_text("0.75")
    page.goto(offers)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Claim this credit").click()
    expect(page.locator(".hr-statement__amount")).to_contain_text("contact hours")


def check_the_statement(page: Page, context: BrowserContext) -> str:
    sheet = page.locator(".hr-statement")
    expect(sheet).to_contain_text("Siobhán Nguyễn-Okafor, RN")
    expect(sheet).to_contain_text("ictional")
    number = page.url.rstrip("/").rsplit("/", 1)[-1]
    expect(sheet).to_contain_text(number)
    pdf = context.request.get(f"/me/statements/{number}/pdf/")
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.body().startswith(b"%PDF")
    address: Any = page.locator(".hr-qr a").get_attribute("href")
    public = context.browser.new_context(base_url=page.url) if context.browser else None
    assert public is not None
    stranger = public.new_page()
    stranger.goto(address)
    expect(stranger.get_by_text("This document is genuine")).to_be_visible()
    expect(stranger.get_by_text(number)).to_be_visible()
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


def test_every_page_of_the_way_is_accessible_wide_and_narrow_light_and_dark(
    open_context: OpenContext, site: ExampleSite
) -> None:
    found: list[str] = []
    for width, scheme in ((1280, "light"), (360, "dark")):
        page = open_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
        sign_up(page, f"axel{width}")
        enrol(page)
        for address in walk(page):
            page.goto(address)
            found += [f"{address} at {width} {scheme}: {line}" for line in violations(page)]
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if wide > 0:
                found.append(f"{address} at {width}: {wide}px too wide")
    assert found == []


def walk(page: Page) -> list[str]:
    """The addresses of one page of each kind; leaves an attempt open on the way."""
    mine = page.url
    page.goto("/learn/overdose/")
    steps = [link.get_attribute("href") or "" for link in page.locator(".hr-steps a").all()]
    page.goto(steps[0])
    start_quiz(page)
    return [
        "/",
        "/learn/",
        "/learn/?q=nothing-like-this",
        "/learn/overdose/",
        *steps,
        page.url,
        "/me/",
        mine,
        "/me/profile/",
        "/me/transcript/",
        "/verify/",
        "/verify/not-a-code/",
        "/accounts/login/",
    ]


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
