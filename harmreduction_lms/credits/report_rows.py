"""Questions over rows of reports: what waits, what is wrong with it, what came back rejected."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.exports.base import BoardExporter, Exporter, Problem
from harmreduction_lms.credits.exports.checks import row_problems
from harmreduction_lms.credits.exports.lines import AwardLine, row_lines
from harmreduction_lms.credits.models import ReportDestination, ReportRow, RowState


MOST_FINDINGS = 200
"""Of rows that cannot go, so many are listed."""


@dataclass(frozen=True)
class Finding:
    """A line that cannot go: what it is, and what stands in its way."""

    what: str
    problems: tuple[Problem, ...]
    row_pk: int | None = None
    is_by_hand: bool = False


@dataclass
class Check:
    """What a file would have in it. `findings` are the first of those that would not be."""

    valid: list[int] = field(default_factory=list)
    invalid: int = 0
    findings: list[Finding] = field(default_factory=list)

    def refuse(self, finding: Finding) -> None:
        self.invalid += 1
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(finding)

    @property
    def unlisted(self) -> int:
        return self.invalid - len(self.findings)


def ready_rows(
    destination: str, *, since: date | None = None, until: date | None = None
) -> QuerySet[ReportRow]:
    """What waits, by the day of completion, both days included."""
    rows = ReportRow.objects.filter(destination=destination, state=RowState.READY)
    if since:
        rows = rows.filter(award__completed_on__gte=since)
    return rows.filter(award__completed_on__lte=until) if until else rows


def check_rows(exporter: BoardExporter, rows: QuerySet[ReportRow]) -> Check:
    """Look at each row, up to as many as go into one file. Writes nothing."""
    check, today = Check(), site_today()
    for line in islice(row_lines(rows), exporter.max_rows):
        if line.row is None:
            continue
        if problems := row_problems(line, exporter, today=today):
            by_hand = line.action not in exporter.actions
            check.refuse(Finding(line.award.number, tuple(problems), line.row.pk, by_hand))
        else:
            check.valid.append(line.row.pk)
    return check


def check_lines(exporter: Exporter[Any], lines: Iterator[Any], name: Any) -> tuple[Check, list[Any]]:
    """The same for lines that are no rows; with those that are valid."""
    check, valid = Check(), []
    for line in lines:
        if problems := list(exporter.problems(line)):
            check.refuse(Finding(name(line), tuple(problems)))
        else:
            valid.append(line)
    return check, valid


def batch_lines(rows: QuerySet[ReportRow]) -> Iterator[AwardLine]:
    """What a file is made of, in the order it is written."""
    return row_lines(rows)


def rejected_rows(rows: QuerySet[ReportRow]) -> QuerySet[ReportRow]:
    """Those of `rows` that were rejected, and that nothing was queued for since."""
    later = ReportRow.objects.filter(
        destination=OuterRef("destination"), award__number=OuterRef("award__number"), pk__gt=OuterRef("pk")
    )
    return rows.filter(~Exists(later), state=RowState.REJECTED)


@dataclass(frozen=True)
class QueueSummary:
    """How a destination stands: rows by state, and the first deadline of what waits."""

    destination: str
    label: str
    counts: dict[str, int]
    due_by: date | None
    resendable: int = 0

    @property
    def ready(self) -> int:
        return self.counts.get(RowState.READY, 0)


def queue_summaries() -> list[QueueSummary]:
    """Every destination. 2 queries, however many rows."""
    totals: dict[str, dict[str, int]] = {}
    first: dict[str, date | None] = {}
    rows = ReportRow.objects.order_by().values_list("destination", "state")
    is_ready = Q(state=RowState.READY)
    for destination, state, number, due in rows.annotate(
        number=Count("pk"), due=Min("due_by", filter=is_ready)
    ):
        totals.setdefault(destination, {})[state] = number
        first[destination] = due or first.get(destination)
    again = dict(
        rejected_rows(ReportRow.objects.order_by()).values_list("destination").annotate(number=Count("pk"))
    )
    return [
        QueueSummary(value, str(label), totals.get(value, {}), first.get(value), again.get(value, 0))
        for value, label in ReportDestination.choices
    ]
