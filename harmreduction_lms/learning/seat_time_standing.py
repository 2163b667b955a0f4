"""How a learner stands with the time a course asks for, and what a lesson's page needs to count it."""

from dataclasses import dataclass

from django.utils import timezone

from harmreduction_lms.courses.outline import OutlineStep
from harmreduction_lms.learning.models import Enrolment
from harmreduction_lms.learning.open_lessons import OpenLesson
from harmreduction_lms.learning.seat_time import BEAT_EVERY, IDLE_AFTER, MINUTES_UNSTATED
from harmreduction_lms.learning.selectors import seat_minutes


@dataclass(frozen=True)
class SeatTimeStanding:
    """Minutes asked for, and minutes that count so far. `lesson` is the signed opening, while time is wanted;
    `minutes_a_page` what it counts for without JavaScript."""

    asked: int
    minutes: int
    lesson: str = ""
    minutes_a_page: int = MINUTES_UNSTATED

    beat_seconds = int(BEAT_EVERY.total_seconds())
    idle_seconds = int(IDLE_AFTER.total_seconds())

    @property
    def missing(self) -> int:
        return max(self.asked - self.minutes, 0)


def seat_time_standing(enrolment: Enrolment, step: OutlineStep, asked: int) -> SeatTimeStanding | None:
    """None, and no query, where no time is asked for; else two. Once it is enough, no more is measured."""
    if not asked:
        return None
    minutes = seat_minutes(enrolment)
    if minutes >= asked:
        return SeatTimeStanding(asked, minutes)
    opened = OpenLesson(enrolment.pk, step.key, timezone.now(), step.minutes)
    return SeatTimeStanding(asked, minutes, opened.signed(), step.minutes or MINUTES_UNSTATED)
