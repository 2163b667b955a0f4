"""GIFT answers to choose from. Weights become right or wrong; each that is changed is noted."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.gift.escapes import TextFormat, joined
from harmreduction_lms.quizzes.exchange.gift.parts import ALL, Parsed, Part
from harmreduction_lms.quizzes.exchange.problems import Unusable


def choice(parts: Sequence[Part], form: TextFormat) -> Parsed:
    """Single choice where an answer is marked with =, multiple response where all have weights."""
    is_single = any(part.is_marked for part in parts)
    needed = ALL if is_single else Decimal("0.00001")
    options = [
        {"text": form.line(part.text), "correct": part.earns() >= needed, "why": form.lines(part.feedback)}
        for part in parts
    ]
    if not any(option["correct"] for option in options):
        raise Unusable(_("No answer is marked as right. Put = instead of ~ in front of the right one."))
    if is_single:
        return Parsed("single_choice", {"options": options}, _single_notes(parts, form))
    return Parsed("multiple_response", {"options": options, "scoring": "partial"}, _multiple_notes(parts))


def _single_notes(parts: Sequence[Part], form: TextFormat) -> list[str]:
    notes = []
    partly = [form.line(part.text) for part in parts if 0 < part.earns() < ALL]
    if partly:
        notes.append(
            _("Gave part of the points in the file, counts as wrong here: %(texts)s.")
            % {"texts": joined(partly)}
        )
    if any(part.earns() < 0 for part in parts):
        notes.append(_("The file took points off for wrong answers; here a wrong answer earns none."))
    if sum(part.earns() >= ALL for part in parts) > 1:
        notes.append(
            _(
                "Several answers are right and any of them counts. "
                "To have all of them found, use multiple response."
            )
        )
    return notes


def _multiple_notes(parts: Sequence[Part]) -> list[str]:
    right = [part.earns() for part in parts if part.earns() > 0]
    wrong = {part.earns() for part in parts} - {*right}
    share = ALL / len(right)
    is_even = all(abs(weight - share) < 1 for weight in right) and all(
        abs(weight + share) < 1 for weight in wrong
    )
    if is_even or wrong == {-ALL}:
        return []
    return [
        _(
            "The file gave each answer a weight of its own; here all right ones weigh the same, "
            "and a wrong one takes off as much."
        )
    ]


def true_false(answer: str, feedback: Sequence[str], form: TextFormat) -> Parsed:
    """The first feedback is for who was wrong, the second for who was right."""
    wrong, right, *_more = (*(form.lines(text) for text in feedback), "", "")
    why = (right, wrong) if answer == "true" else (wrong, right)
    return Parsed("true_false", {"answer": answer, "why_true": why[0], "why_false": why[1]})
