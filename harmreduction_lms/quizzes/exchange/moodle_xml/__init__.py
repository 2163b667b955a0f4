"""Moodle XML: how Moodle exchanges questions with itself (docs.moodle.org, "Moodle XML format").

Moodle's penalty for each further try is a matter of the quiz here and is passed over for all questions alike.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element, indent, tostring

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmreduction_lms.quizzes.exchange import safe_xml
from harmreduction_lms.quizzes.exchange.base import (
    MAX_ITEMS,
    ExchangeFormat,
    ExchangeItem,
    ReadResult,
    Refusal,
    UnreadableFile,
    WrittenFile,
)
from harmreduction_lms.quizzes.exchange.moodle_xml import extra, reading, writing
from harmreduction_lms.quizzes.exchange.moodle_xml.source import CannotBeTaken


__all__ = ["MoodleXML"]

_ROOT = re.compile(rb"<\0?q\0?u\0?i\0?z\0?[\s>/]")


class MoodleXML(ExchangeFormat):
    """Reads what Moodle 1.9 to 5 export, and writes what they import."""

    name = "moodle-xml"
    label = gettext_lazy("Moodle XML")
    extensions = ("xml",)
    content_type = "application/xml"

    def recognises(self, name: str, content: bytes) -> bool:
        """By its root element: QTI ends in .xml too."""
        return bool(_ROOT.search(content[:2000]))

    def read(self, name: str, content: bytes) -> ReadResult:
        elements = safe_xml.stream(content)
        if safe_xml.local_name(next(elements)) != "quiz":
            raise UnreadableFile(
                _("This is XML, but not a question file of Moodle. In Moodle, export as “Moodle XML format”.")
            )
        return _read(element for element in elements if element.tag == "question")

    def is_readable(self, content: bytes) -> bool:
        return super().is_readable(content) and safe_xml.is_small_enough(content)

    def write(self, items: Sequence[ExchangeItem]) -> WrittenFile:
        root, written = Element("quiz"), WrittenFile(b"")
        category = ""
        for item in items:
            try:
                element = writing.question(item)
            except CannotBeTaken as refused:
                written.refused.append(Refusal(item.title, str(refused)))
                continue
            if item.category != category:
                category = item.category
                root.append(writing.category(category))
            extra.add(element, item, _reading(element, category))
            root.append(element)
            written.notes.extend(Refusal(item.title, sentence) for sentence in writing.losses(item))
        indent(root, space=" ")
        return replace(written, content=tostring(root, encoding="utf-8", xml_declaration=True))


def _read(questions: Iterable[Element]) -> ReadResult:
    result, category, number = ReadResult(), "", 0
    for place, element in enumerate(questions):
        if place >= MAX_ITEMS:
            raise UnreadableFile(
                _("This file holds more than %(number)d questions. Export them in several files.")
                % {"number": MAX_ITEMS}
            )
        if element.get("type") == "category":
            category = reading.read_category(element)
            continue
        number += 1
        where = _("question %(number)d") % {"number": number}
        try:
            result.items.append(reading.read_question(element, where=where, category=category))
        except CannotBeTaken as refused:
            title = reading.read_title(element)[:80]
            result.refused.append(Refusal(f"{where}: {title}" if title else where, str(refused)))
    return result


def _reading(element: Element, category: str) -> ExchangeItem | None:
    """What is read of an element that has nothing of ours."""
    written = reading.read_category(writing.category(category))
    try:
        return reading.read_question(element, where="", category=written)
    except CannotBeTaken:
        return None
