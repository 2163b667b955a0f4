"""What a quiz page contains, in order, as plain values: questions, random pools, sections and pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Pool:
    """`count` questions that have one of the tags and one of the objectives, where any are given."""

    count: int
    tags: frozenset[str]
    objectives: frozenset[str]

    @property
    def is_open(self) -> bool:
        """Without tags and objectives it would draw from the whole bank, which nobody means."""
        return bool(self.tags or self.objectives)

    def takes(self, tags: Iterable[str], objectives: Iterable[str]) -> bool:
        """Whether a question with these tags and objectives is in the pool."""
        return (not self.tags or not self.tags.isdisjoint(tags)) and (
            not self.objectives or not self.objectives.isdisjoint(objectives)
        )


@dataclass(frozen=True)
class Section:
    """A heading over some of the items. The first one of a quiz may be without a title."""

    title: str
    intro: str
    shuffle: bool


@dataclass(frozen=True)
class Entry:
    """A place in the quiz: a question by its primary key, or a pool; numbers of its section and page."""

    source: int | Pool
    section: int
    page: int


@dataclass(frozen=True)
class QuizContent:
    """Sections and entries; section numbers count from 0, pages from 1."""

    sections: tuple[Section, ...]
    entries: tuple[Entry, ...]

    @property
    def question_ids(self) -> tuple[int, ...]:
        """The fixed questions, each once."""
        return tuple(dict.fromkeys(e.source for e in self.entries if isinstance(e.source, int)))

    @property
    def pools(self) -> tuple[Pool, ...]:
        return tuple(entry.source for entry in self.entries if isinstance(entry.source, Pool))


def quiz_content(page: Any) -> QuizContent:
    """What the page's `questions` stream says. No query; a question listed twice counts once."""
    sections = [Section("", "", page.shuffle_questions)]
    entries: list[Entry] = []
    number = 1
    for block in page.questions.raw_data:
        kind, value = block["type"], block["value"]
        if kind == "section":
            sections.append(_section(value))
        elif kind == "page_break":
            number += bool(entries) and entries[-1].page == number
        elif kind == "pool":
            entries.append(Entry(_pool(value), len(sections) - 1, number))
        elif value and all(entry.source != value for entry in entries):
            entries.append(Entry(value, len(sections) - 1, number))
    return QuizContent(tuple(sections), tuple(entries))


def _section(value: Mapping[str, Any]) -> Section:
    return Section(value.get("title") or "", value.get("intro") or "", bool(value.get("shuffle")))


def _pool(value: Mapping[str, Any]) -> Pool:
    return Pool(
        int(value.get("count") or 0),
        frozenset(value.get("tags") or ()),
        frozenset(value.get("objectives") or ()),
    )
