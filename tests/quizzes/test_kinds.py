"""Each kind from the editor's block to the review: what is frozen, what comes back, what is refused."""

import json
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from harmreduction_lms.quizzes.kinds import Draw, FrozenAnswer, question_kinds
from harmreduction_lms.quizzes.kinds.base import MAX_TEXT, block_messages
from tests.factories import ANSWERS
from tests.quizzes.conftest import right_answer


KINDS = question_kinds.names()

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=8,
)


def value_of(kind: str, data: dict[str, Any]) -> Any:
    return question_kinds[kind].block().to_python(json.loads(json.dumps(data)))


def frozen(kind: str, data: dict[str, Any] | None = None) -> FrozenAnswer:
    answer = question_kinds[kind].freeze(value_of(kind, data or ANSWERS[kind]), Draw())
    # A paper is stored as JSON: whatever does not survive that must show here.
    return FrozenAnswer(**json.loads(json.dumps({"body": answer.body, "key": answer.key})))


def problems(kind: str, data: dict[str, Any], *, draft: bool = False) -> list[str]:
    block = question_kinds[kind].block()
    value = block.to_python(json.loads(json.dumps(data)))
    try:
        block.clean_deferred(value) if draft else block.clean(value)
    except ValidationError as error:
        return block_messages(error)
    return []


