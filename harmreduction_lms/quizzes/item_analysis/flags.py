"""What is worth an educator's second look. Codes only; the words for them stand with the report."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from harmreduction_lms.quizzes.item_analysis.intervals import SMALL_SAMPLE
from harmreduction_lms.quizzes.item_analysis.items import ItemFigures
from harmreduction_lms.quizzes.item_analysis.options import OptionFigures


WEAK_EFFICIENCY = 15
"""Per cent; below it Moodle's report marks a question as dubious."""

TOO_EASY = 95
TOO_HARD = 20
"""Per cent. Beyond these there is little left to tell learners apart by (Moodle's reading aids: 0-5 extremely
difficult, 6-20 very difficult, 95-100 extremely easy)."""


class Flag(StrEnum):
    """In the order of how much they matter."""

    KEY_MAY_BE_WRONG = "key_may_be_wrong"
    NEGATIVE_DISCRIMINATION = "negative_discrimination"
    WORSE_THAN_GUESSING = "worse_than_guessing"
    ATTRACTIVE_DISTRACTOR = "attractive_distractor"
    NO_VARIANCE = "no_variance"
    TOO_EASY = "too_easy"
    TOO_HARD = "too_hard"
    WEAK_DISCRIMINATION = "weak_discrimination"
    UNUSED_DISTRACTOR = "unused_distractor"
    RARE_DISTRACTOR = "rare_distractor"
    SMALL_SAMPLE = "small_sample"


@dataclass(frozen=True)
class Flagged:
    """A flag and, where it is about one option, that option's text."""

    flag: Flag
    option: str = ""


def flags(item: ItemFigures, options: Sequence[OptionFigures] = ()) -> list[Flagged]:
    """All that is to be said about an item, most important first."""
    if not item.is_graded:
        return []
    found = [*_discrimination(item), *_difficulty(item), *_options(options)]
    if item.attempts < SMALL_SAMPLE:
        found.append(Flagged(Flag.SMALL_SAMPLE))
    order = list(Flag)
    return sorted(found, key=lambda one: order.index(one.flag))


def _discrimination(item: ItemFigures) -> list[Flagged]:
    index, interval = item.discrimination_index, item.discrimination_interval
    if index is None:
        return []
    if index < 0:
        is_certain = interval is not None and interval.high < 0
        return [Flagged(Flag.KEY_MAY_BE_WRONG if is_certain else Flag.NEGATIVE_DISCRIMINATION)]
    efficiency = item.discriminative_efficiency
    return [Flagged(Flag.WEAK_DISCRIMINATION)] if efficiency is None or efficiency < WEAK_EFFICIENCY else []


def _difficulty(item: ItemFigures) -> list[Flagged]:
    facility, guess = item.facility, item.random_guess_score
    if facility is None:
        return []
    found = []
    if guess is not None and item.facility_interval and item.facility_interval.high < guess:
        found.append(Flagged(Flag.WORSE_THAN_GUESSING))
    if item.sd == 0:
        found.append(Flagged(Flag.NO_VARIANCE))
    elif facility >= TOO_EASY:
        found.append(Flagged(Flag.TOO_EASY))
    elif facility <= TOO_HARD:
        found.append(Flagged(Flag.TOO_HARD))
    return found


def _options(options: Sequence[OptionFigures]) -> list[Flagged]:
    """An option attracts the able only where chance alone would hardly explain it."""
    found = []
    for option in options:
        interval = option.discrimination_interval
        if option.attracts_the_able and interval and interval.low > 0:
            found.append(Flagged(Flag.ATTRACTIVE_DISTRACTOR, option.text))
        elif option.is_rarely_chosen:
            flag = Flag.RARE_DISTRACTOR if option.count else Flag.UNUSED_DISTRACTOR
            found.append(Flagged(flag, option.text))
    return found
