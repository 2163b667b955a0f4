"""Tables. Rich text cells, so that an amount can be emphasised and a source linked."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.typed_table_block.blocks import (
    TypedTable,
    TypedTableBlock,
    TypedTableBlockValidationError,
)

from harmreduction_lms.courses.blocks.text import INLINE
from harmreduction_lms.courses.prose import ProseBlock


class TableBlock(TypedTableBlock):
    """A table with a caption, a heading for every column, and row headings in the first column."""

    text = ProseBlock(label=_("Text"), features=INLINE, required=False)

    def get_context(self, value: TypedTable, parent_context: Any = None) -> dict[str, Any]:
        """`rows` with the heading of its column beside each cell: on a phone the heading is said again."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        headings = [column["heading"] for column in value.columns]
        context["rows"] = [list(zip(headings, row, strict=True)) for row in value.rows]
        return context

    def clean(self, value: TypedTable) -> TypedTable:
        """Without caption and headings a table cannot be understood by ear (WCAG 2.2, 1.3.1)."""
        table = super().clean(value)
        if self.is_deferred_validation:
            return table
        if not table.caption or not all(column["heading"] for column in table.columns):
            message = ValidationError(_("Give the table a caption and every column a heading."))
            raise TypedTableBlockValidationError(non_block_errors=[message])
        return table

    class Meta:
        icon = "table"
        template = "harmreduction_lms/courses/blocks/table.html"
        preview_value = {
            "caption": "Products in the room",
            "columns": [{"type": "text", "heading": "Product"}, {"type": "text", "heading": "Dose"}],
            "rows": [{"values": ["Nasal spray", "4 mg, one nostril"]}],
        }
