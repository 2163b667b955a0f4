"""Accepted numbers as people type them in GIFT and in a sheet: `3`, `3:0.1`, `1..5`; `3 ± 0.1`, `1 to 5`."""

import re
from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.problems import Unusable


Range = dict[str, str | None]

_NUMBER = re.compile(r"[+-]?(?:\d{1,15}(?:[.,]\d{0,15})?|[.,]\d{1,15})(?:[eE][+-]?\d)?")
# "1,000" may be a thousand or one.
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_AROUND = re.compile(r"±|\+/-|\+-")
_UP_TO = re.compile(r"\s+to\s+|(?<=\d)\s*[–—-]\s*(?=[\d.,])", re.IGNORECASE)


def parse_range(text: str) -> Range:
    """GIFT's range as the answer block holds it. Raises `Unusable` for anything but numbers."""
    first, dots, last = text.partition("..")
    if dots:
        return _between(_number(first), _number(last), text)
    value, _colon, around = text.partition(":")
    tolerance = abs(_number(around)) if around.strip() else Decimal(0)
    return {"low": f"{_number(value):f}", "high": None, "tolerance": f"{tolerance:f}" if tolerance else None}


def parse_typed_range(text: str) -> Range:
    """A range as people write it: "2", "2 to 3", "2-3", "2 ± 0.5"."""
    return parse_range(_UP_TO.sub("..", _AROUND.sub(":", text), count=1))


def written_range(value: Mapping[str, str | None]) -> str:
    """The range as GIFT writes it."""
    if value["high"] is not None:
        return f"{value['low']}..{value['high']}"
    return f"{value['low']}:{value['tolerance'] or 0}"


def typed_range(value: Mapping[str, str | None]) -> str:
    """The range as people write it."""
    if value["high"] is not None:
        return f"{value['low']} to {value['high']}"
    return f"{value['low']} ± {value['tolerance']}" if value["tolerance"] else f"{value['low']}"


def _between(low: Decimal, high: Decimal, text: str) -> Range:
    if high < low:
        message = _("The range “%(text)s” must go from the smaller to the larger number.")
        raise Unusable(message % {"text": text.strip()[:80]})
    return {"low": f"{low:f}", "high": f"{high:f}", "tolerance": None}


def _number(text: str) -> Decimal:
    text = text.strip().replace("−", "-")
    if not _NUMBER.fullmatch(text) or _AMBIGUOUS.fullmatch(text):
        message = _("“%(text)s” is not a number. Write it like 2.5, without a unit.")
        raise Unusable(message % {"text": text[:80]})
    return Decimal(text.replace(",", "."))
