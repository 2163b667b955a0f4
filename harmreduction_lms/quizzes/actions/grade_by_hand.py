"""Grading an answer by hand, by the rubric frozen with its question."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.quizzes.actions.regrade_changes import carry_out, record_change
from harmreduction_lms.quizzes.actions.settling import count_waiting, lock_attempts, points_by_item, result_of
from harmreduction_lms.quizzes.audit_log import GRADE
from harmreduction_lms.quizzes.hand_grading import as_stored, checked_points, criteria_of, earned_points
from harmreduction_lms.quizzes.models import HandGrade, QuizAttempt, Regrade
from harmreduction_lms.quizzes.paper import find_item


class GradedMeanwhile(HarmReductionLMSError):
    """Two people graded the same answer; the first one's grade stands."""

    message = _(
        "Somebody else has graded this answer in the meantime, and their grade stands. "
        "Look at it, and change it if you do not agree."
    )


@transaction.atomic
def grade_by_hand(
    *,
    hand_grade: HandGrade,
    points_by_criterion: Sequence[Any],
    comment: str = "",
    actor: Any = None,
) -> HandGrade:
    """Grades an answer, or changes its grade. `hand_grade` is as the grader saw it.

    The last answer of an attempt makes its result final. A change that would take a pass away is only written
    down, for somebody to decide (`decide_regrade`). The same grade twice is one; where somebody else was
    faster with another one, `GradedMeanwhile`.
    """
    if actor is not None and not ModelPermissionPolicy(HandGrade).user_has_permission(actor, "change"):
        raise PermissionDenied
    attempt = lock_attempts([hand_grade.response.attempt_id])[0]
    current = HandGrade.objects.select_related("response").get(pk=hand_grade.pk)
    item = find_item(attempt.paper, current.response.item)
    points = checked_points(criteria_of(item), points_by_criterion)
    given = {"points_by_criterion": as_stored(points), "comment": comment.strip()}
    if current.graded_at and all(getattr(current, name) == value for name, value in given.items()):
        return current
    if current.graded_at != hand_grade.graded_at:
        raise GradedMeanwhile
    now = timezone.now()
    entry = {
        "item": item["id"],
        "old": str(current.response.points),
        "new": str(_earned(item, points)),
        "hand_grade": {**given, "graded_by_id": actor and actor.pk, "graded_at": now.isoformat()},
    }
    is_held = _write(attempt, entry, actor, now)
    # Without the comment: the log outlives an erasure.
    told = {name: entry[name] for name in ("item", "old", "new")}
    log(attempt, GRADE, user=actor, data={**told, "waits_for_decision": is_held})
    return HandGrade.objects.select_related("response").get(pk=current.pk)


def _earned(item: dict[str, Any], points: Sequence[Decimal]) -> Fraction:
    return Fraction(item["points"]) if item.get("withdrawn") else earned_points(item, points)


def _write(attempt: QuizAttempt, entry: dict[str, Any], actor: Any, now: datetime) -> bool:
    """Writes the grade; True when it takes a pass away and therefore waits for a decision."""
    points = {**points_by_item(attempt), entry["item"]: Fraction(entry["new"])}
    result = result_of(attempt, points, pending=count_waiting(attempt))
    if not attempt.is_passed or result["is_passed"]:
        carry_out(attempt, [entry])
        return False
    record = Regrade.objects.create(
        quiz_key=attempt.quiz_key,
        quiz_title=attempt.quiz_title,
        reason=gettext("An answer was graded by hand again."),
        regraded_by=actor,
        regraded_at=now,
    )
    record_change(record, attempt, [entry], points, pending=0)
    return True
