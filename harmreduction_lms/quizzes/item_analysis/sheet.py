"""Marks from elsewhere: a CSV file with the columns learner, item, mark and maximum.

The rows pass through a temporary SQLite file that only this process can see and that is gone when it is
closed: learners' rows may lie anywhere in the file, and it may be larger than memory. Nothing is stored.
"""

import csv
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from harmreduction_lms.quizzes.item_analysis.histogram import Cell, Totals


COLUMNS = ("learner", "item", "mark", "maximum")

# Points, not measurements: a sign, digits and a decimal point. No "nan", no "1e999", nothing to guess at.
_NUMBER = re.compile(r"[+-]?\d{1,12}(\.\d{1,12})?", re.ASCII)
_BATCH = 10_000


class Problem(StrEnum):
    """What is wrong with a row; the words for it stand with the command."""

    COLUMNS = "columns"
    FIELDS = "fields"
    EMPTY = "empty"
    NUMBER = "number"
    NEGATIVE_MAXIMUM = "negative_maximum"
    ABOVE_MAXIMUM = "above_maximum"
    OTHER_MAXIMUM = "other_maximum"
    DUPLICATE = "duplicate"
    NO_ROWS = "no_rows"
    NOT_CSV = "not_csv"


class BadSheet(ValueError):
    """A sheet that cannot be read: which line, what is wrong, and the values concerned."""

    def __init__(self, line: int, problem: Problem, **values: object) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line, self.problem, self.values = line, problem, values


Row = tuple[str, str, str, str, int]
"""Learner, item, mark, maximum, line."""


def read_sheet(lines: Iterable[str]) -> tuple[list[Cell], Totals]:
    """The counts of a sheet; raises `BadSheet` at the first row that will not do."""
    with closing(sqlite3.connect("")) as database:
        database.execute(
            "CREATE TABLE mark (learner, item, mark, maximum, line, PRIMARY KEY (learner, item))"
        )
        batch: list[Row] = []
        for row in _rows(lines):
            batch.append(row)
            if len(batch) == _BATCH:
                _insert(database, batch)
                batch.clear()
        _insert(database, batch)
        return _counts(database)


def _rows(lines: Iterable[str]) -> Iterator[Row]:
    reader = csv.reader(lines, strict=True)
    maxima: dict[str, Fraction] = {}
    try:
        header = [name.strip().removeprefix("\ufeff").lower() for name in next(reader, [])]
        if sorted(header) != sorted(COLUMNS):
            raise BadSheet(1, Problem.COLUMNS, found=", ".join(header))
        places = [header.index(name) for name in COLUMNS]
        for fields in reader:
            if any(field.strip() for field in fields):
                yield _row(fields, places, reader.line_num, maxima)
    except csv.Error as error:
        raise BadSheet(reader.line_num, Problem.NOT_CSV, reason=str(error)) from error


def _row(fields: list[str], places: list[int], line: int, maxima: dict[str, Fraction]) -> Row:
    if len(fields) != len(COLUMNS):
        raise BadSheet(line, Problem.FIELDS, found=len(fields))
    learner, item, *numbers = (fields[place].strip() for place in places)
    for name, text in zip(COLUMNS, (learner, item, *numbers), strict=True):
        if not text:
            raise BadSheet(line, Problem.EMPTY, column=name)
    for name, text in zip(("mark", "maximum"), numbers, strict=True):
        if not _NUMBER.fullmatch(text):
            raise BadSheet(line, Problem.NUMBER, column=name, value=text)
    mark, maximum = map(_fraction, numbers)
    if maximum < 0:
        raise BadSheet(line, Problem.NEGATIVE_MAXIMUM, value=numbers[1])
    if mark > maximum:
        raise BadSheet(line, Problem.ABOVE_MAXIMUM, value=numbers[0], maximum=numbers[1])
    if maxima.setdefault(item, maximum) != maximum:
        raise BadSheet(line, Problem.OTHER_MAXIMUM, item=item, value=numbers[1])
    return learner, item, str(mark), str(maximum), line


def _insert(database: sqlite3.Connection, rows: list[Row]) -> None:
    try:
        with database:
            database.executemany("INSERT INTO mark VALUES (?, ?, ?, ?, ?)", rows)
    except sqlite3.IntegrityError as error:
        raise _duplicate(database, rows) from error


def _duplicate(database: sqlite3.Connection, rows: list[Row]) -> BadSheet:
    """Finds the row that was refused and the earlier one it repeats. The batch has been rolled back."""
    earlier: dict[tuple[str, str], int] = {}
    for learner, item, _mark, _maximum, line in rows:
        stored = database.execute("SELECT line FROM mark WHERE learner = ? AND item = ?", (learner, item))
        first = earlier.get((learner, item)) or next((found for (found,) in stored), None)
        if first:
            return BadSheet(line, Problem.DUPLICATE, learner=learner, item=item, first=first)
        earlier[learner, item] = line
    raise AssertionError


def _counts(database: sqlite3.Connection) -> tuple[list[Cell], Totals]:
    cells: Counter[tuple[str, Fraction, Fraction, Fraction]] = Counter()
    totals: Counter[tuple[Fraction, Fraction]] = Counter()
    order = dict(database.execute("SELECT item, min(line) FROM mark GROUP BY item"))
    rows = database.execute("SELECT learner, item, mark, maximum FROM mark ORDER BY learner")
    for _learner, own in groupby(rows, key=itemgetter(0)):
        marks = [(item, _fraction(mark), _fraction(maximum)) for _name, item, mark, maximum in own]
        total = sum((mark for _item, mark, _maximum in marks), Fraction(0))
        totals[total, sum((maximum for _item, _mark, maximum in marks), Fraction(0))] += 1
        cells.update((item, mark, maximum, total) for item, mark, maximum in marks)
    if not totals:
        raise BadSheet(1, Problem.NO_ROWS)
    found = sorted(cells.items(), key=lambda one: order[one[0][0]])
    return [Cell(*values, count=count) for values, count in found], totals


@lru_cache(maxsize=4096)
def _fraction(text: str) -> Fraction:
    return Fraction(text)
