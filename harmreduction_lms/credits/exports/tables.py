"""Tables as streams of bytes: CSV, tab-delimited text and XLSX. The same rows give the same bytes."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from harmreduction_lms.core.csvsafe import defuse
from harmreduction_lms.credits.exports.xml import printable


BLOCK = 64 * 1024
BOM = "\ufeff"
"""Without it Excel takes UTF-8 for something else."""

Cells = Sequence[Any]


def csv_stream(rows: Iterable[Cells], *, bom: bool = True) -> Iterator[bytes]:
    """CSV that runs no formula (`core.csvsafe`)."""
    text = io.StringIO(newline="")
    text.write(BOM if bom else "")
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([defuse(cell) for cell in row])
        if text.tell() > BLOCK:
            yield _taken(text)
    yield _taken(text)


def tab_stream(rows: Iterable[Cells]) -> Iterator[bytes]:
    """Tab-delimited text that runs no formula: no quotation marks, so what would break a line is a space."""
    for row in rows:
        yield ("\t".join(" ".join(str(defuse(cell)).split()) for cell in row) + "\r\n").encode()


def _taken(text: io.StringIO) -> bytes:
    block = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return block


# --- XLSX
# ---------------------------------------------------------------------------------------------------- Written
# by hand: openpyxl puts the time of writing into the file, and its zip library a compressor that differs
# between machines. ECMA-376 part 1 (2016), sections 18.3 and 18.8; style 1 is a date (number format 14).

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills '
    f'count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}
_SHEET = f'<worksheet xmlns="{_MAIN}"><sheetData>'
_SHEET_END = "</sheetData></worksheet>"
_EPOCH = date(1899, 12, 30)
_STAMP = (1980, 1, 1, 0, 0, 0)


def xlsx_stream(rows: Iterable[Cells]) -> Iterator[bytes]:
    """A workbook of one sheet. Text is typed as text, so a formula in it is only its letters; days are
    days."""
    target = _Pipe()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, part in _PARTS.items():
            archive.writestr(zipfile.ZipInfo(name, _STAMP), _HEAD + part)
        with archive.open(zipfile.ZipInfo("xl/worksheets/sheet1.xml", _STAMP), "w") as sheet:
            sheet.write((_HEAD + _SHEET).encode())
            for row in rows:
                sheet.write(f"<row>{''.join(map(_cell, row))}</row>".encode())
                if target.size > BLOCK:
                    yield target.taken()
            sheet.write(_SHEET_END.encode())
    yield target.taken()


def _cell(value: Any) -> str:
    if isinstance(value, date):
        return f'<c s="1"><v>{(value - _EPOCH).days}</v></c>'
    if value in (None, ""):
        return "<c/>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(printable(str(value)))}</t></is></c>'


class _Pipe(io.RawIOBase):
    """What a zip file is written to, and taken from while it grows. It cannot seek, so zipfile streams."""

    def __init__(self) -> None:
        self.blocks: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.blocks.append(bytes(data))
        self.size += len(data)
        return len(data)

    def taken(self) -> bytes:
        block = b"".join(self.blocks)
        self.blocks, self.size = [], 0
        return block
