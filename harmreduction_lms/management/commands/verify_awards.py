"""`verify_awards`: whether every award is as it was issued. Exit code 1 and the award numbers if not."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from harmreduction_lms.credits.audit import Audit, audit_awards


class Command(BaseCommand):
    help = (
        "Walk the ledger of awards and compare every award with it. Prints the head of the chain: keep it "
        "somewhere else, and give it to --head later to find out whether the end was cut off."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head", metavar="SEQUENCE:DIGEST", help="A head printed earlier; it must still be in the chain."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        audit = audit_awards(known_head=options["head"])
        for fault in audit.faults:
            self.stderr.write(self.style.ERROR(f"{fault.number or 'ledger'}: {fault.message}"))
        self.stdout.write(self._summary(audit))
        if audit.faults:
            raise CommandError("The awards do not match the ledger.", returncode=1)
        self.stdout.write(self.style.SUCCESS("Every award is as it was issued."))

    def _summary(self, audit: Audit) -> str:
        return f"Awards: {audit.awards}. Links: {audit.links}. Head: {audit.head}"
