"""How questions with something to write are said in QTI. One function a kind."""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from harmreduction_lms.quizzes.exchange.base import ExchangeItem
from harmreduction_lms.quizzes.exchange.qti.v2_draft import (
    RESPONSE,
    SCORE,
    Draft,
    Options,
    base_value,
    choice_id,
    declare,
    either,
    element,
    right_ids,
    scored_by_points,
    scored_if,
    set_outcome,
    shown_message,
    shown_outcome,
    variable,
    when,
)
from harmreduction_lms.quizzes.exchange.qti.v2_feedback import GUIDANCE
from harmreduction_lms.quizzes.exchange.qti.v2_read_text import CLOZE, UNIT
from harmreduction_lms.quizzes.exchange.qti.xhtml import fragment


_MARKER = re.compile(r"\[\[(\d+)\]\]")
Field = tuple[list[Element], Element, Element]
"""The elements of a gap, its response variable, and the test for the right answer."""


def numeric(item: ExchangeItem) -> Draft:
    field = element("p", *_number_field(item.answer, RESPONSE))
    declaration = declare([item.answer["ranges"][0]["low"]], base_type="float")
    return Draft([field], [declaration], **scored_if(item, _number_test(item.answer, RESPONSE)))


def short_answer(item: ExchangeItem) -> Draft:
    accepted = item.answer["accepted"]
    field = element("textEntryInteraction", responseIdentifier=RESPONSE)
    points: dict[str, object] = dict.fromkeys(accepted, item.points)
    return Draft(
        [element("p", field)],
        [declare(accepted[:1], base_type="string", points=points)],
        **scored_by_points(item, item.points),
    )


def cloze(item: ExchangeItem) -> Draft:
    """Each gap is a response of its own and earns its share of the points."""
    gaps = item.answer["gaps"]
    names = [f"{RESPONSE}{number}" for number in range(1, len(gaps) + 1)]
    made = [_gap(gap, name) for gap, name in zip(gaps, names, strict=True)]
    share = element("divide", base_value(item.points, "float"), base_value(len(gaps), "float"))
    rules = [
        when(test, set_outcome(SCORE, element("sum", variable(SCORE), share)))
        for _field, _declaration, test in made
    ]
    box = element("div", *fragment(item.answer["text"]), **{"class": CLOZE})
    _put_fields(box, [field for field, _declaration, _test in made])
    return Draft([box], [declaration for _field, declaration, _test in made], rules=rules)


def reflection(item: ExchangeItem) -> Draft:
    words = item.answer.get("max_words")
    interaction = element(
        "extendedTextInteraction", responseIdentifier=RESPONSE, expectedLength=words * 6 if words else None
    )
    draft = Draft([interaction], [declare([], base_type="string")], scored="")
    if item.answer["grading"] == "by_hand":
        draft.scored = "human"
        draft.body += _rubric(item.answer["rubric"])
    if item.answer["guidance"]:
        draft.outcomes.append(shown_outcome(GUIDANCE))
        draft.messages.append(shown_message(GUIDANCE, item.answer["guidance"]))
    return draft


def _gap(gap: dict[str, Any], name: str) -> Field:
    """Its field, its response variable, and the test for the right answer."""
    value = gap["value"]
    if gap["type"] == "choice":
        return _choice_gap(value["options"], name)
    if gap["type"] == "number":
        declaration = declare([value["ranges"][0]["low"]], identifier=name, base_type="float")
        return _number_field(value, name), declaration, _number_test(value, name)
    tests = (
        element("stringMatch", variable(name), base_value(form, "string"), caseSensitive=False)
        for form in value["accepted"]
    )
    declaration = declare(value["accepted"][:1], identifier=name, base_type="string")
    return [element("textEntryInteraction", responseIdentifier=name)], declaration, either(tests)


def _choice_gap(options: Options, name: str) -> Field:
    right = right_ids(options)
    choices = (
        element("inlineChoice", option["text"], identifier=choice_id(place))
        for place, option in enumerate(options)
    )
    field = element("inlineChoiceInteraction", *choices, responseIdentifier=name, shuffle=True)
    tests = (element("match", variable(name), base_value(identifier)) for identifier in right)
    return [field], declare(right[:1], identifier=name), either(tests)


def _number_field(value: dict[str, Any], name: str) -> list[Element]:
    field = element("textEntryInteraction", responseIdentifier=name, expectedLength=10)
    if not value["unit"]:
        return [field]
    field.tail = " "
    return [field, element("span", value["unit"], **{"class": UNIT})]


def _number_test(value: dict[str, Any], name: str) -> Element:
    return either(_range_test(part, name) for part in value["ranges"])


def _range_test(part: dict[str, Any], name: str) -> Element:
    low, high, tolerance = part["low"], part.get("high"), part.get("tolerance")
    if high is not None:
        return element(
            "and",
            element("gte", variable(name), base_value(low, "float")),
            element("lte", variable(name), base_value(high, "float")),
        )
    mode = {"toleranceMode": "absolute", "tolerance": f"{tolerance} {tolerance}"} if tolerance else {}
    return element("equal", variable(name), base_value(low, "float"), **(mode or {"toleranceMode": "exact"}))


def _rubric(rows: list[dict[str, Any]]) -> Iterator[Element]:
    lines = [
        element("li", f"{row['criterion']} ({row['points']}): {row['description']}".rstrip(": "))
        for row in rows
    ]
    if lines:
        yield element("rubricBlock", element("ul", *lines), view="scorer")


def _put_fields(parent: Element, fields: list[list[Element]]) -> None:
    """The fields in the places of their markers."""
    for child in [*parent]:
        _put_fields(child, fields)
        _split(parent, child, child.tail or "", fields)
    _split(parent, None, parent.text or "", fields)


def _split(parent: Element, before: Element | None, text: str, fields: list[list[Element]]) -> None:
    """Text behind `before` (or at the beginning) with fields for markers; a marker of nothing stays text."""
    place = 0 if before is None else [*parent].index(before) + 1
    last, rest = before, ""
    for number, part in enumerate(_MARKER.split(text)):
        found = _taken(fields, part) if number % 2 else []
        rest += f"[[{part}]]" if number % 2 and not found else "" if found else part
        _set_after(parent, last, rest)
        for field in found:
            parent.insert(place, field)
            last, rest, place = field, field.tail or "", place + 1


def _taken(fields: list[list[Element]], number: str) -> list[Element]:
    """The field of that number, once."""
    place = int(number) - 1 if len(number) < 4 else -1
    if not 0 <= place < len(fields):
        return []
    found, fields[place] = fields[place], []
    return found


def _set_after(parent: Element, before: Element | None, text: str) -> None:
    if before is None:
        parent.text = text
    else:
        before.tail = text
