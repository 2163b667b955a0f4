"""How a quiz's behaviour turns the share of an item that an answer earns into the share it counts for.

Plain values, exact. The rules are those of Moodle's behaviours (question/behaviour/: interactive and
deferredcbm, read November 2026): a penalty for each wrong try, never below nothing; with certainty, marks of
1, 2, 3 for right and 0, -2, -6 for wrong answers, here as thirds of the item, so that being sure and right
earns all of it.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any


NOTHING = Fraction(0)
WHOLE = Fraction(1)

CERTAINTIES = (1, 2, 3)
"""Not very sure, fairly sure, quite sure."""

RIGHT = {1: Fraction(1, 3), 2: Fraction(2, 3), 3: Fraction(1)}
WRONG = {1: Fraction(0), 2: Fraction(-2, 3), 3: Fraction(-2)}


def after_tries(share: Fraction, *, wrong_tries: int, penalty: Decimal) -> Fraction:
    """What is left of `share` after wrong tries, each costing `penalty` per cent of the item."""
    return max(share - wrong_tries * Fraction(penalty) / 100, NOTHING)


def with_certainty(share: Fraction, *, certainty: int | None) -> Fraction:
    """The share by how sure somebody was; without a choice they count as not very sure."""
    level = certainty if certainty in CERTAINTIES else 1
    return RIGHT[level] * share if share > 0 else WRONG[level]


def counted_share(
    behaviour: str, share: Fraction, *, response: Any, state: Mapping[str, Any], penalty: Decimal
) -> Fraction:
    """The share of an item that counts. `state` is the item's part of `QuizAttempt.item_states`."""
    if behaviour == "several_tries":
        return after_tries(share, wrong_tries=wrong_tries(state, response), penalty=penalty)
    if behaviour == "certainty" and response is not None:
        return with_certainty(share, certainty=state.get("certainty"))
    return share


def wrong_tries(state: Mapping[str, Any], response: Any) -> int:
    """Checked tries before this response. Handing in what was checked last is not another try."""
    tries = state.get("tries", [])
    if tries and tries[-1]["response"] == response:
        tries = tries[:-1]
    return sum(Fraction(one["share"]) < WHOLE for one in tries)


def may_try_again(behaviour: str, tries: Sequence[Mapping[str, Any]], *, allowed: int) -> bool:
    """Whether an item stays open after the last of these tries."""
    if behaviour != "several_tries" or not tries:
        return False
    return Fraction(tries[-1]["share"]) < WHOLE and len(tries) < allowed


def total(points: Sequence[Fraction]) -> Fraction:
    """All points together; wrong answers somebody was sure of cannot take a result below nothing."""
    return max(sum(points, NOTHING), NOTHING)
