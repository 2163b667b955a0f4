"""Quiz items as authors write them (`quiz.toml`), checked kind by kind.

What an author leaves out stays out of the stored answer as well: a load compares the two.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from harmreduction_lms.curriculum.fields import (
    Check,
    Field,
    anything,
    boolean,
    key,
    list_of,
    one_of,
    read_fields,
    slug,
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

LONGEST = 1000
MOST_HINTS = 5
COMMON = {
    "key": Field(key),
    "kind": Field(text()),
    "stem": Field(text(), ""),
    "rationale": Field(text(), ""),
    "objectives": Field(list_of(slug), [], is_required=False),
    "points": Field(whole(1, 100), 1, is_required=False),
    "hints": Field(list_of(text(LONGEST), most=MOST_HINTS), [], is_required=False),
    "facts": Field(list_of(key, 1), []),
    "tags": Field(list_of(text(100)), [], is_required=False),
}
OF_KIND: dict[str, dict[str, Field]] = {
    "single_choice": {"options": Field(anything)},
    "multiple_response": {
        "options": Field(anything),
        "scoring": Field(one_of("partial", "all_or_nothing"), "", is_required=False),
    },
    "true_false": {"answer": Field(boolean), "why_true": Field(text(), ""), "why_false": Field(text(), "")},
    "ordering": {"groups": Field(list_of(list_of(text(LONGEST), 1), 2), [])},
    "matching": {
        "pairs": Field(anything),
        "distractors": Field(list_of(text(LONGEST)), [], is_required=False),
    },
    "numeric": {
        "ranges": Field(anything),
        "unit": Field(text(40), "", is_required=False),
        "unit_forms": Field(list_of(text(40)), [], is_required=False),
    },
    "short_answer": {"accepted": Field(list_of(text(300), 1), [])},
    "cloze": {"text": Field(text(), ""), "gaps": Field(anything)},
    "likert": {
        "statements": Field(list_of(text(LONGEST), 1), []),
        "scale": Field(list_of(text(200), 2), []),
    },
    "reflection": {
        "grading": Field(one_of("none", "by_hand"), "none", is_required=False),
        "guidance": Field(text(), "", is_required=False),
        "rubric": Field(anything, [], is_required=False),
        "max_words": Field(whole(1, 2000), None, is_required=False),
    },
}
# Written as Markdown, like a stem.
RICH = {"cloze": "text", "reflection": "guidance"}
GAP_KINDS = {"choice": "single_choice", "number": "numeric", "text": "short_answer"}
ELSEWHERE = {"image_choice": "image_choice needs a picture; write it on the site"}


def read_item(table: Table, problems: Problems) -> ItemSource | None:
    """The item in a table; None when its kind is not known."""
    name = f"item {table.values.get('key', '(without key)')}"
    kind = table.values.get("kind")
    if kind not in OF_KIND:
        complaint = ELSEWHERE.get(str(kind), f"kind must be one of {', '.join(OF_KIND)}")
        problems.add(table.path, table.line_of("kind"), f"{name}: {complaint}")
        return None
    values = read_fields(table, {**COMMON, **OF_KIND[kind]}, problems, what=name)

    def complain(message: str, about: str, index: int | None = None) -> None:
        problems.add(table.path, table.line_of(about, index), f"{name}: {message}")

    def html(about: str) -> str:
        lines = tuple(values[about].splitlines())
        return rich_text(Passage(table.path, table.line_of(about), lines), problems)

    if kind in RICH:
        values[RICH[kind]] = html(RICH[kind])
    return ItemSource(
        key=values["key"] or "",
        kind=kind,
        stem=values["stem"],
        stem_html=html("stem"),
        rationale_html=html("rationale"),
        answer=CHECKS[kind](values, complain),
        objectives=tuple(values["objectives"]),
        points=values["points"],
        hints=tuple(values["hints"]),
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
    return {"options": list_children(options), **_given(values, "scoring")}


def check_true_false(values: Values, complain: Complain) -> Values:
    answer = "true" if values["answer"] else "false"
    return {"answer": answer, "why_true": values["why_true"], "why_false": values["why_false"]}


def check_ordering(values: Values, complain: Complain) -> Values:
    steps = [step for group in values["groups"] for step in group]
    expect_different(steps, "groups", "step", complain)
    return {"groups": list_children({"items": list_children(group)} for group in values["groups"])}


def check_matching(values: Values, complain: Complain) -> Values:
    pairs = inline_tables(values, "pairs", {"prompt": text(LONGEST), "match": text(LONGEST)}, complain)
    if len(pairs) < 2:
        complain("pairs must have at least 2 entries", "pairs")
    expect_different([pair["prompt"] for pair in pairs], "pairs", "prompt", complain)
    for distractor in {pair["match"] for pair in pairs} & set(values["distractors"]):
        complain(f"distractor {distractor!r} is the answer to a prompt", "distractors")
    return {"pairs": list_children(pairs), "distractors": list_children(values["distractors"])}


def check_numeric(values: Values, complain: Complain) -> Values:
    columns = {"low": _decimal, "high": _decimal, "tolerance": _decimal}
    ranges = inline_tables(values, "ranges", columns, complain, optional=("high", "tolerance"))
    if not ranges:
        complain("ranges must have at least 1 entry", "ranges")
    for bounds in ranges:
        if "high" in bounds and "tolerance" in bounds:
            complain("a range has either high or tolerance", "ranges")
    ends = sorted(_ends(bounds) for bounds in ranges if not any(map(_decimal, bounds.values())))
    for low, high in ends:
        if low > high:
            complain(f"range {low} to {high} is upside down", "ranges")
    if any(one[1] >= other[0] for one, other in pairwise(ends)):
        complain("ranges overlap", "ranges")
    forms = list_children(values["unit_forms"])
    return {"ranges": list_children(ranges), "unit": values["unit"], "unit_forms": forms}


def check_short_answer(values: Values, complain: Complain) -> Values:
    expect_different([form.casefold() for form in values["accepted"]], "accepted", "form", complain)
    return {"accepted": list_children(values["accepted"])}


def check_cloze(values: Values, complain: Complain) -> Values:
    """Each gap is checked as the kind it is like; `text` is already HTML."""
    gaps = values["gaps"]
    if not isinstance(gaps, list) or not gaps or not all(isinstance(gap, dict) for gap in gaps):
        complain("gaps must be a list of { type, … } entries", "gaps")
        return {"text": values["text"], "gaps": []}
    read = [_gap(gap, number, complain) for number, gap in enumerate(gaps, start=1)]
    written = Counter(re.findall(r"\[\[([1-9][0-9]?)\]\]", values["text"]))
    for number in range(1, len(gaps) + 1):
        if written.pop(str(number), 0) != 1:
            complain(f"[[{number}]] must stand in the text exactly once", "text")
    for number in written:
        complain(f"the text has [[{number}]], but there is no such gap", "text")
    return {"text": values["text"], "gaps": [gap for gap in read if gap]}


def check_likert(values: Values, complain: Complain) -> Values:
    return {name: list_children(values[name]) for name in ("statements", "scale")}


def check_reflection(values: Values, complain: Complain) -> Values:
    columns = {"criterion": text(LONGEST), "points": whole(1, 100), "description": text()}
    rubric = inline_tables(values, "rubric", columns, complain, optional=("description",))
    expect_different([str(row["criterion"]) for row in rubric], "rubric", "criterion", complain)
    if rubric and values["grading"] != "by_hand":
        complain('a rubric needs grading = "by_hand"', "rubric")
    return {
        "grading": values["grading"],
        "guidance": values["guidance"],
        "rubric": list_children(rubric),
        "max_words": values["max_words"],
    }


CHECKS: dict[str, Callable[[Values, Complain], Values]] = {
    "single_choice": check_single_choice,
    "multiple_response": check_multiple_response,
    "true_false": check_true_false,
    "ordering": check_ordering,
    "matching": check_matching,
    "numeric": check_numeric,
    "short_answer": check_short_answer,
    "cloze": check_cloze,
    "likert": check_likert,
    "reflection": check_reflection,
}


def _options(values: Values, complain: Complain) -> list[Values]:
    options = inline_tables(
        values, "options", {"text": text(LONGEST), "correct": boolean, "why": text()}, complain
    )
    if len(options) < 2:
        complain("options must have at least 2 entries", "options")
    expect_different([option["text"] for option in options], "options", "option", complain)
    return options


def _gap(gap: Values, number: int, complain: Complain) -> Values | None:
    """A gap as the stream of the text's block holds it; None when its type is not known."""

    def complain_about_it(message: str, *_place: Any) -> None:
        complain(f"gap {number}: {message}", "gaps", number - 1)

    kind = GAP_KINDS.get(gap.get("type", ""))
    if kind is None:
        complain_about_it(f"type must be one of {', '.join(GAP_KINDS)}")
        return None
    given = {name: value for name, value in gap.items() if name != "type"}
    values = _checked(given, OF_KIND[kind], complain_about_it)
    return {"type": gap["type"], "value": CHECKS[kind](values, complain_about_it)}


