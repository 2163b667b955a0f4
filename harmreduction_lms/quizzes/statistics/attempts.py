"""Which attempts count, and how many of them earned what."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, FloatField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from harmreduction_lms.quizzes.item_analysis import Totals
from harmreduction_lms.quizzes.models import AttemptState, QuizAttempt


class Attempts(StrEnum):
    """Which of a learner's graded attempts count. The first shows best what a question does."""

    FIRST = "first"
    LAST = "last"
    BEST = "best"
    ALL = "all"


def counting(attempts: Attempts, prefix: str = "") -> Q:
    """The graded attempts that count; `prefix` leads to them from another model ("attempt__").

    Graded means handed in or run out of time, with nothing left to be graded by hand.
    """
    graded = Q(
        **{
            f"{prefix}state__in": [AttemptState.SUBMITTED, AttemptState.EXPIRED],
            f"{prefix}awaiting_grading": 0,
            f"{prefix}points_numerator__isnull": False,
        }
    )
    return graded if attempts == Attempts.ALL else graded & Q(~Exists(_preferred(attempts, prefix)))


@dataclass(frozen=True)
class CountedTotals:
    """The totals of the attempts that count. `denominator` is the one all of them have; None for several."""

    quiz_key: UUID
    attempts: Attempts
    totals: Totals
    denominator: int | None


def counted_totals(quiz_key: UUID, attempts: Attempts) -> CountedTotals:
    """How many attempts earned how many of how many points. One query."""
    rows = (
        QuizAttempt.objects.filter(counting(attempts), quiz_key=quiz_key)
        .order_by()
        .values_list("points_numerator", "points_denominator", "points_possible")
        .annotate(number=Count("*"))
    )
    totals, denominators = Counter[tuple[Fraction, Fraction]](), set[int]()
    for numerator, denominator, possible, number in rows:
        totals[Fraction(numerator, denominator), Fraction(possible)] += number
        denominators.add(denominator)
    return CountedTotals(quiz_key, attempts, totals, denominators.pop() if len(denominators) == 1 else None)


def _preferred(attempts: Attempts, prefix: str) -> QuerySet[QuizAttempt]:
    """The graded attempts of the same learner at the same quiz that count before this one."""
    others = QuizAttempt.objects.filter(
        counting(Attempts.ALL),
        learner=OuterRef(f"{prefix}learner"),
        quiz_key=OuterRef(f"{prefix}quiz_key"),
    )
    number = OuterRef(f"{prefix}number")
    if attempts == Attempts.FIRST:
        return others.filter(number__lt=number)
    if attempts == Attempts.LAST:
        return others.filter(number__gt=number)
    ours = _share(OuterRef, prefix)
    return others.alias(share=_share(F, "")).filter(Q(share__gt=ours) | Q(share=ours, number__lt=number))


def _share(field: Any, prefix: str) -> Any:
    """Points earned of those possible; 0 where nothing could be earned. Only for comparing attempts."""
    points, parts, possible = (
        Cast(field(f"{prefix}points_{name}"), FloatField())
        for name in ("numerator", "denominator", "possible")
    )
    return Coalesce(points / parts / NullIf(possible, Value(0.0)), Value(0.0))
