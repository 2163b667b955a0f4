"""Marking a paper: what each item earned, exactly. Reads the frozen paper and the answers, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from harmreduction_lms.quizzes.behaviours import counted_share
from harmreduction_lms.quizzes.kinds import Response, question_kinds
from harmreduction_lms.quizzes.paper import Item, PaperRules, paper_rules


@dataclass(frozen=True)
class MarkedItem:
    """An item with its response and the points it earned; `is_pending` while a person has to grade it.

    `share` is what the answer itself earns, 0 to 1, before tries and certainty are counted in. `hand_grade`
    is what a person gave for it: {"points": by criterion, "comment"}.
    """

    item: Item
    response: Response
    points: Fraction
    share: Fraction = Fraction(0)
    is_pending: bool = False
    hand_grade: Mapping[str, Any] | None = None


def mark(
    paper: Mapping[str, Any],
    answers: Mapping[str, Response],
    states: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[MarkedItem]:
    """Every item of the paper, the unanswered ones included."""
    rules = paper_rules(paper)
    return [
        mark_item(item, answers.get(item["id"]), (states or {}).get(item["id"], {}), rules)
        for item in paper["items"]
    ]


def mark_item(item: Item, response: Response, state: Mapping[str, Any], rules: PaperRules) -> MarkedItem:
    """One item. What is graded by hand has earned nothing yet; left empty, it needs nobody to look at it."""
    if item.get("by_hand") or not item["points"]:
        is_pending = bool(item.get("by_hand")) and response is not None
        return MarkedItem(item, response, Fraction(0), is_pending=is_pending)
    share = question_kinds[item["kind"]].grade(response, item["body"], item["key"])
    counted = counted_share(rules.behaviour, share, response=response, state=state, penalty=rules.penalty)
    return MarkedItem(item, response, counted * item["points"], share)


def bare_share(item: Item, response: Response, points: Fraction) -> Fraction:
    """What the answer itself earns. By hand, it is what somebody gave for it."""
    if not item["points"]:
        return Fraction(0)
    if item.get("by_hand"):
        return points / item["points"]
    return question_kinds[item["kind"]].grade(response, item["body"], item["key"])
