"""Whether a statement says what its accreditor prescribes (ce-rules A-05 to A-23, D-14, J-04).

Pure: text in, findings out. What was read at its source and is wrong refuses the text; what is only
remembered (RECALL in the rules) is a warning, because it may be we who are wrong. The sentences are in
`prescribed`, how they are compared in `sentences`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.credits import sentences
from harmreduction_lms.credits.prescribed import (
    ACCREDITATIONS,
    DESIGNATIONS,
    FORBIDDEN_DESIGNATIONS,
    FORMAT_MESSAGES,
    FORMAT_RULES,
    FORMATS,
    PENDING,
    REQUIRED_ACCREDITATIONS,
    REQUIRED_DESIGNATIONS,
    Phrase,
    Sentence,
)


class Level(StrEnum):
    """Whether the text can be saved."""

    REFUSED = "refused"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """What is wrong with a text, and a text that would be right where there is one."""

    rule: str
    level: Level
    message: str | Promise
    right_text: str = ""

    def __str__(self) -> str:
        right = str(_("Write: %(text)s")) % {"text": self.right_text} if self.right_text else ""
        return f"{self.message} {right} ({self.rule})".replace("  ", " ")


def designation_findings(kind: str, text: str) -> list[Finding]:
    """What is wrong with a designation statement of this kind of credit. No text is no statement: fine."""
    if not text.strip():
        return []
    sentence = DESIGNATIONS.get(kind)
    return [
        *_forbidden(FORBIDDEN_DESIGNATIONS.get(kind, ()), text),
        *_forbidden([PENDING], text),
        *_missing(REQUIRED_DESIGNATIONS.get(kind, ()), text),
        *(_other_wording([sentence], text) if sentence else ()),
    ]


def accreditation_findings(kinds: Iterable[str], text: str) -> list[Finding]:
    """What is wrong with a provider's accreditation statement, for the kinds of credit of its accreditor."""
    found = _forbidden([PENDING], text)
    for kind in sorted(set(kinds)):
        found += _missing(REQUIRED_ACCREDITATIONS.get(kind, ()), text)
        found += _other_wording(ACCREDITATIONS.get(kind, ()), text)
        found += _not_alone(kind, text)
    return found


def label_findings(kind: str, html: str) -> list[Finding]:
    """Whether the AMA's credit is printed in italics with its mark (A-05)."""
    is_italic = sentences.contains(r"<(?:i|em)>[^<]*AMA PRA Category 1 Credit", html)
    if kind != "ama_pra_1" or (is_italic and ("™" in html or "&trade;" in html)):
        return []
    message = _("The name of the credit is set in italics and followed by ™.")
    return [Finding("A-05", Level.REFUSED, message, "<i>AMA PRA Category 1 Credit</i>™")]


def format_findings(kind: str, activity_format: str) -> list[Finding]:
    """Whether this kind of credit knows activities of this format (A-06, J-01)."""
    known = FORMATS.get(kind)
    if known is None or known.get(activity_format):
        return []
    return [Finding(FORMAT_RULES[kind], _level(activity_format not in known), FORMAT_MESSAGES[kind])]


def pending_findings(text: str) -> list[Finding]:
    """Whether a text announces credit that is not approved yet (D-14); for any text learners read."""
    return _forbidden([PENDING], text)


def refusals(findings: Iterable[Finding]) -> list[Finding]:
    """Those that keep a text from being saved."""
    return [finding for finding in findings if finding.level == Level.REFUSED]


def _level(is_seen: bool) -> Level:
    return Level.REFUSED if is_seen else Level.WARNING


def _forbidden(phrases: Iterable[Phrase], text: str) -> list[Finding]:
    found = [phrase for phrase in phrases if sentences.contains(phrase.pattern, text)]
    return [Finding(phrase.rule, _level(phrase.is_seen), phrase.message) for phrase in found]


def _missing(phrases: Iterable[Phrase], text: str) -> list[Finding]:
    missed = [phrase for phrase in phrases if not sentences.contains(phrase.pattern, text)]
    return [Finding(phrase.rule, _level(phrase.is_seen), phrase.message) for phrase in missed]


def _other_wording(allowed: Iterable[Sentence], text: str) -> Iterator[Finding]:
    """A text that is none of the sentences allowed. If it only strays from one that we remember and have not
    read, that is a warning."""
    listed = list(allowed)
    if not listed or any(sentences.says(sentence.template, text) for sentence in listed):
        return
    nearest = max(listed, key=lambda sentence: sentences.likeness(sentence.template, text))
    message = _("The accreditor prescribes another wording.")
    yield Finding(nearest.rule, _level(nearest.is_seen), message, nearest.template)


def _not_alone(kind: str, text: str) -> Iterator[Finding]:
    """The statement of joint accreditation stands apart from every other (A-11)."""
    if kind == "ipce" and sentences.contains(
        r"AMA PRA|contact hours?|Universal Activity Number|\bUAN\b", text
    ):
        yield Finding(
            "A-11", Level.REFUSED, _("This statement stands alone: move credit to its own statement.")
        )
