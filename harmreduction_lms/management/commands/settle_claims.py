"""`settle_claims`: awards held claims whose wait is over. For a scheduler; safe at any time."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.credits.actions import settle_claim
from harmreduction_lms.credits.models import CreditAward
from harmreduction_lms.credits.selectors import held_claims


class Command(BaseCommand):
    help = (
        "Award the claims that waited for an identifier of the learner, or for the day's limit of a credit "
        "type, and need not wait any more. Learners can see to it themselves; run this once an hour so that "
        "nobody has to."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Say how many claims wait, and write nothing."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        waiting = list(held_claims().values_list("pk", flat=True))
        awarded = 0 if options["dry_run"] else sum(self._settle(pk) for pk in waiting)
        self.stdout.write(f"Awarded: {awarded}. Waiting: {len(waiting) - awarded}.")

    def _settle(self, pk: int) -> bool:
        """Whether it was awarded. One that cannot be judged is named and does not keep the others waiting."""
        claim = held_claims().select_related("enrolment__learner", "approval").filter(pk=pk).first()
        if claim is None:
            return False
        try:
            return isinstance(settle_claim(claim=claim), CreditAward)
        except HarmReductionLMSError as error:
            self.stderr.write(self.style.ERROR(f"Claim {pk}: {error}"))
            return False
