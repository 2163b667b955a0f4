"""When an attempt is over. The server sets the deadline once; no time from a browser counts."""

from datetime import datetime, timedelta

from django.utils import timezone

from harmreduction_lms.conf import conf
from harmreduction_lms.quizzes.models import QuizAttempt


def last_deadline_still_open() -> datetime:
    """Attempts with an earlier deadline are over, the grace for slow networks included."""
    return timezone.now() - timedelta(seconds=conf.SUBMISSION_GRACE_SECONDS)


def is_overdue(attempt: QuizAttempt) -> bool:
    """Whether deadline and grace have passed."""
    return attempt.deadline_at is not None and attempt.deadline_at < last_deadline_still_open()
