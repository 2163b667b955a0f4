"""`export_head`: signs where the ledger ends and writes that to a file, to be kept outside the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.credits.actions import sign_head
from harmreduction_lms.credits.signed_heads import head_file


class Command(BaseCommand):
    help = (
        "Sign where the ledger of awards ends now, and write it as JSON. Keep the file where the users of "
        "the database cannot change it, and give it to `verify_awards --head` later."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", metavar="FILE", help="Where to; standard output without it.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = head_file(sign_head())
        except HarmReductionLMSError as error:
            raise CommandError(str(error)) from error
        if options["file"]:
            Path(options["file"]).write_text(text)
            self.stdout.write(f"Written to {options['file']}.")
        else:
            self.stdout.write(text, ending="")
