"""Multiple response: all the options that apply."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block, ChoiceBlock

from harmreduction_lms.quizzes.kinds.base import Draw, FrozenAnswer
from harmreduction_lms.quizzes.kinds.options import (
    ALL_OR_NOTHING,
    PARTIAL,
    OptionsBlock,
    OptionsKind,
    PickSeveral,
)


class MultipleResponseBlock(OptionsBlock):
    """Options, and what an answer earns that is right in part."""

    scoring = ChoiceBlock(
        label=_("Points"),
        default=PARTIAL,
        choices=[
            (PARTIAL, _("Part of the points: right ticks minus wrong ones, never below nothing")),
            (ALL_OR_NOTHING, _("All or nothing: exactly the right ticks")),
        ],
    )


class MultipleResponse(PickSeveral, OptionsKind):
    """The response is a list of the ids of the ticked options."""

    name = "multiple_response"
    label = _("Multiple response")
    icon = "tasks"
    hint = _("Choose all that apply.")

    def block(self) -> Block:
        return MultipleResponseBlock(label=self.label, icon=self.icon)

    def freeze(self, value: Any, draw: Draw) -> FrozenAnswer:
        frozen = super().freeze(value, draw)
        return FrozenAnswer(frozen.body, {**frozen.key, "scoring": value["scoring"] or PARTIAL})
