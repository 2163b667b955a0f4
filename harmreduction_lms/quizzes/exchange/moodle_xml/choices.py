"""Reading questions with options: multichoice and its relatives, and true/false."""

from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.moodle_xml.source import CannotBeTaken, Source, raw_text, to_number


Read = tuple[str, dict[str, Any]]
"""A kind, and what its answer block holds."""

FULL = 99.99
"""Per cent from which an answer is right; old files say 99.99999."""


def fraction(answer: Element) -> float:
    """What an answer earns, in per cent."""
    return to_number(answer.get("fraction")) or 0


def multichoice(source: Source) -> Read:
    answers = source.element.findall("answer")
    if not source.is_on("shuffleanswers", default=True):
        source.note(
            _("Its options stood in a fixed order; here they are mixed unless the quiz says otherwise.")
        )
    if not source.is_on("single", default=True):
        return _several(source, answers)
    options = _options(source, answers, right_from=FULL)
    if any(0 < fraction(answer) < FULL for answer in answers):
        source.note(_("Options that earned part of the marks count as wrong."))
    if not any(option["correct"] for option in options):
        raise CannotBeTaken(
            _("No option earns full marks, so none can be marked as right. Give the right one 100 %.")
        )
    return "single_choice", {"options": options}


def all_or_nothing(source: Source) -> Read:
    """The plug-in `multichoiceset`, whose options are right at 100 %."""
    options = _options(source, source.element.findall("answer"), right_from=FULL)
    return "multiple_response", {"options": _with_a_right_one(options), "scoring": "all_or_nothing"}


def _several(source: Source, answers: list[Element]) -> Read:
    options = _with_a_right_one(_options(source, answers, right_from=0.001))
    even = 100 / sum(option["correct"] for option in options)
    expected = [even if option["correct"] else -even for option in options]
    if any(abs(fraction(answer) - share) > 1 for answer, share in zip(answers, expected, strict=True)):
        source.note(_("Its options were weighted; here a right one earns as much as a wrong one costs."))
    return "multiple_response", {"options": options, "scoring": "partial"}


def _options(source: Source, answers: list[Element], *, right_from: float) -> list[dict[str, Any]]:
    options = [
        {
            "text": source.plain(answer),
            "correct": fraction(answer) >= right_from,
            "why": source.reason(answer),
        }
        for answer in answers
    ]
    if len(options) < 2:
        raise CannotBeTaken(_("It has fewer than two options. Add the missing ones."))
    if not all(option["text"] for option in options):
        raise CannotBeTaken(_("An option has no words; it may be a picture. Describe every option in words."))
    return options


def _with_a_right_one(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if not any(option["correct"] for option in options):
        raise CannotBeTaken(
            _("No option is right. Give the right ones a positive share of the marks in Moodle.")
        )
    return options


def truefalse(source: Source) -> Read:
    answers = {raw_text(answer).lower(): answer for answer in source.element.findall("answer")}
    right = [text for text, answer in answers.items() if fraction(answer) >= FULL]
    if len(right) != 1 or right[0] not in ("true", "false"):
        raise CannotBeTaken(_("It does not say whether “true” or “false” is right."))
    return "true_false", {
        "answer": right[0],
        "why_true": source.reason(answers.get("true")),
        "why_false": source.reason(answers.get("false")),
    }
