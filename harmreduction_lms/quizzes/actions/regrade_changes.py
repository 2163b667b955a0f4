"""Carrying out what a regrading found: at once where nobody loses a pass, else when somebody has decided."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from django.db import transaction

from harmreduction_lms.quizzes.actions.settling import (
    count_waiting,
    points_by_item,
    result_of,
    write_item_points,
    write_result,
)
from harmreduction_lms.quizzes.actions.submit import announce
from harmreduction_lms.quizzes.models import HandGrade, QuizAttempt, Regrade, RegradeChange, RegradeDecision
from harmreduction_lms.quizzes.regrading import CORRECTED


def record_change(
    regrade: Regrade,
    attempt: QuizAttempt,
    items: list[dict[str, Any]],
    points: Mapping[str, Fraction],
    *,
    pending: int,
) -> RegradeChange:
    """Writes down what changes in an attempt, `points` being those of all its items afterwards.

    Done at once, unless it takes a pass away.
    """
    _overtake(attempt, items)
    result = result_of(attempt, points, pending=pending)
    is_lost = bool(attempt.is_passed) and not result["is_passed"]
    change = RegradeChange.objects.create(
        regrade=regrade,
        attempt=attempt,
        items=items,
        old_numerator=attempt.points.numerator,
        old_denominator=attempt.points.denominator,
        new_numerator=result["points_numerator"],
        new_denominator=result["points_denominator"],
        was_passed=attempt.is_passed,
        would_pass=result["is_passed"],
        decision=RegradeDecision.PENDING if is_lost else RegradeDecision.NONE,
    )
    if not is_lost:
        carry_out(attempt, items)
    return change


def carry_out(attempt: QuizAttempt, items: Sequence[Mapping[str, Any]]) -> None:
    """Makes changed items part of the attempt, and adds up its result from what all items earn by now.

    A result that becomes final, or becomes a pass, is announced.
    """
    _overtake(attempt, items)
    was_graded, was_passed = attempt.is_graded, attempt.is_passed
    write_item_points(attempt, {one["item"]: Fraction(one["new"]) for one in items})
    _write_hand_grades(attempt, items)
    result = result_of(attempt, points_by_item(attempt), pending=count_waiting(attempt))
    if any("after" in one for one in items):
        result["paper"] = corrected_paper(attempt.paper, items)
    write_result(attempt, result)
    if attempt.is_graded and (not was_graded or (attempt.is_passed and not was_passed)):
        transaction.on_commit(partial(announce, attempt), robust=True)


def _overtake(attempt: QuizAttempt, items: Iterable[Mapping[str, Any]]) -> None:
    """What still waits for a decision about the same items is out of date."""
    ids = {one["item"] for one in items}
    waiting = attempt.regrade_changes.filter(decision=RegradeDecision.PENDING)
    old = [change.pk for change in waiting if ids & {one["item"] for one in change.items}]
    if old:
        RegradeChange.objects.filter(pk__in=old).update(decision=RegradeDecision.NONE)


def corrected_paper(paper: Mapping[str, Any], items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The paper with corrected keys. What a learner was asked stays as it was."""
    after = {one["item"]: one["after"] for one in items if "after" in one}
    return {
        **paper,
        "items": [
            _corrected(item, after[item["id"]]) if item["id"] in after else item for item in paper["items"]
        ],
    }


def _corrected(item: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    return {**{name: value for name, value in item.items() if name not in CORRECTED}, **after}


def _write_hand_grades(attempt: QuizAttempt, items: Iterable[Mapping[str, Any]]) -> None:
    for one in items:
        if "hand_grade" in one:
            HandGrade.objects.filter(response__attempt=attempt, response__item=one["item"]).update(
                **one["hand_grade"]
            )
