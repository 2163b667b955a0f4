"""Short answer: a word or two that must be one of the listed forms. Likeness never counts."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block, ListBlock

from harmreduction_lms.quizzes.grading import grade_short_answer
from harmreduction_lms.quizzes.kinds.base import (
    MAX_TEXT,
    AnswerBlock,
    Draw,
    FrozenAnswer,
    Response,
    TextKind,
    repeated,
)
from harmreduction_lms.quizzes.kinds.line_block import LineBlock


class ShortAnswerBlock(AnswerBlock):
    """Every form that counts as right."""

    accepted = ListBlock(
        LineBlock(label=_("Accepted answer"), max_length=MAX_TEXT),
        label=_("Accepted answers"),
        min_num=1,
        help_text=_(
            "List each form that counts, spelling variants included. "
            "Capital letters and spaces make no difference; everything else does."
        ),
    )

    def problems(self, value: Any) -> Iterable[str]:
        for text in repeated(value["accepted"]):
            yield gettext("“%(text)s” is listed twice. Remove one.") % {"text": text}


class ShortAnswer(TextKind):
    """The response is what was typed."""

    name = "short_answer"
    label = _("Short answer")
    icon = "pilcrow"
    hint = _("A word or two.")

    def block(self) -> Block:
        return ShortAnswerBlock(label=self.label, icon=self.icon)

    def freeze(self, value: Any, draw: Draw) -> FrozenAnswer:
        return FrozenAnswer({}, {"accepted": [form for form in value["accepted"] if form]})

    def grade(self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]) -> Fraction:
        return grade_short_answer(response, accepted=key["accepted"])

    def review_context(
        self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]
    ) -> dict[str, Any]:
        return {
            "text": response or "",
            "accepted": key["accepted"],
            "is_correct": self.grade(response, body, key) == 1,
        }

    def right_answer_text(self, body: Mapping[str, Any], key: Mapping[str, Any]) -> str:
        return "; ".join(key["accepted"])
