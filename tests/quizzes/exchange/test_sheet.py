"""The sheet as a nurse educator fills it in, as spreadsheets mangle it, and as an attacker sends it."""

import csv
import datetime
import io
import time
import zipfile
from contextlib import suppress
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from harmreduction_lms.quizzes.exchange.base import MAX_FILE_BYTES, ExchangeItem, UnreadableFile
from harmreduction_lms.quizzes.exchange.sheet import Sheet
from harmreduction_lms.quizzes.exchange.sheet.table import check_workbook


def csv_file(*rows: list[str], delimiter: str = ",") -> bytes:
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter).writerows(rows)
    return target.getvalue().encode()


def xlsx_file(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def one(content: bytes) -> ExchangeItem:
    result = Sheet().read("bank", content)
    assert result.refused == []
    (item,) = result.items
    return item


def rights(item: ExchangeItem) -> list[str]:
    return [option["text"] for option in item.answer["options"] if option["correct"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_simplest_sheet_is_read_however_it_was_saved(delimiter: str, encoding: str) -> None:
    rows = ["Question", "Right answers", "Answer 1", "Answer 2"], ["Où?", "2", "Bras", "Nez, narine; l'une"]
    item = one(csv_file(*rows, delimiter=delimiter).decode().encode(encoding))
    assert (item.kind, item.stem, item.title) == ("single_choice", "<p>Où?</p>", "Où?")
    assert rights(item) == ["Nez, narine; l'une"]


@pytest.mark.parametrize(
    ("right", "kind", "texts"),
    [
        ("2", "single_choice", ["spray"]),
        ("B", "single_choice", ["spray"]),
        ("2.0", "single_choice", ["spray"]),
        ("Spray", "single_choice", ["spray"]),
        ("1, 3", "multiple_response", ["call", "breathe"]),
        ("a and c", "multiple_response", ["call", "breathe"]),
    ],
)
def test_right_answers_are_numbers_letters_or_words(right: str, kind: str, texts: list[str]) -> None:
    header = ["Option 3", "option_2", "OPTION 1", "correct answer(s)", "Stem"]
    item = one(csv_file(header, ["breathe", "spray", "call", right, "What?"]))
    assert (item.kind, rights(item)) == (kind, texts)


def test_numbers_and_truth_values_of_excel_are_read_as_they_look() -> None:
    item = one(xlsx_file(["Question", "Right answers", "Answer 1", "Answer 2"], ["How many?", 2, 4.0, 0.4]))
    assert rights(item) == ["0.4"]
    assert one(xlsx_file(["Question", "Right answers"], ["Is it?", True])).answer["answer"] == "true"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["", "What?", "", "a", "b"], "“Kind” is empty"),
        (["essay question", "What?", "1", "a", "b"], "There is no kind"),
        (["single choice", "", "1", "a", "b"], "“Question” is empty"),
        (["single choice", "What?", "3", "a", "b"], "none of the answers"),
        (["single choice", "What?", "", "a", "b"], "number of the right answer"),
        (["true or false", "What?", "maybe", "", ""], "true or false"),
        (["number", "What?", "", "two", ""], "not a number"),
        (["matching", "What?", "", "a", "b"], "is empty"),
        (["single choice", "What?", "1", datetime.date(2026, 1, 2), "b"], "made a date"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_and_hides_no_other(row: list[Any], words: str) -> None:
    header = ["Kind", "Question", "Right answers", "Answer 1", "Answer 2"]
    result = Sheet().read("bank.xlsx", xlsx_file(header, row, ["", "Good?", "1", "a", "b"]))
    assert [item.title for item in result.items] == ["Good?"]
    (refusal,) = result.refused
    assert refusal.where == "row 2"
    assert words in refusal.reason


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"Name,Age\nx,3", "must name the columns"),
        (b"Question,question\nx,3", "Two columns"),
        (b"\xd0\xcf\x11\xe0old", "old Excel"),
        (b"PK\x03\x04nothing", "damaged"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a text file"),
        (b'Question,Answer 1\n"' + b"a" * 200_000, "cannot be read"),
    ],
)
def test_what_is_no_sheet_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        Sheet().read("bank", content)


def test_what_stands_in_an_unknown_column_is_said_to_be_left_out() -> None:
    (note,) = one(csv_file(["Question", "Right answers", "Bloom"], ["Is it?", "true", "apply", "x"])).notes
    assert "Bloom, 4" in note


def formula_item() -> ExchangeItem:
    options = [
        {"text": text, "correct": text == "-5", "why": "@x"} for text in ("=1+1", "-5", "'=x", "#REF!")
    ]
    return ExchangeItem("single_choice", "+1", "<p>=HYPERLINK(1)</p>", {"options": options})


def test_no_cell_of_a_written_sheet_is_a_formula() -> None:
    book = load_workbook(io.BytesIO(Sheet().write([formula_item()]).content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "=1+1" in {cell.value for cell in cells}


def test_no_cell_of_a_written_csv_starts_a_formula_and_reading_gives_the_texts_back() -> None:
    content = Sheet().write_csv([formula_item()]).content
    rows = [*csv.reader(io.StringIO(content.decode("utf-8-sig")))]
    assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@")]
    assert one(content).answer == formula_item().answer


def test_an_empty_sheet_explains_itself() -> None:
    book = load_workbook(io.BytesIO(Sheet().write([]).content))
    assert book.sheetnames == ["Questions", "How to fill this in"]
    assert [cell.value for cell in book["Questions"][1]][:6] == [
        *("Kind", "Title", "Question", "Text with gaps", "Answer 1", "Answer 2"),
    ]


def with_member(name: str, content: bytes, method: int) -> bytes:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_file(["Question"], ["x"]))) as old,
        zipfile.ZipFile(target, "w", method) as new,
    ):
        for info in old.infolist():
            new.writestr(info.filename, content if info.filename == name else old.read(info))
    return target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
START = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = b"</sheetData></worksheet>"
ROW = b'<row><c t="inlineStr"><is><t>Question</t></is></c></row>'
HOSTILE = {
    "entities": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + START + ROW + END,
    "deep nesting": START + b"<row>" * 200_000 + b"</row>" * 200_000 + END,
    "a bomb": START + b" " * 90_000_000 + END,
    "empty rows": START + ROW + b'<row r="1048576"/>' + END,
    "rows": START + ROW + b"<row/>" * 400_000 + END,
    "cells": START + ROW + b'<row><c t="b"><v>1</v></c></row>' * 800_000 + END,
    "a far cell": START + ROW + b'<row><c r="XFD2" t="inlineStr"><is><t>x</t></is></c></row>' + END,
    "broken XML": START + ROW,
    "no shared string": START + b'<row><c t="s"><v>999999</v></c></row>' + END,
}


def test_a_sheet_as_large_as_may_be_written_is_read() -> None:
    """Many filled cells are no attack; the same number of empty ones is."""
    full = b"".join(b'<c t="inlineStr"><is><t>a</t></is></c>' for _number in range(40))
    row = b"<row>" + full + b"</row>"
    check_workbook(with_member(SHEET, START + row * 10_000 + END, zipfile.ZIP_STORED))
    empty = (b"<row>" + b"<c/>" * 40 + b"</row>") * 10_000
    with pytest.raises(UnreadableFile, match="too much"):
        check_workbook(with_member(SHEET, START + empty + END, zipfile.ZIP_STORED))


# Two seconds on a quiet machine with a new Python; an old one that shares its cores takes twice as long.
SECONDS = 5


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_workbooks_are_over_quickly_and_take_nothing(name: str, method: int) -> None:
    content = with_member(SHEET, HOSTILE[name][:MAX_FILE_BYTES], method)
    started = time.process_time()
    with suppress(UnreadableFile):
        assert Sheet().read("bank.xlsx", content).items == []
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize(
    "text",
    [
        "Question" + ",a" * 500_000,
        "Question\n" + "a\n" * 500_000,
        '"' * 1_000_000,
        "Kind,Question,Answer 1\ngaps,q," + "\\|" * 50_000,
        "Question,Right answers\na," + "1 " * 50_000,
        "Question," + "answer " * 10_000 + "1\na,b",
        "Question,Kind\n" + "<p>" * 40_000 + ",opinion",
    ],
)
def test_hostile_csv_is_over_quickly(text: str) -> None:
    started = time.process_time()
    with suppress(UnreadableFile):
        assert Sheet().read("bank.csv", text.encode()).items == []
    assert time.process_time() - started < SECONDS
