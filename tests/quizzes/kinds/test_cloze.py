"""Texts with gaps."""

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from harmreduction_lms.core.html import clean_html
from harmreduction_lms.quizzes.kinds import Draw, question_kinds
from harmreduction_lms.quizzes.kinds.cloze import split_text
from tests.factories import ANSWERS
from tests.quizzes.kinds.building import frozen, full_response, problems, value_of


KIND = question_kinds["cloze"]
WORD = {"type": "text", "value": {"accepted": ["naloxone"]}}


def review(data: dict[str, Any], wrong: bool = False) -> tuple[dict[str, Any], str]:
    answer = frozen("cloze", data)
    response = None if wrong else full_response("cloze", answer)
    context = KIND.review_context(response, answer.body, answer.key)
    html = render_to_string(KIND.review_template, {"item": SimpleNamespace(data=context, field="x")})
    return context, html


@pytest.mark.parametrize(
    ("html", "pieces"),
    [
        ("no gap", [("no gap", None)]),
        ("<p>a [[1]] b</p>", [("<p>a ", 1), (" b</p>", None)]),
        ("[[2]][[1]]", [("", 2), ("", 1), ("", None)]),
        ("[[0]] [[01]] [[ 1 ]] [1] [[100]]", [("[[0]] [[01]] [[ 1 ]] [1] [[100]]", None)]),
        ('<a title="[[1]]">x</a>', [('<a title="[[1]]">x</a>', None)]),
        ("[[[1]]]", [("[", 1), ("]", None)]),
    ],
)
def test_markers_count_only_in_the_text_itself(html: str, pieces: list[tuple[str, int | None]]) -> None:
    assert [*split_text(html)] == pieces


@given(st.text(alphabet="ab<>[]{}123 \"'&=/p"))
def test_the_pieces_together_are_the_text(text: str) -> None:
    cleaned = str(clean_html(text))
    together = "".join(f"{html}[[{number}]]" if number else html for html, number in split_text(cleaned))
    assert together == cleaned


def test_gaps_are_asked_in_the_order_of_the_text() -> None:
    data = {
        "text": "<p>[[2]] then [[1]]</p>",
        "gaps": [WORD, {"type": "text", "value": {"accepted": ["breaths"]}}],
    }
    answer = frozen("cloze", data)
    assert [gap["number"] for gap in answer.body["gaps"]] == [2, 1]
    assert KIND.right_answer_text(answer.body, answer.key) == "gap 1: breaths; gap 2: naloxone"


def test_each_gap_weighs_the_same() -> None:
    answer = frozen("cloze")
    response = full_response("cloze", answer)
    for left in range(4):
        part = dict([*response.items()][:left])
        assert KIND.grade(part, answer.body, answer.key) == Fraction(left, 3)


def test_a_draft_shows_gaps_that_are_there_and_leaves_other_markers_as_text() -> None:
    block = KIND.block()
    data = {"text": "<p>[[1]] [[1]] [[7]]</p>", "gaps": [WORD, WORD]}
    assert problems("cloze", data, draft=True) == []
    body = KIND.freeze(block.to_python(data), Draw()).body
    assert len(body["gaps"]) == 1
    parts = KIND.answer_context(None, body)["parts"]
    assert [(part["html"], bool(part["gap"])) for part in parts] == [
        ("<p>", True),
        (" [[1]] [[7]]</p>", False),
    ]


def test_script_in_the_text_is_cleaned_and_braces_stay_as_they_are() -> None:
    text = '<p onclick="x()">{0} {{ [[1]] }<script>alert(1)</script><img src=x onerror=y></p>'
    data = {"text": text, "gaps": [WORD]}
    answer = frozen("cloze", data)
    html = "".join(part["html"] for part in KIND.answer_context(None, answer.body)["parts"])
    assert html == "<p>{0} {{  }alert(1)</p>"


def test_what_learners_and_editors_typed_is_escaped() -> None:
    nasty = "<img src=x>"
    data = {
        "text": "<p>[[1]] [[2]]</p>",
        "gaps": [
            {"type": "text", "value": {"accepted": [nasty]}},
            {
                "type": "choice",
                "value": {"options": [{"text": nasty, "correct": True, "why": nasty}, {"text": "b"}]},
            },
        ],
    }
    _context, html = review(data)
    assert "<img" not in html
    assert "&lt;img src=x&gt;" in html


def test_the_review_marks_each_gap_and_gives_the_reason_of_what_was_chosen() -> None:
    context, html = review(ANSWERS["cloze"])
    assert [gap["is_correct"] for gap in context["gaps"]] == [True, True, True]
    assert context["gaps"][2]["why"] == "Oxygen is what is missing."
    assert html.count("is-done") == 6
    context, html = review(ANSWERS["cloze"], wrong=True)
    assert [gap["right"] for gap in context["gaps"]] == ["naloxone; Narcan", "2 to 3 minutes", "breaths"]
    assert html.count("You left this open.") == 3


def test_the_plain_text_names_the_gaps_and_tells_no_answer() -> None:
    data = {
        **ANSWERS["cloze"],
        "gaps": ANSWERS["cloze"]["gaps"][:2],
        "text": "<p>Give [[1]], wait [[2]].</p>",
    }
    answer = frozen("cloze", data)
    words = KIND.describe(answer.body)
    assert words.startswith("Give [gap 1], wait [gap 2].\ngap 1:\n")
    assert "naloxone" not in words
    assert "Unit: minutes" in words


def test_freezing_draws_the_same_for_the_same_value() -> None:
    value = value_of("cloze", ANSWERS["cloze"])
    one, two = (KIND.freeze(value, Draw()) for _ in range(2))
    assert {gap["id"] for gap in one.body["gaps"]}.isdisjoint(gap["id"] for gap in two.body["gaps"])
