"""What a QTI package holds, in the order of its tests and its list of contents.

Whether a file holds questions is decided by what is in it: tools write wrong types, and lists that leave
files out. One bad file never hides the others.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from posixpath import basename, dirname
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.base import (
    ExchangeItem,
    ReadResult,
    Refusal,
    UnreadableFile,
)
from harmreduction_lms.quizzes.exchange.qti import keys
from harmreduction_lms.quizzes.exchange.qti.contents import Contents
from harmreduction_lms.quizzes.exchange.qti.items import is_item, read_item
from harmreduction_lms.quizzes.exchange.qti.media import Media
from harmreduction_lms.quizzes.exchange.qti.v1 import Document, missing_bank, read_document
from harmreduction_lms.quizzes.exchange.safe_xml import MAX_TREE_NODES, local_name, parse


MANIFEST = "imsmanifest.xml"
MAX_QUESTION_BYTES = 60 * 1024 * 1024
"""Of all XML in a package together; 20,000 questions of ours have about this. One file may have a third."""

_QUESTION_FILES = (".xml", ".qti", ".dat")
_BEGINNING = 64 * 1024
_ROOTS = re.compile(
    rb"<(?:[\w.-]{1,40}:)?"
    rb"(?:(questestinterop|assessmentItem|qti-assessment-item)|(assessmentTest|qti-assessment-test))\b"
)
# Canvas writes a quiz twice: for every platform, and with all it knows.
_PLAIN_TWIN = re.compile(r"^(.*/)?([^/]+)/assessment_qti\.xml$")


def looks_like(content: bytes) -> str:
    """What a file holds, told from how it begins: "questions", "test", or nothing for us."""
    # Without the zeros of UTF-16.
    found = _ROOTS.search(content[:_BEGINNING].replace(b"\0", b""))
    if found is None:
        return ""
    return "questions" if found[1] else "test"


def read_package(files: Mapping[str, bytes]) -> ReadResult:
    """Every question in an unpacked package."""
    return _Package(files).read()


def read_file(name: str, content: bytes) -> ReadResult:
    """Every question in a single file."""
    return _result(_questions(parse(content, most=MAX_TREE_NODES), name, Media()))


class _Package:
    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        manifests = [name for name in files if basename(name).lower() == MANIFEST]
        self.manifest = min(manifests, key=len, default="")
        self.media = Media(files, dirname(self.manifest))
        self.contents = Contents(self.media)
        self.document = Document()
        self.left = MAX_QUESTION_BYTES
        self.name = ""

    def read(self) -> ReadResult:
        kinds = {name: self._kind(name) for name in sorted(self.files)}
        for name in [name for name, kind in kinds.items() if kind == "test"]:
            if (root := self._root(name)) is not None:
                self.contents.add_test(name, root)
        if self.manifest and (root := self._root(self.manifest)) is not None:
            self.name = keys.unique(root.get("identifier"))
            self.contents.add_manifest(self.manifest, root)
        for name in dict.fromkeys([*self.contents.names, *kinds]):
            if kinds[name] == "questions" and not self._is_twin(name):
                self._read_file(name)
        self.document.read += self.contents.missing
        return _result(self.document)

    def _kind(self, name: str) -> str:
        if not name.lower().endswith(_QUESTION_FILES):
            return ""
        try:
            return looks_like(self.files[name])
        except UnreadableFile:
            # Damaged: reading it will say so.
            return "questions"

    def _is_twin(self, name: str) -> bool:
        found = _PLAIN_TWIN.match(name)
        return found is not None and f"{found[1] or ''}non_cc_assessments/{found[2]}.xml.qti" in self.files

    def _read_file(self, name: str) -> None:
        root = self._root(name)
        if root is None:
            return
        try:
            part = _questions(root, name, self.media.beside(name))
        except UnreadableFile as error:
            self.document.read.append(Refusal(name, str(error)))
            return
        folder = self.contents.categories.get(name, "")
        entries = (keys.scoped(entry, root, self.name) for entry in part.read)
        self.document.read += [_in_folder(entry, folder) for entry in entries]
        self.document.banks |= part.banks
        self.document.references += part.references

    def _root(self, name: str) -> Element | None:
        """A file as XML; None, and a refusal of that file, if it is none or would take too long."""
        try:
            content = self.files[name]
            self.left -= len(content)
            if self.left < 0:
                raise UnreadableFile(_too_large())
            return parse(content, most=MAX_TREE_NODES)
        except UnreadableFile as error:
            self.document.read.append(Refusal(name, str(error)))
            return None


def _questions(root: Element, name: str, media: Media) -> Document:
    """The questions of one file, of whatever version of QTI."""
    if local_name(root) == "questestinterop":
        return read_document(root, name=name, media=media)
    if is_item(root):
        return Document([read_item(root, name, media)])
    raise UnreadableFile(_("This file holds no QTI questions. Export the questions as QTI and try again."))


def _result(document: Document) -> ReadResult:
    """Everything read, once it is known which banks there are and which are only named."""
    missing = [missing_bank(where) for bank, where in document.references if bank not in document.banks]
    read = [*document.read, *missing]
    if not read:
        raise UnreadableFile(_("There are no questions in this file. Choose a QTI export of questions."))
    return ReadResult(
        [entry for entry in read if isinstance(entry, ExchangeItem)],
        [entry for entry in read if isinstance(entry, Refusal)],
    )


def _in_folder(entry: ExchangeItem | Refusal, folder: str) -> ExchangeItem | Refusal:
    if isinstance(entry, ExchangeItem) and folder and not entry.category:
        return replace(entry, category=folder)
    return entry


def _too_large() -> str:
    megabytes = MAX_QUESTION_BYTES // 1024 // 1024
    text = _("The questions take more than %(number)d MB. Export them in several packages.")
    return text % {"number": megabytes}
