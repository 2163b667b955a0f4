"""A throw-away PostgreSQL server: about a second to start, nothing left behind.

with postgres_server(find_postgres()) as port: …
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgres_server(programs: Path) -> Iterator[int]:
    """Runs a server on a free local port, for user `postgres` without a password."""
    folder = Path(tempfile.mkdtemp(prefix="hrlms-postgres-"))
    data, port = folder / "data", _free_port()
    prefix = unprivileged()
    if prefix:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    # Nothing here outlives the run, so nothing is synced to disk. Locks and constraints work the same.
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} "
        "-c max_connections=200 -c fsync=off"
    )
    try:
        initdb = [str(programs / "initdb"), "--auth=trust", "--username=postgres", "--no-sync"]
        _run([*prefix, *initdb, "--encoding=UTF8", "--locale=C", f"--pgdata={data}"], folder)
        control = [*prefix, str(programs / "pg_ctl"), f"--pgdata={data}"]
        _run([*control, "start", "--wait", f"--log={folder / 'log'}", f"--options={options}"], folder)
        try:
            yield port
        finally:
            _run([*control, "stop", "--mode=immediate"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: Sequence[str], folder: Path) -> None:
    # pg_ctl's child keeps the output open for as long as the server runs, so a pipe would never close.
    with (folder / "output").open("w+") as output:
        result = subprocess.run(command, cwd=folder, stdout=output, stderr=output, check=False)
        if result.returncode:
            output.seek(0)
            raise RuntimeError(f"{' '.join(command)} failed:\n{output.read()}")


def unprivileged() -> list[str]:
    """PostgreSQL refuses to run as root; root runs it as user `postgres`, who must own its folder."""
    return [] if os.geteuid() != 0 else ["runuser", "-u", "postgres", "--"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
