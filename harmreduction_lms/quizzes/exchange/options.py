"""What the options of a question mean for its marks, for formats that score by points of single options."""

from collections.abc import Mapping, Sequence
from typing import Any


def pays_to_tick_all(options: Sequence[Mapping[str, Any]]) -> bool:
    """Whether points for right options less those for wrong ones would reward ticking everything.

    Here that earns nothing (`grading.grade_multiple_response`), so formats that only add up must say more.
    """
    right = sum(option["correct"] for option in options)
    return len(options) - right < right < len(options)


def differs_when_all_are_ticked(kind: str, answer: Mapping[str, Any]) -> bool:
    """Whether a question is one of those, scored by parts."""
    is_partial = answer.get("scoring") == "partial" or answer.get("choose") == "several"
    return (
        kind in {"multiple_response", "image_choice"} and is_partial and pays_to_tick_all(answer["options"])
    )
