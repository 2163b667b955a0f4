"""The texts of an item: what learners read, as HTML or plain, and what gets lost on the way."""

from collections.abc import Mapping
from html import escape
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.quizzes.exchange import plain
from harmreduction_lms.quizzes.exchange.base import Picture
from harmreduction_lms.quizzes.exchange.qti import xhtml
from harmreduction_lms.quizzes.exchange.qti.media import Media
from harmreduction_lms.quizzes.exchange.qti.v2_feedback import FEEDBACK


MAX_TEXT = 1000

_PICTURES = frozenset({"img", "object"})
_SOUNDS = frozenset({"audio", "video", "iframe"})
_DRAWN = frozenset({"svg", "canvas"})
_FORMULA = "math"
_SHOWN = _PICTURES | _SOUNDS | _DRAWN | {_FORMULA}


class NotTaken(HarmReductionLMSError):
    """An item cannot be a question here; the message is the reason, for the person who imports it."""


class Texts:
    """Reads texts, keeps the first picture, and notes what cannot be kept."""

    def __init__(self, media: Media) -> None:
        self.media = media
        self.picture: Picture | None = None
        self._hidden: set[Element] = set()
        self._notes: list[str] = []

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._notes))

    def note(self, text: str, /, **values: object) -> None:
        self._notes.append(text % values if values else text)

    def hide(self, *elements: Element) -> None:
        """These are no part of the text."""
        self._hidden.update(elements)

    def text(self, element: Element) -> str:
        """An option, prompt or line as plain text; a picture is its description."""
        parts = {part: _as_source(part) for part in element.iter() if part.tag in _SHOWN}
        parts |= {part: "" for part in element.iter() if part.tag in FEEDBACK}
        text = self.plain(xhtml.render(element, parts))
        if any(part.tag == _FORMULA for part in element.iter()):
            self.note(_("A formula became plain text. Check how it reads."))
        if not text:
            raise NotTaken(
                _("An answer has no words, only a picture or nothing. Describe each answer in words.")
            )
        if len(text) > MAX_TEXT:
            raise NotTaken(
                _("An answer is longer than %(number)d characters. Shorten it.") % {"number": MAX_TEXT}
            )
        return text

    def plain(self, html: str) -> str:
        text, lost = plain.to_text(html)
        self._notes += plain.lost_notes(lost)
        return text

    def html(self, element: Element, replaced: Mapping[Element, str]) -> str:
        """What an element says to a learner; its first picture becomes that of the question."""
        parts = {part: "" for part in element.iter() if self._is_silent(part)}
        inside = {inner for part in (*parts, *replaced) for inner in part.iter()}
        parts |= {
            part: self._drawn(part) for part in element.iter() if part not in inside and part.tag in _SHOWN
        }
        return xhtml.render(element, {**parts, **replaced}).strip()

    def note_lost(self, element: Element) -> None:
        """Pictures and sounds outside the question's own text are not kept."""
        if any(part.tag in _SHOWN for part in element.iter()):
            self.note(_("A picture, formula or sound in the feedback was left out."))

    def _is_silent(self, element: Element) -> bool:
        """Feedback, and rubrics for those who teach or score, are no part of what a learner reads."""
        if element in self._hidden or element.tag in FEEDBACK:
            return True
        return (
            element.tag == "rubricBlock" and "candidate" not in (element.get("view") or "candidate").split()
        )

    def _drawn(self, element: Element) -> str:
        if element.tag in _PICTURES and not _is_sound(element):
            return self._pictured(element)
        if element.tag == _FORMULA:
            self.note(_("A formula became plain text. Check how it reads."))
            return xhtml.formula(element)
        self.note(_("A sound, film or drawing of the question was left out. Say in words what it holds."))
        return xhtml.boxed(xhtml.render(element, {})) if element.tag == "object" else ""

    def _pictured(self, element: Element) -> str:
        address = element.get("src") or element.get("data") or ""
        alt = " ".join((element.get("alt") or "".join(element.itertext())).split())
        found = self.media.picture(address, alt)
        if found and self.picture is None:
            self.picture = found
        elif found:
            self.note(_("A question has one picture here; “%(name)s” was left out."), name=found.name)
        else:
            self.note(
                _("The picture “%(name)s” is missing in the file, or is not PNG, JPEG, GIF or WebP."),
                name=address,
            )
            return escape(f"[{alt}]") if alt else ""
        return ""


def _is_sound(element: Element) -> bool:
    kind = element.get("type") or ""
    return element.tag == "object" and bool(kind) and not kind.startswith("image/")


def _as_source(element: Element) -> str:
    """As HTML again, for what tells the losses of plain text."""
    if element.tag == _FORMULA:
        return xhtml.formula(element)
    alt = f' alt="{escape(element.get("alt", ""))}"' if element.tag == "img" else ""
    return f"<{element.tag}{alt}>{escape(''.join(element.itertext()))}</{element.tag}>"
