"""A question as a paper needs it: the few columns that count, and the answer block built only once.

Starting a quiz is what a whole class does at the same moment; full model instances with their blocks would be
half of what it costs.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from harmreduction_lms.quizzes.content import Section
from harmreduction_lms.quizzes.drawing import Place
from harmreduction_lms.quizzes.models import Question


# In the order of AskedQuestion's fields. Streams are cast to text, or StreamValues would be made of them.
COLUMNS = (
    *("pk", "translation_key", "live", "is_archived", "live_revision_id", "stem", "rationale", "points"),
    *(Cast(name, TextField()) for name in ("answer", "picture", "hints")),
)


# Put together once: resolving the casts again for each quiz that starts would cost as much as the query.
@lru_cache(maxsize=1)
def asked_rows() -> QuerySet[Question, Any]:
    """Rows that `AskedQuestion(*row)` takes; filter them."""
    return Question.objects.order_by().values_list(*COLUMNS)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """`answer`, `picture` and `hints` are the JSON texts of the question's streams, as in the database."""

    pk: int | None
    translation_key: UUID
    live: bool
    is_archived: bool
    live_revision_id: int | None
    stem: str
    rationale: str
    points: int
    answer: str
    picture: str = "[]"
    hints: str = "[]"

    @property
    def is_offered(self) -> bool:
        """Whether learners may be asked it."""
        return self.live and not self.is_archived

    @property
    def digest(self) -> str:
        """Changes with whatever learners see of the question."""
        return sha256(f"{self.translation_key}:{self.stem}:{self.answer}".encode()).hexdigest()

    @property
    def kind(self) -> str:
        """Name of the question kind; empty while an editor has not chosen one."""
        return _answer(self.answer)[0]

    @property
    def value(self) -> Any:
        """What the editor filled in, as its block's value. Shared between papers: not to be changed."""
        return _answer(self.answer)[1]

    @property
    def picture_value(self) -> dict[str, Any] | None:
        """{"image": primary key, "alt"}; None without a picture."""
        return next((dict(block["value"]) for block in _stream(self.picture)), None)

    @property
    def hint_texts(self) -> list[str]:
        return [str(block["value"]) for block in _stream(self.hints)]


@dataclass(frozen=True)
class DrawnQuiz:
    """The questions of a new paper, each in its place."""

    sections: tuple[Section, ...]
    asked: list[tuple[AskedQuestion, Place]]


def from_question(question: Question) -> AskedQuestion:
    """From an instance, saved or not: what a preview shows."""
    return AskedQuestion(
        pk=question.pk,
        translation_key=question.translation_key,
        live=question.live,
        is_archived=question.is_archived,
        live_revision_id=question.live_revision_id,
        stem=question.stem,
        rationale=question.rationale,
        points=question.points,
        answer=_text(question.answer),
        picture=_text(question.picture),
        hints=_text(question.hints),
    )


def _text(stream: Any) -> str:
    return json.dumps(list(stream.raw_data), default=str)


def _stream(text: str) -> list[dict[str, Any]]:
    """The blocks of a stream. Most questions have none, and starting a quiz should not parse nothing."""
    return json.loads(text) if text and text != "[]" else []


@lru_cache(maxsize=1024)
def _answer(text: str) -> tuple[str, Any]:
    """Kind and value of a stream, remembered by the very text they are made from."""
    stream = json.loads(text or "[]")
    blocks = Question._meta.get_field("answer").stream_block.child_blocks
    if not isinstance(stream, list) or not stream or stream[0]["type"] not in blocks:
        return "", None
    kind = stream[0]["type"]
    return kind, blocks[kind].bulk_to_python([stream[0]["value"]])[0]
