"""Each kind of quiz item becomes the value its own block holds, and can be frozen into a paper."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from harmreduction_lms.curriculum.items import OF_KIND, read_item
from harmreduction_lms.curriculum.problems import Problems
from harmreduction_lms.curriculum.stored import with_ids
from harmreduction_lms.curriculum.toml import read_toml, subtables
from harmreduction_lms.quizzes.kinds import Draw, question_kinds


COMMON = 'key = "q"\nstem = "Which?"\nrationale = "Because."\nfacts = ["E1"]\n'
OPTIONS = '[{text = "a", correct = true, why = "x"}, {text = "b", correct = false, why = "y"}]'

SOUND = {
    "single_choice": f"options = {OPTIONS}",
    "multiple_response": f"options = {OPTIONS}",
    "true_false": 'answer = false\nwhy_true = "x"\nwhy_false = "y"',
    "ordering": 'groups = [["first"], ["tied a", "tied b"], ["last"]]',
    "matching": 'pairs = [{prompt = "p", match = "m"}, {prompt = "q", match = "m"}]\ndistractors = ["n"]',
    "numeric": 'ranges = [{low = "2", high = "3"}]\nunit = "minutes"\nunit_forms = ["min"]',
    "short_answer": 'accepted = ["naloxone"]',
    "cloze": (
        'text = "Give [[1]], wait **[[3]]** and [[2]]."\n'
        "gaps = [\n"
        '{type = "text", accepted = ["naloxone", "Narcan"]},\n'
        f'{{type = "choice", options = {OPTIONS}}},\n'
        '{type = "number", ranges = [{low = "2", tolerance = "1"}], unit = "minutes"},\n'
        "]"
    ),
    "likert": 'statements = ["I feel able to ask."]\nscale = ["No", "Partly", "Yes"]',
    "reflection": (
        'grading = "by_hand"\nguidance = "Look for *permission*."\nmax_words = 200\n'
        "rubric = [\n"
        '{criterion = "Asks", points = 2, description = "First."}, {criterion = "Listens", points = 1},\n'
        "]"
    ),
}


def read(kind: str, body: str) -> tuple[Any, list[str]]:
    text = f'[[item]]\nkind = "{kind}"\n{COMMON}{body}\n'
    tomllib.loads(text)
    problems = Problems()
    [table] = subtables(read_toml(Path("quiz.toml"), text, problems), "item")
    return read_item(table, problems), [f"{problem.line}: {problem.message}" for problem in problems.sorted()]


def test_every_kind_of_the_package_can_be_written_in_a_file() -> None:
    # A picture cannot be written in a file.
    assert set(OF_KIND) == set(question_kinds.names()) - {"image_choice"} == set(SOUND)


def test_a_kind_that_needs_a_picture_is_refused_with_what_to_do() -> None:
    assert read("image_choice", "") == (
        None,
        ["2: item q: image_choice needs a picture; write it on the site"],
    )


def test_what_is_left_out_is_not_stored() -> None:
    assert read("multiple_response", SOUND["multiple_response"])[0].answer.keys() == {"options"}
    item, problems = read("multiple_response", SOUND["multiple_response"] + '\nscoring = "all_or_nothing"')
    assert problems == []
    assert item.answer["scoring"] == "all_or_nothing"
    [bounds] = read("numeric", SOUND["numeric"])[0].answer["ranges"]
    assert bounds["value"] == {"low": "2", "high": "3"}


def test_texts_with_gaps_and_guidance_are_markdown() -> None:
    assert (
        read("cloze", SOUND["cloze"])[0].answer["text"] == "<p>Give [[1]], wait <b>[[3]]</b> and [[2]].</p>"
    )
    assert (
        read("reflection", SOUND["reflection"])[0].answer["guidance"] == "<p>Look for <i>permission</i>.</p>"
    )


@pytest.mark.parametrize("kind", SOUND)
def test_the_block_of_the_kind_takes_the_answer_and_freezes_it(kind: str) -> None:
    item, problems = read(kind, SOUND[kind])
    assert problems == []
    block = question_kinds[kind].block()
    value = block.to_python(with_ids(item.answer, "q"))
    assert block.clean(value) is not None
    frozen = question_kinds[kind].freeze(value, Draw())
    assert frozen.key or kind == "likert"


def test_options_keep_their_ids_from_load_to_load() -> None:
    item, _problems = read("single_choice", SOUND["single_choice"])
    again = with_ids(item.answer, "q")
    assert with_ids(item.answer, "q") == again
    assert len({option["id"] for option in again["options"]}) == 2
    assert with_ids(item.answer, "other question") != again


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("single_choice", "options = []", "7: item q: options must have at least 2 entries"),
        ("single_choice", 'options = ["a"]', "7: item q: options must be a list of"),
        (
            "multiple_response",
            f"options = {OPTIONS.replace('true', 'false')}",
            "7: item q: at least one option",
        ),
        ("single_choice", f"options = {OPTIONS}\ndistractors = []", "8: item q: unknown key 'distractors'"),
        ("true_false", "answer = true", "1: item q: why_true is missing"),
        ("ordering", 'groups = [["a"]]', "7: item q: groups must have at least 2 entries"),
        ("ordering", 'groups = [["a"], []]', "7: item q: groups entry 2 must have at least 1 entry"),
        ("ordering", 'groups = [["a"], ["b", "a"]]', "7: item q: step 'a' is there twice"),
        (
            "matching",
            'pairs = [{prompt = "p", match = "m"}]',
            "7: item q: pairs must have at least 2 entries",
        ),
        ("matching", f"{SOUND['matching']}".replace('"n"', '"m"'), "8: item q: distractor 'm' is the answer"),
        ("matching", f"{SOUND['matching']}".replace('"q"', '"p"'), "7: item q: prompt 'p' is there twice"),
        ("numeric", "ranges = []", "7: item q: ranges must have at least 1 entry"),
        ("numeric", 'ranges = [{low = "3", high = "2"}]', "7: item q: range 3 to 2 is upside down"),
        (
            "numeric",
            "ranges = [{low = 2, high = 3}]",
            "7: item q: range 1: low must be a number in quotation",
        ),
        ("numeric", 'ranges = [{low = "NaN", high = "3"}]', "7: item q: range 1: low must be a number"),
        (
            "numeric",
            'ranges = [{low = "2", high = "4"}, {low = "4", high = "5"}]',
            "7: item q: ranges overlap",
        ),
        (
            "numeric",
            'ranges = [{low = "2", high = "3", tolerance = "1"}]',
            "7: item q: a range has either high or tolerance",
        ),
        (
            "numeric",
            'ranges = [{low = "2", tolerance = "1"}, {low = "3"}]',
            "7: item q: ranges overlap",
        ),
        ("multiple_response", f'options = {OPTIONS}\nscoring = "half"', "8: item q: scoring must be one of"),
        ("cloze", 'text = "[[1]]"\ngaps = []', "8: item q: gaps must be a list"),
        ("cloze", 'text = "[[1]]"\ngaps = [{type = "word"}]', "8: item q: gap 1: type must be one of"),
        (
            "cloze",
            'text = "[[1]] [[1]]"\ngaps = [{type = "text", accepted = ["a"]}]',
            "7: item q: [[1]] must stand in the text exactly once",
        ),
        (
            "cloze",
            'text = "[[1]] [[2]]"\ngaps = [{type = "text", accepted = ["a"]}]',
            "7: item q: the text has [[2]], but there is no such gap",
        ),
        (
            "cloze",
            'text = "[[1]]"\ngaps = [\n{type = "choice", options = []}]',
            "9: item q: gap 1: options must have at least 2 entries",
        ),
        (
            "cloze",
            'text = "[[1]]"\ngaps = [{type = "text", acepted = ["a"]}]',
            "8: item q: gap 1: accepted is missing",
        ),
        ("likert", 'statements = ["a"]\nscale = ["b"]', "8: item q: scale must have at least 2 entries"),
        ("likert", 'statements = ["a", "a"]\nscale = ["b", "c"]', "7: item q: statements has the same entry"),
        (
            "reflection",
            'rubric = [{criterion = "a", points = 2}]',
            '7: item q: a rubric needs grading = "by_hand"',
        ),
        (
            "reflection",
            'grading = "by_hand"\nrubric = [{criterion = "a", points = 0}]',
            "8: item q: rubric 1: points must be a whole number",
        ),
        ("short_answer", "accepted = []", "7: item q: accepted must have at least 1 entry"),
        ("short_answer", 'accepted = ["a", "A"]', "7: item q: form 'a' is there twice"),
    ],
)
def test_what_cannot_be_graded_is_refused(kind: str, body: str, expected: str) -> None:
    _item, problems = read(kind, body)
    assert any(problem.startswith(expected) for problem in problems), problems
