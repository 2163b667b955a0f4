"""Reading texts with gaps: Moodle's cloze (multianswer), gapselect and ddwtos.

A cloze gap is `{2:MULTICHOICE:=right#why~%50%half~wrong}` inside the text; docs.moodle.org, "Embedded Answers
(Cloze) question type". In gapselect and ddwtos `[[2]]` means: the second option of the list belongs here.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.moodle_xml.choices import FULL, Read
from harmreduction_lms.quizzes.exchange.moodle_xml.source import CannotBeTaken, Source, to_number
from harmreduction_lms.quizzes.exchange.moodle_xml.typed import forms, ranges
from harmreduction_lms.quizzes.exchange.plain import to_text


MAX_GAPS = 50
"""More than a question may have here, so that whoever checks questions says how many that is."""

_OPENING = re.compile(r"\{(\d{0,4}):([A-Z]+)(?:_[A-Z]{1,2})?:")
_CLOSING = re.compile(r"(?<!\\)\}")
_NEXT = re.compile(r"(?<!\\)~")
# In "&#235;" no feedback begins.
_FEEDBACK = re.compile(r"(?<!\\)(?<!&)(?<!&amp;)#")
_SHARE = re.compile(r"\s*(?:(=)|%(-?\d+(?:[.,]\d*)?)%)")
_ESCAPED = re.compile(r"\\([~=}{#\"/\\])")
_MARKER = re.compile(r"\[\[(\d{1,3})\]\]")
# C: capitals matter; V, H, S: upright, level, shuffled.
_TYPES = {
    **dict.fromkeys(("MULTICHOICE", "MC", "MCV", "MCH", "MCS", "MCVS", "MCHS"), "choice"),
    **dict.fromkeys(("SHORTANSWER", "SA", "MW", "SAC", "MWC"), "text"),
    **dict.fromkeys(("NUMERICAL", "NM"), "number"),
    **dict.fromkeys(("MULTIRESPONSE", "MR", "MRH", "MRS", "MRHS"), "several"),
}

Part = tuple[float, str, str]
"""One alternative of a gap: what it earns in per cent, its text, its feedback."""


def cloze(source: Source, text: str) -> Read:
    pieces, gaps, weights = [], [], []
    for piece, opening, body in _pieces(text):
        pieces.append(piece.replace("[[", "[&#91;"))
        if opening:
            gaps.append(_gap(source, opening[2], body))
            weights.append(opening[1] or "1")
            pieces.append(f"[[{len(gaps)}]]")
        _check_number(gaps)
    if not gaps:
        raise CannotBeTaken(_("There is no gap in it that can be read."))
    if len(set(weights)) > 1:
        source.note(_("Its gaps were weighted; here all count the same."))
    return "cloze", {"text": "".join(pieces), "gaps": gaps}


def total_weight(text: str) -> int:
    """What Moodle gives for a cloze that does not say: the sum of its gaps."""
    return sum(int(opening[1] or 1) for _piece, opening, _body in _pieces(text) if opening)


def selected(source: Source, text: str) -> Read:
    """gapselect and ddwtos."""
    boxes = [*source.element.findall("selectoption"), *source.element.findall("dragbox")]
    listed = [(source.plain(box), (box.findtext("group") or "1").strip()) for box in boxes]
    gaps: list[dict[str, Any]] = []

    def marker(found: re.Match[str]) -> str:
        gaps.append(_choice_of_group(listed, int(found[1])))
        _check_number(gaps)
        return f"[[{len(gaps)}]]"

    marked = _MARKER.sub(marker, text)
    if not gaps:
        raise CannotBeTaken(_("There is no gap in it that can be read."))
    return "cloze", {"text": marked, "gaps": gaps}


def _check_number(gaps: list[dict[str, Any]]) -> None:
    if len(gaps) > MAX_GAPS:
        raise CannotBeTaken(
            _("It has more than %(number)d gaps. Make several questions of it.") % {"number": MAX_GAPS}
        )


def _choice_of_group(listed: list[tuple[str, str]], number: int) -> dict[str, Any]:
    if not 1 <= number <= len(listed) or not listed[number - 1][0]:
        raise CannotBeTaken(_("Gap %(number)d has no answer in words.") % {"number": number})
    right, group = listed[number - 1]
    texts = dict.fromkeys(text for text, of_group in listed if of_group == group and text)
    if not 1 < len(texts) <= MAX_GAPS:
        raise CannotBeTaken(
            _("Gap %(number)d has one option only, or too many to choose from.") % {"number": number}
        )
    options = [{"text": text, "correct": text == right, "why": ""} for text in texts]
    return {"type": "choice", "value": {"options": options}}


def _pieces(text: str) -> Iterator[tuple[str, re.Match[str] | None, str]]:
    """Stretches of text, each with the opening and the body of the gap behind it; the last has none."""
    start = 0
    while opening := _OPENING.search(text, start):
        closing = _CLOSING.search(text, opening.end())
        if not closing:
            break
        yield text[start : opening.start()], opening, text[opening.end() : closing.start()]
        start = closing.end()
    yield text[start:], None, ""


def _gap(source: Source, name: str, body: str) -> dict[str, Any]:
    type_ = _TYPES.get(name)
    if type_ in (None, "several"):
        raise CannotBeTaken(
            _("A gap is of the type %(name)s, which does not exist here. Ask for one choice or typed words.")
            % {"name": name}
        )
    parts = [_part(part) for part in _NEXT.split(body)]
    if type_ == "choice":
        return {"type": "choice", "value": {"options": _choices(source, parts)}}
    if any(feedback for _earned, _text, feedback in parts):
        source.note(_("Feedback on typed answers in gaps was left out."))
    typed = [(to_text(_unescaped(text))[0], earned) for earned, text, _feedback in parts]
    if type_ == "text":
        return {"type": "text", "value": {"accepted": forms(source, typed)}}
    numbers = [(*_with_tolerance(text), earned) for text, earned in typed]
    return {"type": "number", "value": {"ranges": ranges(source, numbers), "unit": "", "unit_forms": []}}


def _part(part: str) -> Part:
    share = _SHARE.match(part)
    earned = 0.0 if not share else 100.0 if share[1] else to_number(share[2]) or 0
    text, *feedback = _FEEDBACK.split(part[share.end() :] if share else part, maxsplit=1)
    return earned, text.strip(), "".join(feedback)


def _choices(source: Source, parts: list[Part]) -> list[dict[str, Any]]:
    options = [
        {
            "text": to_text(_unescaped(text))[0],
            "correct": earned >= FULL,
            "why": to_text(_unescaped(feedback))[0],
        }
        for earned, text, feedback in parts
    ]
    if any(0 < earned < FULL for earned, _text, _feedback in parts):
        source.note(_("Options that earned part of the marks count as wrong."))
    if len(options) < 2 or not all(option["text"] for option in options):
        raise CannotBeTaken(_("A gap has fewer than two options in words."))
    if not any(option["correct"] for option in options):
        raise CannotBeTaken(
            _("A gap has no option that earns full marks. Give the right one 100 % in Moodle.")
        )
    return options


def _with_tolerance(text: str) -> tuple[str, str]:
    number, _colon, tolerance = text.partition(":")
    return number, tolerance


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)
