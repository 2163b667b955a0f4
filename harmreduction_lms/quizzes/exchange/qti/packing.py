"""A QTI package from questions: a folder for each with its picture, and the list of contents.

The same questions give the same bytes, so that two exports can be compared.
"""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from harmreduction_lms.quizzes.exchange.base import (
    MAX_FILE_BYTES,
    MAX_ITEMS,
    ExchangeItem,
    Refusal,
    WrittenFile,
)
from harmreduction_lms.quizzes.exchange.qti.items import MEDIA, WrittenItem, write_item
from harmreduction_lms.quizzes.exchange.qti.package import MAX_QUESTION_BYTES
from harmreduction_lms.quizzes.exchange.safe_zip import MAX_MEMBERS


Version = Literal["2.1", "3.0"]

MANIFEST = "imsmanifest.xml"

_QUICK = 1
"""Packing to know the size: the result is a little larger than what is written."""
_RESERVE = 6 * 1024 * 1024
"""For the list of contents, packed and unpacked, and the directory of the ZIP: 20,000 questions need 5 MB."""

# The first moment a ZIP file can name.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_READABLE_BY_ALL = 0o644 << 16
_PACKAGES = {
    "2.1": ("http://www.imsglobal.org/xsd/imscp_v1p1", "QTIv2.1 Package", "1.0.0", "imsqti_item_xmlv2p1"),
    "3.0": (
        "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
        "QTI Package",
        "3.0.0",
        "imsqti_item_xmlv3p0",
    ),
}
"""Namespace, schema, version of the schema, and the type of an item (IMS Content Packaging)."""


def write_package(items: Sequence[ExchangeItem], version: Version) -> WrittenFile:
    """A package of the questions that QTI can hold; the others are refused, each with a reason."""
    package = _Package(version)
    for item in items:
        package.add(item.title, write_item(item, version))
    return package.closed()


def write_packages(items: Sequence[ExchangeItem], version: Version) -> Iterator[WrittenFile]:
    """The same as several packages, each small enough to be read."""
    package = _Package(version)
    for item in items:
        written = write_item(item, version)
        if package.is_full_with(written):
            yield package.closed()
            package = _Package(version)
        package.add(item.title, written)
    yield package.closed()


class _Package:
    """A package while it is being filled, with all that reading one goes by."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self.refused: list[Refusal] = []
        self.notes: list[Refusal] = []
        self._folders: list[list[str]] = []
        self._files: dict[str, bytes] = {}
        self._packed = self._unpacked = 0

    def is_full_with(self, written: WrittenItem | Refusal) -> bool:
        if isinstance(written, Refusal):
            return False
        size = len(written.xml) + sum(len(picture.content) for picture in written.media)
        return bool(self._folders) and (
            self._packed + size > MAX_FILE_BYTES - _RESERVE
            or self._unpacked + size > MAX_QUESTION_BYTES - _RESERVE
            or len(self._files) + 3 > MAX_MEMBERS
            or len(self._folders) == MAX_ITEMS
        )

    def add(self, title: str, written: WrittenItem | Refusal) -> None:
        if isinstance(written, Refusal):
            self.refused.append(written)
            return
        place = f"question-{len(self._folders) + 1:05}"
        files = {f"{place}/item.xml": written.xml}
        files |= {f"{place}/{MEDIA}/{picture.name}": picture.content for picture in written.media}
        self._files |= files
        self._unpacked += sum(map(len, files.values()))
        self._packed += sum(len(zlib.compress(content, _QUICK)) for content in files.values())
        self._folders.append([*files])
        self.notes += [Refusal(title, note) for note in written.notes]

    def closed(self) -> WrittenFile:
        content = _zipped({MANIFEST: _manifest(self._folders, self.version), **self._files})
        return WrittenFile(content, self.refused, self.notes)


def _manifest(folders: list[list[str]], version: Version) -> bytes:
    namespace, schema, schema_version, item_type = _PACKAGES[version]
    root = Element("manifest", {"xmlns": namespace, "identifier": "questions"})
    metadata = SubElement(root, "metadata")
    SubElement(metadata, "schema").text = schema
    SubElement(metadata, "schemaversion").text = schema_version
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    for names in folders:
        identifier = names[0].partition("/")[0]
        attributes = {"identifier": identifier, "type": item_type, "href": names[0]}
        resource = SubElement(resources, "resource", attributes)
        for name in names:
            SubElement(resource, "file", {"href": name})
    indent(root)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _zipped(files: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.external_attr = _READABLE_BY_ALL
            info.create_system = 3
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()
