"""What templates get to show of a paper: before submission without its key, afterwards with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from harmreduction_lms.core.html import clean_html
from harmreduction_lms.quizzes.asked import AskedQuestion
from harmreduction_lms.quizzes.kinds import Draw, Response, question_kinds
from harmreduction_lms.quizzes.marking import MarkedItem
from harmreduction_lms.quizzes.paper import Item, freeze_items


FIELD_PREFIX = "item-"
_ONE_PARAGRAPH = re.compile(r"\s*<p>((?:(?!</?p>).)*)</p>\s*", re.DOTALL)


@dataclass(frozen=True)
class ShownItem:
    """An item as a learner sees it. `data` is the context its kind made for `template`."""

    id: str
    field: str
    position: int
    stem: SafeString
    hint: str | Promise
    classname: str
    template: str
    data: dict[str, Any]


@dataclass(frozen=True)
class ReviewedItem(ShownItem):
    """An item after submission."""

    verdict: str
    rationale: SafeString


def answer_items(paper: Mapping[str, Any], answers: Mapping[str, Response]) -> list[ShownItem]:
    """The items with what has been answered so far. Kinds are given the body only: the key stays here."""
    return [_answer_item(item["body"], item, answers.get(item["id"])) for item in paper["items"]]


def preview_items(questions: Sequence[AskedQuestion]) -> list[ShownItem]:
    """Questions as a learner would see them, without an attempt."""
    return answer_items({"items": freeze_items(questions, Draw())}, {})


def review_items(marked: Sequence[MarkedItem]) -> list[ReviewedItem]:
    """The items with answers, right answers and reasons. Only for graded attempts with full feedback."""
    return [_review_item(one) for one in marked]


def inline(html: str) -> SafeString:
    """A text of one paragraph without the paragraph, to stand in a heading; other texts as they are."""
    found = _ONE_PARAGRAPH.fullmatch(html)
    return clean_html(found[1] if found else html)


def _answer_item(body: Mapping[str, Any], item: Item, response: Response) -> ShownItem:
    kind = question_kinds[item["kind"]]
    return ShownItem(**_common(item), template=kind.answer_template, data=kind.answer_context(response, body))


def _review_item(one: MarkedItem) -> ReviewedItem:
    item = one.item
    kind = question_kinds[item["kind"]]
    return ReviewedItem(
        **_common(item),
        template=kind.review_template,
        data=kind.review_context(one.response, item["body"], item["key"]),
        verdict=_verdict(one),
        rationale=clean_html(item["rationale"]),
    )


def _common(item: Item) -> dict[str, Any]:
    kind = question_kinds[item["kind"]]
    return {
        "id": item["id"],
        "field": f"{FIELD_PREFIX}{item['id']}",
        "position": item["position"],
        "stem": inline(item["stem"]),
        "hint": kind.hint,
        "classname": kind.classname,
    }


def _verdict(one: MarkedItem) -> str:
    if one.points == one.item["points"]:
        return "right"
    return "partly" if one.points else "unanswered" if one.response is None else "wrong"
