"""Rows of text from an Excel or a CSV file, and back.

Cells are text both ways: a spreadsheet never gets a formula from us, and never runs one for us.
"""

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _

from harmreduction_lms.core.csvsafe import STARTERS, defuse
from harmreduction_lms.quizzes.exchange import safe_zip
from harmreduction_lms.quizzes.exchange.base import MAX_ITEMS, UnreadableFile
from harmreduction_lms.quizzes.exchange.text import lines


Cells = list[str]

MAX_COLUMNS = 200
MAX_CELLS = 1_000_000
"""Filled ones, of all questions: fifty each of 20,000, which is every option with its reason."""
MAX_EMPTY_CELLS = 200_000
"""Cells that are listed and hold nothing. People format whole columns; a million of them is an attack."""
MAX_SEPARATORS = 100_000
"""Commas and the like in one row of a CSV file, those in texts as well."""
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_TAGS = 6_000_000
"""Opening and closing ones in one part of the workbook: four a cell, and the lines."""

MAX_STRINGS = 400_000
"""Different texts, which the library has in memory all at once."""

_PIECE = 256 * 1024
"""Bytes; more than the longest text a cell can have, 32,767 characters."""
_LONGEST_NAME = 64
_ZIP = b"PK"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_DELIMITERS = ",;\t"
_QUOTED = re.compile(r'"[^"\n]*"')
# Other programs put a prefix before the names.
_CELL = re.compile(rb"<(?:\w{1,20}:)?c[\s/>]")
_VALUE = re.compile(rb"<(?:\w{1,20}:)?(?:v|is)[\s>]")
_STRING = re.compile(rb"<(?:\w{1,20}:)?si[\s>]")
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)|\A(?:\xff\xfe|\xfe\xff)")


def read_table(content: bytes) -> Iterator[tuple[int, Cells]]:
    """Every row with its number as the spreadsheet counts. Raises `UnreadableFile`."""
    if content.startswith(_OLD_EXCEL):
        raise UnreadableFile(
            _("This is an old Excel file. Open it and save it as .xlsx, then choose that file.")
        )
    rows = _xlsx_rows(content) if content.startswith(_ZIP) else _csv_rows(content)
    cells = 0
    for number, row in enumerate(rows, start=1):
        cells += sum(map(bool, row))
        if number > MAX_ITEMS + 1 or cells > MAX_CELLS or len(row) > MAX_COLUMNS:
            raise _too_much()
        yield number, row


def written_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """CSV that Excel opens as UTF-8. Texts that look like formulas get an apostrophe in front."""
    target = io.StringIO(newline="")
    csv.writer(target).writerows([[defuse(text) for text in row] for row in rows])
    return target.getvalue().encode("utf-8-sig")


def _csv_rows(content: bytes) -> Iterator[Cells]:
    found = _CSVLines(lines(content))
    try:
        for row in csv.reader(found, delimiter=found.delimiter):
            found.separators = 0
            yield [_undefused(cell) for cell in row]
    except csv.Error as error:
        message = _(
            "The CSV file cannot be read (%(problem)s). Check the quotation marks, or save it as .xlsx."
        )
        raise UnreadableFile(message % {"problem": error}) from error


class _CSVLines:
    """Lines for a reader, which would hold a row of any number of cells in memory."""

    def __init__(self, lines: Iterator[str]) -> None:
        first = next(lines, "")
        self.delimiter = _delimiter(first[:10_000])
        self.separators = 0
        self._lines = chain([first], lines)

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.separators += line.count(self.delimiter)
            if self.separators > MAX_SEPARATORS:
                raise _too_much()
            yield line


def _delimiter(header: str) -> str:
    unquoted = _QUOTED.sub("", header)
    return max(_DELIMITERS, key=unquoted.count)


def _undefused(cell: str) -> str:
    """Takes the apostrophe off that `defuse` or a careful person has put in front."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in STARTERS and len(cell) > 1 else cell


def _xlsx_rows(content: bytes) -> Iterator[Cells]:
    # Here, because openpyxl takes 10 MB of every process that has it.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    check_workbook(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # What the file says of its own size is often wrong.
        sheet.reset_dimensions()
        for row in sheet.iter_rows(max_col=MAX_COLUMNS, max_row=MAX_ITEMS + 2, values_only=True):
            yield _trimmed([_text(value) for value in row])
    except (
        *(InvalidFileException, ParseError, zipfile.BadZipFile, KeyError, ValueError, TypeError, IndexError),
        *(AttributeError, EOFError, OverflowError),
    ) as error:
        message = _(
            "This is not an Excel file that can be read. "
            "Open it in Excel or LibreOffice and save it as .xlsx."
        )
        raise UnreadableFile(message) from error


def check_workbook(content: bytes) -> None:
    """Refuses bombs before anything is parsed: openpyxl sets no limits."""
    archive = safe_zip.read(content)
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        if sum(info.file_size for info in opened.infolist()) > MAX_UNPACKED_BYTES:
            raise _too_much()
    for name in archive:
        if name.endswith((".xml", ".rels")):
            _check_part(archive.pieces(name, _PIECE))


def _check_part(pieces: Iterator[bytes]) -> None:
    tags = cells = values = strings = 0
    for xml in _cut_at_tags(pieces):
        if _DECLARES.search(xml):
            raise UnreadableFile(
                _("This Excel file was not read for safety. Save it again in Excel as .xlsx.")
            )
        tags += xml.count(b"<")
        cells, values, strings = (
            number + sum(1 for _found in pattern.finditer(xml))
            for number, pattern in ((cells, _CELL), (values, _VALUE), (strings, _STRING))
        )
        if (
            tags > MAX_TAGS
            or cells > MAX_CELLS + MAX_EMPTY_CELLS
            or values > MAX_CELLS
            or cells - values > MAX_EMPTY_CELLS
            or strings > MAX_STRINGS
        ):
            raise _too_much()


def _cut_at_tags(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same in pieces that cut no tag's name in two."""
    rest = b""
    for piece in pieces:
        if len(piece) == _PIECE and b"<" not in piece:
            raise _too_much()
        whole = rest + piece
        end = whole.rfind(b"<", -_LONGEST_NAME)
        end = len(whole) if end < 0 else end
        yield whole[:end]
        rest = whole[end:]
    yield rest


def _too_much() -> UnreadableFile:
    return UnreadableFile(_("There is too much in this sheet. Split it into several files."))


def _text(value: Any) -> str:
    """A cell as it looks. Excel stores 2 as 2.0, "1-2" as a day in January."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime | datetime.date | datetime.time | datetime.timedelta):
        return f"{DATE_MARK}{value}"
    return str(value).replace("\r\n", "\n").replace("\r", "\n")


DATE_MARK = "\ufdd0"
"""In front of what Excel took for a date."""


def _trimmed(cells: Cells) -> Cells:
    while cells and not cells[-1]:
        cells.pop()
    return cells
