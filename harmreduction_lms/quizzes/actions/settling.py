"""What grading by hand and regrading share: locking attempts, and adding up what their items earn by now."""

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any

from django.db.models import F

from harmreduction_lms.quizzes.behaviours import total
from harmreduction_lms.quizzes.grading import is_pass
from harmreduction_lms.quizzes.models import HandGrade, QuizAttempt, QuizResponse


def lock_attempts(pks: Collection[int]) -> list[QuizAttempt]:
    """These attempts, for nobody else to change until the transaction ends.

    The first statement writes: SQLite knows no SELECT FOR UPDATE, and takes its lock for whoever writes.
    Always in the order of the primary key, so that two people cannot wait for each other.
    """
    QuizAttempt.objects.filter(pk=min(pks)).update(awaiting_grading=F("awaiting_grading"))
    return list(QuizAttempt.objects.select_for_update().filter(pk__in=pks).order_by("pk"))


def points_by_item(attempt: QuizAttempt) -> dict[str, Fraction]:
    """What each item of an attempt has earned."""
    rows = attempt.responses.values_list("item", "points_numerator", "points_denominator")
    return {item: Fraction(numerator, denominator) for item, numerator, denominator in rows}


def result_of(attempt: QuizAttempt, points: Mapping[str, Fraction], *, pending: int) -> dict[str, Any]:
    """The result's columns for these points. Nobody passes or fails while an answer waits to be graded."""
    earned = total([*points.values()])
    mark = attempt.pass_mark
    is_open = mark is None or pending
    return {
        "points_numerator": earned.numerator,
        "points_denominator": earned.denominator,
        "awaiting_grading": pending,
        "is_passed": None
        if mark is None or is_open
        else is_pass(earned=earned, possible=attempt.points_possible, pass_mark=mark),
    }


def final_total(result: Mapping[str, Any]) -> dict[str, int | None]:
    """The copy of a result in each of the attempt's responses: empty until nothing waits to be graded."""
    is_final = not result["awaiting_grading"]
    return {
        f"total_{part}": result[f"points_{part}"] if is_final else None
        for part in ("numerator", "denominator")
    }


def count_waiting(attempt: QuizAttempt) -> int:
    """How many answers of an attempt wait to be graded by hand."""
    return HandGrade.objects.filter(response__attempt=attempt, graded_at=None).count()


def write_item_points(attempt: QuizAttempt, points: Mapping[str, Fraction]) -> None:
    """What these items earn from now on."""
    rows = list(attempt.responses.filter(item__in=points))
    for row in rows:
        row.points_numerator = points[row.item].numerator
        row.points_denominator = points[row.item].denominator
    QuizResponse.objects.bulk_update(rows, ["points_numerator", "points_denominator"])


def write_result(attempt: QuizAttempt, changes: Mapping[str, Any]) -> None:
    """Columns of an attempt, in the database and in the instance, and their copies in its responses."""
    QuizAttempt.objects.filter(pk=attempt.pk).update(**changes)
    attempt.responses.update(**final_total(changes))
    for name, value in changes.items():
        setattr(attempt, name, value)
