"""The suite says truthfully what it ran on and what it left out."""

import os
from pathlib import Path

import pytest
from django.db import connection

from tests.environment import POSTGRES_PORT_VARIABLE, find_chromium, left_out


def test_a_missing_chromium_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CHROMIUM", raising=False)
    if find_chromium() is None:  # a Mac has it outside of the PATH
        assert any("browser tests" in line for line in left_out())


def test_a_browser_outside_of_the_path_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.touch(mode=0o755)
    monkeypatch.setenv("CHROMIUM", str(browser))
    assert find_chromium() == str(browser)


@pytest.mark.django_db
def test_the_database_is_the_one_the_run_was_started_for() -> None:
    wanted = "postgresql" if POSTGRES_PORT_VARIABLE in os.environ else "sqlite"
    assert connection.vendor == wanted


@pytest.mark.postgres
@pytest.mark.django_db
def test_postgres_tests_run_on_postgres() -> None:
    assert connection.vendor == "postgresql"
