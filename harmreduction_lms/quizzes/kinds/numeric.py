"""Numeric: a number within one of the accepted ranges, compared exactly."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block, CharBlock, DecimalBlock, ListBlock, StructBlock

from harmreduction_lms.quizzes.grading import grade_numeric
from harmreduction_lms.quizzes.kinds.base import (
    MAX_PARTS,
    AnswerBlock,
    Draw,
    FrozenAnswer,
    Response,
    TextKind,
    lines,
    with_answer,
)
from harmreduction_lms.quizzes.kinds.line_block import LineBlock


# So few that sums of two are exact, and 1e999999999 in a file does not fill the memory.
MAX_DIGITS = 20


class RangeBlock(StructBlock):
    """Numbers that count as right, both ends included."""

    low = DecimalBlock(label=_("From"), max_digits=MAX_DIGITS)
    high = DecimalBlock(
        label=_("To"),
        required=False,
        max_digits=MAX_DIGITS,
        help_text=_("Empty: only the number above is right."),
    )
    tolerance = DecimalBlock(
        label=_("Give or take"),
        required=False,
        min_value=0,
        max_digits=MAX_DIGITS,
        help_text=_("Instead of “To”: how far an answer may be from the number and still be right."),
    )

    class Meta:
        icon = "order"
        label = _("Accepted range")


class NumericBlock(AnswerBlock):
    """Accepted ranges and the unit they are in."""

    ranges = ListBlock(RangeBlock(), label=_("Accepted ranges"), min_num=1, max_num=MAX_PARTS)
    unit = CharBlock(
        label=_("Unit"), required=False, max_length=40, help_text=_("Shown beside the field, e.g. minutes.")
    )
    unit_forms = ListBlock(
        LineBlock(label=_("Unit"), max_length=40),
        label=_("Other ways to write the unit"),
        default=list,
        required=False,
        help_text=_("Accepted behind the number, e.g. min. A number with any other unit is not right."),
    )

    def problems(self, value: Any) -> Iterable[str]:
        for part in value["ranges"]:
            if part["high"] is not None and part["high"] < part["low"]:
                yield gettext("A range must go from the smaller to the larger number.")
            if part["high"] is not None and part["tolerance"] is not None:
                yield gettext("Fill in either “To” or “Give or take”, not both.")


class Numeric(TextKind):
    """The response is what was typed; it is read when graded, so that the learner sees their own words."""

    name = "numeric"
    label = _("Number")
    icon = "decimal"
    hint = _("A number such as 2.5, or a range such as 2-3.")

    def block(self) -> Block:
        return NumericBlock(label=self.label, icon=self.icon)

    def freeze(self, value: Any, draw: Draw) -> FrozenAnswer:
        ranges = [_ends(part) for part in value["ranges"] if part["low"] is not None]
        unit = value["unit"] or ""
        units = [form for form in (unit, *value["unit_forms"]) if form]
        return FrozenAnswer({"unit": unit}, {"ranges": ranges, "units": units})

    def grade(self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]) -> Fraction:
        ranges = [(Decimal(low), Decimal(high)) for low, high in key["ranges"]]
        return grade_numeric(response, ranges=ranges, units=key["units"])

    def answer_context(self, response: Response, body: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().answer_context(response, body), "unit": body["unit"]}

    def review_context(
        self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]
    ) -> dict[str, Any]:
        ranges = [{"low": low, "high": "" if low == high else high} for low, high in key["ranges"]]
        return {
            "text": response or "",
            "unit": body["unit"],
            "ranges": ranges,
            "is_correct": self.grade(response, body, key) == 1,
        }

    def right_answer_text(self, body: Mapping[str, Any], key: Mapping[str, Any]) -> str:
        numbers = "; ".join(
            low if low == high else gettext("%(low)s to %(high)s") % {"low": low, "high": high}
            for low, high in key["ranges"]
        )
        return f"{numbers} {body['unit']}".strip()

    def describe(self, body: Mapping[str, Any], response: Response = None) -> str:
        unit = gettext("Unit: %(unit)s") % {"unit": body["unit"]} if body["unit"] else ""
        return lines(self.hint, unit, with_answer(self.answer_text(response, body)))


def _ends(part: Any) -> list[str]:
    """Both ends of an accepted range, as exact text."""
    low, high, tolerance = part["low"], part["high"], part["tolerance"]
    if high is None and tolerance is not None:
        low, high = low - tolerance, low + tolerance
    return [str(end) for end in (low, low if high is None else high)]
