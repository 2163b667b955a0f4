"""What a correction or a revocation leaves to be told to boards that an award was reported to (E-08)."""

from collections.abc import Iterable

from harmreduction_lms.credits.models import CreditAward, ReportRow, RowAction, RowState


TOLD = (RowState.SENT, RowState.ACCEPTED)


def queue_deletion(award: CreditAward) -> list[ReportRow]:
    """The award was revoked: what waits to be sent is dropped, what was sent is to be taken back."""
    rows = _drop_waiting(award)
    return [_queue(award, RowAction.DELETE, row) for row in _reported(rows)]


def queue_adjustment(award: CreditAward) -> list[ReportRow]:
    """`award` replaces an earlier version: destinations that know that are to be told of the change; where
    the earlier one was still waiting, the new one waits in its place."""
    rows = _drop_waiting(award)
    reported = _reported(rows)
    known = {row.destination for row in reported}
    unknown = {row.destination: row for row in rows if row.state == RowState.READY}
    adjusted = [_queue(award, RowAction.ADJUST, row) for row in reported]
    added = [
        _queue(award, RowAction.ADD, row) for destination, row in unknown.items() if destination not in known
    ]
    return [*adjusted, *added]


def _drop_waiting(award: CreditAward) -> list[ReportRow]:
    """Rows of all versions, newest last, as they were before those that wait were dropped."""
    rows = list(ReportRow.objects.filter(award__number=award.number).order_by("award__version", "pk"))
    ReportRow.objects.filter(pk__in=[row.pk for row in rows if row.state == RowState.READY]).delete()
    return rows


def _reported(rows: Iterable[ReportRow]) -> list[ReportRow]:
    """The newest row of each destination that was told of the award and not told to forget it."""
    newest = {row.destination: row for row in rows if row.state in TOLD}
    return [row for row in newest.values() if row.action != RowAction.DELETE]


def _queue(award: CreditAward, action: RowAction, like: ReportRow) -> ReportRow:
    """`due_by` stays: boards take corrections within the same term as the report (E-10)."""
    return ReportRow.objects.create(
        destination=like.destination,
        award=award,
        action=action,
        due_by=like.due_by,
        remote_id=like.remote_id,
    )
