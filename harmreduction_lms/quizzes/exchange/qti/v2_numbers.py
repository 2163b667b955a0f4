"""Accepted numbers, from the comparisons QTI knows: equal, equalRounded, gte, lte and their relatives.

Everything is decimal: a right answer must not hang on how a computer rounds a tenth.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.qti.v2_rules import Declaration, number, tests_response
from harmreduction_lms.quizzes.exchange.qti.v2_source import Source
from harmreduction_lms.quizzes.exchange.qti.v2_texts import NotTaken


Range = dict[str, Any]
MAX_FIGURES = 20
_BOUNDS = {"gte": "low", "gt": "low", "lte": "high", "lt": "high"}
_SWAPPED = {"gte": "lte", "gt": "lt", "lte": "gte", "lt": "gt"}


def ranges(source: Source, declaration: Declaration) -> list[Range]:
    """The accepted numbers of a response, first from its tests, else from the right values."""
    tests = source.processing.tests(declaration.identifier)
    found = [part for test in tests for part in _tested(test, source, declaration)]
    if found:
        return found
    values = [number(value) for value in source.right_values(declaration)]
    exact = [_range(value) for value in values if value is not None]
    if not exact:
        raise NotTaken(
            _("The right answer is not a number. Correct it, or make it a question with a short text.")
        )
    return exact


def _tested(test: Element, source: Source, declaration: Declaration) -> Iterator[Range]:
    response = declaration.identifier
    if test.tag == "or":
        for part in test:
            yield from _tested(part, source, declaration)
    elif test.tag == "and":
        parts = [part for part in test if tests_response(part, response)]
        bounds = [_bound(part, source) for part in parts if part.tag in _BOUNDS]
        yield from _between(bounds) if bounds else (r for p in parts for r in _tested(p, source, declaration))
    elif test.tag in {"equal", "match", "equalRounded"} and tests_response(test, response):
        for value in _compared(test, declaration):
            yield _near(test, value, source)


def _compared(test: Element, declaration: Declaration) -> Iterator[Decimal]:
    """The numbers a response is compared with."""
    for part in test:
        texts = declaration.correct if part.tag == "correct" else ("".join(part.itertext()),)
        yield from (value for text in texts if part.tag != "variable" and (value := number(text)) is not None)


def _near(test: Element, value: Decimal, source: Source) -> Range:
    """An exact number, or what lies within the tolerance or rounds to it."""
    if test.tag == "equalRounded":
        return _rounded(test, value, source)
    below, above = _tolerance(test)
    if test.get("toleranceMode") == "relative":
        # 1EdTech QTI 2.1, `equal`: relative tolerances are in per cent.
        below, above = (abs(value) * part / 100 for part in (below, above))
    elif test.get("toleranceMode") != "absolute":
        below = above = Decimal(0)
    if "false" in {test.get("includeLowerBound"), test.get("includeUpperBound")}:
        source.note(_("The ends of the accepted range count as right here; in the file they did not."))
    if below == above:
        return _range(value, tolerance=below or None)
    return _range(value - below, value + above)


def _rounded(test: Element, value: Decimal, source: Source) -> Range:
    figures = int(number(test.get("figures")) or 0)
    if not 0 <= figures <= MAX_FIGURES:
        raise NotTaken(_("The accepted range is computed. Write the question anew with its numbers."))
    mode = test.get("roundingMode", "significantFigures")
    exponent = -figures if mode == "decimalPlaces" else value.adjusted() - figures + 1
    source.note(_("Numbers that round to the right answer are a tolerance here."))
    return _range(value, tolerance=Decimal(5).scaleb(exponent - 1))


def _tolerance(test: Element) -> tuple[Decimal, Decimal]:
    parts = [number(part) or Decimal(0) for part in (test.get("tolerance") or "").split()]
    return (parts[0], parts[-1]) if parts else (Decimal(0), Decimal(0))


def _bound(test: Element, source: Source) -> tuple[str, Decimal]:
    """ "low" or "high", and where. The response may stand on either side of the comparison."""
    value = next((found for part in test if (found := number("".join(part.itertext()))) is not None), None)
    if value is None or len(test) != 2:
        raise NotTaken(_("The accepted range is computed. Write the question anew with its numbers."))
    if test.tag in {"gt", "lt"}:
        source.note(_("The ends of the accepted range count as right here; in the file they did not."))
    return _BOUNDS[test.tag if test[0].tag != "baseValue" else _SWAPPED[test.tag]], value


def _between(bounds: list[tuple[str, Decimal]]) -> Iterator[Range]:
    ends = dict(bounds)
    if set(ends) != {"low", "high"}:
        raise NotTaken(_("The accepted range has only one end. Write the question anew with both numbers."))
    yield _range(ends["low"], ends["high"])


def _range(low: Decimal, high: Decimal | None = None, tolerance: Decimal | None = None) -> Range:
    return {"low": plain_number(low), "high": plain_number(high), "tolerance": plain_number(tolerance)}


def plain_number(value: Decimal | None) -> str | None:
    """Digits without an exponent, and without zeros that say nothing."""
    return None if value is None else f"{value.normalize():f}"
