"""The counts that item analysis is made from, of one quiz."""

from collections.abc import Collection, Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Q

from harmreduction_lms.quizzes.item_analysis import Cell, OptionCell
from harmreduction_lms.quizzes.statistics.attempts import Attempts, count_marks, count_responses


_MARK = ("points_numerator", "points_denominator")
_TOTAL = ("total_numerator", "total_denominator")


def item_cells(quiz_key: UUID, attempts: Attempts, *, by: str = "question_key") -> Iterator[Cell]:
    """The cells of each question, or of each place in the paper (`by="position"`). One query."""
    count = count_marks if by == "question_key" else count_responses
    for item, *points, possible, number in count(attempts, [quiz_key], (by, *_MARK, *_TOTAL)):
        yield Cell(
            item=str(item),
            mark=_fraction(*points[:2]),
            maximum=_fraction(possible, number),
            total=_fraction(*points[2:]),
            count=number,
        )


def option_cells(quiz_key: UUID, attempts: Attempts, *, keys: Collection[str]) -> Iterator[OptionCell]:
    """Which options were chosen together in these questions. One query, none without questions."""
    columns = ("question_key", "response", *_MARK, *_TOTAL)
    rows = count_responses(attempts, [quiz_key], columns, where=Q(question_key__in=keys))
    for item, response, *points, _possible, number in rows:
        rest = _fraction(*points[2:]) - _fraction(*points[:2])
        yield OptionCell(str(item), chosen_options(response), rest, number)


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
