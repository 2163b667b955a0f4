"""An assessment specialist at work: import, bank, grading, marking again, figures. Wide and light, narrow and
dark; on every page axe is asked, and nothing may stick out of the screen."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.assessment import TITLE, WRITTEN
from tests.browser.axe import violations
from tests.browser.conftest import OpenContext
from tests.browser.editor import Editor
from tests.browser.site import ExampleSite


pytestmark = pytest.mark.browser

LEARNING = "/admin/learning/"
BANK = "/admin/snippets/harmreduction_lms/question/"

# What Wagtail's own form and lists have; we neither make nor mend it.
WAGTAILS_OWN = (
    "aria-input-field-name",
    "page-has-heading-one",
    "aria-allowed-role",
    "landmark-unique (moderate)",
    "at [['.ui-autocomplete-input']]",
    "at [['#w-minimap-toggle']]",
    ".c-sf-add-button",
    "at [['.success']]",  # a message that is still fading in
)

GIFT = """
::{name}, breathing:: What do you check first, {name}? {{ =Breathing#It is what stops. ~Pockets#Private. }}

::{name}, no key:: Which of these helps? {{ ~Coffee ~A cold shower }}
"""


@dataclass(frozen=True)
class Screen:
    """What somebody sits at. `name` keeps what they make apart."""

    name: str
    width: int
    scheme: str
    withdraws: str


SCREENS = [
    Screen("Wide", 1280, "light", withdraws="About naloxone: single_choice"),
    Screen("Narrow", 400, "dark", withdraws="About naloxone: true_false"),
]


@pytest.fixture(scope="module")
def taken(site: ExampleSite) -> ExampleSite:
    """The site after a group of learners has taken the final test."""
    site.run("from tests.browser.assessment import seed; seed()")
    return site


@pytest.fixture(params=SCREENS, ids=lambda screen: screen.name)
def screen(request: pytest.FixtureRequest) -> Screen:
    chosen: Screen = request.param
    return chosen


@pytest.fixture
def page(open_context: OpenContext, taken: ExampleSite, screen: Screen) -> Page:
    """Signed in as somebody with all rights."""
    viewport = {"width": screen.width, "height": 900}
    page = open_context(viewport=viewport, color_scheme=screen.scheme).new_page()
    Editor(page, taken, "admin")
    return page


def check(page: Page) -> None:
    """Nothing for axe to find, and nothing wider than the screen but what scrolls by itself."""
    page.wait_for_load_state()
    found = [one for one in violations(page) if not any(own in one for own in WAGTAILS_OWN)]
    found += page.evaluate(STICKING_OUT)
    assert found == [], f"{page.url}: {found}"


STICKING_OUT = """() => [...document.querySelectorAll("main .nice-padding *")]
    .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .filter((one) => one.checkVisibility() && !one.closest(".hr-report-scroll, svg, #listing-results"))
    .slice(0, 3).map((one) => one.outerHTML.slice(0, 120))"""


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name).first.click()


def test_every_list_and_report_can_be_read(page: Page) -> None:
    reports = ("findings/", "duplicates/")
    lists = ("quiz-statistics", "quizattempt", "handgrade", "regrade", "regradechange", "quizoverride")
    for address in (BANK, *(BANK + one for one in reports), *(f"{LEARNING}{one}/" for one in lists)):
        page.goto(address)
        check(page)
    page.goto(BANK)
    expect(page.get_by_text(re.compile(r"There are \d+ matches"))).to_be_hidden()


def test_a_file_with_a_fault_is_looked_at_then_imported(page: Page, screen: Screen) -> None:
    page.goto(f"{LEARNING}questions/import/")
    check(page)
    file = {"name": "peers.gift", "mimeType": "text/plain", "buffer": GIFT.format(name=screen.name).encode()}
    page.locator("input[type=file]").set_input_files([file])  # type: ignore[list-item]
    press(page, "Look at the questions")
    expect(page.get_by_text("No answer is marked as right.")).to_be_visible()
    page.get_by_text("Right answer and reasons").click()
    check(page)
    press(page, "Import the ticked questions")
    expect(page.get_by_text("1 question is new in the bank.")).to_be_visible()
    check(page)

    page.get_by_role("link", name=f"{screen.name}, breathing").click()
    expect(page.get_by_text("There is no rationale.")).to_be_visible()
    check(page)
    page.goto(f"{LEARNING}questions/export/?format=aiken")
    expect(page.get_by_text("Aiken has only single choice")).to_be_visible()
    check(page)


def test_answers_are_graded_one_after_the_other(page: Page) -> None:
    page.goto(f"{LEARNING}handgrade/?state=waiting")
    page.get_by_role("link", name=re.compile("About naloxone: reflection")).first.click()
    expect(page.get_by_text(WRITTEN)).to_be_visible()
    check(page)
    first = page.url
    page.get_by_label("Asks permission").fill("2")
    page.get_by_label("No judgement").fill("1")
    page.get_by_label("Comment").fill("A good opening question.")
    press(page, "Save, then the next one")
    expect(page.get_by_text("The answer has been graded.")).to_be_visible()
    assert page.url != first
    page.get_by_role("link", name="Skip this one").click()
    expect(page.get_by_text(WRITTEN)).to_be_visible()
    page.goto(first)
    expect(page.get_by_text("You can change the grade")).to_be_visible()
    check(page)


def test_a_question_is_withdrawn_after_a_look_at_what_would_change(page: Page, screen: Screen) -> None:
    page.goto(f"{LEARNING}regrade/new/")
    page.get_by_label("Quiz").select_option(label=TITLE)
    check(page)
    press(page, "Choose the questions")
    page.get_by_label("Full points for everybody").check()
    page.get_by_label(screen.withdraws).check()
    page.get_by_label("Reason").fill("It could be read in two ways.")
    check(page)
    press(page, "Look at what would change")
    expect(page.get_by_text("Other points, same outcome").first).to_be_visible()
    check(page)
    press(page, "Mark again")
    expect(page.get_by_role("heading", name="Changed results")).to_be_visible()
    check(page)
    page.locator("#listing-results").get_by_role("link", name=re.compile("person")).first.click()
    expect(page.get_by_text("It could be read in two ways.")).to_be_visible()
    check(page)


def test_the_figures_say_what_to_look_at(page: Page) -> None:
    page.goto(f"{LEARNING}quizattempt/")
    expect(page.get_by_text("Waits to be graded").first).to_be_visible()
    page.goto(f"{LEARNING}quiz-statistics/")
    page.get_by_role("link", name=TITLE).click()
    check(page)
    page.get_by_role("main").get_by_role("link", name="About naloxone: single_choice").click()
    expect(page.get_by_role("link", name="Open it in the question bank")).to_be_visible()
    check(page)


@pytest.mark.parametrize("screen", SCREENS[:1], indirect=True)
def test_every_kind_of_question_has_a_form_that_can_be_used(page: Page) -> None:
    page.goto(f"{BANK}add/")
    stream = page.locator("[data-contentpath='answer']").first
    stream.get_by_role("button", name="Insert a block").last.click()
    kinds = page.get_by_role("listbox").get_by_role("option").all_inner_texts()
    assert len(kinds) == 11
    page.keyboard.press("Escape")
    for kind in kinds:
        page.goto(f"{BANK}add/")
        stream.get_by_role("button", name="Insert a block").last.click()
        page.get_by_role("option", name=kind, exact=True).click()
        expect(stream.get_by_role("button", name="Delete").first).to_be_visible()
        check(page)
