"""The counts that item analysis is made from, of one quiz."""

from collections.abc import Collection, Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django.db.models import Count, QuerySet, Sum

from harmreduction_lms.quizzes.item_analysis import Cell, OptionCell
from harmreduction_lms.quizzes.models import QuizResponse
from harmreduction_lms.quizzes.statistics.attempts import CountedTotals, counting


_MARK = ("points_numerator", "points_denominator")


def item_cells(counted: CountedTotals, *, by: str = "question_key") -> Iterator[Cell]:
    """The cells of each question, or of each place in the paper (`by="position"`). One query."""
    columns = _total_columns(counted)
    rows = (
        _responses(counted)
        .values_list(by, *_MARK, *columns)
        .annotate(possible=Sum("points_possible"), number=Count("*"))
    )
    for item, numerator, denominator, *total, possible, number in rows:
        yield Cell(
            item=str(item),
            mark=_fraction(numerator, denominator),
            maximum=_fraction(possible, number),
            total=_fraction(*total, *_rest_of_total(counted)),
            count=number,
        )


def option_cells(counted: CountedTotals, *, keys: Collection[str]) -> Iterator[OptionCell]:
    """Which options were chosen together in these questions. One query, none without questions."""
    rows = (
        _responses(counted)
        .filter(question_key__in=keys)
        .values_list("question_key", "response", *_MARK, *_total_columns(counted))
        .annotate(number=Count("*"))
    )
    for item, response, numerator, denominator, *total, number in rows:
        rest = _fraction(*total, *_rest_of_total(counted)) - _fraction(numerator, denominator)
        yield OptionCell(str(item), chosen_options(response), rest, number)


def _responses(counted: CountedTotals) -> QuerySet[QuizResponse]:
    """What became of each item in the attempts that count."""
    responses = QuizResponse.objects.filter(
        counting(counted.attempts, "attempt__"), attempt__quiz_key=counted.quiz_key
    ).order_by()
    if counted.denominator is None:
        return responses
    # An attempt with another denominator may have been handed in since they were counted.
    return responses.filter(attempt__points_denominator=counted.denominator)


def _total_columns(counted: CountedTotals) -> tuple[str, ...]:
    """Grouping by one number is a good deal faster than by two, and mostly one tells all."""
    names = ("attempt__points_numerator", "attempt__points_denominator")
    return names if counted.denominator is None else names[:1]


def _rest_of_total(counted: CountedTotals) -> tuple[int, ...]:
    return () if counted.denominator is None else (counted.denominator,)


def chosen_options(response: Any) -> tuple[str, ...]:
    """The ids in an answer to a choice question: one, several, a truth value, or none at all."""
    if isinstance(response, bool):
        return ("true" if response else "false",)
    if isinstance(response, str):
        return (response,)
    return tuple(str(one) for one in response) if isinstance(response, list) else ()


@lru_cache(maxsize=4096)
def _fraction(numerator: int, denominator: int) -> Fraction:
    return Fraction(numerator, denominator)
