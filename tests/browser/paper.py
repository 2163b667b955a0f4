"""Fills in a paper as a person would, from what the curriculum file says is right."""

import tomllib
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from harmreduction_lms.core.html import plain_text


CONTENT = Path(__file__).resolve().parents[2] / "harmreduction_lms" / "curriculum" / "content"


def items_by_stem() -> dict[str, dict[str, Any]]:
    """The C5 items, found by what the learner reads."""
    text = (CONTENT / "en" / "clinician" / "c5-overdose" / "quiz.toml").read_text()
    return {plain_text(item["stem"]): item for item in tomllib.loads(text)["item"]}


def questions(page: Page) -> list[Locator]:
    return page.locator("[data-quiz-item]").all()


def answer(fieldset: Locator, items: dict[str, dict[str, Any]]) -> None:
    """Gives the right answer to the question in `fieldset`."""
    stem = " ".join(fieldset.locator(".hr-question").inner_text().split())
    item = items[stem]
    fillers[item["kind"]](fieldset, item)


def _choose(fieldset: Locator, text: str) -> None:
    fieldset.locator("label.hr-option", has_text=text).locator("input").check()


def _single(fieldset: Locator, item: dict[str, Any]) -> None:
    _choose(fieldset, next(option["text"] for option in item["options"] if option.get("correct")))


def _multiple(fieldset: Locator, item: dict[str, Any]) -> None:
    for option in item["options"]:
        if option.get("correct"):
            _choose(fieldset, option["text"])


def _true_false(fieldset: Locator, item: dict[str, Any]) -> None:
    _choose(fieldset, "True" if item["answer"] else "False")


def _ordering(fieldset: Locator, item: dict[str, Any]) -> None:
    # Tied lines may stand in any order: the last of a tie goes first here.
    lines = [text for group in item["groups"] for text in reversed(group)]
    for place, text in enumerate(lines, start=1):
        fieldset.get_by_label(text, exact=True).select_option(str(place))


def _matching(fieldset: Locator, item: dict[str, Any]) -> None:
    for pair in item["pairs"]:
        fieldset.get_by_label(pair["prompt"], exact=True).select_option(label=pair["match"])


def _numeric(fieldset: Locator, item: dict[str, Any]) -> None:
    fieldset.get_by_role("textbox").fill(item["ranges"][0]["low"])


def _short(fieldset: Locator, item: dict[str, Any]) -> None:
    fieldset.get_by_role("textbox").fill(f"  {item['accepted'][0].upper()} ")


fillers = {
    "single_choice": _single,
    "multiple_response": _multiple,
    "true_false": _true_false,
    "ordering": _ordering,
    "matching": _matching,
    "numeric": _numeric,
    "short_answer": _short,
}
