"""Uploaded files between looking at them and importing them.

They hold answer keys, so they may not lie where a browser could fetch them, as files of the default storage
do; a folder of this machine is of no use to the next one; caches drop what is larger than a megabyte. Every
site has one place that is private, shared by all its workers and tidied up: its session store. Files are kept
there in a record of their own, not in the person's session, which every request would load.
"""

import hashlib
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.base import UnreadableFile
from harmreduction_lms.quizzes.exchange.planning import OnKnown


LIFETIME = 2 * 60 * 60
"""Seconds. Afterwards `clearsessions` removes what nobody imported or cancelled."""

_KEY = "harmreduction_lms_import"
_LONGEST_KEY = 128


@dataclass
class Choices:
    """What somebody chose so far. `left_out` are the numbers of items without a tick, from 0."""

    format_name: str = ""
    locale: int | None = None
    category: str = ""
    on_known: OnKnown = "skip"
    publish: bool = False
    left_out: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Stashed:
    """Files as uploaded. `digest` says which: preview and import must be of the same bytes."""

    files: list[tuple[str, bytes]]
    digest: str
    choices: Choices


def keep(request: HttpRequest, files: Iterable[tuple[str, bytes]], choices: Choices) -> None:
    """Keeps these in place of what this person uploaded before."""
    discard(request)
    store = type(request.session)()
    packed = [(name, b64encode(zlib.compress(content)).decode()) for name, content in files]
    store[_KEY] = {"files": packed, "digest": _digest(packed), "user": str(request.user.pk)}
    store.set_expiry(LIFETIME)
    store.save()
    if len(store.session_key or "") > _LONGEST_KEY:
        raise UnreadableFile(
            _("This site keeps sessions in cookies, which hold no files. Use the command import_questions.")
        )
    request.session[_KEY] = {"key": store.session_key, "choices": asdict(choices)}


def find(request: HttpRequest) -> Stashed | None:
    """What this person uploaded last, if it is still there."""
    own = request.session.get(_KEY)
    if not own:
        return None
    stored = type(request.session)(own["key"]).get(_KEY)
    if not stored or stored["user"] != str(request.user.pk):
        return None
    files = [(name, zlib.decompress(b64decode(packed))) for name, packed in stored["files"]]
    return Stashed(files, stored["digest"], Choices(**own["choices"]))


def remember(request: HttpRequest, choices: Choices) -> None:
    """Changes what was chosen; the files stay as they are."""
    request.session[_KEY] = {**request.session[_KEY], "choices": asdict(choices)}


def discard(request: HttpRequest) -> None:
    """Forgets files and choices."""
    if own := request.session.pop(_KEY, None):
        type(request.session)(own["key"]).delete()


def is_same(stashed: Stashed, digest: str) -> bool:
    """Whether a form was about these very files."""
    return constant_time_compare(stashed.digest, digest)


def _digest(packed: list[tuple[str, str]]) -> str:
    return hashlib.sha256(json.dumps(packed).encode()).hexdigest()
