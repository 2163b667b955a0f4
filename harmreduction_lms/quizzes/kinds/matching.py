"""Matching: a choice for each prompt, one to one or several prompts to one choice, with distractors."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block, CharBlock, ListBlock, StructBlock

from harmreduction_lms.quizzes.grading import grade_matching, normalise
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


class PairBlock(StructBlock):
    """A prompt and what belongs to it."""

    prompt = CharBlock(label=_("Prompt"), max_length=MAX_PART_TEXT)
    match = CharBlock(label=_("Match"), max_length=MAX_PART_TEXT)

    class Meta:
        icon = "link"
        label = _("Pair")


class MatchingBlock(AnswerBlock):
    """Pairs, and matches that belong to nothing."""

    pairs = ListBlock(
        PairBlock(),
        label=_("Pairs"),
        default=[{"prompt": "", "match": ""}] * 2,
        min_num=2,
        max_num=MAX_PARTS,
        help_text=_("The same match may stand beside several prompts."),
    )
    distractors = ListBlock(
        LineBlock(label=_("Match"), max_length=MAX_PART_TEXT),
        label=_("Matches that belong to no prompt"),
        default=list,
        required=False,
        max_num=MAX_PARTS,
    )

    def problems(self, value: Any) -> Iterable[str]:
        matches = {normalise(pair["match"]): pair["match"] for pair in value["pairs"]}
        for text in repeated(pair["prompt"] for pair in value["pairs"]):
            yield gettext("Two prompts read the same: “%(text)s”. Change or remove one.") % {"text": text}
        for text in repeated([*matches.values(), *value["distractors"]]):
            yield gettext("“%(text)s” is listed twice among the matches. Remove one.") % {"text": text}
        if len(matches) + len(value["distractors"]) < 2:
            yield gettext("There must be at least two matches to choose from.")


class Matching(QuestionKind):
    """The response gives a choice id for each prompt id. The two have nothing in common, not even an id."""

    name = "matching"
    label = _("Matching")
    icon = "link"
    hint = _("An answer may be used more than once, or not at all.")
    classname = "hr-match"

    def block(self) -> Block:
        return MatchingBlock(label=self.label, icon=self.icon)

    def freeze(self, value: Any, draw: Draw) -> FrozenAnswer:
        pairs = [(draw.id(), pair["prompt"] or "", pair["match"] or "") for pair in value["pairs"]]
        texts = [*(match for _id, _prompt, match in pairs), *(text or "" for text in value["distractors"])]
        # What reads the same is one choice, however it is spelt beside the second prompt.
        choices = {normalise(text): {"id": draw.id(), "text": text} for text in reversed(texts)}
        body = {
            "prompts": [{"id": id_, "text": prompt} for id_, prompt, _match in pairs],
            "choices": draw.shuffled(choices.values()),
        }
        matches = {id_: choices[normalise(match)]["id"] for id_, _prompt, match in pairs}
        return FrozenAnswer(body, {"matches": matches})

    def parse(self, data: QueryDict, field: str, body: Mapping[str, Any]) -> Response:
        return self.clean({item["id"]: data.get(f"{field}-{item['id']}") for item in body["prompts"]}, body)

    def clean(self, response: Response, body: Mapping[str, Any]) -> Response:
        given = response if isinstance(response, dict) else {}
        choices = [choice["id"] for choice in body["choices"]]
        prompts = [prompt["id"] for prompt in body["prompts"]]
        return {id_: given[id_] for id_ in prompts if given.get(id_) in choices} or None

    def grade(self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]) -> Fraction:
        return grade_matching(response or {}, matches=key["matches"])

    def answer_context(self, response: Response, body: Mapping[str, Any]) -> dict[str, Any]:
        chosen = response or {}
        prompts = [{**prompt, "chosen": chosen.get(prompt["id"])} for prompt in body["prompts"]]
        return {"prompts": prompts, "choices": body["choices"]}

    def review_context(
        self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]
    ) -> dict[str, Any]:
        texts = {choice["id"]: choice["text"] for choice in body["choices"]}
        chosen = response or {}
        rows = [
            {
                "text": prompt["text"],
                "chosen": texts.get(chosen.get(prompt["id"], ""), ""),
                "match": texts[key["matches"][prompt["id"]]],
                "is_correct": chosen.get(prompt["id"]) == key["matches"][prompt["id"]],
            }
            for prompt in body["prompts"]
        ]
        return {"lines": rows}

    def describe(self, body: Mapping[str, Any], response: Response = None) -> str:
        chosen = _matched(response or {}, body)
        prompts = (
            f"{number}. {prompt['text']}" + (f": {chosen[prompt['id']]}" if prompt["id"] in chosen else "")
            for number, prompt in enumerate(body["prompts"], start=1)
        )
        choices = "; ".join(choice["text"] for choice in body["choices"])
        return lines(*prompts, gettext("To choose from: %(choices)s") % {"choices": choices})

    def answer_text(self, response: Response, body: Mapping[str, Any]) -> str:
        chosen = _matched(response or {}, body)
        pairs = ((prompt["text"], chosen.get(prompt["id"])) for prompt in body["prompts"])
        return "; ".join(f"{prompt}: {choice}" for prompt, choice in pairs if choice)

    def right_answer_text(self, body: Mapping[str, Any], key: Mapping[str, Any]) -> str:
        return self.answer_text(key["matches"], body)


def _matched(chosen: Mapping[str, str], body: Mapping[str, Any]) -> dict[str, str]:
    """The text chosen for each prompt that has one."""
    texts = {choice["id"]: choice["text"] for choice in body["choices"]}
    return {prompt: texts[choice] for prompt, choice in chosen.items() if choice in texts}
