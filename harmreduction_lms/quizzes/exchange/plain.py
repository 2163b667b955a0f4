"""Between HTML and plain text: options, prompts and lines are plain, questions in files often are not.

What a fragment loses on the way is named, so that an importer can tell the editor. Nothing here makes HTML
safe: what is read is cleaned before it is stored (`core.html`).
"""

import html as stdlib_html
import re
from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.html import TAGS


TITLE_LENGTH = 160
"""As the title of a question in the bank."""

LOST: dict[str, str | Promise] = {
    **dict.fromkeys(("b", "strong", "i", "em", "u", "s", "code", "blockquote", "h1"), _("formatting")),
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6", "del", "ins", "mark"), _("formatting")),
    **dict.fromkeys(("img", "svg", "picture", "canvas"), _("a picture")),
    **dict.fromkeys(("audio", "video", "object", "embed", "iframe"), _("sound or video")),
    **dict.fromkeys(("script", "style"), _("a script")),
    **dict.fromkeys(("ul", "ol", "dl"), _("a list")),
    "a": _("a link"),
    "table": _("a table"),
    "math": _("a formula"),
}
LINE_BREAKS = _("line breaks")

# Not `html.parser`: it takes minutes over 60 KB of unclosed tags. Nothing here looks past the next "<".
_TAG = re.compile(r"""(</?[a-zA-Z](?:[^<>"']|"[^"<]*"|'[^'<]*')*>|</?[a-zA-Z][^<>]*>|<[!?][^<>]*>)""")
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_ALT = re.compile(r"""\salt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
# Python refuses to make a number of more than 4,300 digits, with an error.
_ENDLESS_REFERENCE = re.compile(r"&#[xX]?[0-9a-fA-F]{12,};?")
_MANY_BREAKS = re.compile(r"\n{3,}")
_BLOCKS = frozenset(
    {
        *("blockquote", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol"),
        *("p", "pre", "section", "table", "tr", "ul"),
    }
)
_TIGHT = frozenset({"br", "dd", "dt", "li", "tr"})
_VOID = frozenset({"br", "hr", "img"})
_KNOWN = TAGS | {"div", "font", "h1", "h2", "h5", "h6", "img", "pre", "small", "span", "u"}
_STATEFUL = frozenset({"script", "style", "pre", "sup", "sub"})
# "10<sup>3</sup>" must not become "103".
_SHIFTED = {
    "sup": str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ"),
    "sub": str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎"),
}
_SHIFT_SIGN = {"sup": "^", "sub": "_"}


def to_text(html: str) -> tuple[str, tuple[str, ...]]:
    """The words of a fragment on one line, and what of it got lost ("formatting", "a picture", …)."""
    text, lost = to_lines(html)
    words = " ".join(text.split())
    return words, (*lost, str(LINE_BREAKS)) if "\n" in text else lost


def to_lines(html: str) -> tuple[str, tuple[str, ...]]:
    """As `to_text`, but breaks and paragraphs stay: for feedback, which may have several lines."""
    reader = _TextReader()
    reader.feed(html)
    lines = [" ".join(line.split()) for line in "".join(reader.parts).split("\n")]
    text = _MANY_BREAKS.sub("\n\n", "\n".join(lines)).strip()
    return text, tuple(dict.fromkeys(reader.lost))


def to_html(text: str) -> str:
    """Plain text as HTML: paragraphs at empty lines, breaks at others, everything else escaped."""
    paragraphs = re.split(r"\n[^\S\n]*\n\s*", text.replace("\r\n", "\n").strip())
    lines = [stdlib_html.escape(part, quote=False).replace("\n", "<br/>") for part in paragraphs if part]
    return "".join(f"<p>{part}</p>" for part in lines)


def has_markup(text: str) -> bool:
    """Whether the tags in a text that does not say what it is are there to format it.

    "What does <table> do?" is a question about a tag; one that is never closed, or unknown, is such a one.
    """
    balance: dict[str, int] = {}
    for token in _TAG.findall(text):
        found = _TAG_NAME.match(token)
        tag = found[2].lower() if found else ""
        if tag not in _KNOWN:
            return False
        balance[tag] = balance.get(tag, 0) + (-1 if token.startswith("</") else 1)
    return bool(balance) and not any(count for tag, count in balance.items() if tag not in _VOID)


def title_from(html: str) -> str:
    """The first words of a question, for one that comes without a title."""
    return shortened(to_text(html)[0])


def shortened(text: str) -> str:
    """A title that fits, cut between words."""
    if len(text) <= TITLE_LENGTH:
        return text
    start = text[: TITLE_LENGTH - 1]
    return f"{start.rsplit(' ', 1)[0]}…"


def lost_notes(lost: Iterable[str]) -> tuple[str, ...]:
    """The note about everything answer texts lost: one sentence, or none."""
    names = ", ".join(dict.fromkeys(lost))
    if not names:
        return ()
    return (gettext("The answers are plain text here; left out of them: %(lost)s.") % {"lost": names},)


class _TextReader:
    """Collects text; blocks become newlines, newlines of the source are mere space."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.lost: list[str] = []
        self.open: dict[str, bool] = {}

    def feed(self, html: str) -> None:
        for place, token in enumerate(_TAG.split(_without_comments(html))):
            self._tag(token) if place % 2 else self._text(_unescaped(token))

    def _tag(self, token: str) -> None:
        found = _TAG_NAME.match(token)
        if found is None:
            return
        tag, is_start = found[2].lower(), not found[1]
        if tag in _BLOCKS:
            self.parts.append("\n" if tag in _TIGHT else "\n\n")
        if tag in LOST and is_start:
            self.lost.append(str(LOST[tag]))
        if alt := tag == "img" and _ALT.search(token):
            self.parts.append(f" {_unescaped(alt[1] or alt[2] or '')} ")
        if tag in _STATEFUL:
            self.open[tag] = is_start

    def _text(self, text: str) -> None:
        if self.open.get("script") or self.open.get("style"):
            return
        if not self.open.get("pre"):
            text = text.replace("\n", " ")
        shift = next((tag for tag in _SHIFTED if self.open.get(tag)), "")
        self.parts.append(_shifted(text, shift) if shift else text)


def _shifted(text: str, tag: str) -> str:
    moved = text.translate(_SHIFTED[tag])
    is_complete = all(before != after for before, after in zip(text, moved, strict=True))
    return moved if is_complete else f"{_SHIFT_SIGN[tag]}{text}"


def _without_comments(html: str) -> str:
    first, *rest = html.split("<!--")
    return first + "".join(part.partition("-->")[2] for part in rest)


def _unescaped(text: str) -> str:
    return stdlib_html.unescape(_ENDLESS_REFERENCE.sub("\ufffd", text))
