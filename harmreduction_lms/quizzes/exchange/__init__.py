"""Questions in and out of files: the formats, in the order in which a file is offered to them."""

from harmreduction_lms.quizzes.exchange.aiken import Aiken
from harmreduction_lms.quizzes.exchange.base import (
    ExchangeFormat,
    ExchangeItem,
    Picture,
    ReadResult,
    Refusal,
    UnreadableFile,
    WrittenFile,
    exchange_formats,
)
from harmreduction_lms.quizzes.exchange.gift import GIFT
from harmreduction_lms.quizzes.exchange.moodle_xml import MoodleXML
from harmreduction_lms.quizzes.exchange.qti import QTI
from harmreduction_lms.quizzes.exchange.sheet import Sheet


__all__ = [
    "ExchangeFormat",
    "ExchangeItem",
    "Picture",
    "ReadResult",
    "Refusal",
    "UnreadableFile",
    "WrittenFile",
    "exchange_formats",
]

for _format in (GIFT(), Aiken(), Sheet(), MoodleXML(), QTI()):
    exchange_formats.register(_format.name, _format)
