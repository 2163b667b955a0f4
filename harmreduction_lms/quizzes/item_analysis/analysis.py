"""All figures of a quiz, put together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from harmreduction_lms.quizzes.item_analysis.flags import Flagged, flags
from harmreduction_lms.quizzes.item_analysis.histogram import Cell, ItemCounts, Totals, counts_by_item
from harmreduction_lms.quizzes.item_analysis.items import ItemFigures, item_figures, weights
from harmreduction_lms.quizzes.item_analysis.moments import variance
from harmreduction_lms.quizzes.item_analysis.objectives import ObjectiveFigures, objective_figures
from harmreduction_lms.quizzes.item_analysis.options import OptionFigures
from harmreduction_lms.quizzes.item_analysis.quiz import QuizFigures, quiz_figures


@dataclass(frozen=True)
class Analysis:
    """`same_paper` says whether all had the same questions; if not, some figures are left out."""

    quiz: QuizFigures
    items: Sequence[ItemFigures]
    totals: Totals
    same_paper: bool
    options: Mapping[str, Sequence[OptionFigures]] = field(default_factory=dict)
    objectives: Sequence[ObjectiveFigures] = ()

    def flags(self, item: ItemFigures) -> list[Flagged]:
        return flags(item, self.options.get(item.item, ()))


@dataclass(frozen=True)
class Extras:
    """What is known of the items besides their marks; all of it may be missing."""

    guesses: Mapping[str, Fraction] = field(default_factory=dict)
    options: Mapping[str, Sequence[OptionFigures]] = field(default_factory=dict)
    objectives: Mapping[str, Iterable[str]] = field(default_factory=dict)


def analyse(
    cells: Iterable[Cell],
    totals: Totals,
    *,
    slots: Iterable[Cell] = (),
    extras: Extras | None = None,
) -> Analysis:
    """`cells` by item; `slots` the same marks by place in the paper, needed where questions were drawn.

    With drawn questions internal consistency is that of the places in the paper, as in Moodle. It is left out
    where papers had different lengths.
    """
    extras = extras or Extras()
    attempts = sum(totals.values())
    counts = counts_by_item(cells)
    same_paper = has_same_paper(counts, attempts)
    parts = counts if same_paper else counts_by_item(slots)
    shares = weights(counts, same_paper=same_paper)
    items = [item_figures(item, one, shares[item], extras.guesses.get(item)) for item, one in counts.items()]
    return Analysis(
        quiz=quiz_figures(totals, items=len(items), part_variances=_part_variances(parts, attempts)),
        items=items,
        totals=totals,
        same_paper=same_paper,
        options=extras.options,
        objectives=objective_figures(items, extras.objectives),
    )


def has_same_paper(counts: Mapping[str, ItemCounts], attempts: int) -> bool:
    return all(one.attempts == attempts for one in counts.values())


def _part_variances(parts: Mapping[str, ItemCounts], attempts: int) -> list[Fraction] | None:
    """Variances of the graded parts in points; None unless every attempt has all of them."""
    graded = [one for one in parts.values() if one.maximum]
    if not graded or not has_same_paper(parts, attempts):
        return None
    return [(variance(one.marks) or Fraction(0)) / one.denominator**2 for one in graded]
