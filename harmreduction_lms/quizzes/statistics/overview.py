"""The list of quizzes that somebody has taken, with the figures that fit into a line."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from harmreduction_lms.quizzes.item_analysis import Cell, QuizFigures, analyse
from harmreduction_lms.quizzes.models import QuizAttempt
from harmreduction_lms.quizzes.statistics.attempts import (
    Attempts,
    count_marks,
    counted_attempts,
    counting,
)


@dataclass(frozen=True)
class QuizOverview:
    """A quiz, when it was last handed in, and its figures over first attempts."""

    quiz_key: UUID
    title: str
    last_submitted_at: datetime | None
    figures: QuizFigures


def analysed_quizzes() -> QuerySet[QuizAttempt, Any]:
    """One row a quiz: `quiz_key`, `last_submitted_at` and `latest`, its newest graded attempt."""
    return (
        QuizAttempt.objects.filter(counting(Attempts.ALL))
        .values("quiz_key")
        .annotate(last_submitted_at=Max("submitted_at"), latest=Max("pk"))
        .order_by("-last_submitted_at", "quiz_key")
    )


def overviews(rows: Collection[dict[str, Any]]) -> list[QuizOverview]:
    """The lines of a page of `analysed_quizzes`. Three queries, whatever the number of quizzes."""
    keys = [row["quiz_key"] for row in rows]
    titles = dict(
        QuizAttempt.objects.filter(pk__in=[row["latest"] for row in rows]).values_list(
            "quiz_key", "quiz_title"
        )
    )
    totals, marks = _totals(keys), _marks(keys)
    return [
        QuizOverview(
            quiz_key=key,
            title=titles[key],
            last_submitted_at=row["last_submitted_at"],
            figures=analyse(marks.get(key, []), totals.get(key, {})).quiz,
        )
        for key, row in zip(keys, rows, strict=True)
    ]


def _totals(keys: Collection[UUID]) -> dict[UUID, Counter[tuple[Fraction, Fraction]]]:
    rows = (
        counted_attempts(Attempts.FIRST, keys)
        .values_list("quiz_key", "points_numerator", "points_denominator", "points_possible")
        .annotate(number=Count("*"))
    )
    found: dict[UUID, Counter[tuple[Fraction, Fraction]]] = {}
    for key, numerator, denominator, possible, number in rows:
        found.setdefault(key, Counter())[Fraction(numerator, denominator), Fraction(possible)] += number
    return found


def _marks(keys: Collection[UUID]) -> dict[UUID, list[Cell]]:
    """Marks by question and not by total: enough for internal consistency, and much the shorter list."""
    columns = ("quiz_key", "question_key", "points_numerator", "points_denominator")
    rows = count_marks(Attempts.FIRST, keys, columns)
    found: dict[UUID, list[Cell]] = {}
    for key, item, numerator, denominator, possible, number in rows:
        mark = Fraction(numerator, denominator)
        found.setdefault(key, []).append(Cell(str(item), mark, Fraction(possible, number), mark, number))
    return found
