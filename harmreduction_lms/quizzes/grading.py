"""How each kind of question is graded: plain values in, the exact share of the item (0 to 1) out.

No Django, no Wagtail, no floats: pass or fail may hang on the last third of a point. Clinical answers are
never matched by likeness ("4 mg" is not "40 mg"); what counts is listed by an editor.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from itertools import combinations


NOTHING = Fraction(0)
EVERYTHING = Fraction(1)

Range = tuple[Decimal, Decimal]

# Digits of any script, one decimal sign. `Decimal` reads the digits of any script as well.
_NUMBER = r"[+-]?(?:\d{1,15}(?:[.,]\d{1,15})?|[.,]\d{1,15})"
_QUANTITY = re.compile(rf"\s*({_NUMBER})\s*(?:(?:-|\bto\b)\s*({_NUMBER})\s*)?(.*)", re.IGNORECASE | re.DOTALL)
# "1,000" may be a thousand or one; a guess could turn a wrong dose into a right answer.
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
# Signs people and keyboards write: hyphens and dashes, the minus sign, the Arabic decimal separator.
_SIGNS = str.maketrans({"‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "٫": "."})


def normalise(text: str) -> str:
    """`text` without what does not change its meaning: Unicode form (NFKC), case and white space."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def grade_single_choice(chosen: str | None, *, correct: Collection[str]) -> Fraction:
    """All or nothing."""
    return EVERYTHING if chosen is not None and chosen in correct else NOTHING


def grade_multiple_response(
    chosen: Collection[str], *, correct: Collection[str], offered: Collection[str], is_partial: bool = True
) -> Fraction:
    """(right - wrong) / number of right options, never below nothing; or all or nothing.

    Ticking everything shows no knowledge and earns nothing, unless everything is right
    (learnhouse PR #1043, mod_studentquiz #20).
    """
    ticked, right = set(chosen) & set(offered), set(correct)
    if not is_partial:
        return EVERYTHING if right and ticked == right else NOTHING
    if not right or (ticked == set(offered) and ticked != right):
        return NOTHING
    return max(Fraction(len(ticked & right) - len(ticked - right), len(right)), NOTHING)


def grade_true_false(answer: bool | None, *, correct: bool | None) -> Fraction:
    """All or nothing; no answer is not "false"."""
    return EVERYTHING if answer is not None and answer == correct else NOTHING


def grade_ordering(ranks: Mapping[str, int], *, groups: Sequence[Sequence[str]]) -> Fraction:
    """Share of the pairs put in the right order. Items of one group are tied: their order is free.

    Two items given the same place, or one left without a place, are not in order.
    """
    pairs = [
        (earlier, later) for first, second in combinations(groups, 2) for earlier in first for later in second
    ]
    if not pairs:
        return NOTHING
    right = sum(a in ranks and b in ranks and ranks[a] < ranks[b] for a, b in pairs)
    return Fraction(right, len(pairs))


def grade_matching(chosen: Mapping[str, str], *, matches: Mapping[str, str]) -> Fraction:
    """Share of the prompts with their right match; a match may belong to several prompts."""
    if not matches:
        return NOTHING
    return Fraction(sum(chosen.get(prompt) == match for prompt, match in matches.items()), len(matches))


def grade_numeric(answer: str | None, *, ranges: Sequence[Range], units: Collection[str]) -> Fraction:
    """All or nothing. A written range counts when both its ends lie in the same accepted range."""
    quantity = parse_quantity(answer or "", units=units)
    if quantity is None:
        return NOTHING
    accepted = any(all(low <= end <= high for end in quantity) for low, high in ranges)
    return EVERYTHING if accepted else NOTHING


def grade_short_answer(answer: str | None, *, accepted: Collection[str]) -> Fraction:
    """All or nothing: the answer is one of the accepted forms, letter by letter once normalised."""
    given = normalise(answer or "")
    return EVERYTHING if given and given in {normalise(form) for form in accepted} else NOTHING


def grade_gaps(shares: Sequence[Fraction]) -> Fraction:
    """The mean of what the gaps of a text earn: each weighs the same."""
    return sum(shares, NOTHING) / len(shares) if shares else NOTHING


def parse_quantity(text: str, *, units: Collection[str] = ()) -> Range | None:
    """A number or a range such as "2", "2.5", "2,5", "2-3 minutes"; None when it is anything else.

    Words behind the number must be a listed unit: "0.4 mcg" is no answer to a question in milligrams.
    """
    found = _QUANTITY.fullmatch(text.translate(_SIGNS))
    if found is None:
        return None
    low, high = _number(found[1]), _number(found[2] or found[1])
    unit = normalise(found[3])
    if low is None or high is None or (unit and unit not in {normalise(form) for form in units}):
        return None
    return low, high


def _number(text: str) -> Decimal | None:
    return None if _AMBIGUOUS.fullmatch(text) else Decimal(text.replace(",", "."))


def is_pass(*, earned: Fraction, possible: int, pass_mark: Decimal) -> bool:
    """Exact: 80 of 100 passes at 80, and no rounding lifts 79.99 over the line."""
    return earned * 100 >= Fraction(pass_mark) * possible


def whole_percent(share: Fraction) -> int:
    """Rounded down, so that nobody reads "80 %" beside a fail at 80."""
    return int(share * 100 // 1)


def shown_points(points: Fraction) -> Decimal:
    """Points for display, two decimals at most, rounded down."""
    exact = Decimal(points.numerator) / Decimal(points.denominator)
    rounded = exact.quantize(Decimal("0.01"), ROUND_DOWN)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded.normalize()
