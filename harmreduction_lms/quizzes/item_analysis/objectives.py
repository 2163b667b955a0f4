"""Results by learning objective, over all items that are tied to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from harmreduction_lms.quizzes.item_analysis.items import ItemFigures


@dataclass(frozen=True)
class ObjectiveFigures:
    """`facility` is the per cent earned of all points that were on offer for the objective."""

    objective: str
    items: int
    answers: int
    maximum: float
    facility: float


def objective_figures(
    items: Sequence[ItemFigures], objectives: Mapping[str, Iterable[str]]
) -> list[ObjectiveFigures]:
    """`objectives` names those of each item; an item may serve several, and counts for each."""
    found: dict[str, list[ItemFigures]] = {}
    for item in items:
        for name in objectives.get(item.item, ()) if item.is_graded else ():
            found.setdefault(name, []).append(item)
    return [_figures(name, rows) for name, rows in sorted(found.items())]


def _figures(name: str, items: Sequence[ItemFigures]) -> ObjectiveFigures:
    offered = sum(item.maximum * item.attempts for item in items)
    earned = sum(item.mean * item.attempts for item in items)
    return ObjectiveFigures(
        objective=name,
        items=len(items),
        answers=sum(item.attempts for item in items),
        maximum=sum(item.maximum for item in items),
        facility=100 * earned / offered,
    )
