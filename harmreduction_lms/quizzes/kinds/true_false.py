"""True or false, with something to say to whoever answered either."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block, ChoiceBlock, TextBlock

from harmreduction_lms.quizzes.grading import grade_true_false
from harmreduction_lms.quizzes.kinds.base import AnswerBlock, Draw, FrozenAnswer, QuestionKind, Response
from harmreduction_lms.quizzes.kinds.options import describe_options


LABELS = {"true": _("True"), "false": _("False")}
VALUES = {"true": True, "false": False}


class TrueFalseBlock(AnswerBlock):
    """The answer is chosen from a list: an unticked box would mean "false" by accident."""

    answer = ChoiceBlock(label=_("The statement is"), choices=list(LABELS.items()))
    why_true = TextBlock(label=_("To whoever answered “true”"), required=False, rows=2)
    why_false = TextBlock(label=_("To whoever answered “false”"), required=False, rows=2)


class TrueFalse(QuestionKind):
    """The response is a JSON boolean."""

    name = "true_false"
    label = _("True or false")
    icon = "circle-check"

    def block(self) -> Block:
        return TrueFalseBlock(label=self.label, icon=self.icon)

    def freeze(self, value: Any, draw: Draw) -> FrozenAnswer:
        why = {"true": value["why_true"] or "", "false": value["why_false"] or ""}
        return FrozenAnswer({}, {"answer": VALUES.get(value["answer"]), "why": why})

    def parse(self, data: QueryDict, field: str, body: Mapping[str, Any]) -> Response:
        return VALUES.get(data.get(field, ""))

    def clean(self, response: Response, body: Mapping[str, Any]) -> Response:
        return response if isinstance(response, bool) else None

    def grade(self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]) -> Fraction:
        return grade_true_false(response, correct=key["answer"])

    def answer_context(self, response: Response, body: Mapping[str, Any]) -> dict[str, Any]:
        options = [
            {"id": id_, "text": text, "is_chosen": response is VALUES[id_]} for id_, text in LABELS.items()
        ]
        return {"options": options}

    def review_context(
        self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]
    ) -> dict[str, Any]:
        options = [
            {**option, "is_correct": VALUES[option["id"]] is key["answer"], "why": key["why"][option["id"]]}
            for option in self.answer_context(response, body)["options"]
        ]
        return {"options": options}

    def describe(self, body: Mapping[str, Any], response: Response = None) -> str:
        return describe_options(self.answer_context(response, body)["options"])

    def answer_text(self, response: Response, body: Mapping[str, Any]) -> str:
        return "" if response is None else str(LABELS["true" if response else "false"])

    def right_answer_text(self, body: Mapping[str, Any], key: Mapping[str, Any]) -> str:
        return self.answer_text(key["answer"], body)

    def guess_share(self, body: Mapping[str, Any], key: Mapping[str, Any]) -> Fraction | None:
        return Fraction(1, 2)
