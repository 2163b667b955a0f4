"""All figures as plain values for JSON: floats in full, None where a figure is not defined."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from harmreduction_lms.quizzes.item_analysis.analysis import Analysis
from harmreduction_lms.quizzes.item_analysis.flags import Flagged
from harmreduction_lms.quizzes.item_analysis.gain import Gain
from harmreduction_lms.quizzes.item_analysis.intervals import CONFIDENCE, SMALL_SAMPLE, Interval
from harmreduction_lms.quizzes.item_analysis.items import ItemFigures


def analysis_json(
    analysis: Analysis, *, explain: Callable[[Flagged], str], titles: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """`explain` puts a flag into words; `titles` by item, where items have names besides their keys."""
    quiz = analysis.quiz
    return {
        "confidence_level": CONFIDENCE,
        "quiz": {
            **figures_json(quiz),
            "mean_percent": quiz.mean_percent,
            "sd_percent": quiz.sd_percent,
            "same_paper": analysis.same_paper,
            "small_sample": quiz.attempts < SMALL_SAMPLE,
            "intervals": {"mean": "student_t", "cic": "feldt"},
        },
        "items": [
            {**_item(analysis, item, explain), "title": (titles or {}).get(item.item, item.item)}
            for item in analysis.items
        ],
        "objectives": [figures_json(one) for one in analysis.objectives],
    }


def gains_json(total: Gain | None, items: Sequence[Gain], objectives: Sequence[Gain]) -> dict[str, Any]:
    return {
        "total": figures_json(total) if total else None,
        "items": [figures_json(one) for one in items],
        "objectives": [figures_json(one) for one in objectives],
    }


def figures_json(figures: Any) -> dict[str, Any]:
    """The fields of a dataclass of figures; an interval becomes a pair."""
    return {
        name: [value["low"], value["high"]] if isinstance(getattr(figures, name), Interval) else value
        for name, value in asdict(figures).items()
    }


def _item(analysis: Analysis, item: ItemFigures, explain: Callable[[Flagged], str]) -> dict[str, Any]:
    return {
        **figures_json(item),
        "flags": [
            {"flag": str(one.flag), "option": one.option, "message": explain(one)}
            for one in analysis.flags(item)
        ],
        "options": [
            {**figures_json(option), "is_functioning": option.is_functioning}
            for option in analysis.options.get(item.item, ())
        ],
    }
