"""How the time of an activity is found. Fixtures are the accreditors' own where they give any."""

from datetime import datetime
from decimal import Decimal

import pytest

from harmreduction_lms.credits.hours import (
    Basis,
    Figures,
    Session,
    ceu,
    estimate,
    mergener,
    missing,
    session_minutes,
    shown,
)


@pytest.mark.parametrize(
    ("words", "questions", "difficulty", "minutes"),
    [
        # AORN's own worked sum; it works only with minus 22.3 (paperzz.com/doc/8675765)
        (3774, 16, "2.5", "61.94"),
        (6000, 10, "3", "58.09"),
        (3000, 5, "3", "39.93"),
        (1000, 5, "2", "22.22"),
        (0, 0, "1", "0.00"),  # "Result <= 0 -> no credit"
    ],
)
def test_b07_b08_mergener(words: int, questions: int, difficulty: str, minutes: str) -> None:
    assert shown(mergener(words, questions, Decimal(difficulty))) == Decimal(minutes)


def test_b07_the_first_constant_is_minus() -> None:
    assert mergener(3774, 16, Decimal("2.5")) == Decimal("61.935894")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-02T{text}")


LECTURES = (
    Session(at("08:30"), at("10:00")),
    Session(at("10:15"), at("12:30")),
    Session(at("14:00"), at("17:00")),
)
LUNCH = Session(at("12:30"), at("14:00"), counts=False)


def test_b05_d15_breaks_and_what_is_not_certified_do_not_count() -> None:
    """bocatc.org: 8:30 to 10:00, 10:15 to 12:30, 2:00 to 5:00 make 6.75."""
    assert session_minutes([*LECTURES, LUNCH]) == Decimal("6.75") * 60


@pytest.mark.parametrize(
    ("other", "minutes"),
    [
        (("08:30", "10:00"), 405),  # the same time
        (("09:00", "09:30"), 405),  # inside
        (("09:30", "10:15"), 420),  # overlapping the end, filling the break
        (("17:00", "17:30"), 435),  # after
    ],
)
def test_b06_simultaneous_sessions_count_once(other: tuple[str, str], minutes: int) -> None:
    first, last = other
    assert session_minutes([*LECTURES, Session(at(first), at(last))]) == minutes


@pytest.mark.parametrize(
    ("basis", "figures", "minutes"),
    [
        (Basis.MEDIA, Figures(media_minutes=Decimal("37.5")), "37.50"),
        (Basis.MEDIA, Figures(sessions=LECTURES), "405.00"),
        (Basis.WORDS, Figures(words=3774, questions=16, difficulty=Decimal("2.5")), "61.94"),
        # B-10: run time, and the required text
        (
            Basis.MIXED,
            Figures(media_minutes=Decimal(30), words=3000, questions=5, difficulty=Decimal(3)),
            "69.93",
        ),
        # B-03: one who left the page open does not move the time that most people need
        (Basis.PILOT, Figures(pilot_minutes=(Decimal(50), Decimal(55), Decimal(400))), "55.00"),
        (Basis.PILOT, Figures(pilot_minutes=(Decimal(50), Decimal(55))), "52.50"),
        (Basis.EXPERT, Figures(expert_minutes=Decimal(60)), "60.00"),
        # B-04: "evaluation time included"
        (Basis.EXPERT, Figures(expert_minutes=Decimal(60), evaluation_minutes=Decimal(2)), "62.00"),
    ],
)
def test_b03_b04_b10_each_way_reads_its_own_figures(basis: Basis, figures: Figures, minutes: str) -> None:
    assert shown(estimate(basis, figures)) == Decimal(minutes)


@pytest.mark.parametrize(
    ("basis", "figures", "names"),
    [
        (Basis.MEDIA, Figures(), ("media_minutes",)),
        (Basis.MEDIA, Figures(sessions=LECTURES), ()),
        # B-09: the difficulty comes from a reviewer, who is named
        (Basis.WORDS, Figures(words=3000), ("difficulty", "reviewer")),
        (Basis.PILOT, Figures(), ("pilot_minutes",)),
        (Basis.EXPERT, Figures(expert_minutes=Decimal(60)), ("expert",)),
    ],
)
def test_b09_what_a_way_cannot_do_without_is_named(
    basis: Basis, figures: Figures, names: tuple[str, ...]
) -> None:
    assert missing(basis, figures) == names


def test_figures_are_kept_and_read_back_as_they_were() -> None:
    figures = Figures(
        media_minutes=Decimal("12.50"),
        sessions=(*LECTURES, LUNCH),
        words=3774,
        difficulty=Decimal("2.5"),
        reviewer="Dr Amara Diallo",
        pilot_minutes=(Decimal(50), Decimal("55.5")),
    )
    assert Figures.from_json(figures.as_json()) == figures
    assert Figures.from_json({}) == Figures()


@pytest.mark.parametrize(
    ("hours", "hours_per_ceu", "expected"),
    [("1.25", 10, "0.125"), ("10", 10, "1"), ("1.25", 1, "1.25")],  # B-11: ACPE ten hours, BOC one
)
def test_b11_what_a_ceu_is_worth_is_the_policys(hours: str, hours_per_ceu: int, expected: str) -> None:
    assert ceu(Decimal(hours), hours_per_ceu=Decimal(hours_per_ceu)) == Decimal(expected)
