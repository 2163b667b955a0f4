"""What a QTI 1.2 item says to the learner afterwards: its `itemfeedback`, by what makes it appear."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.plain import to_text
from harmreduction_lms.quizzes.exchange.qti.v1.parts import all_material
from harmreduction_lms.quizzes.exchange.qti.v1.scoring import Condition
from harmreduction_lms.quizzes.exchange.safe_xml import local_name


GENERAL, RIGHT, WRONG = "general_fb", "correct_fb", "general_incorrect_fb"
"""The names Canvas gives them. Other tools are read by the conditions."""


@dataclass
class Comments:
    """Comments as HTML. Kinds take from `by_answer` what they have a place for; the rest is noted."""

    general: str = ""
    right: str = ""
    wrong: str = ""
    hints: tuple[str, ...] = ()
    by_answer: dict[tuple[str, str], str] = field(default_factory=dict)
    """By slot and value."""

    def why(self, slot: str, value: str) -> str:
        """The comment on one answer, as plain text."""
        return to_text(self.by_answer.pop((slot, value), ""))[0]

    @property
    def rationale(self) -> str:
        """What everybody is told; the comment on a right answer when there is no other."""
        return self.general or self.right

    def notes(self) -> Iterable[str]:
        """The comments there is no place for, once the kind has taken its own."""
        if self.right and self.general:
            yield _quoting(_("The comment on a right answer was left out: “%(text)s”"), self.right)
        if self.wrong:
            yield _quoting(_("The comment on a wrong answer was left out: “%(text)s”"), self.wrong)
        for html in self.by_answer.values():
            yield _quoting(_("The comment on a single answer was left out: “%(text)s”"), html)


def comments(item: Element, conditions: Iterable[Condition]) -> Comments:
    """Everything an item says, sorted by occasion."""
    found = Comments(hints=tuple(_texts(item, "hint")))
    texts = {part.get("ident", ""): _own_text(part) for part in item if local_name(part) == "itemfeedback"}
    found.general = " ".join(filter(None, [texts.pop(GENERAL, ""), *_texts(item, "solution")]))
    found.right, found.wrong = texts.pop(RIGHT, ""), texts.pop(WRONG, "")
    shown = [(condition, name) for condition in conditions for name in condition.feedback]
    for condition, name in shown:
        _place(found, condition, texts.get(name, ""))
    # Brightspace shows a comment that no condition mentions to everybody.
    asked = {name for _condition, name in shown}
    unasked = [text for name, text in texts.items() if name not in asked]
    found.general = " ".join(filter(None, [found.general, *unasked]))
    return found


def _place(found: Comments, condition: Condition, text: str) -> None:
    answers = condition.equals()
    is_bare = len(condition.test) == 1 and len(answers) == 1 and local_name(condition.test[0]) == "varequal"
    if not text:
        return
    if is_bare:
        found.by_answer.setdefault(answers[0], text)
    elif condition.earned > 0:
        found.right = found.right or text
    elif not found.wrong:
        found.wrong = text


def _own_text(feedback: Element) -> str:
    """A comment without the solution and the hints inside it."""
    parts = [part for part in feedback if local_name(part) not in {"solution", "hint"}]
    wrapper = Element("itemfeedback")
    wrapper.extend(parts)
    return all_material(wrapper)


def _texts(item: Element, name: str) -> list[str]:
    parts = [part for part in item.iter() if local_name(part) == name]
    return [text for text in map(all_material, parts) if text]


def _quoting(note: str, html: str) -> str:
    return note % {"text": to_text(html)[0][:300]}
