"""A QTI package from questions: a folder for each with its picture, and the list of contents.

The same questions give the same bytes, so that two exports can be compared.
"""

import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from harmreduction_lms.quizzes.exchange.base import ExchangeItem, Refusal, WrittenFile
from harmreduction_lms.quizzes.exchange.qti.items import MEDIA, write_item


Version = Literal["2.1", "3.0"]

MANIFEST = "imsmanifest.xml"

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
    files: dict[str, bytes] = {}
    folders: list[list[str]] = []
    refused: list[Refusal] = []
    notes: list[Refusal] = []
    for number, item in enumerate(items, start=1):
        written = write_item(item, version)
        if isinstance(written, Refusal):
            refused.append(written)
            continue
        xml, pictures, lost = written
        place = f"question-{number:05}"
        folder = {f"{place}/item.xml": xml}
        folder |= {f"{place}/{MEDIA}/{picture.name}": picture.content for picture in pictures}
        files |= folder
        folders.append([*folder])
        notes += [Refusal(item.title, note) for note in lost]
    content = _zipped({MANIFEST: _manifest(folders, version), **files})
    return WrittenFile(content, refused, notes)


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
