"""Migrations are complete, and fit a site with a base page of its own."""

import re
from pathlib import Path

from django.core.management import call_command


MIGRATIONS = Path(__file__).resolve().parents[2] / "harmreduction_lms" / "migrations"


def test_no_change_of_a_model_lacks_its_migration(db: None) -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_migrations_of_the_main_app_never_name_wagtails_own_page() -> None:
    for path in MIGRATIONS.glob("0*.py"):
        assert not re.search(r"""["']wagtailcore\.page["']""", path.read_text(), flags=re.IGNORECASE), (
            path.name
        )
