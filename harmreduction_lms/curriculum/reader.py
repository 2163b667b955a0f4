"""Reads a course folder into plain data and checks each file. Writes nothing, needs no database."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from harmreduction_lms.curriculum.cross_checks import check_course
from harmreduction_lms.curriculum.fields import read_fields
from harmreduction_lms.curriculum.items import expect_different, inline_tables, read_item
from harmreduction_lms.curriculum.lesson_blocks import lesson_blocks
from harmreduction_lms.curriculum.markdown import rich_text
from harmreduction_lms.curriculum.particulars import COURSE, LESSON, MODULE, OBJECTIVE, QUIZ, REFERENCE, TERM
from harmreduction_lms.curriculum.passages import Passage
from harmreduction_lms.curriculum.problems import Problems
from harmreduction_lms.curriculum.schema import (
    CourseSource,
    ItemSource,
    LessonSource,
    ModuleSource,
    ObjectiveSource,
    QuizSource,
    ReferenceSource,
    TermSource,
)
from harmreduction_lms.curriculum.toml import Table, read_toml, subtables
from harmreduction_lms.quizzes.models import QuizRole


CONTENT = Path(__file__).parent / "content"
FENCE = "+++"

Entry = TypeVar("Entry", ReferenceSource, TermSource, ItemSource)


def course_folders(root: Path = CONTENT) -> list[Path]:
    """Folders below `root` that hold a course."""
    return sorted(path.parent for path in root.rglob("course.toml"))


def read_course(folder: Path, problems: Problems) -> CourseSource:
    """The course in `<language>/<track>/<folder>/`. Not to be used when `problems` has any afterwards."""
    return _Reader(folder, problems).read()


@dataclass
class _Reader:
    """Holds what is needed while one folder is read; the tables are kept to say where a mistake stands."""

    folder: Path
    problems: Problems
    tables: dict[str, Table] = field(default_factory=dict)

    def read(self) -> CourseSource:
        table = self.toml("course.toml")
        values = read_fields(table, COURSE, self.problems, what="course")
        key = values["key"] or ""
        lessons = {path.stem: self.lesson(path) for path in sorted(self.folder.glob("*.md"))}
        quizzes = {quiz.slug: quiz for quiz in self.quizzes(table, key)}
        steps: dict[str, LessonSource | QuizSource] = {**lessons, **quizzes}
        values.update(
            audiences=self.labels(table, values, "audiences", "audience_names"),
            topics=self.labels(table, values, "topics", "topic_names"),
            objectives=tuple(self.objectives(table, values)),
        )
        for used in ("audience_names", "topic_names", "licence", "module", "quiz"):
            del values[used]
        course = CourseSource(
            **values,
            folder=self.folder,
            language=self.folder.parent.parent.name,
            modules=tuple(self.module(part, key, steps) for part in subtables(table, "module")),
            references=self.entries("references.toml", "reference", self.reference),
            terms=self.entries("glossary.toml", "term", self.term),
            items=self.entries("quiz.toml", "item", lambda part: read_item(part, self.problems)),
        )
        check_course(course, steps, table, self.tables, self.problems)
        return course

    def toml(self, name: str) -> Table:
        path = self.folder / name
        if not path.is_file():
            self.problems.add(path, 0, "the file is missing")
            return Table(path, {}, "")
        return read_toml(path, path.read_text(encoding="utf-8"), self.problems)

    def entries(self, filename: str, name: str, read: Callable[[Table], Entry | None]) -> tuple[Entry, ...]:
        """The `[[name]]` tables of a file that holds nothing else; each key once."""
        table = self.toml(filename)
        for unknown in table.values.keys() - {name}:
            self.problems.add(table.path, table.line_of(unknown), f"unknown key {unknown!r}")
        found: dict[str, Entry] = {}
        for part in subtables(table, name):
            entry = read(part)
            if entry is None or not entry.key:
                continue
            if entry.key in found:
                self.problems.add(part.path, part.line_of("key"), f"{name} {entry.key} is there twice")
            found[entry.key] = entry
            self.tables[f"{name} {entry.key}"] = part
        return tuple(found.values())

    def objectives(self, table: Table, values: dict[str, Any]) -> Iterator[ObjectiveSource]:
        def complain(message: str, about: str, index: int | None = None) -> None:
            self.problems.add(table.path, table.line_of(about, index), f"course: {message}")

        found = inline_tables(values, "objectives", OBJECTIVE, complain)
        if not found:
            complain("objectives must have at least 1 { key, text } entry", "objectives")
        expect_different([str(one["key"]) for one in found], "objectives", "objective", complain)
        yield from (ObjectiveSource(**one) for one in found)

    def reference(self, table: Table) -> ReferenceSource:
        what = f"reference {table.values.get('key', '(without key)')}"
        return ReferenceSource(**read_fields(table, REFERENCE, self.problems, what=what))

    def term(self, table: Table) -> TermSource:
        what = f"term {table.values.get('key', '(without key)')}"
        return TermSource(**read_fields(table, TERM, self.problems, what=what))

    def lesson(self, path: Path) -> LessonSource:
        """Particulars between two `+++` lines, then the text."""
        lines = path.read_text(encoding="utf-8").splitlines()
        end = next((number for number, line in enumerate(lines) if number and line == FENCE), 0)
        if not end or lines[0] != FENCE:
            self.problems.add(path, 1, f"a lesson begins with its particulars between two {FENCE} lines")
        table = read_toml(path, "\n".join(lines[1:end]), self.problems, first_line=2)
        values = read_fields(table, LESSON, self.problems, what="lesson")
        values.update(objectives=tuple(values["objectives"]), facts=tuple(values["facts"]))
        self.tables[f"step {path.stem}"] = table
        text = Passage(path, end + 2, tuple(lines[end + 1 :]))
        return LessonSource(**values, slug=path.stem, body=tuple(lesson_blocks(text, self.problems)))

    def quizzes(self, course: Table, course_key: str) -> Iterator[QuizSource]:
        for table in subtables(course, "quiz"):
            what = f"quiz {table.values.get('slug', '(without slug)')}"
            values = read_fields(table, QUIZ, self.problems, what=what)
            if values["role"] == QuizRole.POST_TEST and values["pass_mark"] is None:
                self.problems.add(table.path, table.line, f"{what}: a post-test needs a pass_mark")
            intro = Passage(table.path, table.line_of("intro"), tuple(values.pop("intro").splitlines()))
            mark = values.pop("pass_mark")
            values.update(
                key=f"{course_key}-{values['slug']}",
                intro_html=rich_text(intro, self.problems),
                pass_mark=None if mark is None else Decimal(mark),
                items=tuple(values["items"]),
            )
            self.tables[f"step {values['slug']}"] = table
            yield QuizSource(**values)

    def module(
        self, table: Table, course_key: str, known: dict[str, LessonSource | QuizSource]
    ) -> ModuleSource:
        values = read_fields(table, MODULE, self.problems, what="module")
        slugs = values.pop("steps")
        for slug in (slug for slug in slugs if slug not in known):
            message = f"step {slug} is neither a lesson ({slug}.md) nor a [[quiz]] of this file"
            self.problems.add(table.path, table.line_of("steps"), message)
        steps = tuple(known[slug] for slug in slugs if slug in known)
        return ModuleSource(**values, key=f"{course_key}-{values['slug']}", steps=steps)

    def labels(self, table: Table, values: dict[str, Any], which: str, names: str) -> dict[str, str]:
        """Names of audiences or topics by slug, in the order of the course."""
        known = values[names] if isinstance(values[names], dict) else {}
        for slug in values[which]:
            if not isinstance(known.get(slug), str):
                self.problems.add(
                    table.path, table.line_of(which), f"{which}: {slug} has no name in [{names}]"
                )
        return {slug: str(known.get(slug, slug)) for slug in values[which]}
