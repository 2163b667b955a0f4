"""What can only be checked with all the files of a course at hand: whatever one names, another must have."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from harmreduction_lms.curriculum.problems import Problems
from harmreduction_lms.curriculum.schema import (
    CourseSource,
    ItemSource,
    LessonSource,
    ObjectiveSource,
    QuizSource,
    ReferenceSource,
    TermSource,
)
from harmreduction_lms.curriculum.toml import Table


Steps = Mapping[str, LessonSource | QuizSource]
Tables = Mapping[str, Table]
Shared = ReferenceSource | TermSource | ItemSource | ObjectiveSource


def check_course(
    course: CourseSource, steps: Steps, table: Table, tables: Tables, problems: Problems
) -> None:
    """`steps` are all that were found, by slug, whether or not a module has them."""
    if course.key != course.folder.name:
        problems.add(table.path, table.line_of("key"), "course: the key must be the name of the folder")
    check_outline(course, steps, table, tables, problems)
    check_minutes(course, table, problems)
    check_items(course, tables, problems)
    for step in steps.values():
        where = tables[f"step {step.slug}"]
        if isinstance(step, LessonSource):
            check_lesson(step, course, where, problems)
        else:
            report_unknown(step.items, (item.key for item in course.items), where, "items", "item", problems)


def check_outline(
    course: CourseSource, steps: Steps, table: Table, tables: Tables, problems: Problems
) -> None:
    """Every step stands in the course once, under a key of its own."""
    placed = Counter(step.slug for module in course.modules for step in module.steps)
    for slug in (slug for slug, count in placed.items() if count > 1):
        problems.add(table.path, 0, f"step {slug} stands in the course twice")
    for slug in steps.keys() - placed.keys():
        where = tables[f"step {slug}"]
        problems.add(where.path, where.line, f"step {slug} stands in no module of course.toml")
    keys = Counter([step.key for step in steps.values()] + [module.key for module in course.modules])
    for key in (key for key, count in keys.items() if count > 1):
        problems.add(table.path, 0, f"key {key} is there twice among modules, lessons and quizzes")


def check_minutes(course: CourseSource, table: Table, problems: Problems) -> None:
    """Credit rests on the time a course takes, so the sum has to be right."""
    total = sum(step.minutes for module in course.modules for step in module.steps)
    if course.minutes != total:
        message = f"course: minutes is {course.minutes}, but its steps take {total}"
        problems.add(table.path, table.line_of("minutes"), message)


def check_items(course: CourseSource, tables: Tables, problems: Problems) -> None:
    for item in course.items:
        where = tables[f"item {item.key}"]
        report_unknown(item.facts, course.reference_keys, where, "facts", "reference", problems)
        check_objectives(item.objectives, course, where, f"item {item.key}", problems)


def check_lesson(lesson: LessonSource, course: CourseSource, where: Table, problems: Problems) -> None:
    report_unknown(lesson.facts, course.reference_keys, where, "facts", "reference", problems)
    check_objectives(lesson.objectives, course, where, "lesson", problems)
    terms = {term.key for term in course.terms}
    for block in lesson.body:
        if block.type == "glossary" and block.value not in terms:
            problems.add(where.path, block.line, f"glossary term {block.value} is not known")
        elif block.type == "references":
            for key in (key for key in block.value if key not in course.reference_keys):
                problems.add(where.path, block.line, f"reference {key} is not known")


def check_objectives(
    keys: Iterable[str], course: CourseSource, where: Table, what: str, problems: Problems
) -> None:
    known = [objective.key for objective in course.objectives]
    for key in (key for key in keys if key not in known):
        message = (
            f"{what}: objective {key} is not known. Choose from {', '.join(known)}, "
            "or add it to the objectives in course.toml"
        )
        problems.add(where.path, where.line_of("objectives"), message)


def report_unknown(
    used: Iterable[str], known: Iterable[str], where: Table, name: str, what: str, problems: Problems
) -> None:
    known = set(known)
    for key in (key for key in used if key not in known):
        problems.add(where.path, where.line_of(name), f"{what} {key} is not known")


def check_shared(courses: Iterable[CourseSource], problems: Problems) -> None:
    """References, terms, objectives and questions belong to the site: courses share them, and may not
    disagree. An objective has one text on a site, so another language needs keys of its own for them."""
    first: dict[tuple[str, str, str], tuple[CourseSource, Shared]] = {}
    for course in courses:
        for language, filename, entry in _shared(course):
            other, same = first.setdefault((language, filename, entry.key), (course, entry))
            if same != entry:
                message = f"{entry.key} says something else than in {other.folder / filename}"
                problems.add(course.folder / filename, 0, message)


def _shared(course: CourseSource) -> Iterator[tuple[str, str, Shared]]:
    yield from ((course.language, "references.toml", reference) for reference in course.references)
    yield from ((course.language, "glossary.toml", term) for term in course.terms)
    yield from ((course.language, "quiz.toml", item) for item in course.items)
    yield from (("", "course.toml", objective) for objective in course.objectives)
