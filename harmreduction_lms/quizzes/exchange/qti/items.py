"""Single questions of QTI 2.1, 2.2 and 3.0: read, and written as 2.1 or 3.0.

Pictures of a written question belong into the folder `MEDIA` beside its file, under the names they are given.
"""

from xml.etree.ElementTree import Element

from harmreduction_lms.quizzes.exchange.base import ExchangeItem, Refusal
from harmreduction_lms.quizzes.exchange.qti import extras, names
from harmreduction_lms.quizzes.exchange.qti.media import Media
from harmreduction_lms.quizzes.exchange.qti.names import is_item
from harmreduction_lms.quizzes.exchange.qti.v2_read import read
from harmreduction_lms.quizzes.exchange.qti.v2_write import MEDIA, WrittenItem, write_item


__all__ = ["MEDIA", "WrittenItem", "is_item", "read_item", "write_item"]


def read_item(root: Element, where: str, media: Media) -> ExchangeItem | Refusal:
    """The question in an `assessmentItem` or `qti-assessment-item`, or why it cannot be one here."""
    item = names.classic(root)
    found = read(item, where, media)
    return found if isinstance(found, Refusal) else extras.restored(found, item)
