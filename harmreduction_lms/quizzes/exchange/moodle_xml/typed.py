"""Reading questions whose answer is typed: words, numbers, and essays."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.moodle_xml.choices import FULL, Read, fraction
from harmreduction_lms.quizzes.exchange.moodle_xml.source import CannotBeTaken, Source, raw_text, to_number


_WILDCARD = re.compile(r"(?<!\\)\*")


def shortanswer(source: Source) -> Read:
    if source.is_on("usecase", default=False):
        source.note(_("Capitals mattered; here they do not."))
    answers = source.element.findall("answer")
    _note_reasons(source, answers)
    return "short_answer", {"accepted": forms(source, [(raw_text(each), fraction(each)) for each in answers])}


def forms(source: Source, answers: list[tuple[str, float]]) -> list[str]:
    """The accepted forms among typed answers and what each earns.

    A form with a wildcard is not kept: what it would accept cannot be listed, and a guess about a dose could
    be the wrong dose.
    """
    right = [" ".join(text.split()) for text, earned in answers if earned >= FULL]
    _note_partly(source, [text for text, earned in answers if 0 < earned < FULL])
    kept = [text.replace("\\*", "*") for text in right if text and not _WILDCARD.search(text)]
    dropped = [text for text in right if _WILDCARD.search(text)]
    if not kept:
        raise CannotBeTaken(
            _("It accepts no answer that can be listed; “*” stands for anything. List the exact forms.")
        )
    if dropped:
        source.note(
            _("Left out, because “*” stands for anything: %(forms)s. List the forms meant.")
            % {"forms": _listed(dropped)}
        )
    return list(dict.fromkeys(kept))


def numerical(source: Source) -> Read:
    answers = source.element.findall("answer")
    _note_reasons(source, answers)
    if source.value("tolerancetype", "2") not in ("2", "nominal"):
        raise CannotBeTaken(_("Its tolerance is relative or geometric. Give it as a number in Moodle."))
    found = [(raw_text(each), each.findtext("tolerance") or "", fraction(each)) for each in answers]
    return "numeric", {"ranges": ranges(source, found), **_units(source)}


def ranges(source: Source, answers: list[tuple[str, str, float]]) -> list[dict[str, Any]]:
    """The accepted ranges among numbers, their tolerances, and what each earns."""
    found = []
    for text, tolerance, earned in answers:
        if earned >= FULL:
            spread = as_decimal(tolerance) if tolerance.strip() else Decimal(0)
            found.append({"low": plain_number(as_decimal(text)), "high": None, "tolerance": _spread(spread)})
    _note_partly(source, [text for text, _tolerance, earned in answers if 0 < earned < FULL])
    if not found:
        raise CannotBeTaken(_("No number in it earns full marks. Give the right one 100 % in Moodle."))
    return found


def as_decimal(text: str) -> Decimal:
    """A number as Moodle reads it: comma or point, spaces between thousands."""
    try:
        number = Decimal(re.sub(r"\s", "", text[:60]).replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > 20 or len(number.as_tuple().digits) > 40:
        raise CannotBeTaken(_("“%(text)s” is not a number that can be used.") % {"text": text[:40]})
    return number


def plain_number(number: Decimal) -> str:
    return f"{number:f}"


def essay(source: Source) -> Read:
    if source.value("responseformat") == "noinline":
        raise CannotBeTaken(_("It is answered by uploading a file, which is not possible here."))
    if source.number("attachments", 0):
        source.note(_("Files could be added to the answer; here they cannot."))
    if source.rich(source.element.find("responsetemplate"), _("answer template")):
        source.note(_("The template for the answer was left out."))
    words = source.number("maxwordlimit", 0)
    return "reflection", {
        "grading": "by_hand",
        "guidance": source.rich(source.element.find("graderinfo"), _("notes for graders")),
        "rubric": [],
        "max_words": int(words) if words >= 1 else None,
    }


def right_reasons(source: Source) -> str:
    """Feedback on right typed answers, which has no place of its own here, as HTML."""
    answers = source.element.findall("answer")
    texts = [source.rich(each.find("feedback"), _("feedback")) for each in answers if fraction(each) >= FULL]
    return "".join(dict.fromkeys(texts))


def _units(source: Source) -> dict[str, Any]:
    same: list[str] = []
    others: list[str] = []
    for unit in source.element.findall("units/unit"):
        name = (unit.findtext("unit_name") or "").strip()
        (same if to_number(unit.findtext("multiplier")) == 1 else others).append(name)
    if others:
        source.note(_("Only one unit is accepted here; left out: %(forms)s.") % {"forms": _listed(others)})
    return {"unit": same[0] if same else "", "unit_forms": same[1:]}


def _note_reasons(source: Source, answers: list[Element]) -> None:
    if any(fraction(each) < FULL and raw_text(each.find("feedback")) for each in answers):
        source.note(_("Feedback on wrong typed answers was left out."))


def _note_partly(source: Source, texts: list[str]) -> None:
    if texts:
        source.note(
            _("Counts as wrong here, earned part of the marks: %(forms)s.") % {"forms": _listed(texts)}
        )


def _spread(number: Decimal) -> str | None:
    return plain_number(abs(number)) if number else None


def _listed(texts: list[str]) -> str:
    return ", ".join(f"“{text[:60]}”" for text in texts[:5])
