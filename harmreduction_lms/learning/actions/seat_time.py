"""Writing down that somebody is in a lesson. The server's clock alone says when.

Nothing here asks whether the time is wanted: a page gets its `OpenLesson` only where it is.
"""

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from harmreduction_lms.learning.errors import LessonNotYours
from harmreduction_lms.learning.models import Enrolment, SeatSpan
from harmreduction_lms.learning.open_lessons import OpenLesson
from harmreduction_lms.learning.seat_time import LONGEST_GAP, Stretch, by_hand


def record_presence(*, learner: Any, lesson: OpenLesson) -> None:
    """A page says that somebody is there now. One query, and two more where a new span begins.

    Two that come at the same moment may both begin a span; they cover the same time, which counts once.
    """
    now = timezone.now()
    if not _alive(learner, lesson, since=now - LONGEST_GAP).update(
        last_seen_at=Greatest("last_seen_at", now)
    ):
        _begin(learner, lesson, Stretch(now, now))


def record_by_hand(*, learner: Any, lesson: OpenLesson) -> None:
    """A learner says that they read the page, whose browser could not say so meanwhile. Two queries.

    See `seat_time.by_hand` for how much it counts. Saying it twice adds nothing.
    """
    _begin(learner, lesson, by_hand(lesson.opened_at, timezone.now(), minutes=lesson.minutes))


def _alive(learner: Any, lesson: OpenLesson, *, since: Any) -> QuerySet[SeatSpan]:
    return SeatSpan.objects.filter(
        enrolment_id=lesson.enrolment_id,
        enrolment__learner=learner,
        step_key=lesson.step_key,
        last_seen_at__gte=since,
    )


def _begin(learner: Any, lesson: OpenLesson, stretch: Stretch) -> None:
    if not Enrolment.objects.filter(pk=lesson.enrolment_id, learner=learner).exists():
        raise LessonNotYours
    SeatSpan.objects.create(
        enrolment_id=lesson.enrolment_id,
        step_key=lesson.step_key,
        started_at=stretch.first,
        last_seen_at=stretch.last,
    )
