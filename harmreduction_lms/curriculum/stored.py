"""Block values in the form in which a StreamField stores them, and ids that follow from curriculum keys."""

import uuid
from collections.abc import Iterable
from typing import Any


# Namespace of the ids of loaded blocks. Never change it: anchors and papers name blocks by these ids.
BLOCK_IDS = uuid.UUID("3f0f5b1c-3a86-4d52-9a0e-4a8c9d7a2f61")
# Namespace of the translation keys of loaded objects. Never change it: progress and attempts name them.
OBJECT_KEYS = uuid.UUID("7c1f0a52-94c5-4f0e-8f57-2f6f0f6c1f3d")


def stable_key(kind: str, key: str) -> uuid.UUID:
    """The translation key of what a file describes: the same on every load, and in every language.

    Learners' ticks and attempts are kept under translation keys, so what was deleted and is loaded again
    counts as the same. Two courses may use one key for a lesson and a quiz, therefore the `kind`.
    """
    return uuid.uuid5(OBJECT_KEYS, f"{kind}/{key}")


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
