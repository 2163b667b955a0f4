"""Editors' aids over plain values: what is warned of, and what is left alone."""

from typing import Any

import pytest

from harmreduction_lms.quizzes.question_checks import (
    CheckedQuestion,
    longest_is_correct,
    question_checks,
    stem_checks,
    warnings_for,
)


def option(text: str, *, correct: bool = False, why: str = "A reason.") -> dict[str, Any]:
    return {"text": text, "correct": correct, "why": why}


GOOD = [option("Naloxone", correct=True), option("Caffeine"), option("Cold water")]


def checked(options: list[dict[str, Any]] | None = None, **fields: Any) -> CheckedQuestion:
    values = {
        "kind": "single_choice",
        "stem": "<p>What reverses an opioid overdose?</p>",
        "rationale": "<p>Because.</p>",
    }
    value = {"options": GOOD if options is None else options}
    return CheckedQuestion(**{**values, "value": value, **fields})


def found(name: str, question: CheckedQuestion) -> list[str]:
    return [*question_checks[name](question)]


SEVERAL = [option("Naloxone", correct=True), option("Rescue breaths", correct=True), option("Cold water")]


@pytest.mark.parametrize(
    ("kind", "fields", "is_found"),
    [
        ("single_choice", {}, True),
        ("image_choice", {"choose": "one"}, True),
        ("image_choice", {"choose": "several"}, False),
        ("multiple_response", {}, False),
    ],
)
def test_several_right_options_are_pointed_out_where_one_is_chosen(
    kind: str, fields: dict[str, Any], is_found: bool
) -> None:
    assert bool(found("several_right", checked(kind=kind, value={"options": SEVERAL, **fields}))) is is_found
    assert found("several_right", checked()) == []


def test_a_good_question_has_nothing_to_remark() -> None:
    assert warnings_for(checked()) == []


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ("Stay, call for help, give naloxone and breaths", "Leave", True),
        ("Stay and call", "Leave and run", False),
        ("Naloxone", "Caffeine", False),
        ("Naloxone", "Tea", False),
        ("Short", "A very much longer wrong option", False),
    ],
)
def test_a_right_answer_that_is_much_the_longest_is_pointed_out(
    right: str, wrong: str, expected: bool
) -> None:
    question = checked([option(right, correct=True), option(wrong)])
    assert bool(found("longest_is_correct", question)) is expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([option("longest one", correct=True), option("short")], True),
        ([option("same", correct=True), option("also")], False),
        ([option("longest one", correct=True), option("long too", correct=True), option("x")], False),
        ([option("only", correct=True)], False),
        ([], False),
    ],
)
def test_the_longest_is_correct_only_where_one_option_is_right(options: list[Any], expected: bool) -> None:
    assert longest_is_correct(options) is expected


@pytest.mark.parametrize(("number", "expected"), [(3, False), (4, False), (5, True)])
def test_more_than_four_options_are_pointed_out(number: int, expected: bool) -> None:
    options = [option(f"Option {n}", correct=n == 0) for n in range(number)]
    assert bool(found("many_options", checked(options))) is expected


@pytest.mark.parametrize(
    ("language", "stem", "word"),
    [
        ("en", "<p>Which of these is not a sign of overdose?</p>", "not"),
        ("en", "<p>All of these help, except:</p>", "except"),
        ("en", "<p>Which of these doesn’t help?</p>", "doesn’t"),
        ("en", "<p>Which of these is <b>not</b> a sign?</p>", ""),
        ("en", "<p>Which of these is NOT a sign?</p>", ""),
        ("en", "<p>A person does not respond. What do you do first?</p>", ""),
        ("en", "<p>What do you notice first?</p>", ""),
        ("en-gb", "<p>Naloxone does not work on nitazenes.</p>", "not"),
        ("es", "<p>¿Cuál de estos no es un signo de sobredosis?</p>", "no"),
        ("es", "<p>¿Cuál <strong>no</strong> es un signo?</p>", ""),
        ("es", "<p>Todos ayudan, excepto:</p>", "excepto"),
        ("fr", "<p>Is this not another language?</p>", ""),
    ],
)
def test_a_negative_question_without_emphasis_is_pointed_out(language: str, stem: str, word: str) -> None:
    messages = found("negative_stem", checked(stem=stem, language=language))
    assert [f"“{word}”" in message for message in messages] == ([True] if word else [])


@pytest.mark.parametrize(
    ("kind", "rationale", "expected"),
    [
        ("single_choice", "", True),
        ("single_choice", "<p> </p>", True),
        ("single_choice", "<p>Because.</p>", False),
        ("likert", "", False),
        ("reflection", "", False),
    ],
)
def test_a_missing_rationale_is_pointed_out_where_there_is_something_right(
    kind: str, rationale: str, expected: bool
) -> None:
    assert bool(found("missing_rationale", checked(kind=kind, rationale=rationale))) is expected


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("single_choice", {"options": [option("A", why="")]}, True),
        ("single_choice", {"options": [option("A")]}, False),
        ("true_false", {"answer": "true", "why_true": "Yes.", "why_false": ""}, True),
        ("true_false", {"answer": "true", "why_true": "Yes.", "why_false": "No."}, False),
        ("numeric", {"ranges": []}, False),
        ("cloze", {"gaps": [{"type": "choice", "value": {"options": [option("A", why="")]}}]}, True),
    ],
)
def test_an_option_without_a_reason_is_pointed_out(kind: str, value: dict[str, Any], expected: bool) -> None:
    assert bool(found("missing_why", checked(kind=kind, value=value))) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("All of the above", True),
        ("None of these.", True),
        ("Both A and B", True),
        ("Todas las anteriores", True),
        ("Ninguna de las anteriores", True),
        ("All people who inject", False),
        ("Todas las personas", False),
    ],
)
def test_all_or_none_of_the_above_is_pointed_out(text: str, expected: bool) -> None:
    assert bool(found("all_or_none", checked([*GOOD, option(text)]))) is expected


@pytest.mark.parametrize(
    ("right", "wrong", "language", "expected"),
    [
        ("Often", "Always", "en", True),
        ("Never use alone", "Always use alone", "en", False),
        ("Never use alone", "Use alone", "en", False),
        ("A veces", "Siempre", "es", True),
        ("Overall", "Neverland", "en", False),
    ],
)
def test_absolute_words_in_wrong_options_alone_are_pointed_out(
    right: str, wrong: str, language: str, expected: bool
) -> None:
    question = checked([option(right, correct=True), option(wrong)], language=language)
    assert bool(found("absolute_words", question)) is expected


def test_a_wording_check_is_given_every_text_a_learner_reads_and_reported_once() -> None:
    read: list[str] = []

    def check(text: str) -> list[str]:
        read.append(text)
        return ["Prefer another word."]

    stem_checks.register("test", check)
    try:
        assert warnings_for(checked()) == ["Prefer another word."]
    finally:
        stem_checks.unregister("test")
    assert read == ["What reverses an opioid overdose?", "Naloxone", "Caffeine", "Cold water"]


@pytest.mark.parametrize("value", [{}, {"options": None}, {"gaps": None}, {"options": [{"text": None}]}])
def test_half_done_drafts_are_checked_without_an_error(value: dict[str, Any]) -> None:
    assert isinstance(warnings_for(CheckedQuestion("", "", "", value)), list)
