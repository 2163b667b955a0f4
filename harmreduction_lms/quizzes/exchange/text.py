"""The bytes of a text file as text, whatever program saved it.

Teachers' files come from Windows Notepad, Word, Moodle and spreadsheets; few say which encoding they are in.
"""

import codecs
import re

from django.utils.translation import gettext_lazy as _

from harmreduction_lms.quizzes.exchange.base import UnreadableFile


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

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
# Vertical tab and form feed (Word's breaks) are space; the others are of no use to anybody: the mark of
# byte order in the middle of a text, and code points that are no characters.
_NO_CHARACTERS = (0x7F, 0xFEFF, 0xFFFE, 0xFFFF, *range(0xFDD0, 0xFDF0))
_ODD = {0x0B: " ", 0x0C: " ", **dict.fromkeys(_NO_CHARACTERS, "")}

NOT_TEXT = _(
    "This is not a text file. Open it in the program it comes from, save it as plain text in UTF-8, and "
    "choose that file."
)


def decode(content: bytes) -> str:
    """The text with `\\n` at line ends and no control characters. Raises `UnreadableFile` for anything else.

    UTF-8, UTF-16 with its mark, or Windows-1252: what is valid UTF-8 is hardly ever anything else.
    """
    text = _decoded(content).rstrip("\x1a").replace("\r\n", "\n").replace("\r", "\n").translate(_ODD)
    if _CONTROLS.search(text):
        raise UnreadableFile(NOT_TEXT)
    if text.count("\n") > MAX_LINES:
        raise UnreadableFile(_("This file has too many lines. Split it into several files."))
    return text


def _decoded(content: bytes) -> str:
    marked = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(NOT_TEXT)
