"""Reads a course's outline in one query: the base page joined to every module and step type of the site."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import swapper
from django.db import models

from harmreduction_lms.courses.outline import Outline, OutlineModule, OutlineStep
from harmreduction_lms.courses.roles import PageRole, page_models
from harmreduction_lms.quizzes.mixins import QuizPageMixin


def _lookup(model: type[models.Model], base: type[models.Model]) -> str:
    """Query name that leads from the base page to a page type, e.g. `lessonpage`."""
    line = [model, *model._meta.get_base_chain(base)]
    links = [child._meta.get_ancestor_link(parent) for child, parent in pairwise(line)]
    return "__".join(link.related_query_name() for link in reversed(links))


class OutlineReader:
    """Reads the rows below a course and sorts them into modules and steps.

    The rows come from the base page joined to each module and step type; a joined column that is not null
    tells which type a row has, so no content type has to be looked up.
    """

    COMMON = ("pk", "translation_key", "path", "depth", "title", "url_path")

    def __init__(self, course: Any, course_url: str) -> None:
        self.course = course
        self.course_url = course_url
        self.base = swapper.load_model("wagtailcore", "Page")
        self.sources = [*self._sources(PageRole.MODULE), *self._sources(PageRole.STEP)]
        self.modules: list[tuple[str, dict[str, Any], list[OutlineStep]]] = []
        self.count = 0

    def _sources(self, role: PageRole) -> Iterator[tuple[PageRole, str, dict[str, str]]]:
        """For each page type: its role, the kind of step it is, and its columns by field name."""
        for model in page_models(role):
            wanted = {"summary", "minutes", "is_required", "role"}
            names = sorted(wanted & {field.name for field in model._meta.get_fields()})
            lookup = _lookup(model, self.base)
            kind = "quiz" if issubclass(model, QuizPageMixin) else "lesson"
            yield role, kind, {"pk": f"{lookup}__pk", **{name: f"{lookup}__{name}" for name in names}}

    def read(self, *, drafts: bool) -> Outline:
        for row in self._rows(drafts):
            self._add(row)
        return self._outline()

    def _rows(self, drafts: bool) -> Any:
        pages = self.base._default_manager.descendant_of(self.course)
        pages = pages if drafts else pages.live()
        columns = [column for _role, _kind, columns in self.sources for column in columns.values()]
        return pages.order_by("path").values_list(*self.COMMON, *columns)

    def _add(self, row: Sequence[Any]) -> None:
        common = dict(zip(self.COMMON, row, strict=False))
        start = len(self.COMMON)
        for role, kind, columns in self.sources:
            values = dict(zip(columns, row[start : start + len(columns)], strict=True))
            start += len(columns)
            if values["pk"] is not None:
                self._place(role, kind, common, values)
                return

    def _place(self, role: PageRole, kind: str, common: dict[str, Any], values: dict[str, Any]) -> None:
        if role == PageRole.MODULE:
            self.modules.append((common["path"], {**common, **values}, []))
        elif (steps := self._steps_above(common)) is not None:
            self.count += 1
            steps.append(self._step(kind, common, values))

    def _steps_above(self, common: dict[str, Any]) -> list[OutlineStep] | None:
        """Where a step belongs: the module above it, or the course itself. Below a draft: nowhere."""
        if common["depth"] == self.course.depth + 1:
            if not self.modules or self.modules[-1][0] != self.course.path:
                self.modules.append((self.course.path, {}, []))
            return self.modules[-1][2]
        inside = bool(self.modules) and common["path"].startswith(self.modules[-1][0])
        return self.modules[-1][2] if inside else None

    def _step(self, kind: str, common: dict[str, Any], values: dict[str, Any]) -> OutlineStep:
        return OutlineStep(
            key=common["translation_key"],
            page_id=common["pk"],
            title=common["title"],
            url=self._url(common["url_path"]),
            minutes=values["minutes"],
            is_required=values["is_required"],
            kind=kind,
            role=values.get("role") or "",
            position=self.count,
            summary=values.get("summary") or "",
        )

    def _url(self, url_path: str) -> str:
        """Cut from `url_path`: asking each page for its address would load each page."""
        if not self.course_url:
            return ""
        return self.course_url + url_path.removeprefix(self.course.url_path)

    def _outline(self) -> Outline:
        key = self.course.translation_key
        return Outline(key, tuple(self._module(data, steps) for _path, data, steps in self.modules))

    def _module(self, data: dict[str, Any], steps: list[OutlineStep]) -> OutlineModule:
        return OutlineModule(
            key=data.get("translation_key", self.course.translation_key),
            title=data.get("title", ""),
            summary=data.get("summary", ""),
            url=self._url(data["url_path"]) if data else "",
            steps=tuple(steps),
        )
