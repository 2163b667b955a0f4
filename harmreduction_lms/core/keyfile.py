"""The file that holds the site's keyring: made once, never overwritten, never half-written.

Nothing here is undone: whoever loses this file loses what was sealed with its keys.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from harmreduction_lms.core.keyring import add_keys, new_keyring, without_old_keys


Ring = dict[str, list[dict[str, str]]]

OWNER_ONLY = 0o600


def as_text(ring: Ring) -> str:
    return json.dumps(ring, indent=2) + "\n"


def make(path: Path, *, today: date) -> None:
    """A keyring with fresh keys. Raises FileExistsError rather than overwrite anything."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    _write(descriptor, as_text(new_keyring(today=today)))


def add(path: Path, *, today: date) -> None:
    """A new key of each use behind the ones in the file; from now on these are the ones in use."""
    _change(path, lambda ring: add_keys(ring, today=today))


def forget_old(path: Path) -> None:
    """Take the older keys for sealing and finding out of the file."""
    _change(path, without_old_keys)


def _change(path: Path, change: Callable[[Any], Ring]) -> None:
    """Beside the file first, then in its place: a reader finds the old keys or the new, never a half."""
    path = path.resolve()
    with _locked(path):
        changed = change(json.loads(path.read_text()))
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        beside.unlink(missing_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        _write(descriptor, as_text(changed))
        _keep_owner(path, beside)
        beside.replace(path)
        _sync_folder(path.parent)


def _write(descriptor: int, text: str) -> None:
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _keep_owner(path: Path, beside: Path) -> None:
    """The new file is as readable as the old one was: root may rotate what the web server reads."""
    status = path.stat()
    beside.chmod(status.st_mode & 0o777)
    if os.geteuid() == 0:
        os.chown(beside, status.st_uid, status.st_gid)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One change at a time. The folder is what is locked: the file itself is replaced."""
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
