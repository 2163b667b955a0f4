"""Registries: how a domain lets a higher domain, or a site, add to it without importing it."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar


T = TypeVar("T")


class Registry(Generic[T]):
    """Named things in the order of their registration.

    Registering a second thing under the same name replaces the first: a site may swap what we ship.
    """

    def __init__(self) -> None:
        self._items: dict[str, T] = {}

    def register(self, name: str, item: T) -> T:
        self._items[name] = item
        return item

    def add(self, name: str) -> Callable[[T], T]:
        """Use as a decorator: `@registry.add("name")`."""
        return lambda item: self.register(name, item)

    def unregister(self, name: str) -> None:
        self._items.pop(name, None)

    def __getitem__(self, name: str) -> T:
        return self._items[name]

    def get(self, name: str) -> T | None:
        return self._items.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self._items

    def __iter__(self) -> Iterator[T]:
        return iter(self._items.values())

    def names(self) -> tuple[str, ...]:
        return tuple(self._items)
