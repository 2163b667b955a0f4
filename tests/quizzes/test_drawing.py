"""Which questions a paper gets, where they stand, and what chance may and may not do."""

import random
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmreduction_lms.quizzes.content import quiz_content
from harmreduction_lms.quizzes.drawing import Candidate, draw_places


def page_with(*blocks: tuple[str, Any], shuffle_questions: bool = False) -> Any:
    raw = [{"type": kind, "value": value} for kind, value in blocks]
    return SimpleNamespace(questions=SimpleNamespace(raw_data=raw), shuffle_questions=shuffle_questions)


def pool(count: int, *tags: str, objectives: tuple[str, ...] = ()) -> tuple[str, Any]:
    return "pool", {"count": count, "tags": list(tags), "objectives": list(objectives)}


def candidate(id_: int, *tags: str, uses: int = 0, objectives: tuple[str, ...] = ()) -> Candidate:
    return Candidate(id_, frozenset(tags), frozenset(objectives), uses)


def drawn(page: Any, *candidates: Candidate, live: Any = None, shuffle: Any = list) -> list[int]:
    content = quiz_content(page)
    live = content.question_ids if live is None else live
    places = draw_places(content, live=live, candidates=candidates, shuffle=shuffle)
    return [place.question for place in places]


def test_fixed_questions_keep_their_order_and_come_once() -> None:
    assert drawn(page_with(("question", 3), ("question", 1), ("question", 3))) == [3, 1]


def test_questions_that_are_not_live_are_left_out() -> None:
    assert drawn(page_with(("question", 1), ("question", 2)), live={2}) == [2]


def test_sections_and_pages_are_numbered_as_they_stand() -> None:
    page = page_with(
        ("page_break", None),
        ("question", 1),
        ("section", {"title": "Signs", "intro": "", "shuffle": False}),
        ("question", 2),
        ("page_break", None),
        ("page_break", None),
        ("question", 3),
    )
    content = quiz_content(page)
    assert [(entry.section, entry.page) for entry in content.entries] == [(0, 1), (1, 1), (1, 2)]
    assert [section.title for section in content.sections] == ["", "Signs"]


def test_a_pool_draws_those_asked_least_often_first() -> None:
    page = page_with(pool(2, "a"))
    questions = (candidate(1, "a", uses=2), candidate(2, "a"), candidate(3, "a", uses=1), candidate(4, "b"))
    assert drawn(page, *questions) == [2, 3]


def test_chance_decides_among_questions_asked_equally_often() -> None:
    page = page_with(pool(1, "a"))
    questions = [candidate(id_, "a") for id_ in range(1, 6)]
    rng = random.Random(1)
    seen = {
        drawn(page, *questions, shuffle=lambda ids: rng.sample(list(ids), len(list(ids))))[0]
        for _ in range(200)
    }
    assert seen == {1, 2, 3, 4, 5}


def test_a_pool_smaller_than_asked_for_gives_what_it_has() -> None:
    assert drawn(page_with(pool(5, "a")), candidate(1, "a")) == [1]


def test_a_pool_without_tags_and_objectives_draws_nothing() -> None:
    assert drawn(page_with(pool(5)), candidate(1, "a")) == []


def test_tags_and_objectives_must_both_fit() -> None:
    page = page_with(pool(5, "a", objectives=("o1",)))
    questions = (
        candidate(1, "a"),
        candidate(2, objectives=("o1",)),
        candidate(3, "a", objectives=("o1", "o2")),
    )
    assert drawn(page, *questions) == [3]


@given(
    st.lists(
        st.one_of(
            st.integers(1, 8).map(lambda n: ("question", n)), st.integers(1, 4).map(lambda n: pool(n, "a"))
        ),
        max_size=8,
    ),
    st.lists(st.booleans(), min_size=12, max_size=12),
    st.randoms(use_true_random=False),
)
def test_no_question_stands_twice_in_a_paper_however_pools_overlap(
    blocks: list[Any], tagged: list[bool], rng: random.Random
) -> None:
    questions = [candidate(id_, "a") for id_, is_tagged in enumerate(tagged, start=1) if is_tagged]

    def shuffle(ids: Any) -> list[int]:
        ids = list(ids)
        return rng.sample(ids, len(ids))

    result = drawn(page_with(*blocks, shuffle_questions=True), *questions, shuffle=shuffle)
    assert len(result) == len(set(result))
    assert {value for kind, value in blocks if kind == "question"} <= set(result)


@pytest.mark.parametrize("shuffle", [True, False])
def test_shuffling_a_section_keeps_its_pages_and_the_other_sections(shuffle: bool) -> None:
    page = page_with(
        ("question", 1),
        ("section", {"title": "Two", "intro": "", "shuffle": shuffle}),
        ("question", 2),
        ("page_break", None),
        ("question", 3),
    )
    content = quiz_content(page)
    places = draw_places(content, live={1, 2, 3}, candidates=(), shuffle=lambda ids: list(ids)[::-1])
    assert [place.question for place in places] == ([1, 3, 2] if shuffle else [1, 2, 3])
    assert [(place.section, place.page) for place in places] == [(0, 1), (1, 1), (1, 2)]
