"""Items of QTI 1.2 answered by choosing from one list: single choice, true or false, several answers."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.qti.v1.parts import Choice, NotTaken, Slot
from harmreduction_lms.quizzes.exchange.qti.v1.source import Answer, Source


def read_single(source: Source) -> Answer:
    """One answer to choose; true or false if these are the two."""
    options = single_options(source, source.slots[0])
    return _true_false(options) or Answer("single_choice", {"options": options})


def read_several(source: Source) -> Answer:
    """Several answers to tick."""
    slot = source.slots[0]
    right, is_partial = _right_set(source, slot)
    value = {
        "options": _options(source, slot, right),
        "scoring": "partial" if is_partial else "all_or_nothing",
    }
    return Answer("multiple_response", value)


def single_options(source: Source, slot: Slot) -> list[dict[str, Any]]:
    """The options of a list from which one is chosen: those that earn most are right."""
    earned = {choice.ident: source.scoring.score({slot.ident: [choice.ident]}) for choice in slot.choices}
    best = max(earned.values(), default=Fraction(0))
    if best <= 0:
        raise NotTaken(no_key())
    if any(0 < points < best for points in earned.values()):
        source.notes.append(_("Answers that earned a part of the points count as wrong here."))
    return _options(source, slot, {ident for ident, points in earned.items() if points == best})


def no_key() -> str:
    return _(
        "The file does not say which answer is right. Mark it where the question was made; export again."
    )


def _options(source: Source, slot: Slot, right: Iterable[str]) -> list[dict[str, Any]]:
    shown = [choice for choice in slot.choices if choice.html or choice.ident in right]
    if len(shown) < len(slot.choices):
        source.notes.append(_("Answers without any words were left out."))
    return [_option(source, slot, choice, is_right=choice.ident in right) for choice in shown]


def _option(source: Source, slot: Slot, choice: Choice, *, is_right: bool) -> dict[str, Any]:
    why = source.comments.why(slot.ident, choice.ident)
    return {"text": source.line(choice.html), "correct": is_right, "why": why}


def _right_set(source: Source, slot: Slot) -> tuple[set[str], bool]:
    """The options to tick, and whether ticking some of them earns something.

    Either single options earn points, or one condition names the whole set. Canvas writes the latter and
    marks (right - wrong) / right all the same, unless a New Quizzes export says otherwise.
    """
    earned, nothing = source.scoring.score, source.scoring.score({})
    offered = [choice.ident for choice in slot.choices]
    alone = {ident for ident in offered if earned({slot.ident: [ident]}) > nothing}
    sets = [alone, *(set(_named(condition.equals(), slot)) for condition in source.scoring.earning)]
    points = [earned({slot.ident: ticked}) if ticked else Fraction(0) for ticked in sets]
    best = max(points)
    winners = {frozenset(ticked) for ticked, score in zip(sets, points, strict=True) if score == best}
    if best <= 0:
        raise NotTaken(no_key())
    if len(winners) > 1:
        raise NotTaken(_("Different sets of answers earn the full points. Only one set can be right."))
    right = {*winners.pop()}
    return right, _is_partial(source, alone, right)


def _is_partial(source: Source, alone: set[str], right: set[str]) -> bool:
    algorithm = source.fields.get("scoring_algorithm", "").lower()
    if source.fields.get("bbmd_partialcredit") == "true":
        return True
    if algorithm or source.is_canvas:
        return algorithm != "allornothing"
    return alone == right and len(right) > 1


def _named(pairs: Iterable[tuple[str, str]], slot: Slot) -> list[str]:
    offered = {choice.ident for choice in slot.choices}
    return [value for ident, value in pairs if ident == slot.ident and value in offered]


def _true_false(options: list[dict[str, Any]]) -> Answer | None:
    by_text = {option["text"].casefold(): option for option in options}
    if set(by_text) != {"true", "false"} or sum(option["correct"] for option in options) != 1:
        return None
    why = {f"why_{text}": option["why"] for text, option in by_text.items()}
    return Answer("true_false", {"answer": "true" if by_text["true"]["correct"] else "false", **why})
