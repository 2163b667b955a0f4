"""`verify_awards`: whether every award is as it was issued. Exit code 1 and the award numbers if not."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from harmreduction_lms.credits.audit import LedgerCheck
from harmreduction_lms.credits.audit_words import as_json, explain, where
from harmreduction_lms.credits.database_guard import missing_guards
from harmreduction_lms.credits.signed_heads import KnownHead, NotAHead, read_head


class Command(BaseCommand):
    help = (
        "Walk the ledger of awards and compare every award with it. Prints the head of the chain: keep it "
        "somewhere else, and give it to --head later to find out whether the end was cut off."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="FILE|SEQUENCE:DIGEST",
            help="A head exported or printed earlier; it must still be in the chain. May be given again.",
        )
        parser.add_argument("--json", action="store_true", help="One JSON object instead of sentences.")

    def handle(self, *args: Any, **options: Any) -> None:
        heads = [options["head"]] if isinstance(options["head"], str) else options["head"]
        check = LedgerCheck(known_heads=[_known_head(head) for head in heads])
        count = self._tell_json(check) if options["json"] else self._tell(check)
        if count:
            raise CommandError("The awards do not match the ledger.", returncode=1)
        if not options["json"]:
            self.stdout.write(self.style.SUCCESS("Every award is as it was issued."))

    def _tell(self, check: LedgerCheck) -> int:
        """Each fault as it is found: a damaged ledger of any length is told about in constant memory."""
        count = 0
        for fault in check.faults():
            count += 1
            self.stderr.write(self.style.ERROR(f"{where(fault)}: {explain(fault)}"))
        self.stdout.write(f"Awards: {check.awards}. Links: {check.links}. Head: {check.head}")
        for table in missing_guards():
            self.stderr.write(self.style.WARNING(f"{table}: the database does not guard it; run migrate."))
        return count

    def _tell_json(self, check: LedgerCheck) -> int:
        faults = [as_json(fault) for fault in check.faults()]
        found = {"awards": check.awards, "links": check.links, "head": check.head}
        told = {**found, "is_whole": not faults, "faults": faults, "unguarded_tables": missing_guards()}
        self.stdout.write(json.dumps(told, ensure_ascii=False))
        return len(faults)


def _known_head(text: str) -> KnownHead:
    """From a file if there is one of that name."""
    path = Path(text)
    try:
        return read_head(path.read_text() if ":" not in text or path.is_file() else text)
    except (NotAHead, OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{text}: {error}") from error
