"""The part of a GIFT question in braces: which kind it is, and its answer as our blocks hold it.

Weights become right or wrong, because points come from one rule a kind here; each one changed is noted.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.gift.escapes import TextFormat, joined, restore
from harmreduction_lms.quizzes.exchange.numbers import parse_range
from harmreduction_lms.quizzes.exchange.problems import Unusable
from harmreduction_lms.quizzes.grading import normalise


MAX_ANSWERS = 100

_TRUTH = {"T": "true", "TRUE": "true", "F": "false", "FALSE": "false"}
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{1,5})?)%")
_ANY_SIGN = re.compile(r"[=~]")
_SIGN_OF_A_LINE = re.compile(r"~|(?<!\S)=")
_ALL = Decimal(100)


@dataclass
class Parsed:
    """A kind, its answer and what could not be kept."""

    kind: str
    answer: dict[str, Any]
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """One answer: `=right`, `~wrong`, `~%50%half`, with a `#reason`. Texts are still protected."""

    is_marked: bool
    text: str
    weight: Decimal | None
    feedback: str

    def earns(self) -> Decimal:
        return self.weight if self.weight is not None else _ALL if self.is_marked else Decimal(0)


def parse_answers(content: str, form: TextFormat, expected: str = "") -> Parsed:
    """What stands in the braces. `expected` is the kind it was, if the file is one of ours and says so."""
    content = content.strip()
    if not content:
        empty: dict[str, Any] = {"grading": "by_hand", "guidance": "", "rubric": [], "max_words": None}
        return Parsed("reflection", empty)
    if content.startswith("#"):
        return _numeric(content[1:])
    truth, *feedback = content.split("#")
    if truth.strip().upper() in _TRUTH:
        return _true_false(_TRUTH[truth.strip().upper()], feedback, form)
    return _listed(split_parts(content), form, expected)


def _listed(parts: Sequence[Part], form: TextFormat, expected: str) -> Parsed:
    is_choice = expected in {"single_choice", "multiple_response"}
    if is_choice or not all(part.is_marked for part in parts):
        return _choice(parts, form)
    if expected != "short_answer" and all("->" in part.text for part in parts):
        return _matching(parts, form, expected)
    return _short_answer(parts)


def split_parts(content: str) -> list[Part]:
    """The answers in order. Where each has a line of its own, an `=` inside a word is no new answer."""
    lines = [line.strip() for line in content.split("\n") if line.strip()]
    is_lined = len(lines) > 1 and all(line[0] in "=~" for line in lines)
    signs = [*(_SIGN_OF_A_LINE if is_lined else _ANY_SIGN).finditer(content)]
    if not signs or content[: signs[0].start()].strip():
        raise Unusable(_("Begin each answer in the braces with = if it is right, or with ~ if it is wrong."))
    if len(signs) > MAX_ANSWERS:
        raise Unusable(_("There are too many answers in the braces."))
    ends = [*(sign.start() for sign in signs[1:]), len(content)]
    parts = [_part(sign[0] == "=", content[sign.end() : end]) for sign, end in zip(signs, ends, strict=True)]
    parts = [part for part in parts if part.text]
    if not parts:
        raise Unusable(_("The braces hold no answers."))
    return parts


def _part(is_marked: bool, text: str) -> Part:
    text, _hash, feedback = text.strip().partition("#")
    found = _WEIGHT.match(text)
    weight = Decimal(found[1]) if found else None
    text, feedback = text[found.end() if found else 0 :].strip(), feedback.strip()
    # Nobody gives a reason for an empty answer: "=#ff0000" is a colour whose backslash was forgotten.
    if feedback and not text:
        text, feedback = f"#{feedback}", ""
    return Part(is_marked, text, weight, feedback)


def _choice(parts: Sequence[Part], form: TextFormat) -> Parsed:
    is_single = any(part.is_marked for part in parts)
    needed = _ALL if is_single else Decimal("0.00001")
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
    partly = [form.line(part.text) for part in parts if 0 < part.earns() < _ALL]
    if partly:
        notes.append(
            _("Gave part of the points in the file, counts as wrong here: %(texts)s.")
            % {"texts": joined(partly)}
        )
    if any(part.earns() < 0 for part in parts):
        notes.append(_("The file took points off for wrong answers; here a wrong answer earns none."))
    if sum(part.earns() >= _ALL for part in parts) > 1:
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
    share = _ALL / len(right)
    is_even = all(abs(weight - share) < 1 for weight in right) and all(
        abs(weight + share) < 1 for weight in wrong
    )
    if is_even or wrong == {-_ALL}:
        return []
    return [
        _(
            "The file gave each answer a weight of its own; here all right ones weigh the same, "
            "and a wrong one takes off as much."
        )
    ]


def _true_false(answer: str, feedback: Sequence[str], form: TextFormat) -> Parsed:
    """The first feedback is for who was wrong, the second for who was right."""
    wrong, right, *_more = (*(form.lines(text) for text in feedback), "", "")
    why = (right, wrong) if answer == "true" else (wrong, right)
    return Parsed("true_false", {"answer": answer, "why_true": why[0], "why_false": why[1]})


def _short_answer(parts: Sequence[Part]) -> Parsed:
    notes: list[str] = []
    accepted: dict[str, str] = {}
    for part in parts:
        text = restore(part.text.replace("\\*", "\ufdef")).replace("\ufdef", "*")
        if part.earns() < _ALL:
            notes.append(
                _("“%(text)s” gave part of the points in the file and is left out.") % {"text": text}
            )
        elif "*" in part.text.replace("\\*", ""):
            notes.append(
                _("“%(text)s” stands for many answers (*) and is left out: list each form that is right.")
                % {"text": text}
            )
        else:
            accepted.setdefault(normalise(text), " ".join(text.split()))
    if not accepted:
        raise Unusable(_("No accepted answer is left. List each form that is right, in full and without *."))
    if any(part.feedback for part in parts):
        notes.append(_("Feedback to single accepted answers is left out; put it into the explanation."))
    return Parsed("short_answer", {"accepted": [*accepted.values()]}, notes)


def _matching(parts: Sequence[Part], form: TextFormat, expected: str) -> Parsed:
    split = [part.text.partition("->") for part in parts]
    rows = [(form.line(prompt), " ".join(restore(match).split())) for prompt, _arrow, match in split]
    if expected == "ordering" and all(match.isdecimal() and len(match) < 5 for _prompt, match in rows):
        return Parsed("ordering", {"groups": _groups(rows)})
    pairs = [{"prompt": prompt, "match": match} for prompt, match in rows if prompt]
    if len(pairs) < 2:
        raise Unusable(_("Matching needs at least two pairs, each as: =this -> that."))
    notes = [_("Feedback to single pairs is left out.")] if any(part.feedback for part in parts) else []
    return Parsed(
        "matching", {"pairs": pairs, "distractors": [match for prompt, match in rows if not prompt]}, notes
    )


def _groups(rows: Sequence[tuple[str, str]]) -> list[dict[str, list[str]]]:
    groups: dict[int, list[str]] = {}
    for line, place in rows:
        groups.setdefault(int(place), []).append(line)
    return [{"items": groups[place]} for place in sorted(groups)]


def _numeric(content: str) -> Parsed:
    parts = split_parts(content) if _ANY_SIGN.search(content.split("#")[0]) else [_part(True, content)]  # noqa: FBT003
    full = [part for part in parts if part.earns() >= _ALL]
    notes = [
        _("“%(text)s” gave part of the points in the file and is left out.") % {"text": restore(part.text)}
        for part in parts
        if 0 < part.earns() < _ALL
    ]
    if not full:
        raise Unusable(_("No number is marked as right. Write it like {#2.5} or {#2..3}."))
    if any(part.feedback for part in parts):
        notes.append(_("Feedback to single numbers is left out; put it into the explanation."))
    ranges = [parse_range(restore(part.text)) for part in full]
    return Parsed("numeric", {"ranges": ranges, "unit": "", "unit_forms": []}, notes)
