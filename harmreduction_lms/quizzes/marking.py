"""Marking a paper: what each item earned, exactly. Reads the frozen paper and the answers, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from harmreduction_lms.quizzes.kinds import Response, question_kinds
from harmreduction_lms.quizzes.paper import Item


@dataclass(frozen=True)
class MarkedItem:
    """An item with its response and the points it earned."""

    item: Item
    response: Response
    points: Fraction


def mark(paper: Mapping[str, Any], answers: Mapping[str, Response]) -> list[MarkedItem]:
    """Every item of the paper, the unanswered ones included."""
    return [_mark_item(item, answers.get(item["id"])) for item in paper["items"]]


def _mark_item(item: Item, response: Response) -> MarkedItem:
    share = question_kinds[item["kind"]].grade(response, item["body"], item["key"])
    return MarkedItem(item, response, share * item["points"])
