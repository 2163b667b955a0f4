"""ZIP files that strangers made, read within limits and only in memory: nothing is ever written to disk.

A name that would lead outside the archive, or sizes that would fill the memory, mean that the whole file is
refused: nobody makes such an archive by accident (CWE-22, CWE-409). Archives inside archives stay closed.
"""

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import pairwise

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.base import MAX_FILE_BYTES, UnreadableFile


MAX_MEMBERS = 45_000
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_RATIO = 200
"""How many times its packed size a large member may have; text seldom reaches 20."""

_LARGE = 1024 * 1024
_UNSAFE_NAME = re.compile(r"^/|^[A-Za-z]:|\\|(^|/)\.\.(/|$)|[\x00-\x1f]")
_LOCAL_HEADER = 30
_CENTRAL_SIGNATURE = b"PK\x01\x02"


class Archive(Mapping[str, bytes]):
    """The files of a ZIP by name, unpacked when asked for."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._zip = opened
        self._members = {info.filename: info for info in opened.infolist() if _is_file(info)}
        self._folded = {name.casefold(): name for name in reversed(self._members)}

    def __getitem__(self, name: str) -> bytes:
        info = self._members[name]
        if info.file_size > MAX_FILE_BYTES:
            raise UnreadableFile(
                _(
                    "“%(name)s” in the ZIP file is larger than %(number)d MB. "
                    "Export the questions in several files."
                )
                % {"name": name[:100], "number": MAX_FILE_BYTES // 1024 // 1024}
            )
        return b"".join(self.pieces(name, info.file_size or 1))

    def pieces(self, name: str, size: int = 256 * 1024) -> Iterator[bytes]:
        """A file bit by bit, of any size."""
        left = self._members[name].file_size
        try:
            with self._zip.open(name) as member:
                while left > 0 and (piece := member.read(min(size, left))):
                    left -= len(piece)
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise _damaged() from error

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)

    def find(self, name: str) -> str | None:
        """The name as the archive spells it. Windows and macOS do not tell capitals from small letters."""
        return name if name in self._members else self._folded.get(name.casefold())


def read(content: bytes) -> Archive:
    """The archive, once everything that can be told without unpacking has been found to be in order."""
    if len(content) > MAX_FILE_BYTES:
        raise _refusal(
            _("it is larger than %(number)d MB; export the questions in several files")
            % {"number": MAX_FILE_BYTES // 1024 // 1024}
        )
    # Before the directory is read, because every entry of it takes memory.
    if content.count(_CENTRAL_SIGNATURE) > MAX_MEMBERS:
        raise _refusal(_("it holds more than %(number)d files") % {"number": MAX_MEMBERS})
    try:
        opened = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise _damaged() from error
    _check_members(opened.infolist())
    return Archive(opened)


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    for info in members:
        if problem := _problem(info):
            raise _refusal(problem % {"name": info.orig_filename[:100]})
    if len({info.filename for info in members}) < len(members):
        raise _refusal(_("two files in it have the same name"))
    if sum(info.file_size for info in members) > MAX_UNPACKED_BYTES:
        raise _refusal(_("unpacked it would be unreasonably large"))
    placed = sorted((info.header_offset, info.compress_size) for info in members)
    if any(
        start + _LOCAL_HEADER + size > following for (start, size), (following, _size) in pairwise(placed)
    ):
        raise _refusal(_("files in it overlap"))


def _problem(info: zipfile.ZipInfo) -> str:
    """What is wrong with one member, judged by what the archive's directory says of it."""
    if _UNSAFE_NAME.search(info.orig_filename):
        return _("“%(name)s” in it points outside the archive")
    if stat.S_ISLNK(info.external_attr >> 16):
        return _("“%(name)s” in it is a link to another file")
    if info.flag_bits & 1:
        return _("“%(name)s” in it is protected by a password; export it again without one")
    # Others unpack without a limit, and no learning platform uses them.
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return _("“%(name)s” in it is packed in an unusual way; pack the files again as an ordinary ZIP")
    if info.file_size > max(_LARGE, info.compress_size * MAX_RATIO):
        return _("“%(name)s” in it would be unreasonably large when unpacked")
    return ""


def _is_file(info: zipfile.ZipInfo) -> bool:
    # macOS adds a shadow of every file.
    return not info.is_dir() and not info.filename.startswith("__MACOSX/")


def _refusal(reason: str) -> UnreadableFile:
    return UnreadableFile(
        _("This ZIP file was not opened for safety: %(reason)s. Nothing was changed.") % {"reason": reason}
    )


def _damaged() -> UnreadableFile:
    return UnreadableFile(_("This ZIP file is damaged or incomplete. Export or download it again."))
