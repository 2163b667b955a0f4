"""Questions in a spreadsheet, for people without a learning platform: XLSX, and CSV where that must be."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmreduction_lms.quizzes.exchange.base import (
    ExchangeFormat,
    ExchangeItem,
    ReadResult,
    Refusal,
    UnreadableFile,
    WrittenFile,
)
from harmreduction_lms.quizzes.exchange.problems import Unusable
from harmreduction_lms.quizzes.exchange.sheet.answers import WRITERS
from harmreduction_lms.quizzes.exchange.sheet.columns import Header, Key, heading, headings, read_header
from harmreduction_lms.quizzes.exchange.sheet.rows import lost_from, read_row, written_row
from harmreduction_lms.quizzes.exchange.sheet.table import (
    DATE_MARK,
    Cells,
    check_workbook,
    read_table,
    written_csv,
)


MAX_CELL = 32_767
"""Characters that Excel keeps in a cell."""


class Sheet(ExchangeFormat):
    """One row a question, every kind. Without questions, `write` gives an empty sheet to fill in."""

    name = "sheet"
    label = gettext_lazy("Spreadsheet (Excel or CSV)")
    extensions = ("xlsx", "csv", "tsv")
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def read(self, name: str, content: bytes) -> ReadResult:
        result = ReadResult()
        header = None
        for number, cells in read_table(content):
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = read_header(cells)
                continue
            where = _("row %(number)d") % {"number": number}
            try:
                result.items.append(replace(_item(header, number, cells), where=where))
            except Unusable as problem:
                result.refused.append(Refusal(where, str(problem)))
        if header is None:
            raise UnreadableFile(_("This sheet is empty."))
        return result

    def write(self, items: Sequence[ExchangeItem]) -> WrittenFile:
        # openpyxl takes 10 MB of every process that has it, and few write a workbook.
        from harmreduction_lms.quizzes.exchange.sheet.workbook import written_workbook

        keys, rows, refused = _table(items)
        notes = [Refusal(item.title, note) for item in items for note in lost_from(item)]
        return WrittenFile(written_workbook(keys, rows), refused, notes)

    def is_readable(self, content: bytes) -> bool:
        try:
            check_workbook(content)
        except UnreadableFile:
            return False
        return True

    def write_csv(self, items: Sequence[ExchangeItem]) -> WrittenFile:
        """As `write`, for programs that open no XLSX."""
        keys, rows, refused = _table(items)
        notes = [Refusal(item.title, note) for item in items for note in lost_from(item)]
        return WrittenFile(written_csv([[heading(key) for key in keys], *rows]), refused, notes)


def _item(header: Header, number: int, cells: Cells) -> ExchangeItem:
    if any(cell.startswith(DATE_MARK) for cell in cells):
        raise Unusable(
            _("Excel has made a date of a cell in this row. Format the cell as text and type it again.")
        )
    item = read_row(header.row(number, cells))
    if lost := header.lost(cells):
        note = _("Left out, because these columns are not known: %(names)s.") % {"names": ", ".join(lost)}
        return replace(item, notes=(*item.notes, note))
    return item


def _table(items: Sequence[ExchangeItem]) -> tuple[list[Key], list[list[str]], list[Refusal]]:
    refused = [Refusal(item.title, reason) for item in items if (reason := _reason(item))]
    rows = [written_row(item, number) for number, item in enumerate(items, start=2) if not _reason(item)]
    keys = headings(rows)
    return keys, [[row.cells.get(key, "") for key in keys] for row in rows], refused


def _reason(item: ExchangeItem) -> str:
    if item.kind not in WRITERS:
        return _("The sheet has no such kind of question.")
    if any(len(text) > MAX_CELL for text in written_row(item, 0).cells.values()):
        return _("A text is longer than a cell can be.")
    return ""
