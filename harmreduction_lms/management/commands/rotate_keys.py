"""`rotate_keys`: new keys, and everything sealed again with them. Stopped half-way, run it again."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from harmreduction_lms.conf import conf
from harmreduction_lms.core import keyfile
from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.core.resealing import old_rows, reseal, sealed_models


class Command(BaseCommand):
    help = (
        "Add new keys to the keyring, and seal with them again what older keys have sealed. The site goes on "
        "meanwhile. Safe to stop, to run again and to run twice at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Only say how many rows there are to seal."
        )
        parser.add_argument(
            "--reseal-only",
            action="store_true",
            help="Add no keys: go on with a run that was stopped, or keys came from a secret store.",
        )
        parser.add_argument(
            "--forget-old",
            action="store_true",
            help="Then take the older keys out of the file. Older backups cannot be read without them.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.rotate(options)
        except HarmReductionLMSError as error:
            raise CommandError(str(error), returncode=1) from error

    def rotate(self, options: dict[str, Any]) -> None:
        if options["dry_run"]:
            return self.report()
        path = None if options["reseal_only"] and not options["forget_old"] else keyring_file()
        if path and not options["reseal_only"]:
            keyfile.add(path, today=timezone.localdate())
            self.stdout.write(f"New keys are in {path}. Copy it to where you keep its copies.")
        self.reseal(verbosity=options["verbosity"])
        if path and options["forget_old"]:
            self.forget(path)
        return None

    def report(self) -> None:
        for model, count in old_rows().items():
            self.stdout.write(f"{model._meta.verbose_name_plural}: {count} sealed with older keys.")
        self.stdout.write(
            "With new keys, every row that is sealed would be sealed again. Nothing was changed."
        )

    def reseal(self, *, verbosity: int) -> None:
        unreadable = 0
        for sealed in sealed_models():
            progress = None
            for progress in reseal(sealed):
                if verbosity > 1:
                    self.stdout.write(f"{sealed.model._meta.verbose_name_plural}: {progress.resealed} …")
            if progress:
                self.stdout.write(
                    f"{sealed.model._meta.verbose_name_plural}: {progress.resealed} sealed again."
                )
                unreadable += progress.unreadable
        if unreadable:
            raise CommandError(
                f"{unreadable} rows cannot be read with any key of the keyring and were left as they are. "
                "Put the key they need back into the keyring, then run rotate_keys --reseal-only.",
                returncode=1,
            )
        self.stdout.write(self.style.SUCCESS("Everything is sealed with the newest keys."))

    def forget(self, path: Path) -> None:
        """Somebody may have saved with an older key while this ran."""
        if waiting := sum(old_rows().values()):
            raise CommandError(
                f"{waiting} rows still need an older key. Run rotate_keys --reseal-only --forget-old again.",
                returncode=1,
            )
        keyfile.forget_old(path)
        self.stdout.write("The older keys are out of the file. Signing keys stay: documents rest on them.")


def keyring_file() -> Path:
    """The file the settings name; a keyring that is in the settings themselves is not ours to change."""
    if not isinstance(conf.KEYRING, str) or not conf.KEYRING:
        raise CommandError(
            "The keyring is not in a file, so the keys must be added where it is kept: make new ones with "
            "make_keyring -, put them behind the old ones, then run rotate_keys --reseal-only.",
            returncode=1,
        )
    return Path(conf.KEYRING)
