"""Moodle's own worked examples: marks and expected figures published with its unit tests, from a spreadsheet.

`moodle_20_slots.csv`: 22 attempts at 20 items, three of which are worth nothing. `moodle_25_attempts.csv`: 25
attempts at 7 items. One mark there was published as 0.3333333, hence the tolerance.
"""

import csv

import pytest

from tests.quizzes.item_analysis.helpers import DATA, analysed_file


TOLERANCE = 1e-6


@pytest.mark.parametrize("name", ["moodle_20_slots", "moodle_25_attempts"])
def test_the_figures_of_each_item_are_moodles(name: str) -> None:
    items = {item.item: item for item in analysed_file(f"{name}.csv").items}
    with (DATA / f"{name}_expected.csv").open(encoding="utf-8", newline="") as lines:
        for expected in csv.DictReader(lines):
            item = items[expected.pop("item")]
            for figure, value in expected.items():
                wanted = pytest.approx(float(value), rel=TOLERANCE) if value else None
                assert getattr(item, figure) == wanted, (item.item, figure)


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("attempts", 25),
        ("mean", 4.617333332),
        ("median", 4.5),
        ("sd", 0.8117265554),
        ("skewness", -0.092502502),
        ("kurtosis", -0.7073968557),
        ("cic", -87.2230935542),
        ("error_ratio", 136.8294900795),
        ("standard_error", 1.1106813066),
    ],
)
def test_the_figures_of_the_quiz_are_moodles(figure: str, expected: float) -> None:
    quiz = analysed_file("moodle_25_attempts.csv").quiz
    assert getattr(quiz, figure) == pytest.approx(expected, rel=TOLERANCE)
