"""Pictures of a package: from an address in a question to the bytes in the zip.

Nothing is ever fetched: an address on the web is not a picture of the package.
"""

import re
from base64 import b64decode
from collections.abc import Mapping
from html import escape, unescape
from posixpath import basename, dirname, join, normpath
from urllib.parse import unquote

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.base import Picture, UnreadableFile
from harmreduction_lms.quizzes.exchange.pictures import picture


# Canvas and Common Cartridge write the root of the course's files as a placeholder.
_PLACEHOLDER = re.compile(r"\$(?:IMS[-_]CC[-_]FILE_?BASE|CANVAS_OBJECT_REFERENCE)\$/?", re.IGNORECASE)
_DATA = re.compile(r"data:image/\w{1,10};base64,", re.IGNORECASE)
_WEB_RESOURCES = "web_resources"

# No "<" inside, so that a thousand unclosed tags take no longer than a thousand closed ones.
_IMG = re.compile(r"<img\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(src|alt)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)


class Media:
    """The files a question may refer to. Without files it knows pictures written into the address only."""

    def __init__(self, files: Mapping[str, bytes] | None = None, root: str = "") -> None:
        self.files = {} if files is None else files
        self.root = self.folder = root
        self._names = {name.casefold(): name for name in self.files}
        # Many questions may show one picture: it is unpacked once, and in memory once.
        self._opened: dict[str, bytes] = {}

    def beside(self, name: str) -> "Media":
        """The same files, for a question that stands in the file `name`."""
        other = Media.__new__(Media)
        other.files, other.root, other._names = self.files, self.root, self._names
        other._opened = self._opened
        other.folder = dirname(name)
        return other

    def picture(self, address: str, alt: str = "") -> Picture | None:
        """The picture at `address`, or None when there is none that could be shown."""
        inline = _DATA.match(address)
        if inline:
            return picture("picture", _decoded(address[inline.end() :]), alt)
        name = self.find(address)
        return picture(basename(name), self._content(name), alt) if name else None

    def find(self, address: str) -> str | None:
        """The name of the file that an address stands for; letter case does not matter.

        It is looked for beside the question, from the root of the package, and among the course's files.
        """
        path = unquote(address.split("?")[0].split("#")[0]).replace("\\", "/")
        path = _PLACEHOLDER.sub("", path).lstrip("/")
        for folder in (self.folder, self.root, join(self.root, _WEB_RESOURCES)):
            name = self.named(normpath(join(folder, path)))
            if name is not None:
                return name
        return None

    def named(self, path: str) -> str | None:
        """A file by its place in the package, as the package spells it."""
        return self._names.get(path.casefold())

    def illustrate(self, html: str) -> tuple[str, Picture | None, tuple[str, ...]]:
        """A question's text without its first picture, that picture, and notes on pictures left out."""
        found: list[Picture] = []
        notes: list[str] = []

        def replace(tag: re.Match[str]) -> str:
            values = {name.lower(): unescape(a or b) for name, a, b in _ATTRIBUTE.findall(tag[1])}
            address, alt = values.get("src", ""), values.get("alt", "")
            taken = self.picture(address, alt)
            if taken is None or found:
                name = basename(unquote(address[:200].split("?")[0])) or alt
                notes.append(_second(name) if taken else _unknown(name))
                return escape(alt)
            found.append(taken)
            return ""

        text = _IMG.sub(replace, html)
        if "<img" in text.lower():
            notes.append(_unknown("?"))
        return text, found[0] if found else None, tuple(dict.fromkeys(notes))

    def _content(self, name: str) -> bytes:
        if name not in self._opened:
            try:
                self._opened[name] = self.files[name]
            except UnreadableFile:
                self._opened[name] = b""
        return self._opened[name]


def _second(name: str) -> str:
    return _("The picture “%(name)s” was left out: a question has one picture.") % {"name": name}


def _unknown(name: str) -> str:
    return _(
        "The picture “%(name)s” was left out: it is not in the file, or it is larger than 5 MB, "
        "or it is not PNG, JPEG, GIF or WebP."
    ) % {"name": name}


def _decoded(text: str) -> bytes:
    try:
        return b64decode(unquote(text))
    except ValueError:
        return b""
