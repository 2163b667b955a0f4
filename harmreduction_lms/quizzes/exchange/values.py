"""Answers between a question's blocks and plain values: without ids, with every part, cleaned.

What stands in a block is told from the block, never guessed from its JSON, so kinds that a site registers are
exchanged like ours.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import Block, ChooserBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock
from wagtail.blocks.base import get_error_json_data

from harmreduction_lms.core.html import clean_html


MAX_PROBLEMS = 3
"""Nobody reads more of them; what is left shows when these are put right."""

Leaf = Callable[[Block, Any], Any]

# What PostgreSQL cannot store, and other control characters, which nobody types.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SCRIPT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_BLOCK_KEY = re.compile(r' data-block-key="[^"<>]*"')
_PLAIN_TAGS = ("p", "b", "i", "em", "strong", "sub", "sup", "ul", "ol", "li")
_PLAIN = re.compile(rf"[^<>]*(?:<(?:/?(?:{'|'.join(_PLAIN_TAGS)})|br/?)>[^<>]*)*")


def without_unstorable(text: str) -> str:
    """The text without characters that a database refuses."""
    return _UNSTORABLE.sub("", text)


def clean_rich_text(html: str) -> str:
    """HTML as it may be stored, without the marks that Wagtail's editor leaves on paragraphs."""
    html = _SCRIPT.sub("", _BLOCK_KEY.sub("", without_unstorable(html))).strip()
    # bleach takes a millisecond a text: half a minute for a large bank, most of it for nothing.
    return html if _is_plain(html) else str(clean_html(html)).strip()


def plain_value(block: Block, raw: Any, leaf: Leaf = lambda _block, value: value) -> Any:
    """A block's stored value without ids and with its defaults; `leaf` gives each innermost value."""
    match block:
        case StreamBlock():
            children = [child for child in raw or [] if child["type"] in block.child_blocks]
            return [
                {
                    "type": child["type"],
                    "value": plain_value(block.child_blocks[child["type"]], child["value"], leaf),
                }
                for child in children
            ]
        case ListBlock():
            return [plain_value(block.child_block, _list_item(child), leaf) for child in raw or []]
        case StructBlock():
            values = raw or {}
            return {
                name: plain_value(child, values[name] if name in values else _default(child), leaf)
                for name, child in block.child_blocks.items()
            }
        case _:
            return leaf(block, str_of_decimal(raw))


def cleaned_leaf(block: Block, value: Any) -> Any:
    """An innermost value from a file: HTML cleaned, and no object of this site named by its number."""
    if isinstance(block, ChooserBlock):
        return None
    if isinstance(block, RichTextBlock):
        return clean_rich_text(value or "")
    return without_unstorable(value).strip() if isinstance(value, str) else value


def str_of_decimal(value: Any) -> Any:
    """Numbers as text, one spelling for each; anything else as it is."""
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


def described_problems(block: Block, error: ValidationError) -> list[str]:
    """The messages in an error from a block, each with the names of the fields it lies in."""
    found = _problems(block, get_error_json_data(error), ())
    messages = [": ".join(filter(None, [", ".join(path), message])) for path, message in found]
    return [*dict.fromkeys(messages)][:MAX_PROBLEMS]


def _problems(
    block: Any, data: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str]]:
    for message in data.get("messages", ()):
        yield path, str(message)
    for name, child_data in data.get("blockErrors", {}).items():
        if isinstance(block, ListBlock):
            child, label = block.child_block, _("number %(number)d") % {"number": int(name) + 1}
        else:
            child = getattr(block, "child_blocks", {}).get(name)
            label = str(child.label) if child is not None else ""
        yield from _problems(child, child_data, (*path, label) if label else path)


def _list_item(child: Any) -> Any:
    """Lists are stored with an id beside each item; files and old rows hold the items alone."""
    is_stored = isinstance(child, dict) and child.keys() >= {"type", "value"} and child["type"] == "item"
    return child["value"] if is_stored else child


def _default(block: Block) -> Any:
    return block.get_prep_value(block.normalize(block.get_default()))


def _is_plain(html: str) -> bool:
    return _PLAIN.fullmatch(html) is not None and all(
        html.count(f"<{tag}>") == html.count(f"</{tag}>") for tag in _PLAIN_TAGS
    )
