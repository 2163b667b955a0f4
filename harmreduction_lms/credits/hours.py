"""How long an activity takes, found in one of the ways accreditors accept; its figures are kept (B-03).

Pure: figures in, minutes out. Exact until the end: what a policy makes of the minutes is
`rules.amount_from_minutes`, and rounding them before would now and then give away a step.
"""

import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any


class Basis(StrEnum):
    """The ways, as `Activity.estimate_basis` has them."""

    MEDIA = "media"
    WORDS = "words"
    MIXED = "mixed"
    PILOT = "pilot"
    EXPERT = "expert"


@dataclass(frozen=True)
class Session:
    """A part of a live programme. What does not teach has no part in it: breaks, meals, registration,
    exhibits, business, products (B-05); nor has what is not certified (D-15)."""

    starts_at: datetime
    ends_at: datetime
    counts: bool = True


@dataclass(frozen=True)
class Figures:
    """What a way of finding the time is fed with; each way reads its own (see `NEEDED`).

    `reviewer` judged the difficulty and is not the author (B-09). `evaluation_minutes` is added whatever the
    way: filling in the evaluation counts where the accreditor says so (ANCC, B-04).
    """

    media_minutes: Decimal = Decimal(0)
    sessions: tuple[Session, ...] = ()
    words: int = 0
    questions: int = 0
    difficulty: Decimal | None = None
    reviewer: str = ""
    pilot_minutes: tuple[Decimal, ...] = ()
    expert_minutes: Decimal = Decimal(0)
    expert: str = ""
    evaluation_minutes: Decimal = Decimal(0)

    def as_json(self) -> dict[str, Any]:
        """To be kept in `Activity.estimate_inputs`: only what was filled in, numbers as text."""
        kept = {item.name: getattr(self, item.name) for item in fields(self)}
        kept["sessions"] = [
            {
                "starts_at": part.starts_at.isoformat(),
                "ends_at": part.ends_at.isoformat(),
                "counts": part.counts,
            }
            for part in self.sessions
        ]
        kept["pilot_minutes"] = [str(minutes) for minutes in self.pilot_minutes]
        return {
            name: str(value) if isinstance(value, Decimal) else value for name, value in kept.items() if value
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Figures":
        """What `as_json` kept; names it does not know are left alone."""
        names = {item.name for item in fields(cls)}
        values = {name: _READERS.get(name, _same)(value) for name, value in kept.items() if name in names}
        return cls(**values)


def _same(value: Any) -> Any:
    return value


def _sessions(kept: Iterable[Mapping[str, Any]]) -> tuple[Session, ...]:
    return tuple(
        Session(
            datetime.fromisoformat(part["starts_at"]), datetime.fromisoformat(part["ends_at"]), part["counts"]
        )
        for part in kept
    )


def _minutes_list(kept: Iterable[str]) -> tuple[Decimal, ...]:
    return tuple(Decimal(minutes) for minutes in kept)


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "media_minutes": Decimal,
    "sessions": _sessions,
    "difficulty": Decimal,
    "pilot_minutes": _minutes_list,
    "expert_minutes": Decimal,
    "evaluation_minutes": Decimal,
}

# What each way cannot do without. A course of text alone may have no question, so that is not asked.
NEEDED: Mapping[Basis, tuple[str, ...]] = {
    Basis.MEDIA: ("media_minutes",),
    Basis.WORDS: ("words", "difficulty", "reviewer"),
    Basis.MIXED: ("media_minutes", "words", "difficulty", "reviewer"),
    Basis.PILOT: ("pilot_minutes",),
    Basis.EXPERT: ("expert_minutes", "expert"),
}


def missing(basis: Basis, figures: Figures) -> tuple[str, ...]:
    """Names of the figures that `basis` needs and that are not there. Sessions stand in for media."""
    return tuple(
        name
        for name in NEEDED[basis]
        if not getattr(figures, name) and not (name == "media_minutes" and figures.sessions)
    )


def estimate(basis: Basis, figures: Figures) -> Decimal:
    """Exact minutes, never below nothing. Ask `missing` first: what is not there counts as nothing."""
    return _WAYS[basis](figures) + figures.evaluation_minutes


def shown(minutes: Decimal) -> Decimal:
    """Minutes as they are stored and shown: to the hundredth, half up. Not to be counted on from there."""
    return minutes.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def mergener(words: int, questions: int, difficulty: Decimal) -> Decimal:
    """Minutes that reading and answering take (B-07; bocatc.org/mergener-formula).

    The first constant is *minus* 22.3: AORN's copy lost the sign, and its own worked sum needs it. A text so
    short that the sum is below nothing takes no time that counts (B-08).
    """
    sum_of_parts = (
        Decimal("-22.3")
        + Decimal("0.00209") * words
        + Decimal("2.78") * questions
        + Decimal("15.5") * difficulty
    )
    return max(Decimal("0.9") * sum_of_parts, Decimal(0))


def session_minutes(sessions: Iterable[Session]) -> Decimal:
    """Minutes in which at least one session that counts was on: those side by side count once (B-06)."""
    total, covered_until = Decimal(0), None
    for part in sorted((part for part in sessions if part.counts), key=lambda part: part.starts_at):
        start = part.starts_at if covered_until is None else max(part.starts_at, covered_until)
        if part.ends_at > start:
            seconds = int((part.ends_at - start).total_seconds())
            total += Decimal(seconds) / 60
            covered_until = part.ends_at
    return total


def ceu(hours: Decimal, *, hours_per_ceu: Decimal) -> Decimal:
    """Continuing education units for `hours`: 1.25 hours are 0.125 CEU at ten hours a unit.

    How many hours make a unit is the policy's to say: ten for ACPE, one for BOC (B-11).
    """
    return (hours / hours_per_ceu).normalize()


def _media(figures: Figures) -> Decimal:
    """Video and audio count with the time they run (B-10)."""
    return figures.media_minutes + session_minutes(figures.sessions)


def _words(figures: Figures) -> Decimal:
    return mergener(figures.words, figures.questions, figures.difficulty or Decimal(0))


def _mixed(figures: Figures) -> Decimal:
    """Run time, and the reading time of the text that is *required* (B-10)."""
    return _media(figures) + _words(figures)


def _pilot(figures: Figures) -> Decimal:
    """The median of the times people took: enduring credit is the time that *most* need (B-03), and one who
    left the page open over lunch does not move it. Which average to take is ours, no accreditor's."""
    return Decimal(statistics.median(figures.pilot_minutes)) if figures.pilot_minutes else Decimal(0)


def _expert(figures: Figures) -> Decimal:
    return figures.expert_minutes


_WAYS = {
    Basis.MEDIA: _media,
    Basis.WORDS: _words,
    Basis.MIXED: _mixed,
    Basis.PILOT: _pilot,
    Basis.EXPERT: _expert,
}
