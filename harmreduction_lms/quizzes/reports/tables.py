"""The figures as text for a terminal."""

from collections.abc import Mapping

from django.utils.translation import gettext

from harmreduction_lms.quizzes.item_analysis import Analysis, Flag, Gain, QuizFigures
from harmreduction_lms.quizzes.item_analysis.intervals import Interval
from harmreduction_lms.quizzes.reports.words import sentences
from harmreduction_lms.quizzes.statistics import QuizGain


def quiz_table(quiz: QuizFigures) -> str:
    lines = [
        (gettext("Attempts"), str(quiz.attempts)),
        (gettext("Questions"), str(quiz.items)),
        (gettext("Points possible"), _number(quiz.maximum)),
        (
            gettext("Mean"),
            f"{_number(quiz.mean)} ({_number(quiz.mean_percent)} %){_interval(quiz.mean_interval)}",
        ),
        (gettext("Median"), _number(quiz.median)),
        (gettext("Standard deviation"), _number(quiz.sd)),
        (gettext("Skewness"), _number(quiz.skewness)),
        (gettext("Kurtosis"), _number(quiz.kurtosis)),
        (gettext("Internal consistency (%)"), _number(quiz.cic) + _interval(quiz.cic_interval)),
        (gettext("Error ratio (%)"), _number(quiz.error_ratio)),
        (gettext("Standard error"), _number(quiz.standard_error)),
    ]
    return "\n".join(f"{name:26} {value}" for name, value in lines)


def item_table(analysis: Analysis, titles: Mapping[str, str]) -> str:
    """Facility, discrimination, efficiency and weights of each item (per cent), with remarks below it."""
    lines = ["", f"{'':40} {'n':>7} {'fac':>7} {'disc':>7} {'eff':>7} {'weight':>15}"]
    for item in analysis.items:
        figures = (item.facility, item.discrimination_index, item.discriminative_efficiency)
        columns = " ".join(f"{_number(value):>7}" for value in figures)
        weight = f"{_number(item.intended_weight)}/{_number(item.effective_weight)}"
        lines.append(f"{titles.get(item.item, item.item)[:40]:40} {item.attempts:>7} {columns} {weight:>15}")
        flagged = [one for one in analysis.flags(item) if one.flag != Flag.SMALL_SAMPLE]
        lines.extend(f"    {sentence}" for sentence in sentences(flagged))
    return "\n".join(lines)


def gain_table(gain: QuizGain) -> str:
    """Before, after and gain in per cent; and how many did better, as well and worse."""
    if gain.total is None:
        return gettext("Nobody has taken both quizzes yet.")
    lines = ["", f"{'':40} {'n':>7} {'before':>7} {'after':>7} {'gain':>7} {'+/=/-':>15}"]
    lines.append(_gain_line(gettext("Whole quiz"), gain.total))
    for one in gain.items:
        question = gain.questions.get(one.item)
        lines.append(_gain_line(question.title if question else one.item, one))
    lines.extend(_gain_line(one.item, one) for one in gain.objectives)
    return "\n".join(lines)


def _gain_line(name: str, gain: Gain) -> str:
    columns = " ".join(f"{_number(value):>7}" for value in (gain.before, gain.after, gain.gain))
    signs = f"{gain.improved}/{gain.unchanged}/{gain.declined}"
    return f"{name[:40]:40} {gain.learners:>7} {columns} {signs:>15}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _interval(interval: Interval | None) -> str:
    return f"  [{_number(interval.low)}, {_number(interval.high)}]" if interval else ""
