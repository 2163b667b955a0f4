"""Which questions a paper gets: fixed ones, and those drawn from pools. No database, no Django.

Of a pool come first the questions the learner has had least often, and among these chance decides. No
question stands twice in a paper, also where pools overlap or a question of a pool is listed as well.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from harmreduction_lms.quizzes.content import Pool, QuizContent


Shuffle = Callable[[Iterable[int]], list[int]]
"""Gives the numbers in random order."""


@dataclass(frozen=True)
class Candidate:
    """A question that pools may draw; `uses` counts how often this learner has been asked it before."""

    id: int
    tags: frozenset[str]
    objectives: frozenset[str]
    uses: int = 0


@dataclass(frozen=True)
class Place:
    """A question in its final place."""

    question: int
    section: int
    page: int


def draw_places(
    content: QuizContent,
    *,
    live: Collection[int],
    candidates: Sequence[Candidate],
    shuffle: Shuffle,
) -> list[Place]:
    """The questions of a new paper in order. Fixed ones that are not `live` are left out.

    A section that is shuffled keeps its pages: what changes is which question stands where.
    """
    used = {id_ for id_ in content.question_ids if id_ in live}
    chosen: list[Place] = []
    for entry in content.entries:
        ids = (
            [entry.source]
            if isinstance(entry.source, int)
            else _draw(entry.source, candidates, used, shuffle)
        )
        chosen += [Place(id_, entry.section, entry.page) for id_ in ids if id_ in used]
    return _in_order(content, chosen, shuffle)


def _draw(
    pool: Pool,
    candidates: Sequence[Candidate],
    used: set[int],
    shuffle: Shuffle,
) -> list[int]:
    uses: Mapping[int, int] = {
        one.id: one.uses
        for one in candidates
        if pool.is_open and one.id not in used and pool.takes(one.tags, one.objectives)
    }
    # Sorted first: the same shuffle must give the same questions, in whatever order rows arrive.
    drawn = sorted(shuffle(sorted(uses)), key=lambda id_: uses[id_])[: pool.count]
    used.update(drawn)
    return drawn


def _in_order(content: QuizContent, chosen: Sequence[Place], shuffle: Shuffle) -> list[Place]:
    placed: list[Place] = []
    for number, section in enumerate(content.sections):
        own = [place for place in chosen if place.section == number]
        ids = [place.question for place in own]
        if section.shuffle:
            ids = shuffle(ids)
        placed += [Place(id_, number, place.page) for id_, place in zip(ids, own, strict=True)]
    return placed
