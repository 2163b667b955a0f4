"""From the bank to a file: what goes into it, and by name what does not."""

from dataclasses import dataclass

from django.db.models import QuerySet

from harmreduction_lms.quizzes.exchange.bank import read_bank
from harmreduction_lms.quizzes.exchange.base import ExchangeFormat, Refusal
from harmreduction_lms.quizzes.models import Question


@dataclass(frozen=True)
class Export:
    """A file, how many questions are in it, the questions that are not, and what was lost of the others."""

    content: bytes
    number: int
    refused: list[Refusal]
    notes: list[Refusal]


def export_questions(questions: QuerySet[Question], format_: ExchangeFormat) -> Export:
    """These questions in their order as one file."""
    bank = read_bank(questions)
    items = [*bank.items.values()]
    written = format_.write(items)
    notes = [Refusal(item.title, note) for item in items for note in item.notes]
    return Export(
        content=written.content,
        number=len(items) - len(written.refused),
        refused=[*bank.refused, *written.refused],
        notes=[*notes, *written.notes],
    )
