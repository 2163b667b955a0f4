"""Each kind from the editor's block to the review: what is frozen, what comes back, what is refused."""

import uuid
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from harmreduction_lms.quizzes.kinds import Draw, SeededDraw, question_kinds
from harmreduction_lms.quizzes.kinds.base import MAX_TEXT
from tests.factories import ANSWERS
from tests.quizzes.kinds.building import BY_HAND, GRADED, KINDS, frozen, full_response, problems, value_of


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=8,
)


def texts_in(data: Any) -> list[str]:
    if isinstance(data, dict):
        return [text for value in data.values() for text in texts_in(value)]
    if isinstance(data, list):
        return [text for value in data for text in texts_in(value)]
    return [str(data)]


@pytest.mark.parametrize("kind", GRADED)
def test_a_complete_answer_can_be_frozen_and_earned_in_full(kind: str) -> None:
    answer = frozen(kind)
    response = full_response(kind, answer)
    assert question_kinds[kind].is_graded(answer.key)
    assert question_kinds[kind].clean(response, answer.body) == response
    assert question_kinds[kind].grade(response, answer.body, answer.key) == 1
    assert question_kinds[kind].grade(None, answer.body, answer.key) == 0


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "image_choice"])
def test_a_complete_answer_can_be_published(kind: str) -> None:
    assert problems(kind, ANSWERS[kind]) == []


@pytest.mark.parametrize("kind", ["likert", "reflection"])
def test_what_no_machine_grades_earns_nothing_by_itself(kind: str) -> None:
    answer = frozen(kind)
    response = full_response(kind, answer)
    assert question_kinds[kind].clean(response, answer.body) == response
    assert question_kinds[kind].grade(response, answer.body, answer.key) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_seeded_draw_gives_the_same_paper_again(kind: str) -> None:
    value = value_of(kind, ANSWERS[kind])
    first, again, other = (
        question_kinds[kind].freeze(value, SeededDraw(seed)) for seed in ("one", "one", "other")
    )
    assert first == again
    # Two or three options may fall the same way twice, and some kinds draw nothing.
    assert first != other or kind not in {"ordering", "matching", "cloze"}


@pytest.mark.parametrize("kind", KINDS)
@given(response=ANY_JSON)
def test_any_json_at_all_can_be_cleaned_graded_and_shown(kind: str, response: Any) -> None:
    answer = frozen(kind)
    cleaned = question_kinds[kind].clean(response, answer.body)
    assert question_kinds[kind].clean(cleaned, answer.body) == cleaned
    assert 0 <= question_kinds[kind].grade(cleaned, answer.body, answer.key) <= 1
    question_kinds[kind].answer_context(cleaned, answer.body)
    question_kinds[kind].review_context(cleaned, answer.body, answer.key)
    assert question_kinds[kind].describe(answer.body, cleaned)
    assert bool(question_kinds[kind].answer_text(cleaned, answer.body)) == (cleaned is not None)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_posted_is_no_answer(kind: str) -> None:
    assert question_kinds[kind].parse(QueryDict(), "item-x", frozen(kind).body) is None


@pytest.mark.parametrize("kind", KINDS)
def test_an_unfinished_draft_can_be_saved_and_previewed_and_not_published(kind: str) -> None:
    block = question_kinds[kind].block()
    empty = block.get_prep_value(block.get_default())
    assert problems(kind, empty, draft=True) == []
    # A reflection needs nothing but its question.
    assert problems(kind, empty) or kind == "reflection"
    answer = question_kinds[kind].freeze(block.get_default(), Draw())
    question_kinds[kind].answer_context(None, answer.body)
    question_kinds[kind].describe(answer.body)
    question_kinds[kind].guess_share(answer.body, answer.key)


