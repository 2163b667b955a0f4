"""Each check with the fault it finds, and silence where there is none."""

from typing import Any

import pytest
from django.core.checks import run_checks

from tests.projects.default import settings as project


def ids() -> set[str]:
    return {message.id for message in run_checks() if message.id.startswith("harmreduction_lms.")}


@pytest.mark.django_db
def test_the_test_site_has_nothing_to_complain_about() -> None:
    assert ids() == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("setting", "value", "expected"),
    [
        ("SANITIZER", "regex", "harmreduction_lms.E002"),
        ("NUMBER_PREFIX", "hr", "harmreduction_lms.E004"),
        ("NUMBER_PREFIX", "TOOLONGX", "harmreduction_lms.E004"),
        ("NUMBER_PREFIX", "A1", "harmreduction_lms.E004"),
    ],
)
def test_settings_that_cannot_work_are_named(settings: Any, setting: str, value: str, expected: str) -> None:
    settings.HARMREDUCTION_LMS = {setting: value}
    assert expected in ids()


@pytest.mark.django_db
def test_a_site_without_the_table_block_is_told_which_line_to_add(settings: Any) -> None:
    settings.INSTALLED_APPS = [
        app for app in settings.INSTALLED_APPS if app != "wagtail.contrib.typed_table_block"
    ]
    assert "harmreduction_lms.E001" in ids()


def test_sqlite_without_immediate_transactions_is_warned_about(settings: Any) -> None:
    from harmreduction_lms.checks import check_database

    settings.DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {}}}
    assert [message.id for message in check_database()] == ["harmreduction_lms.W001"]
    settings.DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}
    assert check_database() == []
    assert "transaction_mode" in str(project.DATABASES) or "postgresql" in str(project.DATABASES)
