"""From the bank to a file: what goes into it, and by name what does not."""

from dataclasses import dataclass

from django.db.models import QuerySet

from harmreduction_lms.quizzes.exchange.bank import read_bank
from harmreduction_lms.quizzes.exchange.base import ExchangeFormat, Refusal
from harmreduction_lms.quizzes.models import Question


@dataclass(frozen=True)
class Export:
    """Files, how many questions are in them, the questions that are not, and what was lost of the others.

    There is more than one file only where a single one would be too large to be read again.
    """

    parts: list[bytes]
    number: int
    refused: list[Refusal]
    notes: list[Refusal]

    def named(self, name: str) -> dict[str, bytes]:
        """The files by name: "questions.xml", or "questions-1.xml" and so on."""
        stem, _dot, extension = name.rpartition(".")
        if len(self.parts) == 1:
            return {name: self.parts[0]}
        numbered = enumerate(self.parts, start=1)
        return {f"{stem}-{number}.{extension}": content for number, content in numbered}


def export_questions(questions: QuerySet[Question], format_: ExchangeFormat) -> Export:
    """These questions in their order as one file, or as several if they are too many for one."""
    bank = read_bank(questions)
    items = [*bank.items.values()]
    written = [*format_.write_all(items)]
    refused = [one for part in written for one in part.refused]
    notes = [Refusal(item.title, note) for item in items for note in item.notes]
    return Export(
        parts=[part.content for part in written if part.content],
        number=len(items) - len(refused),
        refused=[*bank.refused, *refused],
        notes=[*notes, *(note for part in written for note in part.notes)],
    )
