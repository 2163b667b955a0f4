"""Options and what they do; flags in the order of how much they matter."""

from fractions import Fraction

import pytest

from harmreduction_lms.quizzes.item_analysis import Flag, OptionCell, option_figures
from harmreduction_lms.quizzes.item_analysis.flags import flags
from harmreduction_lms.quizzes.item_analysis.options import KnownOption, OptionFigures
from harmreduction_lms.quizzes.reports.words import FLAGS, flag_sentence
from tests.quizzes.item_analysis.helpers import analysed


KNOWN = [
    KnownOption("breaths", "Give breaths", is_correct=True),
    KnownOption("shower", "A cold shower", is_correct=False),
    KnownOption("coffee", "Strong coffee", is_correct=False),
]


def chosen(*rows: tuple[str, int, int]) -> list[OptionFigures]:
    """Options from (chosen ids separated by spaces, rest score, count)."""
    cells = [OptionCell("q", tuple(ids.split()), Fraction(rest), count) for ids, rest, count in rows]
    return option_figures(cells, KNOWN)


def test_every_option_has_a_row_and_so_have_those_who_chose_none() -> None:
    figures = chosen(("breaths", 9, 12), ("shower", 3, 6), ("", 1, 2))
    assert [(one.option, one.count, one.share) for one in figures] == [
        ("breaths", 12, 60),
        ("shower", 6, 30),
        ("coffee", 0, 0),
        ("", 2, 10),
    ]


def test_several_options_count_for_each() -> None:
    figures = chosen(("breaths shower", 5, 3), ("breaths", 4, 1))
    assert [one.count for one in figures] == [4, 3, 0, 0]


def test_an_option_that_was_removed_is_still_counted() -> None:
    figures = chosen(("breaths", 5, 3), ("milk", 4, 1))
    assert [(one.option, one.is_correct, one.count) for one in figures][3:] == [
        ("milk", None, 1),
        ("", None, 0),
    ]


@pytest.mark.parametrize(("count", "is_rare"), [(4, True), (5, False)])
def test_below_five_per_cent_a_wrong_option_does_not_work(count: int, is_rare: bool) -> None:
    shower = chosen(("breaths", 9, 100 - count), ("shower", 3, count))[1]
    assert (shower.is_rarely_chosen, shower.is_functioning) == (is_rare, not is_rare)


def test_a_wrong_option_the_able_choose_is_seen() -> None:
    shower = chosen(("breaths", 2, 20), ("shower", 8, 20))[1]
    assert shower.discrimination_index == 100
    assert (shower.attracts_the_able, shower.is_functioning) == (True, False)


def flags_of(rows: list[list[float]], column: int = 0) -> list[Flag]:
    return [one.flag for one in flags(analysed(rows).items[column])]


GOOD = [[1, 1, 1]] * 15 + [[0, 0, 0]] * 13 + [[1, 1, 0]] * 3 + [[0, 1, 0]] * 4


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (GOOD, []),
        (GOOD[:20], [Flag.SMALL_SAMPLE]),
        ([[1 - a, b, c] for a, b, c in GOOD], [Flag.KEY_MAY_BE_WRONG]),
        ([[1, b, c] for _a, b, c in GOOD], [Flag.NO_VARIANCE]),
        ([[1, 1, 1]] * 39 + [[0, 0, 0]], [Flag.TOO_EASY]),
        ([[0, 0, 0]] * 39 + [[1, 1, 1]], [Flag.TOO_HARD]),
        ([[1, 1, 1], [0, 1, 1], [1, 0, 0], [0, 0, 0]] * 10, [Flag.WEAK_DISCRIMINATION]),
        ([[0, 1, 1], [1, 0, 0], [1, 1, 1]] * 2, [Flag.NEGATIVE_DISCRIMINATION, Flag.SMALL_SAMPLE]),
    ],
    ids=["good", "few", "turned round", "all right", "easy", "hard", "unrelated", "few and negative"],
)
def test_an_item_is_flagged_for_what_it_does(rows: list[list[float]], expected: list[Flag]) -> None:
    assert flags_of(rows) == expected


def test_options_are_named_in_flags() -> None:
    item = analysed(GOOD).items[0]
    found = flags(item, chosen(("breaths", 2, 20), ("shower", 8, 20)))
    assert [(one.flag, one.option) for one in found] == [(Flag.UNUSED_DISTRACTOR, "Strong coffee")]
    found = flags(item, chosen(("breaths", 2, 20), ("shower", 8, 20), ("shower", 2, 3), ("coffee", 1, 1)))
    assert [one.flag for one in found] == [Flag.ATTRACTIVE_DISTRACTOR, Flag.RARE_DISTRACTOR]
    assert "“A cold shower”" in flag_sentence(found[0])


def test_every_flag_has_words() -> None:
    assert set(FLAGS) == set(Flag)
