"""Which questions ask the same: letter by letter once normalised, or with nearly the same words.

Plain values in and out. The work is bounded: words that many questions share are no reason to compare them.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import combinations, pairwise
from math import ceil
from typing import NamedTuple, TypeVar

from harmreduction_lms.core.html import plain_text
from harmreduction_lms.quizzes.grading import normalise


Key = TypeVar("Key", bound=Hashable)
Shingles = frozenset[str]

ALIKE = 0.6
"""Share of the shingles two stems have in common from which a person should look at them."""

CROWD = 50
"""So many questions with the same shingle are a series ("Which of these is true?"), not doubles."""

_EDGES = ".,;:!?…\"'“”‘’«»()[]¿¡"


class Pair(NamedTuple):
    """Two questions and how alike they are, 0 to 1."""

    first: Hashable
    second: Hashable
    likeness: float


def words_of(html: str) -> list[str]:
    """The words of a stem without case, punctuation and formatting."""
    words = (word.strip(_EDGES) for word in normalise(plain_text(html)).split())
    return [word for word in words if word]


def stem_digest(html: str) -> str:
    """The same for stems that read the same; empty for an empty stem."""
    words = words_of(html)
    return sha256(" ".join(words).encode()).hexdigest() if words else ""


def shingles(html: str) -> Shingles:
    """Each two words that follow one another: order counts, or "A before B" would equal "B before A"."""
    words = words_of(html)
    return frozenset(f"{one} {two}" for one, two in pairwise(words)) or frozenset(words)


def likeness(one: Shingles, other: Shingles) -> float:
    """Shared shingles as a share of all (Jaccard)."""
    return len(one & other) / len(one | other) if one or other else 0.0


def near_duplicates(stems: Mapping[Key, str], threshold: float = ALIKE) -> list[Pair]:
    """Pairs of stems at least this much alike, the most alike first.

    Of stems with the same shingles the first stands for all: it is paired with each of them, and alone
    compared with others.

    Two sets that alike share one of their rarest shingles (prefix filtering: Chaudhuri, Ganti, Kaushik 2006),
    so only those who do are compared: linear in the number of stems while `CROWD` holds.
    """
    keys: dict[Shingles, list[Key]] = defaultdict(list)
    for key, html in stems.items():
        keys[shingles(html)].append(key)
    keys.pop(frozenset(), None)
    same = [Pair(first, other, 1.0) for first, *others in keys.values() for other in others]
    sets = {first: one for one, (first, *_others) in keys.items()}
    near = [Pair(a, b, likeness(sets[a], sets[b])) for a, b in _candidates(sets, threshold)]
    return same + sorted((one for one in near if one.likeness >= threshold), key=lambda one: -one.likeness)


def _candidates(sets: Mapping[Key, Shingles], threshold: float) -> Iterator[tuple[Key, Key]]:
    """Each pair that shares a rare shingle, once."""
    holders: dict[str, list[Key]] = defaultdict(list)
    counts = Counter(shingle for one in sets.values() for shingle in one)
    for key, one in sets.items():
        for shingle in _rarest(one, counts, threshold):
            holders[shingle].append(key)
    groups = (keys for keys in holders.values() if 1 < len(keys) <= CROWD)
    yield from dict.fromkeys(pair for keys in groups for pair in combinations(keys, 2))


def _rarest(one: Shingles, counts: Mapping[str, int], threshold: float) -> Iterable[str]:
    """So many of the rarest shingles that an alike set must have one of them too."""
    number = len(one) - ceil(threshold * len(one)) + 1
    return sorted(one, key=lambda shingle: (counts[shingle], shingle))[:number]
