"""The matrix behind `make test-all`. Interpreters that are missing are skipped, and nox says so."""

from pathlib import Path

import nox


nox.options.sessions = ["tests", "wheel"]
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_missing_interpreters = False

# The lowest of everything, the middle, the newest: Django 6 needs Python 3.12, Wagtail 8 is what adds 6.1.
COMBINATIONS = [("3.11", "7.4", "5.2"), ("3.12", "7.4", "6.0"), ("3.13", "8.0", "6.1")]
PROJECTS = ["default", "custom_base_page"]
EXTRAS = "pdf,curriculum,nh3,credentials"


@nox.session
@nox.parametrize(
    "python,wagtail,django,project",
    [(python, wagtail, django, project) for python, wagtail, django in COMBINATIONS for project in PROJECTS],
)
def tests(session: nox.Session, wagtail: str, django: str, project: str) -> None:
    """The suite under one combination and one kind of site."""
    session.install(f"wagtail~={wagtail}.0", f"django~={django}.0", f".[{EXTRAS}]")
    session.install("--group", "test", *_pinned(wagtail, django))
    arguments = ["-n", "auto", "-m", "not browser and not postgres", *session.posargs]
    session.run("python", "-m", "pytest", "-q", f"--ds=tests.projects.{project}.settings", *arguments)


@nox.session
def wheel(session: nox.Session) -> None:
    """The built wheel, installed on its own, starts a site and has everything that is not Python in it."""
    session.install("build")
    folder = session.create_tmp()
    session.run("python", "-m", "build", "--outdir", folder, ".", silent=True)
    newest = max(Path(folder).glob("*.whl"), key=lambda path: path.stat().st_mtime)
    session.install("--force-reinstall", f"{newest}[{EXTRAS}]")
    session.run("python", "tests/wheel_smoke_test.py")


def _pinned(wagtail: str, django: str) -> tuple[str, str]:
    """Named again, so that installing the test tools cannot move them."""
    return f"wagtail~={wagtail}.0", f"django~={django}.0"
