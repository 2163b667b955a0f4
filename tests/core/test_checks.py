"""Each check with the fault it finds, and silence where there is none."""

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.checks import run_checks

from harmreduction_lms.checks import check_apps, check_database


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


def test_a_site_without_the_table_block_is_told_which_line_to_add(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps, "is_installed", lambda _name: False)
    [message] = check_apps()
    assert message.id == "harmreduction_lms.E001"
    assert "wagtail.contrib.typed_table_block" in (message.hint or "")


@pytest.mark.parametrize(
    ("database", "expected"),
    [
        ({"ENGINE": "django.db.backends.sqlite3"}, ["harmreduction_lms.W001"]),
        ({"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {"transaction_mode": "IMMEDIATE"}}, []),
        ({"ENGINE": "django.db.backends.postgresql"}, []),
    ],
)
def test_sqlite_without_immediate_transactions_is_warned_about(
    monkeypatch: pytest.MonkeyPatch, database: dict[str, Any], expected: list[str]
) -> None:
    monkeypatch.setattr(django_settings, "DATABASES", {"default": database})
    assert [message.id for message in check_database()] == expected
