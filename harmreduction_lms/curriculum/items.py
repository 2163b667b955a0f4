"""Quiz items as authors write them (`quiz.toml`), checked kind by kind."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from harmreduction_lms.curriculum.fields import (
    Field,
    anything,
    boolean,
    key,
    list_of,
    read_fields,
    text,
    whole,
)
from harmreduction_lms.curriculum.markdown import rich_text
from harmreduction_lms.curriculum.passages import Passage
from harmreduction_lms.curriculum.problems import Problems
from harmreduction_lms.curriculum.schema import ItemSource
from harmreduction_lms.curriculum.stored import list_children
from harmreduction_lms.curriculum.toml import Table


Values = dict[str, Any]
Complain = Callable[..., None]
"""Called with a message, the key it is about, and the number of the entry in it, if any (from 0)."""

COMMON = {
    "key": Field(key),
    "kind": Field(text()),
    "stem": Field(text(), ""),
    "rationale": Field(text(), ""),
    "objective": Field(whole(1), None, is_required=False),
    "facts": Field(list_of(key, 1), []),
    "tags": Field(list_of(text(100)), [], is_required=False),
}
OF_KIND = {
    "single_choice": {"options": Field(anything)},
    "multiple_response": {"options": Field(anything)},
    "true_false": {"answer": Field(boolean), "why_true": Field(text(), ""), "why_false": Field(text(), "")},
    "ordering": {"groups": Field(list_of(list_of(text(400), 1), 2), [])},
    "matching": {
        "pairs": Field(anything),
        "distractors": Field(list_of(text(400)), [], is_required=False),
    },
    "numeric": {
        "ranges": Field(anything),
        "unit": Field(text(40), "", is_required=False),
        "unit_forms": Field(list_of(text(40)), [], is_required=False),
    },
    "short_answer": {"accepted": Field(list_of(text(200), 1), [])},
}


def read_item(table: Table, problems: Problems) -> ItemSource | None:
    """The item in a table; None when its kind is not known."""
    name = f"item {table.values.get('key', '(without key)')}"
    kind = table.values.get("kind")
    if kind not in OF_KIND:
        known = ", ".join(OF_KIND)
        problems.add(table.path, table.line_of("kind"), f"{name}: kind must be one of {known}")
        return None
    values = read_fields(table, {**COMMON, **OF_KIND[kind]}, problems, what=name)

    def complain(message: str, about: str, index: int | None = None) -> None:
        problems.add(table.path, table.line_of(about, index), f"{name}: {message}")

    def html(about: str) -> str:
        lines = tuple(values[about].splitlines())
        return rich_text(Passage(table.path, table.line_of(about), lines), problems)

    return ItemSource(
        key=values["key"] or "",
        kind=kind,
        stem=values["stem"],
        stem_html=html("stem"),
        rationale_html=html("rationale"),
        answer=CHECKS[kind](values, complain),
        objective=values["objective"],
        facts=tuple(values["facts"]),
        tags=tuple(values["tags"]),
    )


def check_single_choice(values: Values, complain: Complain) -> Values:
    options = _options(values, complain)
    if sum(option["correct"] is True for option in options) != 1:
        complain("exactly one option must be correct", "options")
    return {"options": list_children(options)}


def check_multiple_response(values: Values, complain: Complain) -> Values:
    options = _options(values, complain)
    if not any(option["correct"] is True for option in options):
        complain("at least one option must be correct", "options")
    return {"options": list_children(options)}


def check_true_false(values: Values, complain: Complain) -> Values:
    answer = "true" if values["answer"] else "false"
    return {"answer": answer, "why_true": values["why_true"], "why_false": values["why_false"]}


def check_ordering(values: Values, complain: Complain) -> Values:
    steps = [step for group in values["groups"] for step in group]
    _expect_different(steps, "groups", "step", complain)
    return {"groups": list_children({"items": list_children(group)} for group in values["groups"])}


def check_matching(values: Values, complain: Complain) -> Values:
    pairs = _tables(values, "pairs", {"prompt": text(400), "match": text(400)}, complain)
    if len(pairs) < 2:
        complain("pairs must have at least 2 entries", "pairs")
    _expect_different([pair["prompt"] for pair in pairs], "pairs", "prompt", complain)
    for distractor in {pair["match"] for pair in pairs} & set(values["distractors"]):
        complain(f"distractor {distractor!r} is the answer to a prompt", "distractors")
    return {"pairs": list_children(pairs), "distractors": list_children(values["distractors"])}


def check_numeric(values: Values, complain: Complain) -> Values:
    ranges = _tables(values, "ranges", {"low": _decimal, "high": _decimal}, complain)
    if not ranges:
        complain("ranges must have at least 1 entry", "ranges")
    sound = [bounds for bounds in ranges if not (_decimal(bounds["low"]) or _decimal(bounds["high"]))]
    for bounds in sound:
        if Decimal(bounds["low"]) > Decimal(bounds["high"]):
            complain(f"range {bounds['low']} to {bounds['high']} is upside down", "ranges")
    ordered = sorted(sound, key=lambda bounds: Decimal(bounds["low"]))
    if any(Decimal(one["high"]) >= Decimal(other["low"]) for one, other in pairwise(ordered)):
        complain("ranges overlap", "ranges")
    forms = list_children(values["unit_forms"])
    return {"ranges": list_children(ranges), "unit": values["unit"], "unit_forms": forms}


def check_short_answer(values: Values, complain: Complain) -> Values:
    _expect_different([form.casefold() for form in values["accepted"]], "accepted", "form", complain)
    return {"accepted": list_children(values["accepted"])}


CHECKS: dict[str, Callable[[Values, Complain], Values]] = {
    "single_choice": check_single_choice,
    "multiple_response": check_multiple_response,
    "true_false": check_true_false,
    "ordering": check_ordering,
    "matching": check_matching,
    "numeric": check_numeric,
    "short_answer": check_short_answer,
}


def _options(values: Values, complain: Complain) -> list[Values]:
    options = _tables(values, "options", {"text": text(400), "correct": boolean, "why": text()}, complain)
    if len(options) < 2:
        complain("options must have at least 2 entries", "options")
    _expect_different([option["text"] for option in options], "options", "option", complain)
    return options


def _tables(
    values: Values, name: str, columns: dict[str, Callable[[Any], str]], complain: Complain
) -> list[Values]:
    """A list of inline tables that all have these keys and no others."""
    entries = values[name]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        complain(f"{name} must be a list of {{ {', '.join(columns)} }} entries", name)
        return []
    singular = name.removesuffix("s")
    for index, entry in enumerate(entries):
        for unknown in entry.keys() - columns.keys():
            complain(f"{singular} {index + 1} has an unknown key {unknown!r}", name, index)
        for column, check in columns.items():
            if column not in entry:
                complain(f"{singular} {index + 1} has no {column}", name, index)
            elif complaint := check(entry[column]):
                complain(f"{singular} {index + 1}: {column} {complaint}", name, index)
    return [{column: entry.get(column, "") for column in columns} for entry in entries]


def _expect_different(texts: list[str], name: str, what: str, complain: Complain) -> None:
    for twice in (entry for entry, count in Counter(texts).items() if count > 1):
        complain(f"{what} {twice!r} is there twice", name)


def _decimal(value: Any) -> str:
    try:
        is_number = isinstance(value, str) and Decimal(value).is_finite()
    except InvalidOperation:
        is_number = False
    return "" if is_number else 'must be a number in quotation marks, such as "0.4"'
