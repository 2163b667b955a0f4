"""GIFT, Moodle's text format (docs.moodle.org, "GIFT format"), as people and programs really write it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.base import (
    MAX_ITEMS,
    ExchangeFormat,
    ExchangeItem,
    ReadResult,
    Refusal,
    UnreadableFile,
    WrittenFile,
)
from harmreduction_lms.quizzes.exchange.gift.blocks import blocks
from harmreduction_lms.quizzes.exchange.gift.reader import read_block
from harmreduction_lms.quizzes.exchange.gift.writer import WRITERS, category_line, notes_for, written_item
from harmreduction_lms.quizzes.exchange.problems import Unusable
from harmreduction_lms.quizzes.exchange.text import lines


_AIKEN_ANSWER = re.compile(rb"^ANSWER:", re.MULTILINE)


class GIFT(ExchangeFormat):
    """Text with answers in braces. Everything but image choice and opinion can be held."""

    name = "gift"
    label = "GIFT"
    extensions = ("gift", "txt")

    def recognises(self, name: str, content: bytes) -> bool:
        if name.lower().endswith(".txt"):
            return b"{" in content and not _AIKEN_ANSWER.search(content)
        return super().recognises(name, content)

    def read(self, name: str, content: bytes) -> ReadResult:
        result = ReadResult()
        for block in blocks(lines(content)):
            where = _("line %(number)d") % {"number": block.line}
            if len(result.items) + len(result.refused) >= MAX_ITEMS:
                raise UnreadableFile(_("There are too many questions in this file. Split it."))
            try:
                result.items.append(replace(read_block(block), where=where))
            except Unusable as problem:
                result.refused.append(Refusal(where, str(problem)))
        return result

    def write(self, items: Sequence[ExchangeItem]) -> WrittenFile:
        written = [item for item in items if item.kind in WRITERS]
        reason = _("GIFT has no such kind of question. Use the sheet, Moodle XML or QTI.")
        return WrittenFile(
            content="\n\n".join(_texts(written)).encode() + b"\n",
            refused=[Refusal(item.title, reason) for item in items if item.kind not in WRITERS],
            notes=[Refusal(item.title, note) for item in written for note in notes_for(item)],
        )


def _texts(items: Sequence[ExchangeItem]) -> Iterator[str]:
    category = ""
    for item in items:
        if item.category != category:
            category = item.category
            yield category_line(category)
        yield written_item(item)
