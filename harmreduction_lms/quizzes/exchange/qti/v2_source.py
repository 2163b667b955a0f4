"""One item while it is being read: its parts, its feedback, and what could not be kept of it."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import TypeVar
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange import plain
from harmreduction_lms.quizzes.exchange.qti import names, xhtml
from harmreduction_lms.quizzes.exchange.qti.media import Media
from harmreduction_lms.quizzes.exchange.qti.shapes import MAX_POINTS
from harmreduction_lms.quizzes.exchange.qti.v2_feedback import (
    GENERAL,
    OTHER,
    RIGHT,
    WRONG,
    Feedback,
)
from harmreduction_lms.quizzes.exchange.qti.v2_rules import Declaration, Processing, number, values_of
from harmreduction_lms.quizzes.exchange.qti.v2_texts import NotTaken, Texts
from harmreduction_lms.quizzes.grading import normalise
from harmreduction_lms.quizzes.kinds.base import MAX_PARTS


T = TypeVar("T")


class Source(Texts):
    """An item in the words of 2.x, and notes on what gets lost."""

    def __init__(self, root: Element, media: Media) -> None:
        self.root = root
        super().__init__(media)
        body = root.find("itemBody")
        self.body = Element("itemBody") if body is None else body
        self.interactions = [*names.interactions(self.body)]
        self.processing = Processing(root)
        self.outcomes = [*names.children(root, "outcomeDeclaration")]
        self._said: set[str] = set()

    @cached_property
    def points(self) -> int:
        """The most that can be earned, as whole points."""
        declared = {outcome.get("identifier"): outcome for outcome in self.outcomes}
        for text in (
            declared["SCORE"].get("normalMaximum") if "SCORE" in declared else None,
            declared["MAXSCORE"].findtext("defaultValue/value") if "MAXSCORE" in declared else None,
        ):
            value = number(text)
            if value is not None and value > 0:
                return self._whole(value)
        return 1

    def _whole(self, value: Decimal) -> int:
        whole = min(max(int(value.to_integral_value(ROUND_HALF_UP)), 1), MAX_POINTS)
        if whole != value:
            self.note(_("%(points)s points became %(whole)d."), points=value, whole=whole)
        return whole

    @cached_property
    def declarations(self) -> Mapping[str, Declaration]:
        found = (Declaration.of(element) for element in names.children(self.root, "responseDeclaration"))
        return {declaration.identifier: declaration for declaration in found}

    @cached_property
    def feedback(self) -> Feedback:
        return Feedback.of(self.root, self.processing)

    def declaration(self, interaction: Element) -> Declaration:
        identifier = interaction.get("responseIdentifier", "")
        if identifier not in self.declarations:
            raise NotTaken(
                _("The question does not say what kind of answer it expects (no responseDeclaration).")
            )
        return self.declarations[identifier]

    def right_values(self, declaration: Declaration) -> tuple[str, ...]:
        """The values that earn the most, from wherever this item says so."""
        for values in (
            self._best_values(declaration) if self.processing.uses_points(declaration.identifier) else (),
            self._tested_values(declaration),
            declaration.correct,
            self._best_values(declaration),
        ):
            if values:
                return tuple(dict.fromkeys(values))
        raise NotTaken(
            _("No right answer is given. Mark one in the program it comes from, or write it anew here.")
        )

    def _best_values(self, declaration: Declaration) -> tuple[str, ...]:
        """Several values may be right together; where one is asked for, only the best is right."""
        positive = {value: points for value, points in declaration.points.items() if points > 0}
        if declaration.cardinality != "single":
            if len(set(positive.values())) > 1:
                self.note(_("Right answers earned different points in the file; here they weigh the same."))
            return tuple(positive)
        best = [value for value, points in positive.items() if points == declaration.best]
        if {normalise(value) for value in positive} - {normalise(value) for value in best}:
            self.note(_("An answer that earned part of the points in the file counts as wrong here."))
        return tuple(best)

    def _tested_values(self, declaration: Declaration) -> tuple[str, ...]:
        if self.processing.uses_correct(declaration.identifier):
            return ()
        tests = [
            values_of(test, declaration.identifier) for test in self.processing.tests(declaration.identifier)
        ]
        if None in tests:
            self.note(_("The file scores this question by rules of its own; here its right answer counts."))
            return ()
        return tuple(value for values in tests for value in values or ())

    def listed(self, elements: Iterable[T]) -> list[T]:
        """Options, lines or prompts; more than a question can have are refused."""
        found = [*elements]
        if len(found) > MAX_PARTS:
            raise NotTaken(
                _("It has %(found)d answers, more than the %(number)d that a question can have. Split it.")
                % {"found": len(found), "number": MAX_PARTS}
            )
        return found

    def said(self, occasion: str) -> str:
        """The feedback on one occasion as plain text, for an option."""
        self._said.add(occasion)
        return self.plain(self.feedback.html(occasion))

    def why(self, element: Element) -> str:
        return self.said(element.get("identifier", "?"))

    def prompt(self, interaction: Element) -> str:
        prompt = interaction.find("prompt")
        return "" if prompt is None else xhtml.boxed(self.html(prompt, {}))

    def stem(self, replaced: Mapping[Element, str] | None = None) -> str:
        """The body with the prompts in place of the interactions."""
        prompts = {interaction: self.prompt(interaction) for interaction in self.interactions}
        return xhtml.boxed(self.html(self.body, {**prompts, **(replaced or {})}))

    def rationale(self) -> str:
        """What is said after any answer, else after the right one, else after others; the rest is noted."""
        told = self.feedback.html(GENERAL), self._untold(RIGHT), self._untold(WRONG) + self._untold(OTHER)
        chosen = next(filter(None, told), "")
        if chosen and chosen == told[2]:
            self.note(_("Feedback that was shown after some answers only is shown after every answer here."))
        for message in self.feedback.messages:
            self.note_lost(message.element)
            if message.occasion not in {GENERAL, *self._said} and message.html not in chosen:
                text, _lost = plain.to_text(message.html)
                self.note(_("Feedback that not everybody was shown was left out: “%(text)s”"), text=text)
        return chosen

    def _untold(self, occasion: str) -> str:
        return "" if occasion in self._said else self.feedback.html(occasion)
