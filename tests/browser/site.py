"""The example site as somebody would run it: a process of its own, with a database made for the occasion."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen


ROOT = Path(__file__).resolve().parents[2]
MANAGE = str(ROOT / "example_site" / "manage.py")


@dataclass(frozen=True)
class ExampleSite:
    """Where the site answers, and who may sign in."""

    url: str
    passwords: dict[str, str]
    environment: dict[str, str]

    def run(self, python: str) -> None:
        """Runs Python in the site, for what no page can do in a moment."""
        command = [sys.executable, MANAGE, "shell", "-c", python]
        subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, check=True)


@contextmanager
def example_site(folder: Path) -> Iterator[ExampleSite]:
    """Sets the demo up in `folder` and serves it on a free port until the block ends."""
    port = _free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.projects.browser.settings",
        "EXAMPLE_SITE_VAR": str(folder),
        "BASE_URL": f"http://127.0.0.1:{port}",
    }
    demo = [sys.executable, MANAGE, "demo", "--port", str(port)]
    output = subprocess.run(demo, env=environment, capture_output=True, text=True, check=False)
    if output.returncode:
        raise RuntimeError(f"The demo did not start:\n{output.stdout}\n{output.stderr}")
    serve = [sys.executable, MANAGE, "runserver", "--noreload", "--insecure", f"127.0.0.1:{port}"]
    log = (folder / "server.log").open("w")
    server = subprocess.Popen(serve, env=environment, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url + "/learn/", server)
        yield ExampleSite(url, read_passwords(output.stdout), environment)
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


def read_passwords(printed: str) -> dict[str, str]:
    """Names and passwords as `demo` prints them for people."""
    pattern = r"^\s*(admin|educator|clinician|manager)\s+(\S+)"
    return dict(re.findall(pattern, printed, flags=re.MULTILINE))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError("The server stopped while starting; see server.log.")
        try:
            with urlopen(url):  # noqa: S310 - an address of our own
                return
        except HTTPError:
            return
        except (URLError, ConnectionError):
            time.sleep(0.2)
    raise RuntimeError(f"{url} did not answer within a minute.")
