"""TOML with line numbers: `tomllib` reads the values, this finds where in the text each was written.

Good enough for files written by hand in the shape of `curriculum/content`: tables, arrays of tables and
inline tables with bare keys. Where a key cannot be found, the line of its table is given.
"""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harmreduction_lms.curriculum.problems import Problems


_STRING_OR_COMMENT = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL
)
_HEADER = re.compile(r"^[ \t]*\[(\[)?[ \t]*([\w.-]+)[ \t]*\]", re.MULTILINE)
_ERROR_PLACE = re.compile(r"\(at line (\d+)")


@dataclass
class Table:
    """A table of a file: its values, and the part of the text that holds them."""

    path: Path
    values: dict[str, Any]
    text: str = field(repr=False)  # the whole file with strings and comments blanked out
    start: int = 0
    end: int = 0
    first_line: int = 1

    @property
    def line(self) -> int:
        return self._line_at(self.start)

    def line_of(self, key: str, index: int | None = None) -> int:
        """Line of a key, or of the `index`-th inline table or array in its value."""
        match = re.compile(rf"^[ \t]*{re.escape(key)}[ \t]*=", re.MULTILINE).search(
            self.text, self.start, self.end
        )
        if match is None:
            return self.line
        position = match.start() + len(match.group()) - len(match.group().lstrip())
        return self._line_at(position if index is None else self._element(match.end(), index))

    def _element(self, position: int, wanted: int) -> int:
        """Where the `wanted`-th bracketed element of the array that begins after `position` starts."""
        depth, seen = 0, -1
        for place in range(position, self.end):
            character = self.text[place]
            if character in "[{":
                depth += 1
                seen += depth == 2
                if depth == 2 and seen == wanted:
                    return place
            elif character in "]}":
                depth -= 1
                if not depth:
                    break
        return position

    def _line_at(self, position: int) -> int:
        return self.text.count("\n", 0, position) + self.first_line


def read_toml(path: Path, text: str, problems: Problems, *, first_line: int = 1) -> Table:
    """The top-level table of `text`; a syntax error is reported and leaves the table empty."""
    values: dict[str, Any] = {}
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _ERROR_PLACE.search(str(error))
        line = int(place.group(1)) + first_line - 1 if place else 0
        problems.add(path, line, f"not valid TOML: {error}")
    blanked = _STRING_OR_COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
    first_header = _HEADER.search(blanked)
    end = first_header.start() if first_header else len(blanked)
    return Table(path, values, blanked, 0, end, first_line)


def subtables(table: Table, name: str) -> list[Table]:
    """The tables of the array `[[name]]`, or the one table `[name]`, in the order of the file."""
    value = table.values.get(name, [])
    contents = value if isinstance(value, list) else [value]
    headers = list(_HEADER.finditer(table.text))
    ends = [header.start() for header in headers[1:]] + [len(table.text)]
    spans = [
        (header.start(), end)
        for header, end in zip(headers, ends, strict=bool(headers))
        if header.group(2) == name
    ]
    return [
        Table(table.path, values, table.text, *span, first_line=table.first_line)
        for values, span in zip(contents, spans, strict=False)
        if isinstance(values, dict)
    ]
