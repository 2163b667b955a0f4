"""What an object of the site says, in a form that can be compared with what a file says.

Only words count. Ids of blocks, and the marks Wagtail's editor leaves on paragraphs, differ after every save
in the editor and are left out, so that opening and saving a page unchanged is not taken for an edit.
"""

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

from django.db.models import Model
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField

from harmreduction_lms.curriculum.stored import with_ids


def content_of(instance: Any, names: Iterable[str]) -> dict[str, Any]:
    """The named fields as plain data."""
    return {name: _plain(getattr(instance, name)) for name in names}


def digest_of(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def apply_content(instance: Any, values: Mapping[str, Any], *, seed: str) -> None:
    """Write values from a file into an object, without saving it. `seed` makes the ids of its blocks."""
    for name, value in values.items():
        if name == "tags":
            instance.tags.set(value)
        elif isinstance(field := instance._meta.get_field(name), StreamField):
            setattr(instance, name, field.stream_block.to_python(with_ids(value, f"{seed}/{name}")))
        else:
            setattr(instance, name, value)


def _plain(value: Any) -> Any:
    match value:
        case StreamValue():
            return [_stored(child.get_prep_value()) for child in value]
        case str():
            return _words(value)
        case Decimal():
            return format(value.normalize(), "f")
        case datetime.date():
            return value.isoformat()
        case _ if hasattr(value, "all"):
            return sorted(_name(related) for related in value.all())
        case _:
            return value


def _stored(value: Any) -> Any:
    """A block's stored value without ids."""
    match value:
        case dict():
            is_block = {"type", "value"} <= value.keys()
            return {name: _stored(part) for name, part in value.items() if not (is_block and name == "id")}
        case list():
            return [_stored(part) for part in value]
        case _:
            return _plain(value)


def _name(related: Model) -> str:
    return str(getattr(related, "slug", None) or getattr(related, "code", None) or related.pk)


def _words(text: str) -> str:
    """Rich text with one spelling for what HTML can spell in several ways."""
    if "<" not in text and "&" not in text:
        return text
    reader = _Words()
    reader.feed(text)
    reader.close()
    return "".join(reader.parts)


class _Words(HTMLParser):
    # Tags are set apart by a character no text has, so that "<b>" in the text is not taken for a tag.
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = sorted((name, value or "") for name, value in attrs if name != "data-block-key")
        self.parts.append(f"\x00{tag}{kept or ''}\x00")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"\x00/{tag}\x00")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
