"""A GIFT file cut into questions, so that one which cannot be read hides no other.

An empty line ends a question. Two kinds of real files are read although Moodle would not: empty lines between
answers or inside `<pre>`, and a title right below the last question.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from harmreduction_lms.quizzes.exchange.gift.escapes import protect


MAX_QUESTION = 100_000
"""Characters. Forty pages; more is a file that is no GIFT, or a brace that is never closed."""

MAX_COMMENT = 20_000
"""Characters. What we write ourselves is far shorter."""

MAX_COMMENTS = 200
"""Those nearest to a question; we write two."""

_BRACE = re.compile(r"[{}]")
_PLACES = ("$course$/", "$module$/", "$system$/", "$cat1$/", "top/")
_INSIDE_ANSWERS = ("=", "~", "#", "}", "%")


@dataclass
class Block:
    """The lines of one question and the comments above them. `line` counts from 1."""

    category: str = ""
    line: int = 0
    lines: list[str] = field(default_factory=list)
    comments: deque[str] = field(default_factory=partial(deque, maxlen=MAX_COMMENTS))
    size: int = 0
    depth: int = 0
    has_answers: bool = False
    is_preformatted: bool = False
    is_interrupted: bool = False
    """An empty line has been read that may end the question."""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def add(self, number: int, line: str) -> None:
        self.line = self.line or number
        self.is_interrupted = False
        # Of what is too long and will be refused, no more is kept.
        if self.size <= MAX_QUESTION:
            self.lines.append(line)
            self.size += len(line)
        for brace in _braces(line):
            self.depth = self.depth + 1 if brace == "{" else max(self.depth - 1, 0)
            self.has_answers = self.has_answers or not self.depth
        if "<pre" in line or "</pre" in line:
            self.is_preformatted = line.rfind("<pre") > line.rfind("</pre")

    def goes_on_with(self, line: str) -> bool:
        """Whether a line, without the space around it, belongs to this question."""
        if line.startswith("::"):
            return not (self.has_answers or self.is_interrupted)
        if self.is_interrupted and self.depth:
            return line.startswith(_INSIDE_ANSWERS)
        return not self.is_interrupted or (self.is_preformatted and not self.has_answers)


def _braces(line: str) -> list[str]:
    """Those that open and close; of a line that will be refused, none."""
    is_empty = "{" not in line and "}" not in line
    return [] if is_empty or len(line) > MAX_QUESTION else _BRACE.findall(protect(line))


def blocks(lines: Iterable[str]) -> Iterator[Block]:
    """The questions of a file, each with the category that is valid for it."""
    splitter = _Splitter()
    for number, line in enumerate(lines, start=1):
        splitter.read(number, line.removesuffix("\n"), line.strip())
        if splitter.found:
            yield splitter.found.pop()
    splitter.start_next()
    yield from splitter.found


class _Splitter:
    """Reads a file line by line."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.block = Block()

    def read(self, number: int, line: str, bare: str) -> None:
        if not bare:
            self._read_empty_line()
        elif bare.startswith("//"):
            self._read_comment(bare)
        elif bare[:9].upper() == "$CATEGORY":
            self.start_next()
            self.block = Block(_category(bare[9:]))
        else:
            if not self.block.goes_on_with(bare):
                self.start_next()
            self.block.add(number, line)

    def start_next(self) -> None:
        if self.block.lines:
            self.found.append(self.block)
            self.block = Block(self.block.category)

    def _read_empty_line(self) -> None:
        block = self.block
        if block.depth or (block.is_preformatted and not block.has_answers):
            block.is_interrupted = True
            block.lines.append("")
        else:
            self.start_next()

    def _read_comment(self, bare: str) -> None:
        if self.block.has_answers:
            self.start_next()
        if len(bare) <= MAX_COMMENT:
            self.block.comments.append(bare[2:].strip())


def _category(rest: str) -> str:
    """The path behind `$CATEGORY:`. Where a bank belongs in Moodle is of no use outside it."""
    path = rest.lstrip().removeprefix(":").strip()
    for place in _PLACES:
        path = f"{path}/".removeprefix(place).strip("/") if f"{path}/".startswith(place) else path
    return "/".join(part.strip() for part in path.split("/") if part.strip())
