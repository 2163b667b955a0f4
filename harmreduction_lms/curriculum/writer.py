"""Writes one object at a time, and never over an editor.

Every object remembers a digest of what the loader last wrote (`curriculum_digest`). If the object says
something else by now, somebody has edited it on the site: it is left alone and reported.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.urls import get_resolver
from wagtail.blocks import StreamValue

from harmreduction_lms.curriculum.comparison import apply_content, content_of, digest_of
from harmreduction_lms.curriculum.problems import CurriculumNotLoaded


class Outcome(StrEnum):
    """What became of an object."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    LEFT = "left as edited"


@dataclass(frozen=True)
class Entry:
    """A line of the report. `sort` is what the object is, in the plural."""

    outcome: Outcome
    sort: str
    key: str
    title: str


@dataclass
class Report:
    """What a load did, or would do."""

    entries: list[Entry] = field(default_factory=list)
    published: int = 0

    def count(self, sort: str, outcome: Outcome) -> int:
        return sum(entry.sort == sort and entry.outcome == outcome for entry in self.entries)

    @property
    def sorts(self) -> list[str]:
        return list(dict.fromkeys(entry.sort for entry in self.entries))

    @property
    def left(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.outcome == Outcome.LEFT]

    @property
    def has_changes(self) -> bool:
        return bool(self.published) or any(
            entry.outcome in {Outcome.CREATED, Outcome.UPDATED} for entry in self.entries
        )


NAMES = ("title", "term", "citation", "text")
"""Fields an object is called by in a report; it has one of them."""


@dataclass(frozen=True)
class Wanted:
    """What the files say about one object."""

    sort: str
    key: str
    values: Mapping[str, Any]

    @property
    def title(self) -> str:
        return str(next((self.values[name] for name in NAMES if name in self.values), ""))


@dataclass
class Writer:
    """Creates and updates; `publish` also publishes what was never published before."""

    publish: bool = False
    report: Report = field(default_factory=Report)

    def write_snippet(self, instance: Any, wanted: Wanted) -> Any:
        """For objects without drafts. A new one is handed over unsaved, its identity filled in."""
        outcome = Outcome.CREATED if instance._state.adding else self._compare(instance, wanted)
        if outcome in {Outcome.CREATED, Outcome.UPDATED}:
            self._apply(instance, wanted)
            instance.save()
        return self._done(instance, wanted, outcome)

    def write_draft(
        self, existing: Any | None, wanted: Wanted, create: Callable[[Mapping[str, Any]], Any]
    ) -> Any:
        """For pages and questions: every write is a revision, published only where that is wanted.

        `create` saves a new object, as a draft, with the plain values it is given.
        """
        if existing is None:
            instance = create({"title": wanted.values["title"]})
            outcome = Outcome.CREATED
        else:
            instance = existing.get_latest_revision_as_object()
            outcome = self._compare(instance, wanted)
        revision = None
        if outcome in {Outcome.CREATED, Outcome.UPDATED}:
            self._apply(instance, wanted)
            action = "wagtail.create" if outcome == Outcome.CREATED else "wagtail.edit"
            revision = instance.save_revision(log_action=action)
        if outcome != Outcome.LEFT and self._is_to_be_published(instance, revision):
            (revision or instance.get_latest_revision()).publish()
            self.report.published += 1
        return self._done(instance, wanted, outcome)

    def _compare(self, instance: Any, wanted: Wanted) -> Outcome:
        """What has to be done with an object that exists."""
        found = content_of(instance, wanted.values)
        apply_content(instance, wanted.values, seed=wanted.key)
        if content_of(instance, wanted.values) == found:
            return Outcome.UNCHANGED
        is_locked = getattr(instance, "locked", False)
        is_edited = digest_of(found) != instance.curriculum_digest
        return Outcome.LEFT if is_edited or is_locked else Outcome.UPDATED

    def _apply(self, instance: Any, wanted: Wanted) -> None:
        apply_content(instance, wanted.values, seed=wanted.key)
        _check_blocks(instance, wanted)
        instance.curriculum_digest = digest_of(content_of(instance, wanted.values))

    def _is_to_be_published(self, instance: Any, revision: Any | None) -> bool:
        """What an editor has taken off the site stays off it."""
        if instance.live:
            return revision is not None
        return self.publish and instance.first_published_at is None

    def _done(self, instance: Any, wanted: Wanted, outcome: Outcome) -> Any:
        self.report.entries.append(Entry(outcome, wanted.sort, wanted.key, wanted.title))
        return instance


def _check_blocks(instance: Model, wanted: Wanted) -> None:
    """Blocks must be such that an editor could save them; a site's own blocks may be stricter than ours."""
    _register_snippets()
    for name in wanted.values:
        value = getattr(instance, name)
        if not isinstance(value, StreamValue):
            continue
        try:
            value.stream_block.clean(value)
        except ValidationError as error:
            message = f"{wanted.sort} {wanted.key}: {name} is refused by its block: {_describe(error)}"
            raise CurriculumNotLoaded(message) from error


@cache
def _register_snippets() -> None:
    """Choosers work once their snippets are registered, which loading the admin's urls does."""
    get_resolver().url_patterns  # noqa: B018


def _describe(error: ValidationError) -> str:
    """The words of a block's error, however deep they lie."""
    inner = getattr(error, "block_errors", None) or {}
    parts = [part for part in (inner.values() if isinstance(inner, dict) else inner) if part]
    parts += [*(getattr(error, "non_block_errors", None) or [])]
    return "; ".join(_describe(part) for part in parts) or " ".join(error.messages)
