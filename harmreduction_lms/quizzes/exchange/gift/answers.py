"""The part of a GIFT question in braces: which kind it is, and its answer as our blocks hold it.

Weights become right or wrong, because points come from one rule a kind here; each one changed is noted.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.gift.choices import choice, true_false
from harmreduction_lms.quizzes.exchange.gift.escapes import TextFormat, restore
from harmreduction_lms.quizzes.exchange.gift.parts import ALL, ANY_SIGN, Parsed, Part, part_of, split_parts
from harmreduction_lms.quizzes.exchange.numbers import parse_range
from harmreduction_lms.quizzes.exchange.problems import Unusable
from harmreduction_lms.quizzes.grading import normalise


_TRUTH = {"T": "true", "TRUE": "true", "F": "false", "FALSE": "false"}


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
        return true_false(_TRUTH[truth.strip().upper()], feedback, form)
    return _listed(split_parts(content), form, expected)


def _listed(parts: Sequence[Part], form: TextFormat, expected: str) -> Parsed:
    is_choice = expected in {"single_choice", "multiple_response"}
    if is_choice or not all(part.is_marked for part in parts):
        return choice(parts, form)
    if expected != "short_answer" and all("->" in part.text for part in parts):
        return _matching(parts, form, expected)
    return _short_answer(parts)


def _short_answer(parts: Sequence[Part]) -> Parsed:
    notes: list[str] = []
    accepted: dict[str, str] = {}
    for part in parts:
        text = restore(part.text.replace("\\*", "\ufdef")).replace("\ufdef", "*")
        if part.earns() < ALL:
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
    parts = (
        split_parts(content) if ANY_SIGN.search(content.split("#")[0]) else [part_of(content, is_marked=True)]
    )
    full = [part for part in parts if part.earns() >= ALL]
    notes = [
        _("“%(text)s” gave part of the points in the file and is left out.") % {"text": restore(part.text)}
        for part in parts
        if 0 < part.earns() < ALL
    ]
    if not full:
        raise Unusable(_("No number is marked as right. Write it like {#2.5} or {#2..3}."))
    if any(part.feedback for part in parts):
        notes.append(_("Feedback to single numbers is left out; put it into the explanation."))
    ranges = [parse_range(restore(part.text)) for part in full]
    return Parsed("numeric", {"ranges": ranges, "unit": "", "unit_forms": []}, notes)
