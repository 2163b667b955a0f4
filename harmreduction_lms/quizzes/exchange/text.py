"""The bytes of a text file as text, whatever program saved it.

Teachers' files come from Windows Notepad, Word, Moodle and spreadsheets; few say which encoding they are in.
"""

import codecs
import io
import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from harmreduction_lms.quizzes.exchange.base import UnreadableFile, pieces


# The longer marks first: that of UTF-32 begins like that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MAX_LINES = 1_000_000
"""Fifty for each of 20,000 questions."""
MAX_LINE = 500_000
"""Characters. Forty pages are 100,000."""

_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
# Vertical tab and form feed (Word's breaks) are space; the others are of no use to anybody: the mark of
# byte order in the middle of a text, and code points that are no characters.
_NO_CHARACTERS = (0x7F, 0xFEFF, 0xFFFE, 0xFFFF, *range(0xFDD0, 0xFDF0))
_ODD = {0x0B: " ", 0x0C: " ", **dict.fromkeys(_NO_CHARACTERS, "")}

_ODD_CHARACTERS = re.compile(f"[{''.join(map(chr, _ODD))}]")
_LINE_END = re.compile("[\r\n]")

NOT_TEXT = _(
    "This is not a text file. Open it in the program it comes from, save it as plain text in UTF-8, and "
    "choose that file."
)
TOO_MANY_LINES = _("This file has too many lines. Split it into several files.")


def lines(content: bytes) -> Iterator[str]:
    """The lines as a file gives them, with `\\n` at their ends, cleaned as by `decode`.

    The whole text is never in memory: one emoji makes four bytes of every letter of a text.
    """
    # DOS ends its texts with Ctrl-Z, and knows no UTF-16.
    if not content.startswith(_WIDE_MARKS):
        content = content.rstrip(b"\x1a")
    encoding, is_odd = _looked_through(content)
    found = io.TextIOWrapper(io.BytesIO(content), encoding)
    return (line.translate(_ODD) for line in found) if is_odd else found


def decode(content: bytes) -> str:
    """The text with `\\n` at line ends and no control characters. Raises `UnreadableFile` for anything else.

    UTF-8, UTF-16 with its mark, or Windows-1252: what is valid UTF-8 is hardly ever anything else.
    """
    text = _decoded(content).rstrip("\x1a")
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_ODD)
    if _CONTROLS.search(text):
        raise UnreadableFile(NOT_TEXT)
    if text.count("\n") > MAX_LINES:
        raise UnreadableFile(TOO_MANY_LINES)
    return text


def _decoded(content: bytes) -> str:
    for encoding in _encodings(content):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(NOT_TEXT)


def _encodings(content: bytes) -> list[str]:
    """The encodings that a text may be in, the likeliest first."""
    marked = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)
    return [marked] if marked else ["utf-8", "cp1252"]


def _looked_through(content: bytes) -> tuple[str, bool]:
    """The encoding in which all of a text can be read, and whether it holds odd characters.

    Before anything is read, so that nobody waits for what is refused in the end.
    """
    for encoding in _encodings(content):
        try:
            return encoding, _is_odd(codecs.iterdecode(pieces(content), encoding))
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(NOT_TEXT)


def _is_odd(texts: Iterable[str]) -> bool:
    """Whether a text that may be read holds odd characters; raises `UnreadableFile` if it may not."""
    number = length = 0
    is_odd = False
    for text in texts:
        if _CONTROLS.search(text):
            raise UnreadableFile(NOT_TEXT)
        is_odd = is_odd or _ODD_CHARACTERS.search(text) is not None
        # A piece is shorter than the longest line: only those that go on into the next are counted.
        first = _LINE_END.search(text)
        length += first.start() if first else len(text)
        if length > MAX_LINE:
            message = _("Line %(number)d is longer than any question. Open the file and look for what it is.")
            raise UnreadableFile(message % {"number": number + 1})
        number += max(text.count("\n"), text.count("\r"))
        if first:
            length = len(text) - max(text.rfind("\n"), text.rfind("\r"))
    if number > MAX_LINES:
        raise UnreadableFile(TOO_MANY_LINES)
    return is_odd
