"""The outline of a course as plain values: what a selector reads once and templates walk through."""

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple
from uuid import UUID


class OutlineStep(NamedTuple):
    """One lesson or quiz. `role` is a quiz's role (`post_test`, ...), empty for lessons.

    A tuple: a hundred of them are made for every lesson that is read.
    """

    key: UUID
    page_id: int
    title: str
    url: str
    minutes: int
    is_required: bool
    kind: str
    role: str
    position: int
    summary: str = ""


@dataclass(frozen=True)
class OutlineModule:
    """A module and its steps. Steps straight below a course stand in a module without title and address."""

    key: UUID
    title: str
    summary: str
    url: str
    steps: tuple[OutlineStep, ...]

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)


@dataclass(frozen=True)
class Outline:
    """A course's modules in the order of the page tree."""

    course_key: UUID
    modules: tuple[OutlineModule, ...]

    @cached_property
    def steps(self) -> tuple[OutlineStep, ...]:
        return tuple(chain.from_iterable(module.steps for module in self.modules))

    @cached_property
    def required_keys(self) -> frozenset[UUID]:
        return frozenset(step.key for step in self.steps if step.is_required)

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)

    def find(self, key: UUID) -> OutlineStep | None:
        return next((step for step in self.steps if step.key == key), None)

    def next_after(self, key: UUID) -> OutlineStep | None:
        """The step that follows the one with `key`."""
        return self._beside(key, 1)

    def previous_before(self, key: UUID) -> OutlineStep | None:
        """The step that leads to the one with `key`."""
        return self._beside(key, -1)

    def module_of(self, key: UUID) -> OutlineModule | None:
        """The module with this key, or the one a step with this key stands in."""
        return next((m for m in self.modules if m.key == key or any(s.key == key for s in m.steps)), None)

    def _beside(self, key: UUID, offset: int) -> OutlineStep | None:
        step = self.find(key)
        index = step.position - 1 + offset if step else -1
        return self.steps[index] if 0 <= index < len(self.steps) else None
