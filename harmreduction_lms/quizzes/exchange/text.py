"""The bytes of a text file as text, whatever program saved it.

Teachers' files come from Windows Notepad, Word, Moodle and spreadsheets; few say which encoding they are in.
"""

import codecs
import io
import re
from collections.abc import Iterator

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
    encoding = _encoding(content)
    _check(content, encoding)
    file = io.TextIOWrapper(io.BytesIO(content), encoding)
    number = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            message = _("Line %(number)d is longer than any question. Open the file and look for what it is.")
            raise UnreadableFile(message % {"number": number})
        yield line.translate(_ODD)


def decode(content: bytes) -> str:
    """The text with `\\n` at line ends and no control characters. Raises `UnreadableFile` for anything else.

    UTF-8, UTF-16 with its mark, or Windows-1252: what is valid UTF-8 is hardly ever anything else.
    """
    text = content.decode(_encoding(content)).rstrip("\x1a")
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_ODD)
    if _CONTROLS.search(text):
        raise UnreadableFile(NOT_TEXT)
    if text.count("\n") > MAX_LINES:
        raise UnreadableFile(TOO_MANY_LINES)
    return text


def _encoding(content: bytes) -> str:
    """The encoding in which all of a text can be read."""
    marked = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            for _piece in codecs.iterdecode(pieces(content), encoding):
                pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise UnreadableFile(NOT_TEXT)


def _check(content: bytes, encoding: str) -> None:
    """Before anything is read, so that nobody waits for what is refused in the end."""
    number = 0
    for text in codecs.iterdecode(pieces(content), encoding):
        if _CONTROLS.search(text):
            raise UnreadableFile(NOT_TEXT)
        number += max(text.count("\n"), text.count("\r"))
    if number > MAX_LINES:
        raise UnreadableFile(TOO_MANY_LINES)
