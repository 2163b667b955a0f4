"""`close_expired_attempts`: closes quiz attempts whose time is over. For a scheduler; safe at any time."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from harmreduction_lms.quizzes.actions import close_expired_attempts
from harmreduction_lms.quizzes.actions.deadline import last_deadline_still_open
from harmreduction_lms.quizzes.models import AttemptState, QuizAttempt


class Command(BaseCommand):
    help = (
        "Close quiz attempts whose deadline and grace are over. An attempt closes itself when somebody looks "
        "at it; run this, say, once an hour, so that results are there for those who do not come back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say how many there are.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            overdue = QuizAttempt.objects.filter(
                state=AttemptState.OPEN, deadline_at__lt=last_deadline_still_open()
            )
            self.stdout.write(f"Attempts to close: {overdue.count()}.")
        else:
            self.stdout.write(f"Attempts closed: {close_expired_attempts()}.")
