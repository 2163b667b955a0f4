"""When an attempt is over. The server sets the deadline once; no time from a browser counts."""

from datetime import datetime, timedelta

from django.utils import timezone

from harmreduction_lms.conf import conf
from harmreduction_lms.quizzes.errors import AttemptClosed, AttemptDeadlinePassed, AttemptNotCounted
from harmreduction_lms.quizzes.models import QuizAttempt, TimeUp
from harmreduction_lms.quizzes.paper import paper_rules


def last_deadline_still_open() -> datetime:
    """Attempts with an earlier deadline are over, the grace for slow networks included."""
    return timezone.now() - timedelta(seconds=conf.SUBMISSION_GRACE_SECONDS)


def has_time_left(attempt: QuizAttempt) -> bool:
    """Whether a page that hands itself in does so too early: somebody may have been given more time since.

    A few seconds are nobody's loss: clocks and networks are not exact.
    """
    soon = timezone.now() + timedelta(seconds=conf.SUBMISSION_GRACE_SECONDS)
    return attempt.deadline_at is None or attempt.deadline_at > soon


def reread(attempt: QuizAttempt) -> None:
    """Reads the attempt again; one that was erased meanwhile is closed."""
    try:
        attempt.refresh_from_db()
    except QuizAttempt.DoesNotExist as error:
        raise AttemptClosed from error


def too_late(attempt: QuizAttempt) -> AttemptClosed:
    """What to say about something that arrived after the deadline."""
    is_discarded = paper_rules(attempt.paper).time_up == TimeUp.DISCARD
    return AttemptNotCounted() if is_discarded else AttemptDeadlinePassed()


def is_overdue(attempt: QuizAttempt) -> bool:
    """Whether deadline and grace have passed."""
    return attempt.deadline_at is not None and attempt.deadline_at < last_deadline_still_open()
