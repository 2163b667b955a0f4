"""What no machine grades: opinions, and what people write."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string

from harmreduction_lms.quizzes.kinds import question_kinds
from tests.factories import ANSWERS
from tests.quizzes.kinds.building import BY_HAND, frozen, full_response, problems


LIKERT = question_kinds["likert"]
REFLECTION = question_kinds["reflection"]


def review(kind: str, answer: Any, response: Any, **more: Any) -> str:
    data = question_kinds[kind].review_context(response, answer.body, {**answer.key, **more})
    return render_to_string(question_kinds[kind].review_template, {"item": SimpleNamespace(data=data)})


def test_opinions_are_never_graded() -> None:
    key = frozen("likert").key
    assert not LIKERT.is_graded(key)
    assert not LIKERT.is_graded_by_hand(key)
    assert LIKERT.right_answer_text({}, key) == ""


def test_scale_and_statements_keep_their_order_and_their_ids() -> None:
    statements = [
        {"type": "item", "id": f"0000000{number}-0000-4000-8000-000000000000", "value": f"Statement {number}"}
        for number in range(5)
    ]
    body = frozen("likert", {**ANSWERS["likert"], "statements": statements}).body
    assert body["statements"] == [{"id": one["id"], "text": one["value"]} for one in statements]
    assert [step["text"] for step in body["scale"]] == ["Disagree", "Neither", "Agree"]


def test_the_review_of_opinions_says_what_was_chosen() -> None:
    answer = frozen("likert")
    first = answer.body["statements"][0]["id"]
    html = review("likert", answer, {first: answer.body["scale"][2]["id"]})
    assert html.count("Agree") == 1
    assert html.count("None") == 1


@pytest.mark.parametrize(("grading", "by_hand"), [("none", False), ("by_hand", True)])
def test_a_reflection_is_graded_by_hand_or_not_at_all(grading: str, by_hand: bool) -> None:
    key = frozen("reflection", {"grading": grading}).key
    assert REFLECTION.is_graded(key) is by_hand
    assert REFLECTION.is_graded_by_hand(key) is by_hand


def test_a_reflection_can_be_graded_as_a_whole() -> None:
    assert problems("reflection", {"grading": "by_hand", "rubric": []}) == []


def test_what_is_written_keeps_its_lines_and_much_of_its_length() -> None:
    body = frozen("reflection").body
    assert REFLECTION.clean("a\r\n\r\nb\x00", body) == "a\n\nb"
    assert REFLECTION.clean("\r\n" * 20 + "x" * 20_000, body) == "x" * 9_980
    assert REFLECTION.clean(" \r\n ", body) is None


def test_the_review_of_a_reflection_shows_ones_own_words_and_the_guidance() -> None:
    answer = frozen("reflection", BY_HAND)
    html = review("reflection", answer, full_response("reflection", answer) + "<b>x</b>")
    assert "<p>I would ask first.</p>" in html
    assert "&lt;b&gt;x&lt;/b&gt;" in html
    assert "<b>no judgement</b>" in html
    assert "Before the first question." in html
    assert " of 2" not in html


def test_the_review_shows_what_the_grader_gave_and_wrote() -> None:
    answer = frozen("reflection", BY_HAND)
    given = {"points": ["1.5", "1"], "comment": "You asked first.\nThank you."}
    html = review("reflection", answer, "I would ask.", hand_grade=given)
    assert "1.5 of 2" in html
    assert "1 of 1" in html
    assert "You asked first.<br>Thank you." in html


def test_guidance_is_cleaned_when_it_is_frozen() -> None:
    answer = frozen("reflection", {"grading": "none", "guidance": "<p onclick=x>Ask<script>x</script></p>"})
    assert "<script" not in answer.key["guidance"]
    assert "onclick" not in answer.key["guidance"]
