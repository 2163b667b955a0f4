"""Universal Activity Numbers of ACPE: their parts, what they must agree with, and pairs.

    0678-0000-26-014-H08-P
    |    |    |  |   ||  +- audience: P pharmacists, T technicians
    |    |    |  |   |+---- topic: 01 to 08, or 99
    |    |    |  |   +----- format: L live, H home study, B both
    |    |    |  +--------- sequence
    |    |    +------------ year of release
    |    +----------------- 0000 one provider, 9999 several
    +---------------------- provider: four digits, or JA and seven

The seven-digit form and the letter B are unconfirmed (ce-rules A-17: RECALL). Numbers from before 2010 have
shorter parts and are not accepted.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


PATTERN = re.compile(
    r"(?P<provider>[0-9]{4}|JA[0-9]{7})-(?P<providership>0000|9999)-(?P<year>[0-9]{2})-(?P<sequence>[0-9]{3,4})"
    r"-(?P<format>[LHB])(?P<topic>0[1-8]|99)-(?P<audience>[PT])"
)
FORMAT_LETTERS = {"enduring": "H", "home_study": "H", "live": "L", "blended": "B"}

# Least contact hours by type of activity (B-12: RECALL, so a maximum below it is a warning).
MINIMUM_HOURS = {"knowledge": Decimal("0.25"), "application": Decimal(1), "certificate": Decimal(15)}


@dataclass(frozen=True)
class Uan:
    """A number in its parts."""

    provider: str
    providership: str
    year: str
    sequence: str
    format: str
    topic: str
    audience: str

    def __str__(self) -> str:
        return (
            f"{self.provider}-{self.providership}-{self.year}-{self.sequence}"
            f"-{self.format}{self.topic}-{self.audience}"
        )

    @property
    def is_joint(self) -> bool:
        return self.providership == "9999"


@dataclass(frozen=True)
class UanFault:
    """What does not agree: the approval's field it shows at, and what to do."""

    field: str
    message: str | Promise


def parse(text: str) -> Uan | None:
    """The parts of a number, or None if it is not one. Spaces around it are forgiven, nothing else."""
    found = PATTERN.fullmatch(text.strip())
    return Uan(**found.groupdict()) if found else None


NOT_A_UAN = UanFault(
    "approval_number",
    _("Enter the Universal Activity Number as ACPE gave it, for example 0678-0000-26-014-H08-P."),
)


def faults(
    uan: Uan,
    approval_format: str,
    *,
    audience: str = "",
    topic_code: str = "",
    joint_provider_name: str = "",
    provider_number: str = "",
) -> list[UanFault]:
    """Where the number disagrees with the approval (A-17, A-19). What is left empty is not compared."""
    letter = FORMAT_LETTERS.get(approval_format)
    found = [
        (
            letter is not None and letter != uan.format,
            UanFault(
                "format",
                format_lazy(
                    _("The number says {number}, so the format cannot be this: H is self-paced, L is live."),
                    number=uan.format,
                ),
            ),
        ),
        (
            bool(audience) and audience != uan.audience,
            UanFault("audience", _("The last letter of the number names the other audience.")),
        ),
        (
            bool(topic_code) and topic_code != uan.topic,
            UanFault("topic_code", format_lazy(_("The number says topic {topic}."), topic=uan.topic)),
        ),
        (
            bool(joint_provider_name) != uan.is_joint,
            UanFault(
                "joint_provider_name",
                _("9999 in the number means several providers, 0000 one: name the joint provider or none."),
            ),
        ),
        (
            bool(provider_number) and provider_number != uan.provider,
            UanFault("approval_number", _("The number begins with the number of another provider.")),
        ),
    ]
    return [fault for is_wrong, fault in found if is_wrong]


def are_pair(first: Uan, second: Uan) -> bool:
    """Whether two numbers are of one activity for pharmacists and for technicians: they differ in nothing
    but the last letter (A-18)."""
    return first.audience != second.audience and replace(first, audience=second.audience) == second


def without_partner(numbers: Iterable[Uan]) -> list[Uan]:
    """Of the numbers of one course for both audiences, those whose counterpart is missing (A-18).

    A course for one audience alone has no pairs, and nothing is missing.
    """
    listed = list(numbers)
    if len({number.audience for number in listed}) < 2:
        return []
    return [number for number in listed if not any(are_pair(number, other) for other in listed)]


def least_hours(activity_type: str) -> Decimal | None:
    """The least contact hours of a type of activity (B-12, unconfirmed), if there is a rule for it."""
    return MINIMUM_HOURS.get(activity_type)
