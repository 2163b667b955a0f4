"""`manage.py load_curriculum`: makes pages, questions and references of the curriculum files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.curriculum.loader import load_courses, read_courses
from harmreduction_lms.curriculum.reader import CONTENT, course_folders
from harmreduction_lms.curriculum.site import find_home
from harmreduction_lms.curriculum.writer import Outcome, Report


class Command(BaseCommand):
    help = (
        "Loads courses from curriculum files. New pages and questions are drafts unless --publish is given. "
        "Nothing that was edited on the site is overwritten. Running it again makes what was changed in the "
        "files since, and what is published changes on the live site at once, with or without --publish; "
        "--dry-run says what that would be. With unchanged files it changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "sources",
            nargs="*",
            help="Keys of courses that come with the package, or folders. None: all that come with it.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Say what would be done; write nothing.")
        parser.add_argument("--publish", action="store_true", help="Publish what was never published before.")
        place = parser.add_mutually_exclusive_group()
        place.add_argument(
            "--parent", type=int, metavar="PAGE_ID", help="The catalogue, or the page to make one below."
        )
        place.add_argument(
            "--site", default="", metavar="HOSTNAME", help="The site to load into, if not the default one."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            courses = read_courses(find_folders(options["sources"]))
            home = find_home(parent=options["parent"], hostname=options["site"])
            report = load_courses(courses, home=home, publish=options["publish"], dry_run=options["dry_run"])
        except HarmReductionLMSError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.print_report(report, dry_run=options["dry_run"])

    def print_report(self, report: Report, *, dry_run: bool) -> None:
        self.stdout.write(f"{'':16}" + "".join(f"{outcome.value:>16}" for outcome in Outcome))
        for sort in report.sorts:
            counts = "".join(f"{report.count(sort, outcome):>16}" for outcome in Outcome)
            self.stdout.write(f"{sort:16}{counts}")
        if report.left:
            self.stdout.write(self.style.WARNING("Left as edited on the site:"))
        for entry in report.left:
            self.stdout.write(f"  {entry.sort} {entry.key}: {entry.title}")
        if not report.has_changes:
            self.stdout.write("Nothing has changed.")
        elif dry_run:
            self.stdout.write(self.style.WARNING("This was a dry run: nothing was written."))
        else:
            self.stdout.write(
                self.style.SUCCESS(
                    f"Published: {report.published}. What is new and not published is a draft."
                )
            )


def find_folders(sources: list[str]) -> list[Path]:
    """Folders named on the command line, by path or by the key of a course that comes with the package."""
    shipped = {folder.name: folder for folder in course_folders(CONTENT)}
    if not sources:
        return [*shipped.values()]
    folders: list[Path] = []
    for source in sources:
        found = [shipped[source]] if source in shipped else course_folders(Path(source).resolve())
        if not found:
            raise CommandError(
                f"{source!r} is neither one of {', '.join(shipped)} nor a folder with a course.toml."
            )
        folders += found
    return folders
