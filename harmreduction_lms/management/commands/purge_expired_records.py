"""`purge_expired_records`: lets go of awards whose time is over. For a scheduler; safe at any time."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from harmreduction_lms.credits.actions import Purge, finish_erasures, purge_expired
from harmreduction_lms.credits.retention import unfinished_erasures


class Command(BaseCommand):
    help = (
        "Purge awards that were kept as long as the strictest of their policies asks, with all they rest on. "
        "A tombstone without a person stays, and the ledger goes on holding. Erasures that were not finished "
        "are finished. Run it once a day; several at once do no harm."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Say what would go, and write nothing.")
        parser.add_argument("--json", action="store_true", help="One JSON object instead of sentences.")

    def handle(self, *args: Any, **options: Any) -> None:
        dry_run = options["dry_run"]
        erased = unfinished_erasures().count() if dry_run else finish_erasures()
        purge = purge_expired(dry_run=dry_run)
        (self._tell_json if options["json"] else self._tell)(purge, erased=erased, dry_run=dry_run)

    def _tell(self, purge: Purge, *, erased: int, dry_run: bool) -> None:
        word = "Would be purged" if dry_run else "Purged"
        for number in purge.numbers:
            self.stdout.write(number)
        self.stdout.write(f"{word}: {len(purge.numbers)} awards of {purge.completions} completions.")
        if erased:
            word = "Erasures that would be finished" if dry_run else "Erasures finished"
            self.stdout.write(f"{word}: {erased}.")

    def _tell_json(self, purge: Purge, *, erased: int, dry_run: bool) -> None:
        told = {"day": purge.day.isoformat(), "completions": purge.completions, "awards": purge.numbers}
        self.stdout.write(json.dumps({**told, "erasures": erased, "dry_run": dry_run}))
