"""The reports over the whole question bank, a page at a time.

Looking at every question takes seconds in a large bank. So it is done once for each state of the bank, and
only primary keys are kept: a cache is no place for answer keys. Texts are read anew for the page shown.
"""

from collections.abc import Callable, Collection
from typing import TypeVar, cast

from django.core.cache import cache
from django.db.models import Count, Max, Q

from harmreduction_lms.quizzes.bank_review import (
    AlikePair,
    Finding,
    LengthCue,
    alike_pairs,
    checked,
    findings,
    length_cue,
)
from harmreduction_lms.quizzes.models import Question
from harmreduction_lms.quizzes.question_checks import warnings_for


KEPT_SECONDS = 10 * 60
"""Also the longest that a check somebody has just added may be missing."""

Result = TypeVar("Result")
PairKeys = tuple[int, int, int]
"""Two primary keys, and how many per cent of the words are shared."""


def keys_of_findings() -> list[int]:
    """The questions with warnings, by title. One query when somebody has looked before."""
    return _once("findings", lambda: [one.question.pk for one in findings()])


def keys_of_alike() -> list[PairKeys]:
    """The pairs that ask nearly the same, the most alike first."""
    return _once("alike", lambda: [(one.first.pk, one.second.pk, one.percent) for one in alike_pairs()])


def bank_length_cue() -> LengthCue:
    """How often the right answer is the longest one."""
    return LengthCue(*_once("cue", _counted_cue))


def findings_with(keys: Collection[int]) -> list[Finding]:
    """What is to be said about these questions, in this order. One query."""
    found = Question.objects.select_related("locale").in_bulk(list(keys))
    return [Finding(found[key], warnings_for(checked(found[key]))) for key in keys if key in found]


def pairs_with(keys: Collection[PairKeys]) -> list[AlikePair]:
    """These pairs, in this order. One query."""
    found = Question.objects.only("title").in_bulk({pk for pair in keys for pk in pair[:2]})
    return [
        AlikePair(found[first], found[second], percent)
        for first, second, percent in keys
        if first in found and second in found
    ]


def _counted_cue() -> tuple[int, int, int]:
    cue = length_cue()
    return cue.longest, cue.questions, cue.by_chance


def _once(name: str, work: Callable[[], Result]) -> Result:
    key = f"harmreduction_lms.bank.{name}.{_state()}"
    return cast("Result", cache.get_or_set(key, work, KEPT_SECONDS))


def _state() -> str:
    """Another one after every change: archiving alone leaves the time of the last change as it is."""
    archived = Count("pk", filter=Q(is_archived=True))
    state = Question.objects.aggregate(last=Max("updated_at"), all=Count("pk"), archived=archived)
    last = state["last"].timestamp() if state["last"] else 0
    return f"{last}.{state['all']}.{state['archived']}"
