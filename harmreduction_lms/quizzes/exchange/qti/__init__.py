"""QTI: questions as 1EdTech (IMS) standardised them, versions 1.2, 2.1, 2.2 and 3.0, alone or in a package.

What a file is, is told by its content. Written are packages of version 2.1, which most platforms read.
"""

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmreduction_lms.quizzes.exchange import safe_zip
from harmreduction_lms.quizzes.exchange.base import (
    ExchangeFormat,
    ExchangeItem,
    ReadResult,
    UnreadableFile,
    WrittenFile,
)
from harmreduction_lms.quizzes.exchange.qti.package import looks_like, read_file, read_package
from harmreduction_lms.quizzes.exchange.qti.packing import Version, write_package, write_packages


# With files, or empty.
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


class QTI(ExchangeFormat):
    """Reads every version, writes packages of one."""

    name = "qti"
    label = gettext_lazy("QTI (Canvas, Common Cartridge, 2.1, 2.2, 3.0)")
    extensions = ("zip", "xml", "qti", "imscc")
    content_type = "application/zip"
    version: Version = "2.1"

    def recognises(self, name: str, content: bytes) -> bool:
        if content.startswith(_ZIP):
            # Names stand unpacked in a ZIP: this is no spreadsheet and no document.
            return not re.search(rb"\[Content_Types\]\.xml|mimetypeapplication/vnd", content)
        return bool(looks_like(content))

    def read(self, name: str, content: bytes) -> ReadResult:
        if content.startswith(_ZIP):
            return read_package(safe_zip.read(content))
        if looks_like(content) == "test":
            raise UnreadableFile(
                _("This is only the list of a test's questions. Upload the whole package, a ZIP file.")
            )
        return read_file(name, content)

    def write(self, items: Sequence[ExchangeItem]) -> WrittenFile:
        return write_package(items, self.version)

    def write_all(self, items: Sequence[ExchangeItem]) -> Iterator[WrittenFile]:
        return write_packages(items, self.version)


class QTI3(QTI):
    """The same, writing version 3.0. Not registered by us: a site that wants it registers it."""

    name = "qti-3"
    label = gettext_lazy("QTI 3.0")
    version: Version = "3.0"


__all__ = ["QTI", "QTI3"]
