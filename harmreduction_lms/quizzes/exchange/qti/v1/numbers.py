"""Which numbers a QTI 1.2 item accepts: exact values, margins, precision and ranges.

Canvas writes the value and, beside it, the range that its margin or precision comes to.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Context, Decimal, DecimalException
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.qti.v1.parts import NotTaken
from harmreduction_lms.quizzes.exchange.safe_xml import local_name


MAX_DIGITS = 15
MAX_LENGTH = 60

# Canvas calculates in binary and writes 0.30000000000000004 for 0.3.
_FIFTEEN_DIGITS = Context(prec=MAX_DIGITS)

_LOWER, _UPPER = frozenset({"vargt", "vargte"}), frozenset({"varlt", "varlte"})


@dataclass(frozen=True)
class Span:
    """Numbers from `low` to `high`, both included."""

    low: Decimal
    high: Decimal

    @property
    def centre(self) -> Decimal:
        return (self.low + self.high) / 2

    def contains(self, other: "Span") -> bool:
        return self.low <= other.low and other.high <= self.high


def accepted_ranges(tests: Iterable[Element], slot: str = "") -> tuple[list[dict[str, Any]], list[str]]:
    """The `ranges` of a numeric answer, and notes on what is not quite the same.

    `tests` are those that earn something. With a slot, tests of other slots in them are left aside.
    """
    tests = [*tests]
    spans = list(dict.fromkeys(span for test in tests for span in _spans(test, slot)))
    exact = {_decimal(part.text) for test in tests for part in _equals(test, slot)}
    wide = [span for span in spans if not any(o.contains(span) for o in spans if o != span)]
    is_open = any(local_name(part) in {"vargt", "varlt"} for test in tests for part in test.iter())
    notes = [_("A number exactly at the end of an accepted range counts as right here.")] if is_open else []
    return [_range(span, exact) for span in wide], notes


def is_numeric(tests: Iterable[Element], slot: str) -> bool:
    """Whether numbers are compared at a slot."""
    return any(
        _is_about(part, slot) and local_name(part) in _LOWER | _UPPER
        for test in tests
        for part in test.iter()
    )


def _spans(test: Element, slot: str) -> Iterator[Span]:
    parts = [part for part in test if _is_about(part, slot)]
    lows = [_decimal(part.text) for part in parts if local_name(part) in _LOWER]
    highs = [_decimal(part.text) for part in parts if local_name(part) in _UPPER]
    if bool(lows) != bool(highs):
        raise NotTaken(_("It accepts every number above or below a limit. Give both ends of the range."))
    if lows and max(lows) <= min(highs):
        yield Span(max(lows), min(highs))
    for part in parts:
        if local_name(part) == "varequal":
            yield _around(part)
        elif local_name(part) in {"or", "and"}:
            yield from _spans(part, slot)


def _equals(test: Element, slot: str) -> Iterator[Element]:
    return (part for part in test.iter() if local_name(part) == "varequal" and _is_about(part, slot))


def _is_about(part: Element, slot: str) -> bool:
    return not slot or part.get("respident", slot) == slot


def _around(test: Element) -> Span:
    value = _decimal(test.text)
    margin = _decimal(test.get("margin") or "0")
    if test.get("margintype", "").lower() == "percent":
        margin = abs(value) * margin / 100
    if test.get("precision"):
        places = int(_decimal(test.get("precision")))
        is_decimals = test.get("precisiontype", "").lower() == "decimals"
        margin = Decimal(5).scaleb(-places - 1 if is_decimals else value.adjusted() - places)
    return Span(value - margin, value + margin)


def _range(span: Span, exact: Iterable[Decimal]) -> dict[str, Any]:
    """An exact value in the middle is shown as what the number is, and the rest as its tolerance."""
    if span.low == span.high:
        return {"low": _text(span.low), "high": None, "tolerance": None}
    if span.centre in exact:
        return {"low": _text(span.centre), "high": None, "tolerance": _text(span.high - span.centre)}
    return {"low": _text(span.low), "high": _text(span.high), "tolerance": None}


def _decimal(text: str | None) -> Decimal:
    try:
        number = _FIFTEEN_DIGITS.create_decimal((text or "").strip()[:MAX_LENGTH])
    except DecimalException:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > MAX_DIGITS:
        raise NotTaken(_("“%(text)s” is not a number that can be marked.") % {"text": (text or "")[:40]})
    return number


def _text(number: Decimal) -> str:
    return format(number.normalize(), "f")
