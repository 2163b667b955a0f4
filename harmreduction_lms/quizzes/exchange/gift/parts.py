"""The answers in the braces of a GIFT question, one by one: sign, weight, text and feedback."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.problems import Unusable


MAX_ANSWERS = 100
ALL = Decimal(100)
ANY_SIGN = re.compile(r"[=~]")

_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{1,5})?)%")
_SIGN_OF_A_LINE = re.compile(r"~|(?<!\S)=")


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
        return self.weight if self.weight is not None else ALL if self.is_marked else Decimal(0)


def split_parts(content: str) -> list[Part]:
    """The answers in order. Where each has a line of its own, an `=` inside a word is no new answer."""
    lines = [line.strip() for line in content.split("\n") if line.strip()]
    is_lined = len(lines) > 1 and all(line[0] in "=~" for line in lines)
    signs = [*(_SIGN_OF_A_LINE if is_lined else ANY_SIGN).finditer(content)]
    if not signs or content[: signs[0].start()].strip():
        raise Unusable(_("Begin each answer in the braces with = if it is right, or with ~ if it is wrong."))
    if len(signs) > MAX_ANSWERS:
        raise Unusable(_("There are too many answers in the braces."))
    ends = [*(sign.start() for sign in signs[1:]), len(content)]
    parts = [
        part_of(content[sign.end() : end], is_marked=sign[0] == "=")
        for sign, end in zip(signs, ends, strict=True)
    ]
    parts = [part for part in parts if part.text]
    if not parts:
        raise Unusable(_("The braces hold no answers."))
    return parts


def part_of(text: str, *, is_marked: bool) -> Part:
    """One answer, with its sign already read."""
    text, _hash, feedback = text.strip().partition("#")
    found = _WEIGHT.match(text)
    weight = Decimal(found[1]) if found else None
    text, feedback = text[found.end() if found else 0 :].strip(), feedback.strip()
    # Nobody gives a reason for an empty answer: "=#ff0000" is a colour whose backslash was forgotten.
    if feedback and not text:
        text, feedback = f"#{feedback}", ""
    return Part(is_marked, text, weight, feedback)
