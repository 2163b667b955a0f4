"""Which attempts count, and how many of them earned what."""

from collections import Counter
from collections.abc import Collection, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeAlias
from uuid import UUID

from django.db.models import Count, Exists, F, FloatField, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from harmreduction_lms.quizzes.item_analysis import Totals
from harmreduction_lms.quizzes.models import AttemptState, QuizAttempt, QuizResponse


Counts: TypeAlias = QuerySet[QuizResponse, Any]
"""Rows of the columns asked for, then the points possible in all of them together, then their number."""


class Attempts(StrEnum):
    """Which of a learner's graded attempts count. The first shows best what a question does."""

    FIRST = "first"
    LAST = "last"
    BEST = "best"
    ALL = "all"


def counting(attempts: Attempts) -> Q:
    """The graded attempts that count.

    Graded means handed in or run out of time, with nothing left to be graded by hand.
    """
    graded = Q(
        state__in=[AttemptState.SUBMITTED, AttemptState.EXPIRED],
        awaiting_grading=0,
        points_numerator__isnull=False,
    )
    return graded if attempts == Attempts.ALL else graded & Q(~Exists(_preferred(attempts)))


def counted_attempts(attempts: Attempts, quizzes: Collection[UUID]) -> QuerySet[QuizAttempt]:
    """The attempts at these quizzes that count."""
    there = QuizAttempt.objects.filter(quiz_key__in=quizzes).order_by()
    if attempts != Attempts.FIRST:
        return there.filter(counting(attempts))
    return there.filter(Q(number=1) | Q(pk__in=_later_firsts(quizzes)), counting(Attempts.ALL))


def count_responses(
    attempts: Attempts, quizzes: Collection[UUID], columns: Sequence[str], *, where: Q | None = None
) -> Counts:
    """The responses in those attempts, counted by any columns."""
    counted = counted_attempts(attempts, quizzes).values("pk")
    return _counts(QuizResponse.objects.filter(where or Q(), attempt__in=counted), columns)


def count_marks(attempts: Attempts, quizzes: Collection[UUID], columns: Sequence[str]) -> Counts:
    """The same by columns that stand in the index `hrlms_final_marks`: reads nothing else, joins nothing.

    Rows of equal columns may come twice.
    """
    final = QuizResponse.objects.filter(quiz_key__in=quizzes, total_numerator__isnull=False)
    first, *others = (_counts(final.filter(part), columns) for part in _parts(attempts, quizzes))
    # Without an order: a union takes the model's, whose columns it has not got.
    return first.union(*others, all=True).order_by() if others else first


def _counts(responses: QuerySet[QuizResponse], columns: Sequence[str]) -> Counts:
    rows: Counts = responses.order_by().values_list(*columns)
    return rows.annotate(possible=Sum("points_possible"), number=Count("*"))


def _parts(attempts: Attempts, quizzes: Collection[UUID]) -> list[Q]:
    """Conditions on responses that together give those that count. Apart, because with OR no index helps."""
    if attempts == Attempts.ALL:
        return [Q()]
    if attempts == Attempts.FIRST:
        return [Q(attempt_number=1), Q(attempt_number__gt=1, attempt__in=_later_firsts(quizzes))]
    return [Q(attempt__in=counted_attempts(attempts, quizzes).values("pk"))]


def _later_firsts(quizzes: Collection[UUID]) -> QuerySet[QuizAttempt, Any]:
    """First graded attempts that are not number 1, which is first wherever it is graded: mostly very few."""
    later = QuizAttempt.objects.filter(counting(Attempts.FIRST), quiz_key__in=quizzes, number__gt=1)
    return later.order_by().values("pk")


def counted_totals(quiz_key: UUID, attempts: Attempts) -> Totals:
    """How many attempts earned how many of how many points. One query."""
    rows = (
        counted_attempts(attempts, [quiz_key])
        .values_list("points_numerator", "points_denominator", "points_possible")
        .annotate(number_of_attempts=Count("*"))
    )
    totals = Counter[tuple[Fraction, Fraction]]()
    for numerator, denominator, possible, number in rows:
        totals[Fraction(numerator, denominator), Fraction(possible)] += number
    return totals


def _preferred(attempts: Attempts) -> QuerySet[QuizAttempt]:
    """The graded attempts of the same learner at the same quiz that count before this one."""
    others = QuizAttempt.objects.filter(
        counting(Attempts.ALL), learner=OuterRef("learner"), quiz_key=OuterRef("quiz_key")
    )
    if attempts == Attempts.FIRST:
        return others.filter(number__lt=OuterRef("number"))
    if attempts == Attempts.LAST:
        return others.filter(number__gt=OuterRef("number"))
    better = Q(share__gt=_share(OuterRef)) | Q(share=_share(OuterRef), number__lt=OuterRef("number"))
    return others.alias(share=_share(F)).filter(better)


def _share(field: Any) -> Any:
    """Points earned of those possible; 0 where nothing could be earned. Only for comparing attempts."""
    points, parts, possible = (
        Cast(field(f"points_{name}"), FloatField()) for name in ("numerator", "denominator", "possible")
    )
    return Coalesce(points / parts / NullIf(possible, Value(0.0)), Value(0.0))