def texts_in(data: Any) -> list[str]:
    if isinstance(data, dict):
        return [text for value in data.values() for text in texts_in(value)]
    if isinstance(data, list):
        return [text for value in data for text in texts_in(value)]
    return [str(data)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_complete_answer_can_be_published_frozen_and_earned_in_full(kind: str) -> None:
    answer = frozen(kind)
    response = right_answer({"kind": kind, "body": answer.body, "key": answer.key})
    assert problems(kind, ANSWERS[kind]) == []
    assert question_kinds[kind].clean(response, answer.body) == response
    assert question_kinds[kind].grade(response, answer.body, answer.key) == 1
    assert question_kinds[kind].grade(None, answer.body, answer.key) == 0


@pytest.mark.parametrize("kind", KINDS)
@given(response=ANY_JSON)
def test_any_json_at_all_can_be_cleaned_graded_and_shown(kind: str, response: Any) -> None:
    answer = frozen(kind)
    cleaned = question_kinds[kind].clean(response, answer.body)
    assert question_kinds[kind].clean(cleaned, answer.body) == cleaned
    assert 0 <= question_kinds[kind].grade(cleaned, answer.body, answer.key) <= 1
    question_kinds[kind].answer_context(cleaned, answer.body)
    question_kinds[kind].review_context(cleaned, answer.body, answer.key)


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_gives_the_same_response_as_json(kind: str) -> None:
    answer = frozen(kind)
    response = right_answer({"kind": kind, "body": answer.body, "key": answer.key})
    data = QueryDict(mutable=True)
    match response:
        case dict():
            data.update({f"item-x-{id_}": str(value) for id_, value in response.items()})
        case list():
            data.setlist("item-x", response)
        case bool():
            data["item-x"] = str(response).lower()
        case _:
            data["item-x"] = response
    parsed = question_kinds[kind].parse(data, "item-x", answer.body)
    assert question_kinds[kind].grade(parsed, answer.body, answer.key) == 1
    assert question_kinds[kind].parse(QueryDict(), "item-x", answer.body) is None


@pytest.mark.parametrize("kind", KINDS)
def test_an_unfinished_draft_can_be_saved_and_previewed_and_not_published(kind: str) -> None:
    block = question_kinds[kind].block()
    empty = block.get_prep_value(block.get_default())
    assert problems(kind, empty, draft=True) == []
    assert problems(kind, empty)
    answer = question_kinds[kind].freeze(block.get_default(), Draw())
    question_kinds[kind].answer_context(None, answer.body)


@pytest.mark.parametrize(
    ("kind", "change", "message"),
    [
        ("single_choice", {"options": [{"text": "A"}, {"text": "B"}]}, "at least one option"),
        (
            "single_choice",
            {"options": [{"text": "A", "correct": True}, {"text": "B", "correct": True}]},
            "only one option",
        ),
        ("single_choice", {"options": [{"text": "A", "correct": True}]}, "minimum number"),
        (
            "multiple_response",
            {"options": [{"text": "Call  911", "correct": True}, {"text": "call 911"}]},
            "read the same",
        ),
        ("multiple_response", {"options": [{"text": "A"}, {"text": "B"}]}, "at least one option"),
        ("true_false", {"answer": ""}, "required"),
        ("ordering", {"groups": [{"items": ["A", "B"]}]}, "at least two places"),
        ("ordering", {"groups": [{"items": ["A"]}, {"items": ["a "]}]}, "read the same"),
        ("matching", {"distractors": ["slow BREATHING"]}, "listed twice"),
        (
            "matching",
            {"pairs": [{"prompt": "A", "match": "B"}, {"prompt": "A", "match": "C"}]},
            "read the same",
        ),
        (
            "matching",
            {"pairs": [{"prompt": "A", "match": "X"}, {"prompt": "B", "match": "X"}]},
            "two matches",
        ),
        ("numeric", {"ranges": [{"low": "3", "high": "2"}]}, "smaller to the larger"),
        ("numeric", {"ranges": []}, "minimum number"),
        ("short_answer", {"accepted": []}, "minimum number"),
        ("short_answer", {"accepted": ["Naloxone", "naloxone"]}, "listed twice"),
    ],
)
def test_what_could_not_be_graded_cannot_be_published(
    kind: str, change: dict[str, Any], message: str
) -> None:
    assert message in " ".join(problems(kind, {**ANSWERS[kind], **change}))


def test_list_item_ids_are_the_option_ids() -> None:
    ids = [str(uuid.uuid4()), str(uuid.uuid4())]
    options = [
        {"type": "item", "id": id_, "value": {"text": id_[:4], "correct": id_ == ids[0], "why": ""}}
        for id_ in ids
    ]
    answer = frozen("single_choice", {"options": options})
    assert {option["id"] for option in answer.body["options"]} == set(ids)
    assert answer.key["correct"] == [ids[0]]


def test_options_are_shuffled_and_answers_keyed_by_id() -> None:
    """mod_studentquiz #79: answers re-shuffled between showing and checking were marked wrong."""
    options = [{"text": str(number), "correct": number == 0, "why": ""} for number in range(8)]
    papers = [frozen("single_choice", {"options": options}) for _ in range(20)]
    assert len({tuple(option["text"] for option in paper.body["options"]) for paper in papers}) > 1
    for paper in papers:
        right = next(option["id"] for option in paper.body["options"] if option["text"] == "0")
        assert question_kinds["single_choice"].grade(right, paper.body, paper.key) == 1


def test_the_order_of_ordering_lines_and_matching_choices_tells_nothing() -> None:
    groups = [{"items": [str(number)]} for number in range(6)]
    pairs = [{"prompt": f"p{number}", "match": f"m{number}"} for number in range(6)]
    shown = [
        [item["text"] for item in frozen("ordering", {"groups": groups}).body["items"]] for _ in range(20)
    ]
    offered = [
        [choice["text"] for choice in frozen("matching", {"pairs": pairs, "distractors": []}).body["choices"]]
        for _ in range(20)
    ]
    for orders in (shown, offered):
        assert len({tuple(order) for order in orders}) > 1
        assert any(order != sorted(order) for order in orders)


def test_no_id_is_shared_between_a_prompt_and_its_match_or_between_two_papers() -> None:
    first, second = frozen("matching"), frozen("matching")
    prompts = {prompt["id"] for prompt in first.body["prompts"]}
    choices = {choice["id"] for choice in first.body["choices"]}
    assert not prompts & choices
    assert not (prompts | choices) & {item["id"] for item in second.body["prompts"] + second.body["choices"]}


@pytest.mark.parametrize("kind", KINDS)
def test_bodies_hold_no_reason_and_no_accepted_value(kind: str) -> None:
    secrets = {
        "single_choice": ["It reverses opioids."],
        "multiple_response": ["Always."],
        "true_false": ["It does not.", "Right."],
        "numeric": ["2", "3"],
        "short_answer": ["naloxone"],
    }.get(kind, [])
    assert not set(secrets) & set(texts_in(frozen(kind).body))


def test_one_match_for_several_prompts_is_offered_once() -> None:
    pairs = [
        {"prompt": "A", "match": "Recovery position"},
        {"prompt": "B", "match": "recovery  position"},
        {"prompt": "C", "match": "Call"},
    ]
    answer = frozen("matching", {"pairs": pairs, "distractors": ["Leave"]})
    assert sorted(choice["text"] for choice in answer.body["choices"]) == [
        "Call",
        "Leave",
        "Recovery position",
    ]
    matches = list(answer.key["matches"].values())
    assert matches[0] == matches[1] != matches[2]


def test_an_empty_upper_end_makes_the_number_exact() -> None:
    answer = frozen("numeric", {"ranges": [{"low": "0.40", "high": None}], "unit": "mg", "unit_forms": []})
    grade = question_kinds["numeric"].grade
    assert grade("0.4 mg", answer.body, answer.key) == 1
    assert grade("4 mg", answer.body, answer.key) == 0


def test_other_ways_to_write_the_unit_count_when_an_editor_lists_them() -> None:
    answer = frozen("numeric", {**ANSWERS["numeric"], "unit_forms": ["min"]})
    grade = question_kinds["numeric"].grade
    assert grade("2-3 min", answer.body, answer.key) == 1
    assert grade("2 minutes", answer.body, answer.key) == 1
    assert grade("2 h", answer.body, answer.key) == 0


@pytest.mark.parametrize("kind", ["numeric", "short_answer"])
def test_typed_answers_are_stored_without_what_a_database_cannot_store(kind: str) -> None:
    answer = frozen(kind)
    assert question_kinds[kind].clean(" a\x00b\ud800 ", answer.body) == "ab"
    assert len(question_kinds[kind].clean("x" * 10_000, answer.body)) == MAX_TEXT
    assert question_kinds[kind].clean("\x00", answer.body) is None


def test_the_review_of_an_order_shows_tied_places_as_a_span() -> None:
    answer = frozen("ordering")
    lines = question_kinds["ordering"].review_context(None, answer.body, answer.key)["lines"]
    assert [(line["text"], line["first"], line["last"]) for line in lines] == [
        ("Wake", 1, 1),
        ("Call", 2, 3),
        ("Give naloxone", 2, 3),
        ("Stay", 4, 4),
    ]


def test_places_beyond_the_list_are_no_places() -> None:
    answer = frozen("ordering")
    first = answer.body["items"][0]["id"]
    for place in (0, 5, -1, True, "1", 1.0):
        assert question_kinds["ordering"].clean({first: place}, answer.body) is None
