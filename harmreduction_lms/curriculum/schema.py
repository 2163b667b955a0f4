"""What a course consists of once its files are read: plain data that knows its file and line.

`reader.py` makes these and checks them, `loader.py` writes them to a site. Nothing here touches either.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from harmreduction_lms.curriculum.markdown import BlockData


@dataclass(frozen=True)
class ReferenceSource:
    key: str
    citation: str
    url: str
    year: int | None
    checked_on: datetime.date | None
    status: str
    note: str


@dataclass(frozen=True)
class TermSource:
    key: str
    term: str
    definition: str


@dataclass(frozen=True)
class ObjectiveSource:
    """What learners can do afterwards. `key` is the code under which results are reported."""

    key: str
    text: str


@dataclass(frozen=True)
class ItemSource:
    """A question. `answer` is the value of the StreamField block named by `kind`; `facts` and `objectives`
    are keys of references and of the course's objectives."""

    key: str
    kind: str
    stem: str
    stem_html: str
    rationale_html: str
    answer: dict[str, Any]
    objectives: tuple[str, ...]
    points: int
    hints: tuple[str, ...]
    facts: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True)
class LessonSource:
    slug: str
    key: str
    title: str
    minutes: int
    summary: str
    objectives: tuple[str, ...]
    facts: tuple[str, ...]
    author_role: str
    review_role: str
    sources_checked_on: datetime.date | None
    reviewed_on: datetime.date | None
    next_review_on: datetime.date | None
    is_required: bool
    body: tuple[BlockData, ...]


@dataclass(frozen=True)
class QuizSource:
    slug: str
    key: str
    title: str
    minutes: int
    role: str
    intro_html: str
    pass_mark: Decimal | None
    attempts_allowed: int | None
    time_limit_minutes: int | None
    feedback: str
    is_required: bool
    items: tuple[str, ...]


@dataclass(frozen=True)
class ModuleSource:
    slug: str
    key: str
    title: str
    summary: str
    steps: tuple[LessonSource | QuizSource, ...]


@dataclass(frozen=True)
class CourseSource:
    """A course with everything it needs. References, terms, objectives and questions may be shared between
    courses."""

    folder: Path
    language: str
    key: str
    slug: str
    title: str
    lede: str
    minutes: int
    audiences: dict[str, str]
    topics: dict[str, str]
    who_for: str
    level: str
    objectives: tuple[ObjectiveSource, ...]
    released_on: datetime.date | None
    reviewed_on: datetime.date | None
    ends_on: datetime.date | None
    sources_checked_on: datetime.date | None
    modules: tuple[ModuleSource, ...]
    references: tuple[ReferenceSource, ...]
    terms: tuple[TermSource, ...]
    items: tuple[ItemSource, ...]

    @property
    def reference_keys(self) -> frozenset[str]:
        return frozenset(reference.key for reference in self.references)

    @property
    def cited(self) -> tuple[str, ...]:
        """Keys of the references that lessons and questions rest on, in the order of the reference file."""
        lessons = [step for module in self.modules for step in module.steps if isinstance(step, LessonSource)]
        sources: list[LessonSource | ItemSource] = [*lessons, *self.items]
        used = {key for source in sources for key in source.facts}
        return tuple(reference.key for reference in self.references if reference.key in used)