def _checked(given: Values, fields: Mapping[str, Field], complain: Complain) -> Values:
    """The values of a table inside of a table, with what is wrong or left out replaced."""
    for unknown in given.keys() - fields.keys():
        complain(f"unknown key {unknown!r}", unknown)
    checked = {}
    for name, field in fields.items():
        complaint = field.check(given[name]) if name in given else "is missing" * field.is_required
        if complaint:
            complain(f"{name} {complaint}", name)
        checked[name] = given[name] if name in given and not complaint else field.default
    return checked


def _given(values: Values, *names: str) -> Values:
    return {name: values[name] for name in names if values.get(name)}


def _ends(bounds: Values) -> tuple[Decimal, Decimal]:
    """Both ends of a range whose numbers have been checked."""
    low = Decimal(bounds["low"])
    if "tolerance" in bounds:
        return low - Decimal(bounds["tolerance"]), low + Decimal(bounds["tolerance"])
    return low, Decimal(bounds["high"] if "high" in bounds else bounds["low"])


def inline_tables(
    values: Values,
    name: str,
    columns: Mapping[str, Check],
    complain: Complain,
    *,
    optional: Collection[str] = (),
) -> list[Values]:
    """A list of inline tables that all have these keys, but for optional ones, and no others."""
    entries = values[name]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        complain(f"{name} must be a list of {{ {', '.join(columns)} }} entries", name)
        return []
    singular = name.removesuffix("s")
    for index, entry in enumerate(entries):
        for unknown in entry.keys() - columns.keys():
            complain(f"{singular} {index + 1} has an unknown key {unknown!r}", name, index)
        for column, check in columns.items():
            if column not in entry and column not in optional:
                complain(f"{singular} {index + 1} has no {column}", name, index)
            elif column in entry and (complaint := check(entry[column])):
                complain(f"{singular} {index + 1}: {column} {complaint}", name, index)
    return [
        {column: entry.get(column, "") for column in columns if column in entry or column not in optional}
        for entry in entries
    ]


def expect_different(texts: list[str], name: str, what: str, complain: Complain) -> None:
    for twice in (entry for entry, count in Counter(texts).items() if count > 1):
        complain(f"{what} {twice!r} is there twice", name)


def _decimal(value: Any) -> str:
    try:
        is_number = isinstance(value, str) and Decimal(value).is_finite()
    except InvalidOperation:
        is_number = False
    return "" if is_number else 'must be a number in quotation marks, such as "0.4"'
