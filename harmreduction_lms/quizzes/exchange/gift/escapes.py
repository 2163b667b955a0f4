"""What a backslash protects in GIFT, and the text formats a question may be in.

While a question is taken apart, each protected character is a code point that is no character and that
`text.decode` has removed from the file; so a plain search finds only signs that mean something.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange import plain


_SIGNS = "~=#{}:\\"
_HIDDEN = {sign: chr(0xFDD0 + place) for place, sign in enumerate([*_SIGNS, "n"])}
_SHOWN = str.maketrans({hidden: "\n" if sign == "n" else sign for sign, hidden in _HIDDEN.items()})
_PROTECTED = re.compile(r"\\([~=#{}:\\n])")
_SPECIAL = re.compile(r"[~=#{}:\\\n]")
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)


def protect(text: str) -> str:
    """`text` with what follows a backslash hidden."""
    return _PROTECTED.sub(lambda found: _HIDDEN[found[1]], text)


def restore(text: str) -> str:
    """Hidden signs as they are read."""
    return text.translate(_SHOWN)


def escape(text: str) -> str:
    """`text` so that nothing in it means anything in GIFT."""
    return _SPECIAL.sub(lambda found: "\\n" if found[0] == "\n" else f"\\{found[0]}", text)


@dataclass
class TextFormat:
    """Reads the texts of one question, in the format it is written in, and remembers what they lose."""

    name: str = "moodle"
    lost: list[str] = field(default_factory=list)

    def html(self, text: str) -> str:
        """A protected text as HTML."""
        name, text = self._named(text)
        text = restore(text.strip())
        if name == "html":
            return text
        if name == "moodle" and is_html(text):
            return text if re.search(r"<(?:p|br|div|pre|ul|ol|table)\b", text) else _in_paragraphs(text)
        return plain.to_html(text)

    def line(self, text: str) -> str:
        """A protected text on one line, without HTML."""
        return " ".join(self.lines(text).split())

    def lines(self, text: str) -> str:
        """A protected text without HTML; breaks stay."""
        name, text = self._named(text)
        text = restore(text.strip())
        if name == "html" or (name == "moodle" and is_html(text)):
            text, lost = plain.to_lines(text)
            self.lost += lost
        return text

    def notes(self) -> tuple[str, ...]:
        unread = _("Marks such as **bold** are kept as they are written; tidy them up after importing.")
        return (*((unread,) if self.name == "markdown" else ()), *plain.lost_notes(self.lost))

    def _named(self, text: str) -> tuple[str, str]:
        name, rest = split_format(text)
        return name or self.name, rest


def split_format(text: str) -> tuple[str, str]:
    """The format a text says it is in, if it does, and the text."""
    found = _FORMAT.match(text)
    return (found[1].lower(), text[found.end() :]) if found else ("", text)


def is_html(text: str) -> bool:
    """Whether a text that names no format is HTML, as Moodle would take it."""
    return plain.has_markup(text) or ("&" in text and "<" not in text)


def _in_paragraphs(html: str) -> str:
    parts = (" ".join(part.split("\n")).strip() for part in html.split("\n\n"))
    return "".join(f"<p>{part}</p>" for part in parts if part)


def joined(parts: Iterable[str]) -> str:
    """Texts for a sentence: “a”, “b”."""
    return ", ".join(f"“{part}”" for part in parts)
