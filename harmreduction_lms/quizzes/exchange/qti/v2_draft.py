"""The parts a question has in QTI, and short words for building them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from harmreduction_lms.quizzes.exchange.base import ExchangeItem
from harmreduction_lms.quizzes.exchange.qti.xhtml import fragment


RESPONSE = "RESPONSE"
SCORE = "SCORE"
FEEDBACK = "FEEDBACK"
SHOWN = "shown"

Options = list[dict[str, Any]]


@dataclass
class Draft:
    """What one kind of question puts into an item."""

    body: list[Element]
    declarations: list[Element]
    rules: list[Element] = field(default_factory=list)
    template: str = ""
    """One of the standard ways of scoring; instead of rules."""
    outcomes: list[Element] = field(default_factory=list)
    messages: list[Element] = field(default_factory=list)
    scored: str = "computed"
    """ "computed", "human", or empty for what has no score."""


def element(tag: str, *content: Element | str, **attributes: object) -> Element:
    """An element. Text may only stand before other elements."""
    made = Element(tag, {name: _written(value) for name, value in attributes.items() if value is not None})
    for part in content:
        if isinstance(part, str):
            made.text = (made.text or "") + part
        else:
            made.append(part)
    return made


def base_value(value: object, base_type: str = "identifier") -> Element:
    return element("baseValue", str(value), baseType=base_type)


def variable(identifier: str = RESPONSE) -> Element:
    return element("variable", identifier=identifier)


def either(tests: Iterable[Element]) -> Element:
    """The tests joined by "or"."""
    found = [*tests]
    return found[0] if len(found) == 1 else element("or", *found)


def set_outcome(identifier: str, value: Element) -> Element:
    return element("setOutcomeValue", value, identifier=identifier)


def when(test: Element, *rules: Element) -> Element:
    return element("responseCondition", element("responseIf", test, *rules))


def declare(
    correct: Iterable[str],
    *,
    identifier: str = RESPONSE,
    cardinality: str = "single",
    base_type: str = "identifier",
    points: dict[str, object] | None = None,
    **mapping: object,
) -> Element:
    """A response variable with its right answer and, where single values earn points, those."""
    made = element("responseDeclaration", identifier=identifier, cardinality=cardinality, baseType=base_type)
    values = [element("value", value) for value in correct]
    if values:
        made.append(element("correctResponse", *values))
    if points:
        is_text = base_type == "string"
        entries = [
            element("mapEntry", mapKey=key, mappedValue=value, caseSensitive=False if is_text else None)
            for key, value in points.items()
        ]
        made.append(element("mapping", *entries, defaultValue=0, **mapping))
    return made


def scored_by_points(item: ExchangeItem, total: int) -> dict[str, Any]:
    """The sum of the points of single values, `total` of which make the whole question."""
    mapped = element("mapResponse", identifier=RESPONSE)
    if item.points == total:
        return {"template": "map_response", "rules": [set_outcome(SCORE, mapped)]}
    whole = element("product", mapped, base_value(item.points, "float"))
    return {"rules": [set_outcome(SCORE, element("divide", whole, base_value(total, "float")))]}


def scored_if(item: ExchangeItem, test: Element | None = None) -> dict[str, Any]:
    """All points or none; without a test for the declared right answer."""
    correct = element("match", variable(), element("correct", identifier=RESPONSE))
    rule = when(correct if test is None else test, set_outcome(SCORE, base_value(item.points, "float")))
    return {"rules": [rule], "template": "match_correct" if test is None and item.points == 1 else ""}


def shown_outcome(identifier: str) -> Element:
    """An outcome that is there from the beginning, so that its feedback is shown whatever was answered."""
    default = element("defaultValue", element("value", SHOWN))
    return element(
        "outcomeDeclaration", default, identifier=identifier, cardinality="single", baseType="identifier"
    )


def shown_message(identifier: str, html: str) -> Element:
    return element(
        "modalFeedback",
        *fragment(html),
        outcomeIdentifier=identifier,
        identifier=SHOWN,
        showHide="show",
    )


def right_ids(options: Options) -> list[str]:
    """The identifiers of the right options."""
    return [choice_id(place) for place, option in enumerate(options) if option["correct"]]


def choice_id(place: int, letter: str = "C") -> str:
    return f"{letter}{place + 1}"


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
