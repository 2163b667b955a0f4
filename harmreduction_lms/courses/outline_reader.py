"""Reads a course's outline in one query: the base page joined to every module and step type of the site."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import swapper
from django.db import models

from harmreduction_lms.courses.outline import Outline, OutlineModule, OutlineStep
from harmreduction_lms.courses.roles import PageRole, page_models
from harmreduction_lms.quizzes.mixins import QuizPageMixin


COMMON = ("pk", "translation_key", "path", "depth", "title", "url_path")


@dataclass(frozen=True)
class Source:
    """A page type in the query: its role, and where its columns stand in a row (`start` is its key)."""

    role: PageRole
    kind: str
    names: tuple[str, ...]
    columns: tuple[str, ...]
    start: int

    def values(self, row: Sequence[Any]) -> dict[str, Any]:
        return dict(zip(self.names, row[self.start : self.start + len(self.names)], strict=True))


@cache
def sources() -> tuple[Source, ...]:
    """The module and step types of the site; they do not change while it runs."""
    return tuple(_find_sources())


def _find_sources() -> Iterator[Source]:
    start = len(COMMON)
    for role in (PageRole.MODULE, PageRole.STEP):
        for model in page_models(role):
            fields = {field.name for field in model._meta.get_fields()}
            names = ("pk", *sorted(fields & {"summary", "minutes", "is_required", "role"}))
            lookup = _lookup(model)
            kind = "quiz" if issubclass(model, QuizPageMixin) else "lesson"
            yield Source(role, kind, names, tuple(f"{lookup}__{name}" for name in names), start)
            start += len(names)


def _lookup(model: type[models.Model]) -> str:
    """Query name that leads from the base page to a page type, e.g. `lessonpage`."""
    line = [model, *model._meta.get_base_chain(swapper.load_model("wagtailcore", "Page"))]
    links = [child._meta.get_ancestor_link(parent) for child, parent in pairwise(line)]
    return "__".join(link.related_query_name() for link in reversed(links))


class OutlineReader:
    """Sorts the rows below a course into modules and steps.

    A joined key that is not null tells which type a row has, so no content type has to be looked up.
    """

    def __init__(self, course: Any, course_url: str) -> None:
        self.course = course
        self.course_url = course_url
        self.modules: list[tuple[str, dict[str, Any], list[OutlineStep]]] = []
        self.count = 0

    def read(self, *, drafts: bool) -> Outline:
        for row in self._rows(drafts):
            self._add(row)
        key = self.course.translation_key
        return Outline(key, tuple(self._module(data, steps) for _path, data, steps in self.modules))

    def _rows(self, drafts: bool) -> Any:
        base = swapper.load_model("wagtailcore", "Page")
        pages = base._default_manager.descendant_of(self.course)
        pages = pages if drafts else pages.live()
        columns = [column for source in sources() for column in source.columns]
        return pages.order_by("path").values_list(*COMMON, *columns)

    def _add(self, row: Sequence[Any]) -> None:
        source = next((source for source in sources() if row[source.start] is not None), None)
        if source is None:
            return
        data = {**source.values(row), **dict(zip(COMMON, row, strict=False))}
        if source.role == PageRole.MODULE:
            self.modules.append((data["path"], data, []))
        elif (steps := self._steps_above(data)) is not None:
            self.count += 1
            steps.append(self._step(source.kind, data))

    def _steps_above(self, data: dict[str, Any]) -> list[OutlineStep] | None:
        """Where a step belongs: the module above it, or the course itself. Below a draft: nowhere."""
        if data["depth"] == self.course.depth + 1:
            if not self.modules or self.modules[-1][0] != self.course.path:
                self.modules.append((self.course.path, {}, []))
            return self.modules[-1][2]
        above = self.modules[-1] if self.modules else None
        is_inside = above is not None and bool(above[1]) and data["path"].startswith(above[0])
        return above[2] if above and is_inside else None

    def _step(self, kind: str, data: dict[str, Any]) -> OutlineStep:
        return OutlineStep(
            key=data["translation_key"],
            page_id=data["pk"],
            title=data["title"],
            url=self._url(data["url_path"]),
            minutes=data["minutes"],
            is_required=data["is_required"],
            kind=kind,
            role=data.get("role", ""),
            position=self.count,
            summary=data.get("summary", ""),
        )

    def _module(self, data: dict[str, Any], steps: list[OutlineStep]) -> OutlineModule:
        return OutlineModule(
            key=data.get("translation_key", self.course.translation_key),
            title=data.get("title", ""),
            summary=data.get("summary", ""),
            url=self._url(data["url_path"]) if data else "",
            steps=tuple(steps),
        )

    def _url(self, url_path: str) -> str:
        """Cut from `url_path`: asking each page for its address would load each page."""
        if not self.course_url:
            return ""
        return self.course_url + url_path.removeprefix(self.course.url_path)
