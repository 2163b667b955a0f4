"""Single choice: one of several options. Where more than one is marked as right, any of them counts."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block

from harmreduction_lms.quizzes.kinds.options import OptionsBlock, OptionsKind, PickOne


class SingleChoice(PickOne, OptionsKind):
    """The response is the id of the chosen option."""

    name = "single_choice"
    label = _("Single choice")
    icon = "radio-full"

    def block(self) -> Block:
        return OptionsBlock(label=self.label, icon=self.icon)