@pytest.mark.parametrize(
    ("kind", "change", "message"),
    [
        ("single_choice", {"options": [{"text": "A"}, {"text": "B"}]}, "at least one option"),
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
        ("numeric", {"ranges": [{"low": "2", "high": "3", "tolerance": "1"}]}, "not both"),
        ("numeric", {"ranges": [{"low": "1e999999999"}]}, "no more than 20 digits"),
        ("numeric", {"ranges": []}, "minimum number"),
        ("short_answer", {"accepted": []}, "minimum number"),
        ("short_answer", {"accepted": ["Naloxone", "naloxone"]}, "listed twice"),
        ("cloze", {"text": "<p>Nothing to fill in.</p>"}, "[[1]] must stand in the text exactly once"),
        ("cloze", {"text": "<p>[[1]] [[1]] [[2]] [[3]]</p>"}, "[[1]] must stand in the text exactly once"),
        ("cloze", {"text": "<p>[[1]] [[2]] [[3]] [[4]]</p>"}, "there is no such gap"),
        ("cloze", {"gaps": []}, "minimum number"),
        ("image_choice", {}, "required"),
        ("likert", {"statements": []}, "minimum number"),
        ("likert", {"scale": ["Agree", "agree "]}, "read the same"),
        ("reflection", {"rubric": BY_HAND["rubric"]}, "A rubric is for grading by hand"),
        ("reflection", {**BY_HAND, "rubric": BY_HAND["rubric"][:1] * 2}, "Two criteria read the same"),
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


@pytest.mark.parametrize("kind", ["single_choice", "multiple_response", "image_choice"])
@given(seed=st.text(), other=st.text(), response=st.data())
def test_what_an_answer_earns_does_not_depend_on_the_order_of_the_paper(
    kind: str, seed: str, other: str, response: st.DataObject
) -> None:
    """The same words chosen on two papers of one question earn the same."""
    value = value_of(kind, ANSWERS[kind])
    one, two = (question_kinds[kind].freeze(value, SeededDraw(text)) for text in (seed, other))
    options = [option["id"] for option in one.body["options"]]
    chosen = response.draw(st.sampled_from(options) | st.lists(st.sampled_from(options)))
    shares = [
        question_kinds[kind].grade(question_kinds[kind].clean(chosen, paper.body), paper.body, paper.key)
        for paper in (one, two)
    ]
    assert shares[0] == shares[1]


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
        "cloze": ["naloxone", "Narcan", "Oxygen is what is missing."],
        "image_choice": ["It keeps the airway open."],
        "reflection": ["<p>Asking permission, <b>no judgement</b>.</p>"],
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


def test_a_tolerance_reaches_as_far_to_both_sides() -> None:
    answer = frozen("numeric", {"ranges": [{"low": "0.4", "tolerance": "0.1"}], "unit": "mg"})
    assert answer.key["ranges"] == [["0.3", "0.5"]]
    grade = question_kinds["numeric"].grade
    assert [grade(text, answer.body, answer.key) for text in ("0.3", "0.5 mg", "0.51")] == [1, 1, 0]


def test_all_or_nothing_gives_nothing_for_part_of_it() -> None:
    kind = question_kinds["multiple_response"]
    strict = frozen("multiple_response", {**ANSWERS["multiple_response"], "scoring": "all_or_nothing"})
    partial = frozen("multiple_response")
    for answer, share in ((strict, 0), (partial, 0.5)):
        assert kind.grade(answer.key["correct"][:1], answer.body, answer.key) == share
        assert kind.grade(answer.key["correct"], answer.body, answer.key) == 1


def test_papers_from_before_there_was_a_choice_give_part_of_the_points() -> None:
    answer = frozen("multiple_response")
    old = {name: part for name, part in answer.key.items() if name != "scoring"}
    assert question_kinds["multiple_response"].grade(old["correct"][:1], answer.body, old) == 0.5


def test_any_of_several_right_options_counts_in_a_single_choice() -> None:
    options = [{"text": text, "correct": text != "C", "why": ""} for text in "ABC"]
    answer = frozen("single_choice", {"options": options})
    grade = question_kinds["single_choice"].grade
    shares = {one["text"]: grade(one["id"], answer.body, answer.key) for one in answer.body["options"]}
    assert shares == {"A": 1, "B": 1, "C": 0}


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
