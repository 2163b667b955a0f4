"""Where the shapes of a plot go. Plain numbers for an SVG template; colours are in `admin-reports.css`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from harmreduction_lms.quizzes.item_analysis import OptionFigures, Totals


WIDTH = 640
HEIGHT = 240
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 24, 24
PLOT_WIDTH = WIDTH - LEFT - RIGHT
PLOT_HEIGHT = HEIGHT - TOP - BOTTOM
BINS = 10
GAP = 2


@dataclass(frozen=True)
class Bar:
    label: str
    count: int
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def above(self) -> float:
        """Where its number stands."""
        return self.y - 6


@dataclass(frozen=True)
class Dot:
    label: str
    title: str
    x: float
    y: float
    is_flagged: bool


def score_bars(totals: Totals) -> list[Bar]:
    """Attempts by tenths of the possible points. A full score belongs to the last tenth."""
    counts = [0] * BINS
    for (total, possible), count in totals.items():
        share = total / possible if possible else Fraction(0)
        counts[min(max(int(share * BINS), 0), BINS - 1)] += count
    return _bars([f"{place * 10}–{place * 10 + 10}" for place in range(BINS)], counts)


def _bars(labels: Sequence[str], counts: Sequence[int]) -> list[Bar]:
    highest = max(counts, default=0) or 1
    step = PLOT_WIDTH / len(counts)
    return [
        Bar(
            label=label,
            count=count,
            x=round(LEFT + place * step + GAP, 1),
            y=round(TOP + PLOT_HEIGHT * (1 - count / highest), 1),
            width=round(step - 2 * GAP, 1),
            height=round(PLOT_HEIGHT * count / highest, 1),
        )
        for place, (label, count) in enumerate(zip(labels, counts, strict=True))
    ]


def item_dot(label: str, title: str, *, facility: float, discrimination: float, is_flagged: bool) -> Dot:
    """Facility from left to right, 0 to 100; discrimination from bottom to top, -100 to 100."""
    x = LEFT + PLOT_WIDTH * facility / 100
    y = TOP + PLOT_HEIGHT * (100 - discrimination) / 200
    return Dot(label, title, round(x, 1), round(y, 1), is_flagged)


@dataclass(frozen=True)
class OptionBar:
    """A bar of an option; its number stands left of it, its share right of it."""

    option: OptionFigures
    y: int
    width: float

    @property
    def end(self) -> float:
        return 40 + self.width


def option_bars(options: Iterable[OptionFigures]) -> list[OptionBar]:
    return [
        OptionBar(option, 6 + 28 * place, round(option.share * 5.4, 1))
        for place, option in enumerate(options)
    ]


FRAME = {
    "width": WIDTH,
    "height": HEIGHT,
    "left": LEFT,
    "right": WIDTH - RIGHT,
    "top": TOP,
    "bottom": HEIGHT - BOTTOM,
    "middle": TOP + PLOT_HEIGHT / 2,
    "label_y": HEIGHT - BOTTOM + 16,
    "tick_x": LEFT - 6,
}
