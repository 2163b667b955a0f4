"""What higher domains ask of a learner's way through a course."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from harmreduction_lms.core.registry import Registry
from harmreduction_lms.learning.models import Enrolment


SeatTimeNeed = Callable[[UUID], Any]

seat_time_needs: Registry[SeatTimeNeed] = Registry()
"""Minutes that somebody has to spend in a course, given its key, as a database expression over `Enrolment`:
it is read with what a lesson's page reads anyway. Where none asks for any, no time is measured."""


@dataclass(frozen=True)
class RepeatNotice:
    """What somebody should know before they take a course again, or why they cannot."""

    text: str
    is_refusal: bool = False


RepeatRule = Callable[[Enrolment], Iterable[RepeatNotice]]

repeat_rules: Registry[RepeatRule] = Registry()
"""What each has to say about taking the course of a completed enrolment again; one refusal is enough."""


def repeat_notices(enrolment: Enrolment) -> list[RepeatNotice]:
    """What all of them say, in order."""
    return [notice for rule in repeat_rules for notice in rule(enrolment)]
