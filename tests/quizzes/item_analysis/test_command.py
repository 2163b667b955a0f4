"""`item_statistics`, above all for a sheet of marks from elsewhere."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from harmreduction_lms.management.commands.item_statistics import PROBLEMS
from harmreduction_lms.quizzes.item_analysis.sheet import Problem
from tests.quizzes.item_analysis.helpers import DATA


HEADER = "learner,item,mark,maximum\n"


def statistics(*args: Any, **options: Any) -> str:
    output = StringIO()
    call_command("item_statistics", *args, stdout=output, **options)
    return output.getvalue()


def refusal(path: Path) -> str:
    with pytest.raises(CommandError) as caught:
        statistics(scores=path, json=True)
    assert caught.value.returncode == 1
    return str(caught.value)


@pytest.fixture
def sheet(tmp_path: Path) -> Any:
    def write(text: str | bytes) -> Path:
        path = tmp_path / "marks.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


def test_a_sheet_gives_every_figure_in_full() -> None:
    result = json.loads(statistics(scores=DATA / "moodle_25_attempts.csv", json=True))
    assert result["quiz"]["cic"] == pytest.approx(-87.2230935542)
    assert result["quiz"]["error_ratio"] == pytest.approx(136.8294900795)
    assert result["items"][0]["item"] == "1"
    assert result["items"][0]["discrimination_index"] == pytest.approx(-7.0650767526)
    assert result["items"][5]["flags"][0]["flag"] == "key_may_be_wrong"


def test_without_json_people_get_a_table() -> None:
    text = statistics(scores=DATA / "moodle_25_attempts.csv")
    assert "Internal consistency (%)   -87.22" in text
    assert "The key may be wrong" in text


def test_what_is_not_defined_is_null(sheet: Any) -> None:
    result = json.loads(statistics(scores=sheet(HEADER + "ann,q1,1,1\nann,q2,0,1\n"), json=True))
    assert result["quiz"]["cic"] is None
    assert result["items"][0]["discrimination_index"] is None


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + HEADER + "a,q,1,2\nb,q,0.5,2\n",
        HEADER.replace("\n", "\r\n") + "a,q,1,2\r\n\r\nb,q,0.5,2\r\n",
        "Maximum, Mark ,item,learner\n2,1,q,a\n2,0.50,q,b\n",
        HEADER + '"a","q","1","2"\n b , q ,+0.5,2.0\n,,,\n',
    ],
    ids=["with BOM", "Windows line ends", "columns in another order", "quoted and padded"],
)
def test_sheets_as_people_save_them_are_read(sheet: Any, text: str) -> None:
    result = json.loads(statistics(scores=sheet(text), json=True))
    assert (result["quiz"]["attempts"], result["quiz"]["mean"], result["quiz"]["maximum"]) == (2, 0.75, 2)


@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        ("a,q,1\n", 2, "4 values"),
        ("a,q,1,1,1\n", 2, "4 values"),
        ("a,q,1,1\n,q,1,1\n", 3, "“learner” is empty"),
        ("a,q,,1\n", 2, "“mark” is empty"),
        ("a,q,one,1\n", 2, "“one” is no mark"),
        ('a,q,"0,5",1\n', 2, "decimal point"),
        ("a,q,nan,1\n", 2, "“nan” is no mark"),
        ("a,q,1e3,1\n", 2, "“1e3” is no mark"),
        ("a,q,1,-1\n", 2, "cannot be below 0"),
        ("a,q,2,1\n", 2, "above the maximum 1"),
        ("a,q,1,1\nb,q,1,2\n", 3, "another one before"),
        ("a,q,1,1\nb,q,1,1\na,q,0,1\n", 4, "already, in line 2"),
        ("", 1, "no marks"),
        ('a,q,"1,1\n', 2, "CSV"),
    ],
)
def test_a_bad_row_is_refused_with_its_line_and_what_to_do(
    sheet: Any, rows: str, line: int, words: str
) -> None:
    message = refusal(sheet(HEADER + rows))
    assert f"line {line}:" in message
    assert words in message


def test_a_double_is_found_across_batches(sheet: Any) -> None:
    rows = "".join(f"learner{number},q,1,1\n" for number in range(10_500))
    assert "line 10502:" in refusal(sheet(HEADER + rows + "learner3,q,1,1\n"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"name,score\na,1\n", "must name the columns"),
        (b"", "must name the columns"),
        (HEADER.encode() + "Jürgen,q,1,1\n".encode("cp1252"), "not in UTF-8"),
    ],
)
def test_a_file_that_is_something_else_is_refused(sheet: Any, content: bytes, words: str) -> None:
    assert words in refusal(sheet(content))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path / "none.csv")


def test_every_problem_has_words() -> None:
    assert set(PROBLEMS) == set(Problem)


@pytest.mark.parametrize("args", [[], ["12", "--scores", "marks.csv"]])
def test_either_a_quiz_or_a_sheet_is_wanted(args: list[str]) -> None:
    with pytest.raises(CommandError, match="one of the two"):
        statistics(*args)


@pytest.mark.django_db
@pytest.mark.parametrize("quiz", ["999999", "no/such/quiz"])
def test_an_unknown_quiz_is_named(quiz: str) -> None:
    with pytest.raises(CommandError, match="There is no quiz"):
        statistics(quiz)
