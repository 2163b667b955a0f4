"""The written Excel file: the questions, and a second sheet that explains how to fill in more."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from harmreduction_lms.quizzes.exchange.sheet.columns import Key, heading
from harmreduction_lms.quizzes.exchange.sheet.guide import guide


_TOP = Alignment(vertical="top", wrap_text=True)
_BOLD = Font(bold=True)
_WIDE = frozenset({"Question", "Text with gaps", "Explanation", "Guidance"})


def written_workbook(keys: Sequence[Key], rows: Sequence[Sequence[str]]) -> bytes:
    """An XLSX file. Every cell is text, whatever it begins with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Questions")
    sheet.freeze_panes = "A2"
    for place, (name, _number) in enumerate(keys, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = 50 if name in _WIDE else 22
    sheet.append([_cell(sheet, heading(key), font=_BOLD) for key in keys])
    for row in rows:
        sheet.append([_cell(sheet, text) if text else None for text in row])
    _add_guide(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _add_guide(book: Any) -> None:
    sheet = book.create_sheet("How to fill this in")
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 100
    for name, text in guide():
        sheet.append([_cell(sheet, name, font=_BOLD), _cell(sheet, text)])


def _cell(sheet: Any, text: str, font: Font | None = None) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    # openpyxl would make a formula of "=1+1" and an error of "#REF!".
    cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = _TOP
    if font is not None:
        cell.font = font
    return cell
