"""What all exchange formats share: questions as plain values, and a reason for whatever is not taken.

A format is one file with one `ExchangeFormat`; a site registers its own with `exchange_formats`. Formats know
bytes and values, no database: what is written to the bank is decided by `quizzes.actions.import_questions`.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.core.registry import Registry


MAX_FILE_BYTES = 20 * 1024 * 1024
"""A bank of 20,000 questions in XML is half of this. Larger files are refused before they are read."""

MAX_ITEMS = 20_000


_PIECE = 256 * 1024


class UnreadableFile(HarmReductionLMSError):
    """A whole file cannot be read; the message says why and what to do next, in a teacher's words."""

    message = _("This file could not be read.")


@dataclass(frozen=True)
class Picture:
    """A picture that came with a question; PNG, JPEG, GIF or WebP (decided by its bytes, not its name)."""

    name: str
    content: bytes
    alt: str = ""


@dataclass(frozen=True)
class ExchangeItem:
    """One question as plain values.

    `answer` is what the answer block of `kind` holds as JSON, so that reading a file and reading the bank
    give the same thing. `stem`, `rationale` and `hints` are HTML as found, cleaned before they are stored.
    `picture` illustrates the stem, or is what an `image_choice` asks about.
    """

    kind: str
    title: str
    stem: str
    answer: dict[str, Any]
    rationale: str = ""
    hints: tuple[str, ...] = ()
    points: int = 1
    tags: tuple[str, ...] = ()
    category: str = ""
    """Path such as "Naloxone/Devices"; empty means none."""
    source_key: str = ""
    """The question's own identifier in the file, if the format has one that survives another export."""
    picture: Picture | None = None
    where: str = ""
    """Where it stands in the file: "line 12", "question 3", "items/q1.xml"."""
    notes: tuple[str, ...] = ()
    """What could not be kept, each a sentence for the editor. The question is usable all the same."""


@dataclass(frozen=True)
class Refusal:
    """A question that cannot be taken, or written, and why; says what to do where something can be done."""

    where: str
    reason: str


@dataclass(frozen=True)
class ReadResult:
    """Everything a file holds: what can be taken, and what cannot. Nothing is left out of both."""

    items: list[ExchangeItem] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True)
class WrittenFile:
    """A file made from questions. `refused` names those the format cannot hold at all, `notes` what was lost
    of the others (as "where" the question's title)."""

    content: bytes
    refused: list[Refusal] = field(default_factory=list)
    notes: list[Refusal] = field(default_factory=list)


class ExchangeFormat(ABC):
    """One file format. Stateless: one instance serves every file."""

    name: str
    """As in `--format`."""
    label: str | Promise
    extensions: tuple[str, ...]
    """Without the dot; the first is that of written files."""
    content_type: str = "text/plain; charset=utf-8"

    def recognises(self, name: str, content: bytes) -> bool:
        """Whether a file looks like this format. By its name unless a format knows better."""
        return name.lower().rsplit(".", 1)[-1] in self.extensions

    @abstractmethod
    def read(self, name: str, content: bytes) -> ReadResult:
        """Every question in a file. Raises `UnreadableFile` when there is no telling where one begins."""

    @abstractmethod
    def write(self, items: Sequence[ExchangeItem]) -> WrittenFile:
        """The questions as a file that `read` gives back as they were, but for `notes` and `refused`."""

    def write_all(self, items: Sequence[ExchangeItem]) -> Iterator[WrittenFile]:
        """The questions as one file, or as so many that `read` refuses none of them as too large."""
        for start in range(0, max(len(items), 1), MAX_ITEMS):
            yield from self._write_readable(items[start : start + MAX_ITEMS])

    def is_readable(self, content: bytes) -> bool:
        """Whether `read` takes a written file of this size. Formats with other limits as well know more."""
        return len(content) <= MAX_FILE_BYTES

    def _write_readable(self, items: Sequence[ExchangeItem]) -> Iterator[WrittenFile]:
        written = self.write(items)
        if self.is_readable(written.content):
            yield written
        elif len(items) < 2:
            reason = _("It takes more than a file can hold. Its picture may be too large.")
            yield WrittenFile(b"", [Refusal(item.title, str(reason)) for item in items])
        else:
            middle = len(items) // 2
            yield from self._write_readable(items[:middle])
            yield from self._write_readable(items[middle:])


def pieces(content: bytes) -> Iterator[bytes]:
    """A file bit by bit, for whoever needs no more of it at a time."""
    for start in range(0, len(content), _PIECE):
        yield content[start : start + _PIECE]


exchange_formats: Registry[ExchangeFormat] = Registry()
