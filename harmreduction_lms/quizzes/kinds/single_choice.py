"""Single choice: one of several options."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block

from harmreduction_lms.quizzes.grading import grade_single_choice
from harmreduction_lms.quizzes.kinds.base import Response
from harmreduction_lms.quizzes.kinds.options import OptionsBlock, OptionsKind, option_ids


class SingleChoiceBlock(OptionsBlock):
    """Options of which exactly one is right."""

    def problems(self, value: Any) -> Iterable[str]:
        yield from super().problems(value)
        if sum(option["correct"] for option in value["options"]) > 1:
            yield gettext("Mark only one option as right, or use multiple response.")


class SingleChoice(OptionsKind):
    """The response is the id of the chosen option."""

    name = "single_choice"
    label = _("Single choice")
    icon = "radio-full"

    def block(self) -> Block:
        return SingleChoiceBlock(label=self.label, icon=self.icon)

    def parse(self, data: QueryDict, field: str, body: Mapping[str, Any]) -> Response:
        return self.clean(data.get(field), body)

    def clean(self, response: Response, body: Mapping[str, Any]) -> Response:
        return response if isinstance(response, str) and response in option_ids(body) else None

    def grade(self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]) -> Fraction:
        return grade_single_choice(response, correct=key["correct"])
