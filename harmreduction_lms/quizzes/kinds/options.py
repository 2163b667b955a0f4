"""What the kinds with options to choose from share: a list of options with a reason for each."""

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, CharBlock, ListBlock, StructBlock, TextBlock

from harmreduction_lms.quizzes.grading import grade_multiple_response, grade_single_choice
from harmreduction_lms.quizzes.kinds.base import (
    MAX_PART_TEXT,
    MAX_PARTS,
    AnswerBlock,
    Draw,
    FrozenAnswer,
    QuestionKind,
    Response,
    lines,
    repeated,
)


PARTIAL = "partial"
ALL_OR_NOTHING = "all_or_nothing"


class OptionBlock(StructBlock):
    """One option to choose."""

    text = CharBlock(label=_("Option"), max_length=MAX_PART_TEXT)
    correct = BooleanBlock(label=_("Right answer"), required=False)
    why = TextBlock(
        label=_("Why"), required=False, rows=2, help_text=_("Shown after the quiz, whatever was chosen.")
    )

    class Meta:
        icon = "list-ul"
        label = _("Option")


BLANK_OPTION = {"text": "", "correct": False, "why": ""}
"""An option still to be written; the editor opens with two of them."""


class OptionsBlock(AnswerBlock):
    """The options of a question. Their list item ids become the option ids in papers and answers."""

    options = ListBlock(
        OptionBlock(), label=_("Options"), default=[BLANK_OPTION] * 2, min_num=2, max_num=MAX_PARTS
    )

    def problems(self, value: Any) -> Iterable[str]:
        if not any(option["correct"] for option in value["options"]):
            yield gettext("Mark at least one option as the right answer.")
        for text in repeated(option["text"] for option in value["options"]):
            yield gettext("Two options read the same: “%(text)s”. Change or remove one.") % {"text": text}


class OptionsKind(QuestionKind):
    """A kind whose answer is one or more of the listed options."""

    def freeze(self, value: Any, draw: Draw) -> FrozenAnswer:
        options = [(child.id, child.value) for child in value["options"].bound_blocks]
        body = [{"id": id_, **self.shown(option)} for id_, option in draw.shuffled(options)]
        correct = [id_ for id_, option in options if option["correct"]]
        why = {id_: option["why"] for id_, option in options if option["why"]}
        return FrozenAnswer({"options": body}, {"correct": correct, "why": why})

    def shown(self, option: Any) -> dict[str, Any]:
        """What the body holds of an option besides its id."""
        return {"text": option["text"] or ""}

    def answered(self, response: Response, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The options with what was chosen."""
        chosen = chosen_ids(response)
        return [{**option, "is_chosen": option["id"] in chosen} for option in body["options"]]

    def answer_context(self, response: Response, body: Mapping[str, Any]) -> dict[str, Any]:
        return {"options": self.answered(response, body)}

    def review_context(
        self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]
    ) -> dict[str, Any]:
        context = self.answer_context(response, body)
        options = [
            {**option, "is_correct": option["id"] in key["correct"], "why": key["why"].get(option["id"], "")}
            for option in context["options"]
        ]
        return {**context, "options": options}

    def describe(self, body: Mapping[str, Any], response: Response = None) -> str:
        return describe_options(self.answer_context(response, body)["options"])

    def answer_text(self, response: Response, body: Mapping[str, Any]) -> str:
        return texts_of(chosen_ids(response), body)

    def right_answer_text(self, body: Mapping[str, Any], key: Mapping[str, Any]) -> str:
        return texts_of(key["correct"], body)


class PickOne:
    """Taking and grading one option of `body["options"]`: the response is its id."""

    def parse(self, data: QueryDict, field: str, body: Mapping[str, Any]) -> Response:
        return self.clean(data.get(field), body)

    def clean(self, response: Response, body: Mapping[str, Any]) -> Response:
        return response if isinstance(response, str) and response in option_ids(body) else None

    def grade(self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]) -> Fraction:
        return grade_single_choice(response, correct=key["correct"])

    def guess_share(self, body: Mapping[str, Any], key: Mapping[str, Any]) -> Fraction | None:
        """The mean of what the options earn."""
        return Fraction(len(key["correct"]), len(body["options"])) if body["options"] else None


class PickSeveral:
    """Taking and grading any number of options: the response is a list of their ids."""

    def parse(self, data: QueryDict, field: str, body: Mapping[str, Any]) -> Response:
        return self.clean(data.getlist(field), body)

    def clean(self, response: Response, body: Mapping[str, Any]) -> Response:
        """In the order of the paper, so that the same ticks are always the same response."""
        ticked = response if isinstance(response, list) else []
        return [id_ for id_ in option_ids(body) if id_ in ticked] or None

    def grade(self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]) -> Fraction:
        return grade_multiple_response(
            response or (),
            correct=key["correct"],
            offered=option_ids(body),
            is_partial=key.get("scoring", PARTIAL) == PARTIAL,
        )


def option_ids(body: Mapping[str, Any]) -> Collection[str]:
    return [option["id"] for option in body["options"]]


def chosen_ids(response: Response) -> Collection[str]:
    """The ids in a cleaned response of either sort."""
    return [response] if isinstance(response, str) else response or []


def texts_of(ids: Collection[str], body: Mapping[str, Any]) -> str:
    """The texts of these options, in the order of the paper."""
    return "; ".join(option["text"] for option in body["options"] if option["id"] in ids)


def describe_options(options: Iterable[Mapping[str, Any]]) -> str:
    """The options, numbered or with their letters, with what was chosen."""
    chosen = gettext("chosen")
    marks = ((option, f" ({chosen})" if option["is_chosen"] else "") for option in options)
    return lines(
        *(
            f"{option.get('letter') or number}. {option['text']}{mark}"
            for number, (option, mark) in enumerate(marks, start=1)
        )
    )
