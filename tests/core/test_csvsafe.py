"""Exported cells: nothing a spreadsheet would run, and nothing lost (security.md row 4)."""

import pytest
from hypothesis import given, strategies

from harmreduction_lms.core.csvsafe import STARTERS, defuse


@pytest.mark.parametrize("starter", sorted(STARTERS))
def test_a_text_that_could_start_a_formula_gets_an_apostrophe(starter: str) -> None:
    assert defuse(f"{starter}1+1") == f"'{starter}1+1"


@pytest.mark.parametrize("value", ["", "Overdose", "1-1", -3, None, 2.5])
def test_everything_else_stays_as_it_is(value: object) -> None:
    assert defuse(value) == value


@given(strategies.text())
def test_taking_one_apostrophe_off_gives_back_what_was_stored(text: str) -> None:
    cell = defuse(text)
    assert (cell[1:] if cell[:1] == "'" else cell) == text
    assert cell[:1] not in STARTERS - {"'"} or not cell
