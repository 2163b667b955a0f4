"""Files made to do harm are over quickly, in little memory, and leave nothing harmful.

They are measured by `hostile` in processes of their own: a test process that forks would warn of its threads.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import tests
from harmreduction_lms.quizzes.exchange.checking import check_item
from harmreduction_lms.quizzes.exchange.cleaning import ItemRefused
from harmreduction_lms.quizzes.exchange.files import read_files
from tests.quizzes.exchange import hostile


# Two seconds on a quiet machine; an old Python that shares its cores takes longer.
PATIENCE = 3


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    root = Path(tests.__file__).parents[1]
    command = [sys.executable, "-W", "ignore", "-m", hostile.__name__]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return {found["case"]: found for found in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", [case[0] for case in hostile.cases()])
def test_a_hostile_file_is_refused_or_cleaned_within_the_goals(measured: dict[str, Any], name: str) -> None:
    found = measured[name]
    assert "failed" not in found
    assert found["seconds"] <= hostile.SECONDS * PATIENCE
    assert found["whole_mb"] <= max(hostile.MEGABYTES, found["site_mb"] + hostile.OWN_MEGABYTES)
    assert not found["harm"]


def test_a_picture_that_many_questions_show_is_in_memory_once() -> None:
    read = read_files([("x.zip", hostile.picture_bomb())])
    assert len(read.items) > 100
    assert len({id(item.picture.content) for item in read.items if item.picture}) == 1
    with pytest.raises(ItemRefused):
        check_item(read.items[0])
