"""What this machine has: Chromium for the browser tests, a PostgreSQL server for the concurrency tests.

Neither is required to run the suite. What is missing is named in the last lines of a run, so that a green
run never hides what it did not try; with `CI=true` it is a failure.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path


POSTGRES_PORT_VARIABLE = "HRLMS_TEST_POSTGRES"
# A font the package does not ship, where Debian's fonts-noto-cjk puts it; a site may add one to its PDFs.
CJK_FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc")
OLDEST_POSTGRES = 15  # Django 6.1, databases notes


def is_ci() -> bool:
    return os.environ.get("CI", "").lower() == "true"


def find_chromium() -> str | None:
    """Path of a Chromium or Chrome; `CHROMIUM` names one that is not on the PATH."""
    names = [
        os.environ.get("CHROMIUM", ""),
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ]
    return next((found for name in names if name and (found := shutil.which(name))), None)


def find_postgres() -> Path | None:
    """Folder with `initdb` and `postgres` of the newest server installed that is new enough."""
    servers = [(version, folder) for folder in _postgres_folders() if (version := _version(folder))]
    version, folder = max(servers, default=(0, None))
    return folder if version >= OLDEST_POSTGRES else None


def find_node_verifiers() -> str | None:
    """Path of Node, where the packages that judge digital badges are installed too."""
    installed = Path(__file__).parent / "interop" / "node_modules" / "@digitalbazaar"
    return shutil.which("node") if installed.is_dir() else None


def _postgres_folders() -> Iterator[Path]:
    # Debian keeps the server's programs off the PATH.
    yield from Path("/usr/lib/postgresql").glob("*/bin")
    yield from Path("/opt/homebrew/opt").glob("postgresql*/bin")
    if config := shutil.which("pg_config"):
        answer = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        yield Path(answer.stdout.strip())
    if initdb := shutil.which("initdb"):
        yield Path(initdb).parent


def _version(folder: Path) -> int:
    if not (folder / "initdb").is_file() or not (folder / "postgres").is_file():
        return 0
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    match = re.search(r"(\d+)", answer.stdout)
    return int(match.group(1)) if match else 0


def left_out() -> list[str]:
    """A line for each kind of test this machine cannot run, saying why and what would help."""
    lines = []
    if find_chromium() is None:
        lines.append(
            "Left out: browser tests (no Chromium found; install chromium, or set CHROMIUM to its path)."
        )
    if find_postgres() is None and POSTGRES_PORT_VARIABLE not in os.environ:
        lines.append(
            f"Left out: PostgreSQL tests (no server found; install postgresql {OLDEST_POSTGRES} or newer)."
        )
    if find_node_verifiers() is None:
        lines.append(
            "Left out: digital badges judged by Digital Bazaar's software and jose (install Node 20, then "
            "run npm ci --ignore-scripts --prefix tests/interop)."
        )
    if not CJK_FONT.exists():
        lines.append("Left out: the test that a site can add fonts (install Debian's fonts-noto-cjk).")
    return lines
