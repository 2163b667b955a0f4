"""`manage.py import_questions`: from files of other systems into the question bank."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from wagtail.models import Locale

from harmreduction_lms.quizzes.actions.import_questions import import_questions
from harmreduction_lms.quizzes.exchange.base import MAX_FILE_BYTES, UnreadableFile, exchange_formats
from harmreduction_lms.quizzes.exchange.files import FileRefusal, FilesRead, check_size, read_files
from harmreduction_lms.quizzes.exchange.planning import Step, plan_import


class Command(BaseCommand):
    help = (
        "Imports questions into the bank, as drafts unless --publish is given, in one transaction: all "
        "that can be taken, or nothing. What cannot be taken is named question by question. Questions that "
        "are in the bank already are skipped, or with --update get a new draft. Exit code 1 if a file could "
        "not be read, or if nothing in any file is or was taken."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="Files; folders are not searched.")
        parser.add_argument(
            "--format", choices=exchange_formats.names(), default="", help="Default: each file shows its own."
        )
        parser.add_argument("--dry-run", action="store_true", help="Say what would be done; write nothing.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object and nothing else.")
        parser.add_argument("--update", action="store_true", help="Update what is in the bank already.")
        parser.add_argument("--publish", action="store_true", help="Publish what is created or updated.")
        parser.add_argument("--locale", default="", metavar="LANGUAGE", help="Default: the site's language.")
        parser.add_argument(
            "--category", default="", metavar="PATH", help="For questions that come without a category."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        locale = find_locale(options["locale"])
        opened = FilesOpened(options["files"])
        read = read_files(opened, format_name=options["format"])
        read.unreadable += opened.unreadable
        how: dict[str, Any] = {
            "items": read.items,
            "locale": locale,
            "on_known": "update" if options["update"] else "skip",
            "category": options["category"],
        }
        if options["dry_run"]:
            outcome: Any = plan_import(**how)
        else:
            outcome = import_questions(**how, publish=options["publish"])
        report = make_report(read, outcome)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        else:
            self.print_report(report, dry_run=options["dry_run"])
        if read.unreadable or not (report["accepted"] or report["known"]):
            raise SystemExit(1)

    def print_report(self, report: dict[str, Any], *, dry_run: bool) -> None:
        for title, style, name in (
            (_("Not taken:"), self.style.ERROR, "refused"),
            (_("In the bank already:"), self.style.WARNING, "known"),
            (_("Taken, but:"), self.style.WARNING, "notes"),
        ):
            if report[name]:
                self.stdout.write(style(title))
            for one in report[name]:
                place = ", ".join(filter(None, [one["file"], one["where"]]))
                self.stdout.write(f"  {place}: {one['reason']}")
        self.stdout.write(
            _("Questions read: %(read)d. Taken: %(accepted)d.")
            % {"read": report["read"], "accepted": report["accepted"]}
        )
        if dry_run:
            self.stdout.write(self.style.WARNING(_("This was a dry run: nothing was written.")))


class FilesOpened:
    """Name and bytes of each file, one after the other; `unreadable` fills up as they are read."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = [*names]
        self.unreadable: list[FileRefusal] = []

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        for name in self._names:
            try:
                yield name, read_bytes(Path(name))
            except UnreadableFile as error:
                self.unreadable.append(FileRefusal(name, "", str(error)))


def read_bytes(path: Path) -> bytes:
    """A file's content. One that is too large is refused before it is read."""
    if not path.is_file():
        raise UnreadableFile(_("There is no such file. Folders are not searched; name the files in them."))
    try:
        check_size(path.stat().st_size)
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise UnreadableFile(
            _("This file cannot be opened: %(reason)s.") % {"reason": error.strerror}
        ) from error


def find_locale(language: str) -> Locale:
    """The locale of a language, or the site's own."""
    if not language:
        return Locale.get_default()
    try:
        return Locale.objects.get_for_language(language)
    except (LookupError, Locale.DoesNotExist) as error:
        raise CommandError(
            f"This site has no content in {language!r}. Add it to WAGTAIL_CONTENT_LANGUAGES and to Locales."
        ) from error


def make_report(read: FilesRead, outcome: Iterable[Any]) -> dict[str, Any]:
    """`read` is what was accepted, refused or known. Unreadable files are refused without being counted."""
    placed = [*zip(read.files, outcome, strict=True)]
    refused = [one.__dict__ for one in (*read.unreadable, *read.refused)]
    refused += [_entry(file, one) for file, one in placed if one.step == Step.REFUSED]
    accepted = [(file, one) for file, one in placed if one.step.is_accepted]
    return {
        "read": len(placed) + len(read.refused),
        "accepted": len(accepted),
        "created": sum(one.step == Step.CREATE for _file, one in accepted),
        "updated": sum(one.step == Step.UPDATE for _file, one in accepted),
        "refused": refused,
        "known": [
            _entry(file, one)
            for file, one in placed
            if one.step in (Step.KNOWN, Step.UNCHANGED, Step.REPEATED)
        ],
        "notes": [
            {"file": file, "where": one.item.where, "reason": note}
            for file, one in accepted
            for note in one.item.notes
        ],
    }


def _entry(file: str, one: Any) -> dict[str, str]:
    return {"file": file, "where": one.item.where, "reason": one.reason}
