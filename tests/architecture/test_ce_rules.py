"""`docs/reference/ce-rules.md` lists every rule, and what it calls done has a test of that name."""

import re
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parents[2]
RULES = {"A": 30, "B": 19, "C": 13, "D": 16, "E": 12, "F": 17, "G": 4, "H": 7, "I": 4, "J": 6}
"""How many rules each section has (accreditors' rules as of 22 November 2026)."""

ROW = re.compile(r"^\| ([A-J]-\d\d) \| [^|]+ \| ([^|]+) \| ([^|]*)\|$", re.MULTILINE)
ROWS = ROW.findall((ROOT / "docs/reference/ce-rules.md").read_text())


@pytest.fixture(scope="module")
def defined() -> set[str]:
    files = (ROOT / "tests").rglob("test_*.py")
    return {name for file in files for name in re.findall(r"def (test_\w+)", file.read_text())}


def test_every_rule_is_listed_once_and_in_order() -> None:
    wanted = [f"{letter}-{number:02}" for letter, last in RULES.items() for number in range(1, last + 1)]
    assert [rule for rule, _how, _tests in ROWS] == wanted


@pytest.mark.parametrize(("rule", "how", "tests"), ROWS)
def test_a_rule_is_done_with_tests_of_its_name_or_says_why_not(
    rule: str, how: str, tests: str, defined: set[str]
) -> None:
    names = re.findall(r"`(test_\w+)`", tests)
    assert set(names) <= defined
    if how == "done":
        assert names
        assert all(f"_{rule.lower().replace('-', '')}_" in name for name in names)
    else:
        kind, _colon, reason = how.partition(": ")
        assert kind in {"set by the organisation", "not applicable", "done in part"}
        assert reason
