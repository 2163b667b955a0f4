"""`load_credit_presets`: makes rows of the rules that are shipped, unconfirmed. Never changes a row."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from harmreduction_lms.credits.actions import load_preset
from harmreduction_lms.credits.preset_files import presets


class Command(BaseCommand):
    help = (
        "Load the accreditors, credit types and rules that come with the package. They award nothing until "
        "somebody in the organisation confirms them. Safe to run again: rows that are there are left as they "
        "are, and a newer preset becomes a new version of its policy."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        codes = [preset.code for preset in presets()]
        parser.add_argument(
            "--only",
            action="append",
            choices=codes,
            metavar="CODE",
            help=f"One of {', '.join(codes)}. May be given again.",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would be done, and write nothing."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["only"] or [preset.code for preset in presets()]
        with transaction.atomic():
            for preset in presets():
                if preset.code in wanted:
                    policy = load_preset(preset)
                    self.stdout.write(
                        f"{preset.code}: {f'{policy}, unconfirmed' if policy else 'there already'}"
                    )
            if options["dry_run"]:
                transaction.set_rollback(True)
                self.stdout.write("Nothing was written.")
