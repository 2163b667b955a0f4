"""Which feedback an item shows for what: in general, for the right or a wrong answer, for one option."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from harmreduction_lms.quizzes.exchange.qti import xhtml
from harmreduction_lms.quizzes.exchange.qti.v2_rules import Condition, Processing, values_of


FEEDBACK = frozenset({"modalFeedback", "feedbackBlock", "feedbackInline"})
CHOICES = frozenset(
    {"simpleChoice", "inlineChoice", "hottext", "simpleAssociableChoice", "gapText", "hotspotChoice"}
)

# Not identifiers, so that no option can be called so.
GENERAL, RIGHT, WRONG, OTHER = "", "(right)", "(wrong)", "(other)"
# What authoring tools call a feedback they show without saying when.
_NAMES = {
    **dict.fromkeys(("correct", "right", "correct_fb"), RIGHT),
    **dict.fromkeys(("incorrect", "wrong", "general_incorrect", "incorrect_fb"), WRONG),
    **dict.fromkeys(("general", "general_fb", "solution"), GENERAL),
}
GUIDANCE = "GUIDANCE"
"""Outcome variable of the feedback that we write for the guidance of a reflection."""


@dataclass(frozen=True)
class Message:
    """A feedback and its occasion: one of the words above, or the identifier of an option."""

    occasion: str
    html: str
    element: Element
    outcome: str = ""


@dataclass(frozen=True)
class Feedback:
    """All feedback of an item."""

    messages: tuple[Message, ...]

    @classmethod
    def of(cls, root: Element, processing: Processing) -> "Feedback":
        choices = {
            element: element.get("identifier", "") for element in root.iter() if element.tag in CHOICES
        }
        inside = {
            part: choices[choice] for choice in choices for part in choice.iter() if part.tag in FEEDBACK
        }
        found = (element for element in root.iter() if element.tag in FEEDBACK)
        occasions = _Occasions(root, processing, set(choices.values()))
        return cls(
            tuple(
                Message(
                    inside.get(element) or occasions.of(element),
                    xhtml.boxed(xhtml.render(element, {})),
                    element,
                    element.get("outcomeIdentifier", ""),
                )
                for element in found
            )
        )

    def html(self, *occasions: str) -> str:
        """What is said on these occasions."""
        return "".join(
            message.html
            for message in self.messages
            if message.occasion in occasions and message.outcome != GUIDANCE
        )

    @property
    def guidance(self) -> str:
        return "".join(message.html for message in self.messages if message.outcome == GUIDANCE)


class _Occasions:
    """When feedback is shown, asked once of each rule so that many rules stay quick."""

    def __init__(self, root: Element, processing: Processing, choices: set[str]) -> None:
        self.choices = choices
        self.defaults = {
            element.get("identifier", ""): [*_words(element, "value")]
            for element in root.findall("outcomeDeclaration")
        }
        self.follows_response: set[str] = set()
        self.found: dict[tuple[str, str], set[str]] = {}
        for condition in processing.conditions:
            self._add(condition)

    def _add(self, condition: Condition) -> None:
        if condition.value.tag == "variable":
            self.follows_response.add(condition.outcome)
        names = _words(condition.value, "baseValue")
        occasion = self._when(condition) if names else OTHER
        for name in names:
            self.found.setdefault((condition.outcome, name), set()).add(occasion)

    def _when(self, condition: Condition) -> str:
        if condition.is_else:
            return WRONG
        return GENERAL if condition.test is None else _tested(condition.test, self.choices)

    def of(self, element: Element) -> str:
        name, outcome = element.get("identifier", ""), element.get("outcomeIdentifier", "")
        found = set(self.found.get((outcome, name), ()))
        if outcome in self.follows_response and name in self.choices:
            found.add(name)
        if len(found) == 1:
            return found.pop()
        if not found and name in self.defaults.get(outcome, ()):
            return GENERAL
        return _NAMES.get(name.lower(), name if name in self.choices else OTHER)


def _tested(test: Element, choices: set[str]) -> str:
    """The occasion that a test is about. Feedback on an option is told whether it was chosen or missed."""
    if test.tag in {"not", "and"} and len(test) == 1:
        occasion = _tested(test[0], choices)
        return WRONG if test.tag == "not" and occasion == RIGHT else occasion
    if test.find(".//correct") is not None or test.tag in {"gt", "gte"}:
        return RIGHT
    named = [_NAMES[word] for word in _words(test, "baseValue") if word in _NAMES]
    variable = test.find(".//variable")
    values = values_of(test, "" if variable is None else variable.get("identifier", ""))
    if values and len(values) == 1 and values[0] in choices:
        return values[0]
    return named[0] if len(named) == 1 and test.tag == "match" else OTHER


def _words(element: Element, tag: str) -> list[str]:
    return ["".join(value.itertext()).strip() for value in element.iter(tag)]
