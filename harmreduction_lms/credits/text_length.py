"""How much text and how many questions the required steps of a course have, for Mergener's formula (B-07).

Titles, names of authors and references do not count (B-09). Neither does what is seen or heard: the run time
of media counts instead (B-10), and a transcript would count it twice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from harmreduction_lms.core.html import plain_text
from harmreduction_lms.courses.selectors import outline, step_page_models
from harmreduction_lms.quizzes.content import quiz_content
from harmreduction_lms.quizzes.mixins import QuizPageMixin


LEFT_OUT_BLOCKS = frozenset({"references", "glossary", "image", "video", "download"})
LEFT_OUT_KEYS = frozenset({"id", "type", "title", "speaker", "source", "url", "caption", "heading"})


@dataclass(frozen=True)
class TextLength:
    """Words to read, and questions to answer."""

    words: int
    questions: int


def text_length(course: Any) -> TextLength:
    """Counted over what is published. One query for the outline and one a step page type."""
    required = outline(course).required_keys
    pages = list(_pages(course, required))
    return TextLength(
        words=sum(len(plain_text(text).split()) for page in pages for text in _texts(page)),
        questions=sum(_questions(page) for page in pages if isinstance(page, QuizPageMixin)),
    )


def _pages(course: Any, keys: frozenset[UUID]) -> Iterator[Any]:
    for model in step_page_models():
        pages: Any = model._default_manager
        yield from pages.descendant_of(course).filter(translation_key__in=keys)


def _texts(page: Any) -> Iterator[str]:
    body = getattr(page, "body", None)
    for block in body.raw_data if body else ():
        if block["type"] not in LEFT_OUT_BLOCKS:
            yield from _strings(block["value"])


def _strings(value: Any) -> Iterator[str]:
    """All texts within a block's raw value, but for those under a key that is left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            if key not in LEFT_OUT_KEYS:
                yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)


def _questions(page: Any) -> int:
    content = quiz_content(page)
    return len(content.question_ids) + sum(pool.count for pool in content.pools)
