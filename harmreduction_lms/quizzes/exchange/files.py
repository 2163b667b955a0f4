"""From the bytes of several files to items, each with the file it came from; and what of them was refused.

Nobody knows how many questions an unreadable file holds: it is one refusal. The others are read all the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePath

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.base import (
    MAX_FILE_BYTES,
    MAX_ITEMS,
    ExchangeFormat,
    ExchangeItem,
    Refusal,
    UnreadableFile,
    exchange_formats,
)


@dataclass(frozen=True)
class FileRefusal:
    """A refusal with its file. `where` is empty when it is about the whole file."""

    file: str
    where: str
    reason: str


@dataclass
class FilesRead:
    """`items` in their order, and as long as them `files`: the name of the file each came from."""

    items: list[ExchangeItem] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    refused: list[FileRefusal] = field(default_factory=list)
    unreadable: list[FileRefusal] = field(default_factory=list)

    def add(self, name: str, items: Iterable[ExchangeItem], refused: Iterable[Refusal]) -> None:
        before = len(self.items)
        self.items += items
        self.files += [name] * (len(self.items) - before)
        self.refused += [FileRefusal(name, one.where, one.reason) for one in refused]


def read_files(files: Iterable[tuple[str, bytes]], *, format_name: str = "") -> FilesRead:
    """Everything in these files; `format_name` empty means that each shows its own."""
    read = FilesRead()
    for name, content in files:
        try:
            # Formats show the name in places such as "question 3 of bank.gift"; folders would be in the way.
            found = find_format(name, content, format_name).read(PurePath(name).name, content)
            check_number(len(read.items) + len(found.items))
        except UnreadableFile as error:
            read.unreadable.append(FileRefusal(name, "", str(error)))
        else:
            read.add(name, found.items, found.refused)
    return read


def find_format(name: str, content: bytes, format_name: str = "") -> ExchangeFormat:
    """The chosen format, or else the first that knows the file. What is too large is not looked at."""
    check_size(len(content))
    if format_name:
        return exchange_formats[format_name]
    for one in exchange_formats:
        if one.recognises(name, content):
            return one
    raise UnreadableFile(
        _("It is not clear what sort of file this is. Choose its format. These can be read: %(formats)s.")
        % {"formats": ", ".join(str(one.label) for one in exchange_formats)}
    )


def check_size(number: int) -> None:
    """Raises `UnreadableFile` for more bytes than one file may have."""
    if number > MAX_FILE_BYTES:
        raise UnreadableFile(
            _("This file is larger than %(number)d MB. Export the questions in several files.")
            % {"number": MAX_FILE_BYTES // 1024 // 1024}
        )


def check_number(number: int) -> None:
    """Raises `UnreadableFile` for more questions than are imported at once."""
    if number > MAX_ITEMS:
        raise UnreadableFile(
            _("More than %(number)d questions are too many to import at once. Import fewer files at a time.")
            % {"number": MAX_ITEMS}
        )
