"""What an item says about right answers: response declarations and response processing.

QTI lets an item compute its score with a small programming language. Nothing is computed here: the shapes
that authoring tools write are recognised, everything else is left to the declared right answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from xml.etree.ElementTree import Element

from harmreduction_lms.quizzes.exchange.qti.names import children


@dataclass(frozen=True)
class Declaration:
    """A response variable: its type, the declared right answer, and the points of single values."""

    identifier: str
    cardinality: str
    base_type: str
    correct: tuple[str, ...]
    points: dict[str, Decimal]
    default: Decimal

    @classmethod
    def of(cls, element: Element) -> "Declaration":
        mapping = element.find("mapping")
        return cls(
            identifier=element.get("identifier", ""),
            cardinality=element.get("cardinality", "single"),
            base_type=element.get("baseType", "identifier"),
            correct=tuple(_value(value) for value in element.findall("correctResponse/value")),
            points={
                " ".join(entry.get("mapKey", "").split()): number(entry.get("mappedValue")) or Decimal(0)
                for entry in children(mapping, "mapEntry")
            },
            default=Decimal(0) if mapping is None else number(mapping.get("defaultValue")) or Decimal(0),
        )

    @property
    def best(self) -> Decimal:
        return max(self.points.values(), default=Decimal(0))


@dataclass(frozen=True)
class Condition:
    """`if test: outcome = value` as response processing says it. No test means otherwise, or always."""

    test: Element | None
    outcome: str
    value: Element
    is_else: bool = False


class Processing:
    """The response processing of one item."""

    def __init__(self, root: Element) -> None:
        self.element = root.find("responseProcessing")
        address = "" if self.element is None else self.element.get("template") or ""
        self.template = address.rpartition("/")[2].removesuffix(".xml")
        self.feedback_outcomes = {
            element.get("outcomeIdentifier", "")
            for element in root.iter()
            if element.get("outcomeIdentifier")
        }

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        return () if self.element is None else tuple(_conditions(self.element, None, is_else=False))

    def uses_points(self, response: str) -> bool:
        """Whether the score comes from the points of single values (`mapping`)."""
        return self.template == "map_response" or self._mentions("mapResponse", response)

    def uses_correct(self, response: str) -> bool:
        """Whether the score comes from the declared right answer."""
        return self.template == "match_correct" or self._mentions("correct", response)

    def tests(self, response: str) -> list[Element]:
        """The tests on a response that earn the most points; what earns the points of values is none."""
        scored = [(weight, test) for test, weight in self._scored.items() if tests_response(test, response)]
        most = max((weight for weight, _test in scored), default=Decimal(0))
        return [test for weight, test in scored if weight == most]

    @cached_property
    def _scored(self) -> dict[Element, Decimal]:
        """Every test that earns points, and how many."""
        scored: dict[Element, Decimal] = {}
        for condition in self.conditions:
            if condition.test is None or condition.outcome in self.feedback_outcomes:
                continue
            is_mapped = any(part.tag == "mapResponse" for part in condition.value.iter())
            weight = Decimal(0) if is_mapped else _weight(condition.value)
            if weight > scored.get(condition.test, 0):
                scored[condition.test] = weight
        return scored

    def _mentions(self, name: str, response: str) -> bool:
        found = () if self.element is None else self.element.iter(name)
        return any(element.get("identifier") == response for element in found)


def tests_response(test: Element, response: str) -> bool:
    return any(variable.get("identifier") == response for variable in test.iter("variable"))


def values_of(test: Element, response: str) -> tuple[str, ...] | None:
    """The values a test accepts when they are simply listed; None when it is anything else."""
    if test.tag == "or":
        parts = [values_of(part, response) for part in test if tests_response(part, response)]
        return None if None in parts else tuple(value for part in parts for value in part or ())
    if test.tag in {"match", "member", "stringMatch", "equal", "contains"}:
        others = [part for part in test if part.tag != "variable"]
        return _listed(others[0]) if len(others) == 1 else None
    if test.tag == "and":
        parts = [values_of(part, response) for part in test if tests_response(part, response)]
        return tuple(value for part in parts for value in part or ()) if parts and None not in parts else None
    return None


def number(text: str | None) -> Decimal | None:
    """A finite number as XML Schema writes it."""
    try:
        value = Decimal((text or "").strip().replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < 20 else None


def _value(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _listed(expression: Element) -> tuple[str, ...] | None:
    if expression.tag == "baseValue":
        return (_value(expression),)
    if expression.tag in {"multiple", "ordered"} and all(part.tag == "baseValue" for part in expression):
        return tuple(_value(part) for part in expression)
    return None


def _conditions(element: Element, test: Element | None, *, is_else: bool) -> Iterator[Condition]:
    for rule in element:
        if rule.tag == "setOutcomeValue" and len(rule):
            yield Condition(test, rule.get("identifier", ""), rule[0], is_else)
        elif rule.tag in {"responseIf", "responseElseIf"} and len(rule):
            yield from _conditions(rule, rule[0], is_else=False)
        elif rule.tag == "responseElse":
            yield from _conditions(rule, None, is_else=True)
        elif rule.tag in {"responseCondition", "responseProcessingFragment"}:
            yield from _conditions(rule, test, is_else=is_else)


def _weight(value: Element) -> Decimal:
    """What a score is set to; anything computed counts as one point."""
    return number(value.text) or Decimal(0) if value.tag == "baseValue" else Decimal(1)
