"""What a lesson's page knows of its own opening, signed, so that nobody can have opened what they did not.

That the lesson is a step of the course, the enrolment the reader's and its time wanted was settled when the
page was made; a sign of life carries it back, and nothing of it has to be asked again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing

from harmreduction_lms.learning.errors import LessonOpenTooLong


SALT = "harmreduction_lms.learning.open_lessons"
GOOD_FOR = timedelta(hours=12)


@dataclass(frozen=True)
class OpenLesson:
    """A step opened by a learner, by the server's clock. `minutes` is what the step says it takes."""

    enrolment_id: UUID
    step_key: UUID
    opened_at: datetime
    minutes: int

    def signed(self) -> str:
        """To be put into the page."""
        values = [self.enrolment_id.hex, self.step_key.hex, self.opened_at.isoformat(), self.minutes]
        return signing.dumps(values, salt=SALT)


def opened_lesson(text: str) -> OpenLesson:
    """What `signed` gave. Raises `LessonOpenTooLong` for what is older than `GOOD_FOR`, or not ours."""
    try:
        enrolment_id, step_key, opened_at, minutes = signing.loads(text, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature as error:
        raise LessonOpenTooLong from error
    return OpenLesson(UUID(enrolment_id), UUID(step_key), datetime.fromisoformat(opened_at), minutes)
