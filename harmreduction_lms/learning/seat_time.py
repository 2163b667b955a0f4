"""How much time somebody spent in a course, from the stretches in which they were seen in it (ce-rules C-11).

Pure: moments of the server's clock in, minutes out. It knows no database and reads no clock; what a browser
says about time is never asked for.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple


BEAT_EVERY = timedelta(seconds=30)
"""How often an open lesson says that somebody is there."""

LONGEST_GAP = timedelta(seconds=90)
"""Signs of life further apart than this do not belong together: nobody was seen in between."""

IDLE_AFTER = timedelta(minutes=3)
"""How long a page goes on saying so after the last key, touch or scroll: people read without moving."""

MINUTES_UNSTATED = 5
"""What a lesson counts for at most, without JavaScript, whose page does not say how long it takes."""

A_QUESTION = timedelta(seconds=150)
"""The most that a question of a quiz counts for: what Mergener's formula adds, 0.9 x 2.78 minutes (B-07)."""


class Stretch(NamedTuple):
    """From when until when."""

    first: datetime
    last: datetime


def counted(stretches: Iterable[Stretch]) -> timedelta:
    """The time covered by at least one stretch: two tabs, or two devices, at once count once."""
    total, covered_until = timedelta(0), None
    for first, last in sorted(stretches):
        start = first if covered_until is None else max(first, covered_until)
        if last > start:
            total += last - start
            covered_until = last
    return total


def whole_minutes(stretches: Iterable[Stretch]) -> int:
    """The same in minutes, rounded down: what is set as a minimum has to be reached."""
    return counted(stretches) // timedelta(minutes=1)


def by_hand(opened_at: datetime, now: datetime, *, minutes: int) -> Stretch:
    """What counts when a page that could not speak for itself is answered: the time since it was opened, but
    no more than the lesson says it takes. Answering it twice gives the same stretch, longer at most."""
    longest = timedelta(minutes=minutes or MINUTES_UNSTATED)
    return Stretch(opened_at, max(opened_at, min(now, opened_at + longest)))


def in_quiz(started_at: datetime, handed_in_at: datetime, *, questions: int) -> Stretch:
    """What an attempt at a quiz counts for: until it was handed in, but no more than its questions take."""
    return Stretch(started_at, max(started_at, min(handed_in_at, started_at + questions * A_QUESTION)))
