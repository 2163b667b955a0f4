"""The `:::` directives of a lesson: where each begins and ends, and what stands between them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from harmreduction_lms.curriculum.problems import Problems


@dataclass(frozen=True)
class Passage:
    """Some lines of a file, and where they begin."""

    path: Path
    first_line: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True)
class Directive:
    """A `:::name …` block: its arguments, and its body."""

    name: str
    line: int
    words: tuple[str, ...]
    options: Mapping[str, str]
    body: Passage


@dataclass
class _OpenDirective:
    name: str
    line: int
    words: tuple[str, ...]
    options: dict[str, str]
    lines: list[str] = field(default_factory=list)


_OPTION = re.compile(r'([a-z_]+)="([^"]*)"')


def split_passages(passage: Passage, problems: Problems) -> Iterator[Passage | Directive]:
    """The plain passages and directives of a lesson, in order. Directives are not nested."""
    plain: list[str] = []
    start = passage.first_line
    opened: _OpenDirective | None = None
    for number, line in enumerate(passage.lines, passage.first_line):
        if not line.startswith(":::"):
            (opened.lines if opened else plain).append(line)
            continue
        name, _, rest = line[3:].strip().partition(" ")
        if name and opened:
            problems.add(
                passage.path,
                number,
                f":::{name} opens inside :::{opened.name} of line {opened.line}; close that first with :::",
            )
        elif name:
            yield Passage(passage.path, start, tuple(plain))
            plain.clear()
            opened = _OpenDirective(name, number, *_arguments(rest))
        elif opened:
            yield _closed(opened, passage.path)
            opened, start = None, number + 1
        else:
            problems.add(passage.path, number, "::: closes a directive, but none is open")
    if opened:
        problems.add(passage.path, opened.line, f":::{opened.name} is never closed; end it with a line :::")
    yield Passage(passage.path, start, tuple(plain))


def _arguments(text: str) -> tuple[tuple[str, ...], dict[str, str]]:
    return tuple(_OPTION.sub("", text).split()), dict(_OPTION.findall(text))


def _closed(opened: _OpenDirective, path: Path) -> Directive:
    body = Passage(path, opened.line + 1, tuple(opened.lines))
    return Directive(opened.name, opened.line, opened.words, opened.options, body)
