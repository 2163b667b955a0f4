"""Mistakes in curriculum files are named with file and line, all at once."""

import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from harmreduction_lms.curriculum.loader import read_courses
from harmreduction_lms.curriculum.problems import CurriculumInvalid, Problems
from harmreduction_lms.curriculum.reader import CONTENT, course_folders, read_course


Change = Callable[[str, str, str], None]


def problems_in(folder: Path) -> list[str]:
    problems = Problems()
    read_course(folder, problems)
    return [f"{problem.path.name}:{problem.line}: {problem.message}" for problem in problems.sorted()]


def test_a_course_of_ones_own_may_have_any_licence(folder: Path, change: Change) -> None:
    change("course.toml", "CC BY 4.0", "All rights reserved, Riverside Training")
    assert problems_in(folder) == []


def test_a_sound_course_is_read(folder: Path) -> None:
    [course] = read_courses([folder])
    assert course.language == "en"
    assert [step.slug for step in course.modules[0].steps] == ["reading", "post-test"]
    assert course.modules[0].steps[1].pass_mark == Decimal(80)  # type: ignore[union-attr]
    assert course.cited == ("E1",)
    assert course.audiences == {"clinicians": "Clinicians"}


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        # Keys
        (
            "course.toml",
            "lede = ",
            "lead = ",
            "course.toml:4: course: unknown key 'lead'; did you mean 'lede'?",
        ),
        ("course.toml", 'level = "Introductory"\n', "", "course.toml:1: course: level is missing"),
        (
            "course.toml",
            '"CC BY 4.0"',
            '" "',
            "course.toml:14: course: licence must be text and not empty",
        ),
        (
            "course.toml",
            "minutes = 4",
            'minutes = "4"',
            "course.toml:5: course: minutes must be a whole number",
        ),
        (
            "course.toml",
            "minutes = 4",
            "minutes = 5",
            "course.toml:5: course: minutes is 5, but its steps take 4",
        ),
        (
            "course.toml",
            '"small"',
            '"other"',
            "course.toml:1: course: the key must be the name of the folder",
        ),
        ("course.toml", "clinicians = ", "others = ", "course.toml:6: audiences: clinicians has no name"),
        (
            "course.toml",
            'slug = "only"',
            'slug = "The only"',
            "course.toml:24: module: slug must be lower-case",
        ),
        ("course.toml", '"reading", ', '"missing", ', "course.toml:26: step missing is neither a lesson"),
        ("course.toml", '"reading", ', "", "reading.md:2: step reading stands in no module"),
        (
            "course.toml",
            '"reading", ',
            '"reading", "reading", ',
            "course.toml:26: module: steps has the same entry",
        ),
        (
            "course.toml",
            "pass_mark = 80\n",
            "",
            "course.toml:28: quiz post-test: a post-test needs a pass_mark",
        ),
        ("course.toml", '"post_test"', '"exam"', "course.toml:31: quiz post-test: role must be one of"),
        ("course.toml", '"q2"]', '"q3"]', "course.toml:35: item q3 is not known"),
        ("course.toml", "[[module]]", "[[module]", "course.toml:22: not valid TOML"),
        # Items
        ("quiz.toml", '"single_choice"', '"guess"', "quiz.toml:3: item q1: kind must be one of"),
        ("quiz.toml", ', why = "It does not sedate."', "", "quiz.toml:7: item q1: option 2 has no why"),
        (
            "quiz.toml",
            "It induces sleep",
            " ",
            "quiz.toml:7: item q1: option 2: text must be text and not empty",
        ),
        ("quiz.toml", "correct = false", "correct = true", "quiz.toml:5: item q1: exactly one option"),
        (
            "quiz.toml",
            "It induces sleep",
            "It displaces opioids",
            "quiz.toml:5: item q1: option 'It displaces",
        ),
        (
            "quiz.toml",
            'objectives = ["small-1"]',
            'objectives = ["small-2"]',
            "quiz.toml:10: item q1: objective small-2 is not known. Choose from small-1, or add it",
        ),
        (
            "quiz.toml",
            'objectives = ["small-1"]',
            "objective = 1",
            "quiz.toml:10: item q1: unknown key 'objective'; did you mean 'objectives'?",
        ),
        (
            "quiz.toml",
            'tags = ["naloxone"]',
            "points = 0",
            "quiz.toml:12: item q1: points must be a whole number from 1 to 100",
        ),
        (
            "quiz.toml",
            'tags = ["naloxone"]',
            'hints = ["a", "b", "c", "d", "e", "f"]',
            "quiz.toml:12: item q1: hints must have at most 5 entries; it has 6",
        ),
        (
            "quiz.toml",
            'tags = ["naloxone"]',
            'hints = ["a", ""]',
            "quiz.toml:12: item q1: hints entry 2 must be text and not empty",
        ),
        # Objectives
        (
            "course.toml",
            '{key = "small-1", text = "Say what naloxone does."}',
            '"Say what naloxone does."',
            "course.toml:10: course: objectives must be a list of { key, text } entries",
        ),
        (
            "course.toml",
            '{key = "small-1", text = "Say what naloxone does."}',
            "",
            "course.toml:10: course: objectives must have at least 1",
        ),
        (
            "course.toml",
            '"small-1"',
            '"Small 1"',
            "course.toml:10: course: objective 1: key must be lower-case",
        ),
        (
            "course.toml",
            'does."}]',
            'does."}, {key = "small-1", text = "Again."}]',
            "course.toml:10: course: objective 'small-1' is there twice",
        ),
        ("quiz.toml", 'key = "q2"', 'key = "q1"', "quiz.toml:15: item q1 is there twice"),
        (
            "quiz.toml",
            "answer = true",
            'answer = "yes"',
            "quiz.toml:18: item q2: answer must be true or false",
        ),
        ("quiz.toml", "*opioid antagonist*", "<b>opioid</b>", "quiz.toml:17: raw HTML is not allowed"),
        # References and glossary
        (
            "references.toml",
            "https://example.org",
            "javascript:alert(1)//",
            "references.toml:4: reference E1: url",
        ),
        (
            "references.toml",
            '"S1"',
            '"S3"',
            "references.toml:7: reference E1: status must be one of S1, S2, R",
        ),
        ("references.toml", '"E1"', '"E2"', "quiz.toml:11: reference E1 is not known"),
        ("glossary.toml", '"naloxone"', '"other"', "reading.md:21: glossary term naloxone is not known"),
        # Lessons
        (
            "reading.md",
            'objectives = ["small-1"]',
            'objectives = ["small-2"]',
            "reading.md:6: lesson: objective small-2 is not known",
        ),
        ("reading.md", 'facts = ["E1"]', 'facts = ["E9"]', "reading.md:7: reference E9 is not known"),
        ("reading.md", ":::references E1", ":::references E9", "reading.md:24: reference E9 is not known"),
        ("reading.md", "minutes = 2", "minutes = ", "reading.md:4: not valid TOML"),
        ("reading.md", "## In order", "<p>In order</p>", "reading.md:14: raw HTML is not allowed"),
        ("reading.md", "## In order", "# In order", "reading.md:14: only '## ' and '### ' headings"),
        ("reading.md", ":::steps", ":::stairs", "reading.md:16: unknown directive :::stairs; known are"),
        ("reading.md", ' title="Give it"', "", 'reading.md:16: :::steps: title="…" is missing or empty'),
        ("reading.md", 'title="Give it"', 'titel="Give it"', "reading.md:16: :::steps: unknown option titel"),
        (
            "reading.md",
            "2. **Give it.**\n:::\n",
            "2. **Give it.**\n",
            "reading.md:20: :::glossary opens inside",
        ),
        (
            "reading.md",
            "1. **Open the pack.**",
            "1. Open the pack.",
            "reading.md:17: write a step as 1. **What",
        ),
        ("reading.md", "https://example.org", "http:/example.org", "reading.md:12: link to"),
        (
            "reading.md",
            "\n:::references E1\n:::",
            "\n:::references E1",
            "reading.md:24: :::references is never",
        ),
        (
            "reading.md",
            "\n:::references E1\n",
            "\n",
            "reading.md:24: ::: closes a directive, but none is open",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(
    folder: Path, change: Change, name: str, old: str, new: str, expected: str
) -> None:
    change(name, old, new)
    assert any(problem.startswith(expected) for problem in problems_in(folder)), problems_in(folder)


@pytest.mark.parametrize("name", ["quiz.toml", "references.toml", "glossary.toml"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert f"{name}:0: the file is missing" in problems_in(folder)


def test_a_lesson_without_particulars_is_named(folder: Path) -> None:
    (folder / "reading.md").write_text("Only text.", encoding="utf-8")
    assert any(problem.startswith("reading.md:1: a lesson begins with") for problem in problems_in(folder))


def test_all_mistakes_are_reported_at_once(folder: Path, change: Change) -> None:
    change("course.toml", "lede = ", "lead = ")
    change("quiz.toml", "correct = false", "correct = true")
    change("reading.md", ":::references E1", ":::references E9")
    with pytest.raises(CurriculumInvalid) as caught:
        read_courses([folder])
    assert len(caught.value.problems) == 4
    assert "4 problems in the curriculum files. Nothing was written." in str(caught.value)


def test_two_courses_may_share_a_reference_but_not_disagree_on_it(folder: Path) -> None:
    twin = folder.with_name("twin")
    twin.mkdir()
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8").replace('key = "small"', 'key = "twin"')
        (twin / path.name).write_text(text, encoding="utf-8")
    assert len(read_courses([folder, twin])) == 2
    references = twin / "references.toml"
    references.write_text(
        references.read_text(encoding="utf-8").replace("A label", "A leaflet"), encoding="utf-8"
    )
    with pytest.raises(CurriculumInvalid, match="E1 says something else than in"):
        read_courses([folder, twin])


def test_an_objective_has_one_text_on_a_site_in_whatever_language(folder: Path) -> None:
    french = folder.parents[2] / "fr" / "clinician" / "small"
    shutil.copytree(folder, french)
    assert len(read_courses([folder, french])) == 2
    course = french / "course.toml"
    course.write_text(course.read_text(encoding="utf-8").replace("Say what", "Dire ce que"), encoding="utf-8")
    with pytest.raises(CurriculumInvalid, match="small-1 says something else than in"):
        read_courses([folder, french])


def test_every_course_that_comes_with_the_package_is_sound() -> None:
    courses = read_courses(course_folders(CONTENT))
    assert "c5-overdose" in [course.key for course in courses]
