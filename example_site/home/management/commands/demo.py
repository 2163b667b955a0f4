"""`manage.py demo`: makes the demonstration, or brings it up to date, and prints how to get in.

Run at every `make demo`, so it is quick when nothing is to be done, and it never undoes what somebody has
entered since.
"""

import io
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from example_site.home.demo.accreditation import make_accreditation
from example_site.home.demo.pages import make_home_page
from example_site.home.demo.people import PEOPLE, make_people
from harmreduction_lms.conf import conf
from harmreduction_lms.pages.models import CatalogueIndexPage, CoursePage


class Command(BaseCommand):
    help = "Sets up the demonstration site: database, home page, course, fictional accreditation, people."
    requires_system_checks = []  # runserver checks, a moment later

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default="127.0.0.1", help="Where to listen, and what is printed.")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--serve", action="store_true", help="Serve the site when all is set up.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demonstration has known passwords: it is only made while DEBUG is on.")
        self.make_keyring(Path(conf.KEYRING))
        self.migrate()
        make_home_page(options["port"])
        self.load_curriculum()
        make_accreditation(CoursePage.objects.filter(curriculum_key="c5-overdose").earliest("pk"))
        make_people(CatalogueIndexPage.objects.earliest("pk"))
        self.print_addresses(options["address"], options["port"])
        self.print_people()
        if options["serve"]:
            call_command("runserver", f"{options['address']}:{options['port']}", use_reloader=False)

    def make_keyring(self, path: Path) -> None:
        """The demonstration's own keys; a later run keeps them, and so everything sealed with them."""
        if not path.exists():
            call_command("make_keyring", str(path), stdout=io.StringIO())

    def migrate(self) -> None:
        """Skipped when there is nothing to do: even then `migrate` would check every permission."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Making the database …")
            call_command("migrate", verbosity=0)

    def load_curriculum(self) -> None:
        """Publishes what is new; what was edited on the site since is left as it is, and named."""
        report = io.StringIO()
        call_command("load_curriculum", "c5-overdose", publish=True, stdout=report)
        if "Nothing has changed." not in report.getvalue() or "Left as" in report.getvalue():
            self.stdout.write(report.getvalue())

    def print_addresses(self, address: str, port: int) -> None:
        host = "localhost" if address in {"127.0.0.1", "0.0.0.0", "::1"} else address  # noqa: S104
        self.stdout.write(self.style.MIGRATE_HEADING(f"\nCommon Ground: http://{host}:{port}/"))
        for path, what in [
            ("learn/", "courses"),
            ("me/", "a learner's own pages"),
            ("verify/", "check a statement of credit"),
            ("admin/", "Wagtail"),
        ]:
            self.stdout.write(f"  http://{host}:{port}/{path:10}{what}")

    def print_people(self) -> None:
        self.stdout.write(
            self.style.MIGRATE_HEADING("\nSign in as (a password that was changed stays changed)")
        )
        for person in PEOPLE:
            self.stdout.write(f"  {person.username:11}{person.password:23}{person.does}")
        self.stdout.write(
            "\nStop with Ctrl-C; start again with make demo. Nothing that was entered is lost.\n"
        )
        self.stdout.flush()
