"""One `<question>` element: its texts in Moodle's formats, its files, and notes about what is left out."""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator
from html import unescape
from math import isfinite
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.quizzes.exchange.base import Picture
from harmreduction_lms.quizzes.exchange.pictures import picture
from harmreduction_lms.quizzes.exchange.plain import lost_notes, to_html, to_text
from harmreduction_lms.quizzes.exchange.safe_xml import inner_html


PLUGINFILE = "@@PLUGINFILE@@/"
MAX_LENGTH = 100_000
"""Characters of one text with its tags. A page of print has 3,000."""
MAX_PICTURES = 50

_IMAGE = re.compile(r"""<img\b(?:[^<>"']|"[^"<]*"|'[^'<]*')*+>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(src|alt)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_DATA = re.compile(r"data:image/([a-z]+);base64,", re.IGNORECASE)
_BLOCK = re.compile(r"<(p|div|br|ul|ol|table|pre|h\d)\b", re.IGNORECASE)
_LINE_END = re.compile(r"<br\s*/?>|</(?:p|li|div|tr|h\d)\s*>", re.IGNORECASE)
_GAPS = re.compile(r"\n{3,}")
_EMPTY = re.compile(r"<p[^<>]*>(?:\s|&nbsp;)*</p>", re.IGNORECASE)
_MEDIA = re.compile(r"<(audio|video|iframe|object|embed|svg|math|script)\b", re.IGNORECASE)
_MARKED_UP = re.compile(r"[<&$\\]")
_TEX = re.compile(r"\$\$|\\\(|\\\[")
_MARKDOWN = re.compile(r"[*_`#\[]")


class CannotBeTaken(HarmReductionLMSError):
    """A question has no equal here; the message says why and what to do."""


class Source:
    """Reads one question; `notes` grows with everything that could not be kept."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.notes: list[str] = []
        self._lost: list[str] = []

    def value(self, path: str, default: str = "") -> str:
        """A bare value such as `<single>true</single>`."""
        return (self.element.findtext(path) or default).strip()

    def is_on(self, path: str, *, default: bool) -> bool:
        value = self.value(path).lower()
        return value in ("1", "true", "yes") if value else default

    def number(self, path: str, default: float) -> float:
        return to_number(self.value(path)) or default

    def html(self, element: Element | None) -> str:
        """A text as HTML without its pictures, whichever of Moodle's formats it is in."""
        return _limited(_IMAGE.sub("", self._markup(element)))

    def _markup(self, element: Element | None) -> str:
        text, format_ = raw_text(element), _format(element)
        if format_ in ("plain_text", "markdown", "wiki_like"):
            if format_ != "plain_text" and _MARKDOWN.search(text):
                self.note(_("The text uses Markdown or wiki signs, which are shown as they were typed."))
            return to_html(text)
        # `moodle_auto_format`, and what Moodle 1.9 wrote without naming a format.
        return text if format_ == "html" or _BLOCK.search(text) else text.replace("\n", "<br/>")

    def rich(self, element: Element | None, field: str) -> str:
        """HTML of a field that keeps its formatting, but not its pictures."""
        if element is None or not raw_text(element):
            return ""
        if _IMAGE.search(raw_text(element)):
            self.note(_("A picture in the %(field)s was left out.") % {"field": field})
        html = self.html(element)
        self._note_media(html)
        return html if to_text(html)[0] else ""

    def plain(self, element: Element | None) -> str:
        """A text that is plain here, on one line."""
        text = raw_text(element)
        if _format(element) == "plain_text" or not _MARKED_UP.search(text):
            return " ".join(_limited(text).split())
        text, lost = to_text(_limited(self._markup(element)))
        self._lost += lost
        if _TEX.search(text):
            self._note_media(text)
        return text

    def reason(self, answer: Element | None) -> str:
        """The feedback of an answer: plain, its lines kept."""
        feedback = None if answer is None else answer.find("feedback")
        if feedback is None or not raw_text(feedback):
            return ""
        lines = []
        for part in _LINE_END.split(_limited(self._markup(feedback))):
            line, lost = to_text(part)
            self._lost += lost
            lines.append(line)
        return _GAPS.sub("\n\n", "\n".join(lines)).strip()

    def note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

    def all_notes(self) -> tuple[str, ...]:
        return (*self.notes, *lost_notes(self._lost))

    def stem(self) -> tuple[str, Picture | None]:
        """The question's text, and the first picture in it."""
        element = self.element.find("questiontext")
        markup = self._markup(element)
        html, tags = _limited(_IMAGE.sub("", markup)), _IMAGE.findall(markup)
        if len(tags) > MAX_PICTURES:
            raise CannotBeTaken(_("It has more than %(number)d pictures.") % {"number": MAX_PICTURES})
        files = dict(_files(element))
        taken = [self._old_picture(), *(self._picture(tag, files) for tag in tags)]
        pictures = [each for each in taken if each]
        for extra in pictures[1:]:
            self.note(_("A question has one picture; “%(name)s” was left out.") % {"name": extra.name})
        if pictures and not pictures[0].alt:
            self.note(_("The picture has no description for people who do not see it. Add one."))
        self._note_media(html)
        return (_EMPTY.sub("", html) if tags else html).strip(), pictures[0] if pictures else None

    def _picture(self, tag: str, files: dict[str, str]) -> Picture | None:
        attributes = {
            name.lower(): unescape(double or single) for name, double, single in _ATTRIBUTE.findall(tag)
        }
        address, alt = attributes.get("src", ""), attributes.get("alt", "")
        name = unquote(address.removeprefix(PLUGINFILE)).rpartition("/")[2]
        encoded = files.get(name, "") if address.startswith(PLUGINFILE) else ""
        if data := _DATA.match(address):
            name, encoded = f"picture.{data[1]}", address[data.end() :]
        found = picture(name, decoded(encoded), alt)
        if not found:
            self.note(
                _(
                    "The picture “%(name)s” was left out: it is not in the file, is larger than 5 MB, or is "
                    "not PNG, JPEG, GIF or WebP."
                )
                % {"name": name[:80]}
            )
        return found

    def _old_picture(self) -> Picture | None:
        """Before Moodle 2 a question had one picture, outside its text."""
        encoded = self.element.findtext("image_base64")
        return picture(self.value("image", "picture"), decoded(encoded)) if encoded else None

    def _note_media(self, html: str) -> None:
        if _MEDIA.search(html):
            self.note(_("Sound, video, drawings or programs in the text were left out."))
        if _TEX.search(html):
            self.note(_("A formula written in TeX is shown as it was typed."))


def raw_text(element: Element | None) -> str:
    """The text inside `<text>`; some programs forget that element, or the escaping of what is in it."""
    holder = None if element is None else element.find("text")
    if holder is None:
        holder = element
    if holder is None:
        return ""
    return (inner_html(holder) if len(holder) and holder.tag == "text" else holder.text or "").strip()


def to_number(text: str | None) -> float | None:
    try:
        number = float((text or "").strip().replace(",", "."))
    except ValueError:
        return None
    return number if isfinite(number) else None


def decoded(encoded: str) -> bytes:
    """Bytes from base64; nothing where it is broken, which is then no picture."""
    try:
        return b64decode(encoded)
    except (binascii.Error, ValueError):
        return b""


def _limited(text: str) -> str:
    # Pictures can be inside the text; they alone may be longer.
    text = _IMAGE.sub("", text) if len(text) > MAX_LENGTH else text
    if len(text) > MAX_LENGTH:
        raise CannotBeTaken(
            _("A text in it is longer than %(number)d characters. Shorten it.") % {"number": MAX_LENGTH}
        )
    return text


def _format(element: Element | None) -> str:
    return "" if element is None else element.get("format", "").strip()


def _files(element: Element | None) -> Iterator[tuple[str, str]]:
    for file in () if element is None else element.findall("file"):
        yield file.get("name", ""), file.text or ""
