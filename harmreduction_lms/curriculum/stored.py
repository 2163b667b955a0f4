"""Block values in the form in which a StreamField stores them."""

import uuid
from collections.abc import Iterable
from typing import Any


# Namespace of the ids of loaded blocks. Never change it: anchors and papers name blocks by these ids.
BLOCK_IDS = uuid.UUID("3f0f5b1c-3a86-4d52-9a0e-4a8c9d7a2f61")


def list_children(values: Iterable[Any]) -> list[dict[str, Any]]:
    """As a ListBlock stores its children."""
    return [{"type": "item", "value": value} for value in values]


def with_ids(value: Any, seed: str) -> Any:
    """A copy in which every block has an id, always the same for the same place.

    Wagtail would give random ones, so that each load would look like a change of every block.
    """
    if isinstance(value, list):
        return [with_ids(child, f"{seed}/{number}") for number, child in enumerate(value)]
    if not isinstance(value, dict):
        return value
    copy = {name: with_ids(child, f"{seed}/{name}") for name, child in value.items()}
    if copy.keys() == {"type", "value"}:
        copy["id"] = str(uuid.uuid5(BLOCK_IDS, seed))
    return copy
