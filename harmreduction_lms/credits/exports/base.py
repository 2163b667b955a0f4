"""What every file for a board, or list of our own, is made by. A site registers its own in `exporters`.

An exporter says what stands in the way of a line, in words somebody can act on, and writes lines as a stream
of bytes: the same lines give the same bytes. It changes nothing; `credits.actions` decides what is sent.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from django.utils.functional import Promise

from harmreduction_lms.core.registry import Registry
from harmreduction_lms.credits.exports.lines import AwardLine
from harmreduction_lms.credits.models import ReportDestination, RowAction


Line = TypeVar("Line")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a line: the field, and what to do about it."""

    field: str | Promise
    remedy: str | Promise


class Exporter(ABC, Generic[Line]):
    """One kind of file. `layout` names format and version, and goes up with any change of what is written."""

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    layout: ClassVar[str]
    extension: ClassVar[str] = "csv"
    content_type: ClassVar[str] = "text/csv; charset=utf-8"
    note: ClassVar[str | Promise] = ""

    @abstractmethod
    def write(self, lines: Iterable[Line], *, made_at: datetime) -> Iterator[bytes]:
        """The file, piece by piece. `made_at` is the only time that may stand in it."""

    def problems(self, line: Line) -> Iterator[Problem]:
        """What stands in the way of `line`; nothing by default."""
        return iter(())


class BoardExporter(Exporter[AwardLine]):
    """A file with the queued rows of one destination."""

    destination: ClassVar[ReportDestination]
    actions: ClassVar[frozenset[str]] = frozenset(RowAction.values)
    max_rows: ClassVar[int] = 50_000
    max_bytes: ClassVar[int | None] = None


class ListExporter(Exporter[AwardLine]):
    """A list of awards for the organisation itself."""


board_exporters: Registry[BoardExporter] = Registry()
list_exporters: Registry[ListExporter] = Registry()
activity_exporters: Registry[Exporter[Any]] = Registry()


def exporter_of_layout(layout: str) -> BoardExporter | None:
    """The exporter that writes `layout`, if it is still there."""
    return next((exporter for exporter in board_exporters if exporter.layout == layout), None)


def exporters_for(destination: str) -> list[BoardExporter]:
    return [exporter for exporter in board_exporters if exporter.destination == destination]
