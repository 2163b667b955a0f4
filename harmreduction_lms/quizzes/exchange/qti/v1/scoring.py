"""How a QTI 1.2 item is marked: its `resprocessing`, asked what each answer would earn.

Tools write the same key in many ways: one condition for the whole answer, one an option, points added or set.
Asking for the outcome, as a learner's answer would be marked, reads them all.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.qti.v1.parts import NotTaken, Slot, child
from harmreduction_lms.quizzes.exchange.safe_xml import local_name


MAX_PARTS = 4_000
"""Elements in the key of one item; a matching question of the largest size has 400."""

FULL_MARKS = Fraction(100)
NOTHING = Fraction(0)

# Short, and without an exponent: "1e999999999" would fill the memory.
_POINTS = re.compile(r"[+-]?\d{1,9}(\.\d{0,9})?")
_RIGHT = "correct"
_EQUAL = frozenset({"varequal", "varsubset", "varsubstring", "varinside"})

Chosen = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Condition:
    """One `respcondition`: when `test` holds, `earned` counts and the comments in `feedback` are shown."""

    test: Element
    earned: Fraction
    is_set: bool
    is_last: bool
    feedback: tuple[str, ...]

    def equals(self) -> list[tuple[str, str]]:
        """The answers it asks for, as (slot, value), in their order; not those it forbids."""
        return [*_equals(self.test)]


class Scoring:
    """The conditions of one item."""

    def __init__(self, item: Element) -> None:
        found = [part for part in item.iter() if local_name(part) == "respcondition"]
        if sum(1 for part in found for _element in part.iter()) > MAX_PARTS:
            raise NotTaken(_("It is marked in a way too complicated to be read."))
        self.conditions = [_condition(part) for part in found]

    @property
    def earning(self) -> list[Condition]:
        """The conditions that earn something."""
        return [condition for condition in self.conditions if condition.earned > 0]

    def score(self, chosen: Chosen) -> Fraction:
        """What an answer earns. `chosen` holds the values given at each slot."""
        total = NOTHING
        for condition in self.conditions:
            if holds(condition.test, chosen):
                total = condition.earned if condition.is_set else total + condition.earned
                if condition.is_last:
                    break
        return total

    def accepted(self, slot: Slot, *, is_only: bool = False) -> list[str]:
        """The values that earn something at a slot. A lone slot may be misnamed, as Canvas sometimes does."""
        pairs = [pair for condition in self.earning for pair in condition.equals()]
        return [value for ident, value in pairs if value and (ident == slot.ident or is_only)]


def holds(test: Element, chosen: Chosen) -> bool:
    """Whether a `conditionvar`, or a part of one, is true of an answer given by choosing."""
    name = local_name(test)
    if name in _EQUAL:
        return (test.text or "").strip() in chosen.get(test.get("respident", ""), ())
    parts = [part for part in test if local_name(part) != "qticomment"]
    if name == "or":
        return any(holds(part, chosen) for part in parts)
    if name == "not":
        return not any(holds(part, chosen) for part in parts)
    return name in {"and", "conditionvar"} and bool(parts) and all(holds(part, chosen) for part in parts)


def _equals(test: Element) -> Iterator[tuple[str, str]]:
    for part in test:
        name = local_name(part)
        if name in _EQUAL:
            yield part.get("respident", ""), (part.text or "").strip()
        elif name != "not":
            yield from _equals(part)


def _condition(element: Element) -> Condition:
    test = child(element, "conditionvar")
    changes = [part for part in element if local_name(part) == "setvar" and _number(part.text) is not None]
    earned = sum(map(_earned, changes), NOTHING)
    links = [part.get("linkrefid", "") for part in element if local_name(part) == "displayfeedback"]
    # Blackboard says so instead of giving points.
    if not changes and _RIGHT in {element.get("title", "").lower(), *map(str.lower, links)}:
        earned = FULL_MARKS
    return Condition(
        test=Element("conditionvar") if test is None else test,
        earned=earned,
        is_set=any(part.get("action", "Set").lower() == "set" for part in changes),
        is_last=element.get("continue", "Yes").lower() == "no",
        feedback=tuple(links),
    )


def _earned(setvar: Element) -> Fraction:
    """Points, negative when taken away; Brightspace counts wrong ticks in a variable of their own."""
    variable = (setvar.get("varname") or setvar.get("variablename") or "").lower()
    takes = setvar.get("action", "").lower() == "subtract" or "incorrect" in variable
    points = _number(setvar.text) or NOTHING
    return -points if takes else points


def _number(text: str | None) -> Fraction | None:
    text = (text or "").strip()
    if text.lower().endswith(".max"):
        return FULL_MARKS
    return Fraction(text) if _POINTS.fullmatch(text) else None
