"""Multiple response: all the options that apply."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block

from harmreduction_lms.quizzes.grading import grade_multiple_response
from harmreduction_lms.quizzes.kinds.base import Response
from harmreduction_lms.quizzes.kinds.options import OptionsBlock, OptionsKind, option_ids


class MultipleResponse(OptionsKind):
    """The response is a list of the ids of the ticked options."""

    name = "multiple_response"
    label = _("Multiple response")
    icon = "tasks"
    hint = _("Choose all that apply.")

    def block(self) -> Block:
        return OptionsBlock(label=self.label, icon=self.icon)

    def parse(self, data: QueryDict, field: str, body: Mapping[str, Any]) -> Response:
        return self.clean(data.getlist(field), body)

    def clean(self, response: Response, body: Mapping[str, Any]) -> Response:
        """In the order of the paper, so that the same ticks are always the same response."""
        ticked = response if isinstance(response, list) else []
        return [id_ for id_ in option_ids(body) if id_ in ticked] or None

    def grade(self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]) -> Fraction:
        return grade_multiple_response(response or (), correct=key["correct"], offered=option_ids(body))
