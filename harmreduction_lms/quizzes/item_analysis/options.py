"""The figures of the options of a choice question: how often each was chosen, and by whom."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from harmreduction_lms.quizzes.item_analysis.intervals import Interval, fisher_z
from harmreduction_lms.quizzes.item_analysis.moments import common_denominator, correlation, in_units


RARELY_CHOSEN = 5
"""Per cent. A wrong option that fewer choose does not work (M. Tarrant et al., BMC Med Educ 2009, 9:40)."""


@dataclass(frozen=True, slots=True)
class OptionCell:
    """`count` attempts chose exactly these options (none: no answer) and had `rest` for all other items."""

    item: str
    chosen: tuple[str, ...]
    rest: Fraction
    count: int


@dataclass(frozen=True)
class OptionFigures:
    """`share` is per cent of the attempts that had the question.

    `discrimination_index` correlates choosing it with the rest of the total: a right option ought to have a
    positive one, a wrong one a negative one (Tarrant et al., as above).
    """

    option: str
    text: str
    is_correct: bool | None
    count: int
    share: float
    discrimination_index: float | None
    discrimination_interval: Interval | None

    @property
    def is_rarely_chosen(self) -> bool:
        return self.is_correct is False and self.share < RARELY_CHOSEN

    @property
    def attracts_the_able(self) -> bool:
        """A wrong option that those choose who did well elsewhere."""
        return self.is_correct is False and (self.discrimination_index or 0) > 0

    @property
    def is_functioning(self) -> bool | None:
        """Whether a wrong option does its work; None for right ones."""
        return None if self.is_correct is not False else not (self.is_rarely_chosen or self.attracts_the_able)


@dataclass(frozen=True)
class KnownOption:
    """An option as the question has it today."""

    option: str
    text: str
    is_correct: bool


def option_figures(cells: Sequence[OptionCell], known: Sequence[KnownOption]) -> list[OptionFigures]:
    """One row an option of the question, then options it no longer has, then those who chose nothing.

    Whether a former option was right is not known here: its `is_correct` is None, like that of "no answer".
    """
    if not cells:
        return []
    ids = {option.option for option in known}
    former = Counter(option for cell in cells for option in cell.chosen if option not in ids)
    rows = [_figures(cells, one.option, one.text, is_correct=one.is_correct) for one in known]
    rows += [_figures(cells, option, "", is_correct=None) for option in sorted(former)]
    return [*rows, _figures(cells, "", "", is_correct=None)]


def _figures(
    cells: Sequence[OptionCell], option: str, text: str, *, is_correct: bool | None
) -> OptionFigures:
    unit = common_denominator(cell.rest for cell in cells)
    pairs = [(_is_chosen(option, cell.chosen), in_units(cell.rest, unit), cell.count) for cell in cells]
    number = sum(count for _chosen, _rest, count in pairs)
    times = sum(count for chosen, _rest, count in pairs if chosen)
    discrimination = correlation(pairs)
    interval = None if discrimination is None else fisher_z(discrimination, number)
    return OptionFigures(
        option=option,
        text=text,
        is_correct=is_correct,
        count=times,
        share=100 * times / number,
        discrimination_index=None if discrimination is None else 100 * discrimination,
        discrimination_interval=interval and interval.times(100),
    )


def _is_chosen(option: str, chosen: Collection[str]) -> int:
    return int(option in chosen if option else not chosen)


def group_by_item(cells: Iterable[OptionCell]) -> dict[str, list[OptionCell]]:
    found: dict[str, list[OptionCell]] = {}
    for cell in cells:
        found.setdefault(cell.item, []).append(cell)
    return found
