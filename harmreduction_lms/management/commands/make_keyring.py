"""`make_keyring`: the site's own keys, once."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from harmreduction_lms.core import keyfile
from harmreduction_lms.core.keyring import new_keyring


STANDARD_OUTPUT = "-"


class Command(BaseCommand):
    help = (
        "Make the keys that seal identifiers and sign what the site issues. Refuses to overwrite a file. "
        "Keep a copy apart from the backups of the database: what is lost with the keys cannot be read again."
    )
    # Run before there is a keyring, which is one of the things the checks ask for.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", help="The file to make; - prints the keys, for a secret store.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["path"] == STANDARD_OUTPUT:
            self.stdout.write(keyfile.as_text(new_keyring(today=timezone.localdate())), ending="")
        else:
            self.make(Path(options["path"]).absolute())

    def make(self, path: Path) -> None:
        try:
            keyfile.make(path, today=timezone.localdate())
        except FileExistsError as error:
            raise CommandError(
                f"{path} is there already and was left as it is. To add new keys to it: rotate_keys.",
                returncode=1,
            ) from error
        except OSError as error:
            raise CommandError(f"{path} cannot be made: {error.strerror}.", returncode=1) from error
        self.stdout.write(self.style.SUCCESS(f"The keys are in {path}, readable by you alone."))
        self.stdout.write("In your settings:\n")
        self.stdout.write(f'    HARMREDUCTION_LMS = {{"KEYRING": "{path}", …}}\n')
        self.stdout.write("Copy the file to a safe place, apart from the backups of the database.")
