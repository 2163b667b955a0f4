"""An educator from an empty form to a published course, in Wagtail's own editor."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenContext
from tests.browser.editor import Editor, type_into
from tests.browser.site import ExampleSite


pytestmark = pytest.mark.browser

STEM = "Which of these is a nose spray?"
# What nobody may read before handing in: reasons and rationale. None of it stands anywhere else.
REASONS = ("It goes into one nostril.", "That one is for a thigh.")
RATIONALE = "Sprays need no needle."


def test_an_educator_writes_a_course_with_previews_and_publishes_it(
    open_context: OpenContext, site: ExampleSite
) -> None:
    page = open_context(viewport={"width": 1400, "height": 1000}).new_page()
    editor = Editor(page, site, "educator")
    course = write_course(editor)
    module = write_module(editor, course)
    write_lesson(editor, module)
    write_question(editor)
    write_quiz(editor, module)
    check_what_visitors_see(open_context().new_page())


def write_course(editor: Editor) -> str:
    editor.add_below(editor.catalogue, "Course")
    editor.write(title="Talking about naloxone", lede="How to offer it so that people say yes.")
    editor.write(who_for="Everybody who sees people who use opioids.", minutes="10")
    objective = editor.add_block("objectives")
    objective.get_by_role("textbox").fill("Offer naloxone in one sentence.")
    with editor.preview() as shown:
        expect(shown.get_by_role("heading", name="Talking about naloxone")).to_be_visible()
        expect(shown.get_by_text("Offer naloxone in one sentence.")).to_be_visible()
        expect(shown.get_by_text("Not yet reviewed by a clinician")).to_be_visible()
    return editor.publish("Talking about naloxone")


def write_module(editor: Editor, course: str) -> str:
    editor.add_below(course, "Module")
    editor.write(title="The offer", summary="One sentence, said without fuss.")
    return editor.publish("The offer")


def write_lesson(editor: Editor, module: str) -> None:
    editor.add_below(module, "Lesson")
    editor.write(title="One sentence", summary="What to say.", minutes="5")
    editor.add_block("body", "Heading").get_by_role("textbox").fill("Ask first")
    type_into(editor.add_block("body", "Text"), "Would it be all right if I tell you about naloxone?")
    type_into(editor.add_block("body", "Key point"), "Offer it to everybody.")
    with editor.preview() as shown:
        expect(shown.get_by_role("heading", name="Ask first")).to_be_visible()
        expect(shown.get_by_text("Would it be all right if I tell you about naloxone?")).to_be_visible()
        expect(shown.get_by_text("Offer it to everybody.")).to_be_visible()
    editor.publish("One sentence")


def write_question(editor: Editor) -> None:
    editor.add_question()
    editor.write(title="Spray")
    type_into(editor.page.locator("[data-contentpath='stem']"), STEM)
    answer = editor.add_block("answer", "Single choice")
    for number, (text, reason) in enumerate(zip(("Nasal naloxone", "An ampoule"), REASONS, strict=True)):
        option = answer.locator("[data-streamfield-child]").nth(number)
        option.locator("[data-contentpath='text'] input").fill(text)
        option.locator("[data-contentpath='why'] textarea").fill(reason)
    answer.get_by_role("checkbox").first.check()
    type_into(editor.page.locator("[data-contentpath='rationale']"), RATIONALE)
    with editor.preview() as shown:
        expect(shown.get_by_text(STEM)).to_be_visible()
        assert_no_key(editor)
    editor.publish("Spray")


def write_quiz(editor: Editor, module: str) -> None:
    editor.add_below(module, "Quiz")
    editor.write(title="What you know now", minutes="5")
    editor.choose(editor.add_block("questions", "Question"), "Choose", "Spray")
    with editor.preview() as shown:
        expect(shown.get_by_role("heading", name="What you know now")).to_be_visible()
        expect(shown.get_by_text(STEM)).to_be_visible()
        expect(shown.get_by_text("Nasal naloxone")).to_be_visible()
        assert_no_key(editor)
    editor.publish("What you know now")


def assert_no_key(editor: Editor) -> None:
    """Looks at the bytes of the preview, comments and attributes included."""
    html = editor.preview_html()
    assert STEM in html
    assert [secret for secret in (*REASONS, RATIONALE) if secret in html] == []
    # Wagtail's own accessibility checker has the word in its settings, outside the page's content.
    assert "correct" not in html.partition("<main")[2].partition("</main>")[0]
    assert not re.search(r"<input[^>]*\schecked", html)


def check_what_visitors_see(visitor: Page) -> None:
    visitor.goto("/learn/?q=naloxone")
    visitor.get_by_role("link", name="Talking about naloxone").first.click()
    expect(visitor.get_by_text("Offer naloxone in one sentence.")).to_be_visible()
    steps = visitor.locator(".hr-steps")
    expect(steps.get_by_role("link", name="One sentence")).to_be_visible()
    steps.get_by_role("link", name="What you know now").click()
    expect(visitor.get_by_role("heading", name="What you know now")).to_be_visible()
    expect(visitor.locator("body")).not_to_contain_text(STEM)
