"""Questions that were read from a file as text that a session can hold, and back as they were."""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from harmreduction_lms.quizzes.exchange.base import ExchangeItem, Picture


_NAMES = [field.name for field in fields(ExchangeItem) if field.name != "picture"]
_LISTS = frozenset({"hints", "tags", "notes"})


def item_values(item: ExchangeItem, digests: Mapping[bytes, str]) -> dict[str, Any]:
    """What an item says, as JSON; of its picture the digest, name and description."""
    values = {name: getattr(item, name) for name in _NAMES}
    if item.picture:
        values["picture"] = [digests[item.picture.content], item.picture.name, item.picture.alt]
    return values


def item_from(values: Mapping[str, Any], pictures: Mapping[str, bytes]) -> ExchangeItem:
    """The item with these values; `pictures` are contents by their digest."""
    given: dict[str, Any] = {
        name: tuple(value) if name in _LISTS else value for name, value in values.items()
    }
    if "picture" in given:
        digest, name, alt = given["picture"]
        given["picture"] = Picture(name, pictures[digest], alt)
    return ExchangeItem(**given)


def pack(value: Any) -> str:
    return pack_bytes(json.dumps(value, separators=(",", ":"), default=str).encode())


def unpack(packed: str) -> Any:
    return json.loads(unpack_bytes(packed))


def pack_bytes(content: bytes) -> str:
    return b64encode(zlib.compress(content, 1)).decode()


def unpack_bytes(packed: str) -> bytes:
    return zlib.decompress(b64decode(packed))
