"""The rules one learner takes a quiz by: those of the page, with the exceptions made for them. No database.

An exception for the learner comes before one for a group, one for this quiz before one for every quiz. Where
several groups of a learner have exceptions, each field takes what is kindest.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class TakingRules:
    """Empty fields mean no limit. `time_limit` is stretched already."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    attempts_allowed: int | None = None
    time_limit: timedelta | None = None
    first_wait: timedelta | None = None
    later_wait: timedelta | None = None

    @property
    def time_limit_minutes(self) -> int | None:
        """The limit for display, rounded down."""
        return int(self.time_limit.total_seconds() // 60) if self.time_limit else None

    def deadline(self, started_at: datetime) -> datetime | None:
        """When an attempt is over: its time is up or the quiz closes, whichever comes first."""
        ends = [self.closes_at, started_at + self.time_limit if self.time_limit else None]
        return min((end for end in ends if end is not None), default=None)

    def next_start(self, ended: Sequence[datetime]) -> datetime | None:
        """From when another attempt may begin, given when earlier ones ended; None for at once."""
        if not ended:
            return None
        wait = self.first_wait if len(ended) == 1 else self.later_wait
        return max(ended) + wait if wait else None


def taking_rules(page: Any, overrides: Iterable[Any]) -> TakingRules:
    """The page's rules with `QuizOverride` rows for this learner (their own and their groups', any quiz)."""
    rows = list(overrides)
    ranked = _ranked(rows)
    factor = max((row.time_factor for row in rows), default=Decimal(1))
    minutes = _first(ranked, "time_limit_minutes", max, page.time_limit_minutes)
    return TakingRules(
        opens_at=_first(ranked, "opens_at", min, page.opens_at),
        closes_at=_first(ranked, "closes_at", max, page.closes_at),
        attempts_allowed=_first(ranked, "attempts_allowed", max, page.attempts_allowed),
        time_limit=timedelta(seconds=int(minutes * 60 * factor)) if minutes else None,
        first_wait=_minutes(page.first_wait_minutes),
        later_wait=_minutes(page.later_wait_minutes),
    )


def _ranked(rows: list[Any]) -> list[list[Any]]:
    """The rows in groups, the most particular first."""
    ranks: dict[tuple[bool, bool], list[Any]] = {}
    for row in rows:
        ranks.setdefault((row.learner_id is None, row.quiz_key is None), []).append(row)
    return [ranks[rank] for rank in sorted(ranks)]


def _first(ranked: list[list[Any]], field: str, kindest: Callable[[list[Any]], Any], usual: Any) -> Any:
    """The most particular value there is. Nothing is a value too: no attempt, no limit."""
    for rows in ranked:
        values = [getattr(row, field) for row in rows if getattr(row, field) is not None]
        if values:
            return kindest(values)
    return usual


def _minutes(number: int | None) -> timedelta | None:
    return timedelta(minutes=number) if number else None
