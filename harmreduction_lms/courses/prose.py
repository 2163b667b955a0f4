"""Rich text whose links are looked up together.

Wagtail expands each rich text value by itself, at two queries or more for every value that holds a link to a
page: 36 queries for a lesson with 18 such values (measured, Wagtail 8.0.1). Here the values of a whole body
go through the rewriter in one piece, so every link handler a site has registered is asked once.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.utils.encoding import force_str
from wagtail.blocks import RichTextBlock, StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.images import get_image_model
from wagtail.rich_text import RichText, expand_db_html

from harmreduction_lms.courses.page_links import expand_html


# A control character that no editor lets through, so it cannot stand in a text.
SEPARATOR = "\x1e"


class Prose(RichText):
    """A rich text value that may have been expanded already, together with others."""

    html: str | None = None

    def __html__(self) -> str:
        html = expand_db_html(self.source) if self.html is None else self.html
        return render_to_string("wagtailcore/shared/richtext.html", {"html": html})


class ProseBlock(RichTextBlock):
    """Wagtail's rich text block, giving `Prose`."""

    def to_python(self, value: str) -> Prose:
        return Prose(value)

    def normalize(self, value: Any) -> Prose:
        if isinstance(value, Prose):
            return value
        return Prose(value.source if isinstance(value, RichText) else value and force_str(value))

    def value_from_form(self, value: str) -> Prose:
        return Prose(value)


def prepare(body: StreamValue) -> StreamValue:
    """`body`, with its links expanded and its image renditions fetched, at a constant number of queries."""
    leaves = list(_leaves(body))
    _expand_together([leaf for leaf in leaves if isinstance(leaf, Prose)])
    images = [leaf for leaf in leaves if isinstance(leaf, get_image_model())]
    if images:
        prefetch_related_objects(images, "renditions")
    return body


def _expand_together(texts: list[Prose]) -> None:
    sources = [text.source.replace(SEPARATOR, "") for text in texts]
    expanded = expand_html(SEPARATOR.join(sources)).split(SEPARATOR)
    for text, html in zip(texts, expanded, strict=False):
        text.html = html


def _leaves(value: Any) -> Iterator[Any]:
    """Every value in a body that is not made of others."""
    children = _children(value)
    if children is None:
        yield value
        return
    for child in children:
        yield from _leaves(child)


def _children(value: Any) -> Iterator[Any] | None:
    match value:
        case StreamValue():
            return (child.value for child in value)
        case StructValue():
            return iter(value.values())
        case ListValue():
            return iter(value)
        case TypedTable():
            return (cell for row in value.row_data for cell in row["values"])
        case _:
            return None
