"""Opinion: how far somebody agrees with statements, on one scale. Nothing is right, nothing is graded."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block, ListBlock

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
from harmreduction_lms.quizzes.kinds.line_block import LineBlock


class LikertBlock(AnswerBlock):
    """Statements and the steps of the scale. List item ids become the ids in papers and answers."""

    statements = ListBlock(
        LineBlock(label=_("Statement"), max_length=MAX_PART_TEXT),
        label=_("Statements"),
        min_num=1,
        max_num=MAX_PARTS,
    )
    scale = ListBlock(
        LineBlock(label=_("Step"), max_length=200),
        label=_("Scale, from one end to the other"),
        default=["", ""],
        min_num=2,
        max_num=11,
        help_text=_("For example from “Strongly disagree” to “Strongly agree”."),
    )

    def problems(self, value: Any) -> Iterable[str]:
        for text in repeated(value["statements"]):
            yield gettext("Two statements read the same: “%(text)s”. Change or remove one.") % {"text": text}
        for text in repeated(value["scale"]):
            yield gettext("Two steps of the scale read the same: “%(text)s”.") % {"text": text}


class Likert(QuestionKind):
    """The response gives the id of a step for each statement id. Nothing is shuffled."""

    name = "likert"
    label = _("Opinion scale")
    icon = "sliders"
    hint = _("There are no right or wrong answers here.")
    classname = "hr-scales"

    def block(self) -> Block:
        return LikertBlock(label=self.label, icon=self.icon)

    def freeze(self, value: Any, draw: Draw) -> FrozenAnswer:
        body = {
            name: [{"id": child.id, "text": child.value or ""} for child in value[name].bound_blocks]
            for name in ("statements", "scale")
        }
        return FrozenAnswer(body, {})

    def parse(self, data: QueryDict, field: str, body: Mapping[str, Any]) -> Response:
        return self.clean({one["id"]: data.get(f"{field}-{one['id']}") for one in body["statements"]}, body)

    def clean(self, response: Response, body: Mapping[str, Any]) -> Response:
        given = response if isinstance(response, dict) else {}
        steps = [step["id"] for step in body["scale"]]
        statements = [one["id"] for one in body["statements"]]
        return {id_: given[id_] for id_ in statements if given.get(id_) in steps} or None

    def grade(self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]) -> Fraction:
        return Fraction(0)

    def is_graded(self, key: Mapping[str, Any]) -> bool:
        return False

    def answer_context(self, response: Response, body: Mapping[str, Any]) -> dict[str, Any]:
        chosen = response or {}
        return {
            "statements": [{**one, "chosen": chosen.get(one["id"])} for one in body["statements"]],
            "scale": body["scale"],
        }

    def review_context(
        self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]
    ) -> dict[str, Any]:
        steps = _chosen_steps(response, body)
        return {
            "lines": [{"text": one["text"], "step": steps.get(one["id"], "")} for one in body["statements"]]
        }

    def describe(self, body: Mapping[str, Any], response: Response = None) -> str:
        steps = _chosen_steps(response, body)
        statements = (
            f"{number}. {one['text']}" + (f": {steps[one['id']]}" if one["id"] in steps else "")
            for number, one in enumerate(body["statements"], start=1)
        )
        scale = "; ".join(step["text"] for step in body["scale"])
        return lines(*statements, gettext("Scale: %(steps)s") % {"steps": scale})

    def answer_text(self, response: Response, body: Mapping[str, Any]) -> str:
        steps = _chosen_steps(response, body)
        return "; ".join(
            f"{one['text']}: {steps[one['id']]}" for one in body["statements"] if one["id"] in steps
        )

    def right_answer_text(self, body: Mapping[str, Any], key: Mapping[str, Any]) -> str:
        return ""


def _chosen_steps(response: Response, body: Mapping[str, Any]) -> dict[str, str]:
    """The text of the step chosen for each statement that has one."""
    texts = {step["id"]: step["text"] for step in body["scale"]}
    return {statement: texts[step] for statement, step in (response or {}).items() if step in texts}
