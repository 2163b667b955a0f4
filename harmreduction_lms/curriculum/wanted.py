"""What each object of the site should say, from what the files say: field names and plain values."""

from collections.abc import Mapping
from typing import Any

from harmreduction_lms.core.html import plain_text
from harmreduction_lms.curriculum.markdown import BlockData
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
from harmreduction_lms.curriculum.stored import list_children
from harmreduction_lms.curriculum.writer import Wanted
from harmreduction_lms.quizzes.models import LearningObjective


Keys = Mapping[str, int]
"""Primary keys of snippets by curriculum key."""

LONGEST_QUESTION_TITLE = 160


def wanted_reference(source: ReferenceSource) -> Wanted:
    names = ("citation", "url", "year", "checked_on", "status", "note")
    return Wanted("references", source.key, {name: getattr(source, name) for name in names})


def wanted_term(source: TermSource) -> Wanted:
    return Wanted("glossary terms", source.key, {"term": source.term, "definition": source.definition})


def wanted_objective(source: ObjectiveSource) -> Wanted:
    return Wanted("learning objectives", source.key, {"text": source.text})


def wanted_question(source: ItemSource, objectives: Mapping[str, LearningObjective]) -> Wanted:
    title = f"{source.key}: {plain_text(source.stem_html)}"
    if len(title) > LONGEST_QUESTION_TITLE:
        title = f"{title[: LONGEST_QUESTION_TITLE - 1].rstrip()}…"
    values = {
        "title": title,
        "stem": source.stem_html,
        "answer": [{"type": source.kind, "value": source.answer}],
        "rationale": source.rationale_html,
        "points": source.points,
        "hints": [{"type": "hint", "value": text} for text in source.hints],
        "objectives": [objectives[key] for key in source.objectives],
        "source_note": ", ".join(source.facts),
        "tags": list(source.tags),
    }
    return Wanted("questions", source.key, values)


def wanted_course(source: CourseSource, references: Keys, audiences: list[Any], topics: list[Any]) -> Wanted:
    names = (
        *("title", "lede", "who_for", "level", "minutes"),
        *("released_on", "reviewed_on", "ends_on", "sources_checked_on"),
    )
    values = {name: getattr(source, name) for name in names}
    values.update(
        objectives=[{"type": "objective", "value": one.text} for one in source.objectives],
        references=[{"type": "reference", "value": references[key]} for key in source.cited],
        audiences=audiences,
        topics=topics,
    )
    return Wanted("courses", source.key, values)


def wanted_module(source: ModuleSource) -> Wanted:
    return Wanted("modules", source.key, {"title": source.title, "summary": source.summary})


def wanted_lesson(source: LessonSource, references: Keys, terms: Keys) -> Wanted:
    names = (
        *("title", "minutes", "summary", "is_required", "author_role", "review_role"),
        *("sources_checked_on", "reviewed_on", "next_review_on"),
    )
    values = {name: getattr(source, name) for name in names}
    values["body"] = [_block(block, references, terms) for block in source.body]
    return Wanted("lessons", source.key, values)


def wanted_quiz(source: QuizSource, questions: Keys) -> Wanted:
    names = (
        *("title", "minutes", "is_required", "role", "pass_mark"),
        *("attempts_allowed", "time_limit_minutes", "feedback"),
    )
    values = {name: getattr(source, name) for name in names}
    values.update(
        intro=source.intro_html,
        questions=[{"type": "question", "value": questions[key]} for key in source.items],
    )
    return Wanted("quizzes", source.key, values)


def _block(block: BlockData, references: Keys, terms: Keys) -> dict[str, Any]:
    """The block as stored, keys swapped for primary keys."""
    match block.type:
        case "glossary":
            value: Any = terms[block.value]
        case "references":
            value = list_children(references[key] for key in block.value)
        case _:
            value = block.value
    return {"type": block.type, "value": value}
