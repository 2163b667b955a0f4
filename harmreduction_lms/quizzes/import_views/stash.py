"""What was read from uploaded files, between looking at it and importing it.

It holds answer keys, so it may not lie where a browser could fetch it, as files of the default storage do; a
folder of this machine is of no use to the next one; caches drop what is larger than a megabyte. Every site
has one place that is private, shared by all its workers and tidied up: its session store. Questions are kept
there in records of their own, some pages to a record, so a file is read once and a page costs one record.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.base import ExchangeItem, UnreadableFile
from harmreduction_lms.quizzes.exchange.files import FileRefusal, FilesRead
from harmreduction_lms.quizzes.exchange.planning import OnKnown
from harmreduction_lms.quizzes.import_views.packing import (
    item_from,
    item_values,
    pack,
    pack_bytes,
    unpack,
    unpack_bytes,
)


LIFETIME = 2 * 60 * 60
"""Seconds. Afterwards `clearsessions` removes what nobody imported or cancelled."""
PER_RECORD = 250
"""Questions in one record: some pages of the preview, and less than a cache takes."""

_KEY = "harmreduction_lms_import"
_LONGEST_KEY = 128
_MARGIN = 60
"""Seconds by which the list of records ends before the records do."""


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
    """What was read. `digest` says of which files: preview and import must be of the same."""

    store: Any
    values: dict[str, Any]
    choices: Choices

    @property
    def digest(self) -> str:
        return str(self.values["digest"])

    @property
    def number(self) -> int:
        return int(self.values["number"])

    def refused(self) -> FilesRead:
        """What could not be taken of the files, without the items."""
        refused, unreadable = (
            [FileRefusal(*one) for one in self.values[name]] for name in ("refused", "unreadable")
        )
        return FilesRead(refused=refused, unreadable=unreadable)

    def some(self, first: int, number: int) -> FilesRead:
        """So many items from the place `first`, which has no more than a record."""
        start = first - first % PER_RECORD
        read = self._records(self.values["parts"][start // PER_RECORD :][:1])
        chosen = slice(first - start, first - start + number)
        return FilesRead(read.items[chosen], read.files[chosen])

    def everything(self) -> FilesRead:
        """All items, with what was refused."""
        read, about = self._records(self.values["parts"]), self.refused()
        return FilesRead(read.items, read.files, about.refused, about.unreadable)

    def _records(self, keys: Sequence[str]) -> FilesRead:
        read, pictures = FilesRead(), _Pictures(self.store, self.values["pictures"])
        for key in keys:
            for file, values in unpack(_record(self.store, key)):
                read.add(file, [item_from(values, pictures)], ())
        return read


class _Pictures(dict[str, bytes]):
    """The content of pictures by their digest, each fetched once."""

    def __init__(self, store: Any, keys: dict[str, str]) -> None:
        super().__init__()
        self._store, self._keys = store, keys

    def __missing__(self, digest: str) -> bytes:
        self[digest] = unpack_bytes(_record(self._store, self._keys[digest]))
        return self[digest]


def keep(request: HttpRequest, read: FilesRead, choices: Choices) -> None:
    """Keeps this in place of what this person uploaded before."""
    discard(request)
    store = type(request.session)
    digests = _digests(read.items)
    placed = [*zip(read.files, read.items, strict=True)]
    parts = [
        pack([(file, item_values(item, digests)) for file, item in placed[start : start + PER_RECORD]])
        for start in range(0, len(placed), PER_RECORD)
    ]
    about = {
        "number": len(read.items),
        "digest": _digest(parts),
        "refused": [[one.file, one.where, one.reason] for one in read.refused],
        "unreadable": [[one.file, one.where, one.reason] for one in read.unreadable],
        "parts": [_kept(store, part) for part in parts],
        "pictures": {name: _kept(store, pack_bytes(content)) for content, name in digests.items()},
    }
    user = str(request.user.pk)
    key = _kept(store, pack({**about, "user": user}), LIFETIME - _MARGIN)
    request.session[_KEY] = {"key": key, "choices": asdict(choices)}


def find(request: HttpRequest) -> Stashed | None:
    """What this person uploaded last, if it is still there."""
    own = request.session.get(_KEY)
    if not own:
        return None
    values = _values(request, own["key"])
    return Stashed(type(request.session), values, Choices(**own["choices"])) if values else None


def remember(request: HttpRequest, choices: Choices) -> None:
    """Changes what was chosen; what was read stays as it is."""
    request.session[_KEY] = {**request.session[_KEY], "choices": asdict(choices)}


def discard(request: HttpRequest) -> None:
    """Forgets questions and choices."""
    if own := request.session.pop(_KEY, None):
        values = _values(request, own["key"]) or {"parts": [], "pictures": {}}
        for key in (own["key"], *values["parts"], *values["pictures"].values()):
            type(request.session)(key).delete()


def is_same(stashed: Stashed, digest: str) -> bool:
    """Whether a form was about these very files."""
    return constant_time_compare(stashed.digest, digest)


def _values(request: HttpRequest, key: str) -> dict[str, Any] | None:
    packed = _record(type(request.session), key)
    values: dict[str, Any] | None = unpack(packed) if packed else None
    return values if values and values["user"] == str(request.user.pk) else None


def _digests(items: Sequence[ExchangeItem]) -> dict[bytes, str]:
    """Each picture once, however many questions show it."""
    contents = {item.picture.content for item in items if item.picture}
    return {content: sha256(content).hexdigest() for content in contents}


def _record(store: Any, key: str) -> str:
    return str(store(key).get(_KEY, ""))


def _kept(store: Any, packed: str, lifetime: int = LIFETIME) -> str:
    """The key of a new record."""
    record = store()
    record[_KEY] = packed
    record.set_expiry(lifetime)
    record.save()
    if len(record.session_key or "") > _LONGEST_KEY:
        raise UnreadableFile(
            _("This site keeps sessions in cookies, which hold no files. Use the command import_questions.")
        )
    return str(record.session_key)


def _digest(parts: Sequence[str]) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()
