"""Reflection: something to think and write about, for oneself or for a person who grades it by a rubric."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    Block,
    CharBlock,
    ChoiceBlock,
    IntegerBlock,
    ListBlock,
    RichTextBlock,
    StructBlock,
    TextBlock,
)

from harmreduction_lms.core.html import clean_html, plain_text
from harmreduction_lms.quizzes.kinds.base import (
    MAX_PART_TEXT,
    MAX_PARTS,
    AnswerBlock,
    Draw,
    FrozenAnswer,
    Response,
    TextKind,
    lines,
    repeated,
    with_answer,
)


NOT_GRADED = "none"
BY_HAND = "by_hand"


class CriterionBlock(StructBlock):
    """One line of the rubric."""

    criterion = CharBlock(label=_("Criterion"), max_length=MAX_PART_TEXT)
    points = IntegerBlock(label=_("Points"), min_value=1, max_value=100, default=1)
    description = TextBlock(
        label=_("What earns them"),
        required=False,
        rows=2,
        help_text=_("For those who grade, and afterwards."),
    )

    class Meta:
        icon = "list-ol"
        label = _("Criterion")


class ReflectionBlock(AnswerBlock):
    """Who looks at the answer, and by what."""

    grading = ChoiceBlock(
        label=_("Grading"),
        default=NOT_GRADED,
        choices=[(NOT_GRADED, _("Not graded: for the learner alone")), (BY_HAND, _("By hand"))],
    )
    guidance = RichTextBlock(
        label=_("Guidance"),
        required=False,
        features=["bold", "italic", "link", "ul", "ol"],
        help_text=_("Shown afterwards: what a good answer may contain."),
    )
    rubric = ListBlock(
        CriterionBlock(),
        label=_("Rubric"),
        default=list,
        required=False,
        max_num=MAX_PARTS,
        help_text=_("For grading by hand. Without one, the answer is graded as a whole."),
    )
    max_words = IntegerBlock(
        label=_("At most how many words"),
        required=False,
        min_value=1,
        max_value=2000,
        help_text=_("Learners are told. Longer answers are kept all the same."),
    )

    def problems(self, value: Any) -> Iterable[str]:
        for text in repeated(row["criterion"] for row in value["rubric"]):
            yield gettext("Two criteria read the same: “%(text)s”. Change or remove one.") % {"text": text}
        if value["rubric"] and value["grading"] != BY_HAND:
            yield gettext("A rubric is for grading by hand. Choose that, or remove the rubric.")


class Reflection(TextKind):
    """The response is what was written. A person grades it, or nobody.

    What a grader gave may be shown in the review: `key["hand_grade"]` is then {"points": points of each
    criterion in the order of the rubric, "comment": text}.
    """

    name = "reflection"
    label = _("Reflection")
    icon = "edit"
    max_length = 10_000

    def block(self) -> Block:
        return ReflectionBlock(label=self.label, icon=self.icon)

    def freeze(self, value: Any, draw: Draw) -> FrozenAnswer:
        guidance = value["guidance"].source if value["guidance"] else ""
        rubric = [
            {
                "criterion": row["criterion"] or "",
                "points": row["points"] or 0,
                "description": row["description"] or "",
            }
            for row in value["rubric"]
        ]
        key = {
            "grading": value["grading"] or NOT_GRADED,
            "guidance": str(clean_html(guidance)),
            "rubric": rubric,
        }
        return FrozenAnswer({"max_words": value["max_words"]}, key)

    def grade(self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]) -> Fraction:
        """Nothing: what a person gives is not known here."""
        return Fraction(0)

    def is_graded(self, key: Mapping[str, Any]) -> bool:
        return self.is_graded_by_hand(key)

    def is_graded_by_hand(self, key: Mapping[str, Any]) -> bool:
        return bool(key["grading"] == BY_HAND)

    def answer_context(self, response: Response, body: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().answer_context(response, body), "max_words": body["max_words"]}

    def review_context(
        self, response: Response, body: Mapping[str, Any], key: Mapping[str, Any]
    ) -> dict[str, Any]:
        given = key.get("hand_grade") or {"points": [], "comment": ""}
        points = [*given["points"], *[None] * len(key["rubric"])]
        return {
            "text": response or "",
            "guidance": clean_html(key["guidance"]),
            "rubric": [{**row, "given": point} for row, point in zip(key["rubric"], points, strict=False)],
            "comment": given["comment"],
        }

    def describe(self, body: Mapping[str, Any], response: Response = None) -> str:
        limit = body["max_words"]
        words = (
            ngettext("At most %(number)d word.", "At most %(number)d words.", limit) % {"number": limit}
            if limit
            else ""
        )
        task = gettext("Write in your own words.")
        return lines(task, words, with_answer(self.answer_text(response, body)))

    def right_answer_text(self, body: Mapping[str, Any], key: Mapping[str, Any]) -> str:
        return plain_text(key["guidance"])
