"""A question from a file with nothing in it that may not be stored or shown, and a note for what was lost.

What a file says is never trusted: import previews have been a way in for script (CVE-2018-10891).
"""

import hashlib
import re
import struct
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from wagtail.images.fields import WagtailImageField
from willow.image import Image

from harmreduction_lms.core.html import plain_text
from harmreduction_lms.quizzes.exchange.base import ExchangeItem, Picture
from harmreduction_lms.quizzes.exchange.pictures import picture
from harmreduction_lms.quizzes.exchange.plain import LOST, TITLE_LENGTH, title_from
from harmreduction_lms.quizzes.exchange.values import clean_rich_text, without_unstorable


class ItemRefused(Exception):
    """Why a question cannot be taken, for the person who has the file."""


MAX_HINTS = 5
MAX_HINT = 1000
MAX_POINTS = 100
MAX_TAG = 100
MAX_CATEGORY = 255
MAX_SOURCE_KEY = 120
MAX_ALT = 500

MAX_PIXELS = 25_000_000
"""Drawn, a picture takes four bytes a pixel."""

# The many ways in which Pillow says that a file is broken.
_BROKEN_PICTURE = (
    *(AttributeError, EOFError, IndexError, OSError, OverflowError, SyntaxError, TypeError, ValueError),
    struct.error,
)
_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9]*)")
_STARTS_BLOCK = re.compile(r"<(?:p|ul|ol|table|blockquote|h3|h4|hr)\b")
_WITHOUT_LOSS = frozenset({"p", "br", "div", "span"})
_KEPT_BY_EDITOR = frozenset({"p", "br", "b", "strong", "i", "em", "sub", "sup", "a", "ul", "ol", "li"})


def cleaned_item(item: ExchangeItem) -> ExchangeItem:
    """The question with everything cleaned but its answer, which its kind knows best."""
    stem, rationale = _rich_text(item.stem), _rich_text(item.rationale)
    if not plain_text(stem).strip():
        raise ItemRefused(_("The question has no text. Write what learners are asked and import it again."))
    cleaned = replace(
        item,
        title=(_line(item.title) or title_from(stem))[:TITLE_LENGTH].strip(),
        stem=stem,
        rationale=rationale,
        hints=tuple(filter(None, (_line(hint)[:MAX_HINT] for hint in item.hints)))[:MAX_HINTS],
        points=min(max(item.points, 1), MAX_POINTS),
        tags=_tags(item.tags),
        category=_category(item.category),
        source_key=_source_key(item.source_key),
        picture=_checked_picture(item.picture),
    )
    return replace(cleaned, notes=(*item.notes, *_notes(item, cleaned)))


def _rich_text(html: str) -> str:
    """Cleaned, and in a paragraph if it was bare text."""
    cleaned = clean_rich_text(html)
    return cleaned if not cleaned or _STARTS_BLOCK.match(cleaned) else f"<p>{cleaned}</p>"


def _line(text: str) -> str:
    return " ".join(without_unstorable(text).split())


def _tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Each once, whatever its capitals: that is how the bank tells tags apart."""
    names = {_line(tag)[:MAX_TAG].strip().casefold(): _line(tag)[:MAX_TAG].strip() for tag in reversed(tags)}
    return tuple(name for name in reversed(names.values()) if name)


def _category(path: str) -> str:
    return "/".join(filter(None, (_line(part) for part in path.split("/"))))[:MAX_CATEGORY].strip("/ ")


def _source_key(key: str) -> str:
    """The key itself, or what stands for one that is too long to be kept."""
    key = _line(key)
    return key if len(key) <= MAX_SOURCE_KEY else hashlib.sha256(key.encode()).hexdigest()


def _checked_picture(found: Picture | None) -> Picture | None:
    """The picture, once Wagtail would take it from an editor too: type, size, number of pixels."""
    if found is None:
        return None
    known = picture(found.name, found.content, _line(found.alt)[:MAX_ALT])
    if known is None:
        raise ItemRefused(_("Its picture is larger than 5 MB, or is not a PNG, JPEG, GIF or WebP file."))
    try:
        WagtailImageField().clean(SimpleUploadedFile(known.name, known.content))
        _draw(known.content)
    except ValidationError as error:
        reason = " ".join(error.messages)
        raise ItemRefused(_("Its picture cannot be used: %(reason)s") % {"reason": reason}) from error
    except _BROKEN_PICTURE as error:
        raise ItemRefused(_("Its picture is damaged. Save it again as PNG or JPEG.")) from error
    return known


def _draw(content: bytes) -> None:
    """Raises what a picture raises that begins like one and is none, while it can still be refused."""
    opened = Image.open(BytesIO(content))
    width, height = opened.get_size()
    if width * height > MAX_PIXELS:
        raise ItemRefused(
            _("Its picture has more than %(number)d million pixels. Make it smaller.")
            % {"number": MAX_PIXELS // 1_000_000}
        )
    # Reads all of it, once: a resized picture with transparency would be in memory twice.
    opened.crop((0, 0, 1, 1))


def _notes(item: ExchangeItem, cleaned: ExchangeItem) -> Iterator[str]:
    found, kept = ({tag.lower() for tag in _TAG.findall(one.stem + one.rationale)} for one in (item, cleaned))
    if gone := _names(found - kept - _WITHOUT_LOSS):
        yield _("Left out of the text: %(names)s.") % {"names": gone}
    if fragile := _names(kept - _KEPT_BY_EDITOR):
        yield _(
            "Learners see %(names)s in the text, but the editor cannot hold it: it is lost when somebody "
            "edits the question on this site."
        ) % {"names": fragile}
    if [_line(hint) for hint in item.hints if _line(hint)] != [*cleaned.hints]:
        yield _("Hints were shortened: at most %(number)d, of %(length)d characters each.") % {
            "number": MAX_HINTS,
            "length": MAX_HINT,
        }
    if item.points != cleaned.points:
        yield _("Points were changed from %(found)s to %(kept)s.") % {
            "found": item.points,
            "kept": cleaned.points,
        }
    if cleaned.picture and not cleaned.picture.alt:
        yield _("The picture has no description. Write one before you publish the question.")


def _names(tags: set[str]) -> str:
    return ", ".join(sorted({str(LOST.get(tag, f"<{tag}>")) for tag in tags}))
