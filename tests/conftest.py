"""Fixtures and rules shared by the whole suite."""

import os
from collections.abc import Iterator

import pytest

from tests.environment import POSTGRES_PORT_VARIABLE, find_chromium, is_ci, left_out


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leaves out what this machine cannot run; `pytest_terminal_summary` says so."""
    has_chromium = find_chromium() is not None
    has_postgres = POSTGRES_PORT_VARIABLE in os.environ
    for item in items:
        if item.get_closest_marker("browser") and not has_chromium:
            item.add_marker(pytest.mark.skip(reason="no Chromium found"))
        if item.get_closest_marker("postgres") and not has_postgres:
            item.add_marker(
                pytest.mark.skip(reason=f"{POSTGRES_PORT_VARIABLE} is not set (make test sets it)")
            )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in left_out():
        terminalreporter.write_line(line, yellow=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if is_ci() and left_out() and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def _ledger_can_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test that commits, Django deletes all rows, and the guard of the ledger would refuse.

    On SQLite the guard is lifted for that, and stands again before the next such test.
    """
    commits = {"transactional_db", "live_server"} & {*request.fixturenames}
    marker = request.node.get_closest_marker("django_db")
    if not commits and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    from harmreduction_lms.credits.database_guard import lift_guard, set_guard

    request.getfixturevalue("transactional_db")
    set_guard()
    yield
    lift_guard()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser; only for tests marked `browser`."""
    path = find_chromium()
    assert path is not None
    return path
