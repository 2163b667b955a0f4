"""What single choice and multiple response share: a list of options with a reason for each."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, CharBlock, ListBlock, StructBlock, TextBlock

from harmreduction_lms.quizzes.kinds.base import (
    MAX_PARTS,
    AnswerBlock,
    Draw,
    FrozenAnswer,
    QuestionKind,
    repeated,
)


class OptionBlock(StructBlock):
    """One option to choose."""

    text = CharBlock(label=_("Option"), max_length=400)
    correct = BooleanBlock(label=_("Right answer"), required=False)
    why = TextBlock(
        label=_("Why"), required=False, rows=2, help_text=_("Shown after the quiz, whatever was chosen.")
    )

    class Meta:
        icon = "list-ul"
        label = _("Option")


class OptionsBlock(AnswerBlock):
    """The options of a question. Their list item ids become the option ids in papers and answers."""

    options = ListBlock(OptionBlock(), label=_("Options"), min_num=2, max_num=MAX_PARTS)

    def problems(self, value: Any) -> Iterable[str]:
        if not any(option["correct"] for option in value["options"]):
            yield gettext("Mark at least one option as the right answer.")
        for text in repeated(option["text"] for option in value["options"]):
            yield gettext("Two options read the same: “%(text)s”. Change or remove one.") % {"text": text}


class OptionsKind(QuestionKind):
    """A kind whose answer is one or more of the listed options."""

    def freeze(self, value: Any, draw: Draw) -> FrozenAnswer:
        options = [(child.id, child.value) for child in value["options"].bound_blocks]
        body = [{"id": id_, "text": option["text"] or ""} for id_, option in draw.shuffled(options)]
        correct = [id_ for id_, option in options if option["correct"]]
        why = {id_: option["why"] for id_, option in options if option["why"]}
        return FrozenAnswer({"options": body}, {"correct": correct, "why": why})

    def answered(self, response: Any, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The options with what was chosen."""
        chosen = [response] if isinstance(response, str) else response or []
        return [{**option, "is_chosen": option["id"] in chosen} for option in body["options"]]

    def answer_context(self, response: Any, body: Mapping[str, Any]) -> dict[str, Any]:
        return {"options": self.answered(response, body)}

    def review_context(
        self, response: Any, body: Mapping[str, Any], key: Mapping[str, Any]
    ) -> dict[str, Any]:
        options = [
            {**option, "is_correct": option["id"] in key["correct"], "why": key["why"].get(option["id"], "")}
            for option in self.answered(response, body)
        ]
        return {"options": options}


def option_ids(body: Mapping[str, Any]) -> Collection[str]:
    return [option["id"] for option in body["options"]]
