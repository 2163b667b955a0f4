"""Files for boards: made of what waits, sent by people, and what came back (ce-rules F-13, F-14).

From the moment a file is made its rows count as sent: nobody can know that it has not left the house. The
file is never kept; it is made again of its rows, and must be the same, byte for byte.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.credits.actions.report_queue import expire_rows, queue_missing
from harmreduction_lms.credits.audit_log import (
    ANSWER_REPORT,
    DOWNLOAD_REPORT,
    EXPORT_LIST,
    MAKE_REPORT,
    RESEND_REPORT,
    SETTLE_ROW,
    TAKE_BACK_REPORT,
)
from harmreduction_lms.credits.days import site_today
from harmreduction_lms.credits.exports import BoardExporter, exporter_of_layout
from harmreduction_lms.credits.exports.answers import Answer, Answers, masked, unmatched_places
from harmreduction_lms.credits.exports.deadlines import closes_on
from harmreduction_lms.credits.exports.lines import AwardLine, row_lines
from harmreduction_lms.credits.models import (
    AwardStatus,
    LedgerHead,
    ReportBatch,
    ReportRow,
    RowAction,
    RowState,
)
from harmreduction_lms.credits.report_rows import Check, check_rows, ready_rows, rejected_rows


CLAIMED_AT_ONCE = 500


class RowsNotValid(HarmReductionLMSError):
    """Rows cannot go, and nobody chose to leave them out; `check` has the reasons."""

    message = gettext_lazy("Some rows cannot go. Put them right, or choose to leave them out of this file.")

    def __init__(self, check: Check) -> None:
        self.check = check
        super().__init__()


class NothingToReport(HarmReductionLMSError):
    message = gettext_lazy("Nothing that could go waits for this destination.")


class QueueChanged(HarmReductionLMSError):
    message = gettext_lazy("Somebody else has just made a file of these rows. Look at the queue again.")


class FileTooLarge(HarmReductionLMSError):
    message = gettext_lazy("The destination does not take a file this large. Choose fewer days.")


class FileChanged(HarmReductionLMSError):
    message = gettext_lazy(
        "What this file was made of has changed since, so it cannot be made again as it was. Record what the "
        "destination answered, then send again what was rejected."
    )


class NotToBeTakenBack(HarmReductionLMSError):
    message = gettext_lazy(
        "This file cannot be taken back: it was sent, answers were recorded, or an award in it was "
        "corrected or "
        "revoked since. Record what the destination answered."
    )


class AnswersDoNotFit(HarmReductionLMSError):
    """Answers that are about no row of the file."""


def make_batch(
    *,
    exporter: BoardExporter,
    actor: Any,
    since: date | None = None,
    until: date | None = None,
    leave_out: bool = False,
) -> ReportBatch:
    """Make a file of what waits for a destination. Nothing is written while a row is not valid, unless
    `leave_out` says that such rows stay in the queue. `actor` None is a command on the server."""
    _check_may(actor, "add_reportbatch", "view_identifiers")
    queue_missing(exporter.destination)
    expire_rows(exporter.destination)
    with transaction.atomic():
        check = check_rows(exporter, ready_rows(exporter.destination, since=since, until=until))
        if check.invalid and not leave_out:
            raise RowsNotValid(check)
        if not check.valid:
            raise NothingToReport
        batch: ReportBatch = ReportBatch.objects.create(
            destination=exporter.destination,
            layout=exporter.layout,
            created_at=timezone.now(),
            created_by=actor,
        )
        _claim(check.valid, batch)
        _seal_file(batch, exporter)
        log(batch, MAKE_REPORT, user=actor, data=_told(batch, rows=len(check.valid), left_out=check.invalid))
    return batch


def _seal_file(batch: ReportBatch, exporter: BoardExporter) -> None:
    """Write the file once, to know that it can be written and by which checksum it is told later."""
    file, batch.checksum = _write(batch, exporter)
    with file:
        size = file.seek(0, SEEK_END)
    if exporter.max_bytes is not None and size > exporter.max_bytes:
        raise FileTooLarge
    batch.save(update_fields=["checksum"])


def _claim(pks: list[int], batch: ReportBatch) -> None:
    """Only rows that still wait: of two people who make a file at once, the second is told."""
    for start in range(0, len(pks), CLAIMED_AT_ONCE):
        some = pks[start : start + CLAIMED_AT_ONCE]
        waiting = ReportRow.objects.filter(pk__in=some, state=RowState.READY)
        if waiting.update(batch=batch, state=RowState.SENT, updated_at=timezone.now()) != len(some):
            raise QueueChanged


def _write(batch: ReportBatch, exporter: BoardExporter) -> tuple[IO[bytes], str]:
    """The file of a batch, on disk and without a name there, and its checksum."""
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115 - who asked for it closes it
    digest = hashlib.sha256()
    for block in exporter.write(row_lines(batch.rows.all()), made_at=batch.created_at):
        digest.update(block)
        file.write(block)
    file.seek(0)
    return file, digest.hexdigest()


def report_file(*, batch: ReportBatch, actor: Any) -> IO[bytes]:
    """The file of a batch, to be read and closed: the same bytes each time, or FileChanged."""
    _check_may(actor, "view_reportbatch", "view_identifiers")
    exporter = exporter_of_layout(batch.layout)
    if exporter is None:
        raise FileChanged
    file, checksum = _write(batch, exporter)
    if checksum != batch.checksum:
        file.close()
        raise FileChanged
    log(batch, DOWNLOAD_REPORT, user=actor, data=_told(batch))
    return file


def mark_sent(*, batch: ReportBatch, actor: Any) -> ReportBatch:
    """Note that the file was uploaded. Safe to call twice."""
    _check_may(actor, "change_reportbatch")
    if batch.sent_at is None:
        batch.sent_at = timezone.now()
        batch.save(update_fields=["sent_at"])
    return batch


@transaction.atomic
def take_back(*, batch: ReportBatch, actor: Any) -> int:
    """The file was never uploaded: its rows wait again."""
    _check_may(actor, "change_reportbatch")
    rows = batch.rows.all()
    is_untouched = batch.sent_at is None and not rows.exclude(state=RowState.SENT).exists()
    is_valid = not rows.exclude(action=RowAction.DELETE).exclude(award__status=AwardStatus.VALID).exists()
    if not is_untouched or not is_valid:
        raise NotToBeTakenBack
    number = rows.update(state=RowState.READY, batch=None, updated_at=timezone.now())
    log(batch, TAKE_BACK_REPORT, user=actor, data={"rows": number})
    return number


@dataclass
class Recorded:
    """How many rows an answer was about."""

    accepted: int = 0
    rejected: int = 0


@transaction.atomic
def record_answers(
    *, batch: ReportBatch, answers: Answers | None, actor: Any, rest_accepted: bool = False, text: str = ""
) -> Recorded:
    """Note for each row what the destination said, all or nothing: an answer about no row is a refusal.

    Rows it did not name stay sent, unless `rest_accepted` says that it names only what it rejects.
    """
    _check_may(actor, "change_reportbatch")
    recorded = Recorded()
    for line in row_lines(batch.rows.filter(state__in=[RowState.SENT, RowState.REJECTED])):
        said = answers.about(line) if answers else []
        if said or (rest_accepted and line.row and line.row.state == RowState.SENT):
            _record(line, said, recorded)
    if answers and answers.unused:
        message = _("Answers %(places)s are about no row of this file. Is this the answer to another one?")
        raise AnswersDoNotFit(message % {"places": unmatched_places(answers.unused)})
    batch.sent_at = batch.sent_at or timezone.now()
    batch.response = "\n\n".join(filter(None, [batch.response, text]))
    batch.save(update_fields=["sent_at", "response"])
    log(batch, ANSWER_REPORT, user=actor, data=vars(recorded))
    return recorded


def _record(line: AwardLine, said: list[Answer], recorded: Recorded) -> None:
    """One bad answer rejects the row: a learner with two licences has two lines."""
    row = line.row
    if row is None:
        return
    bad = next((answer for answer in said if not answer.is_good), None)
    row.state = RowState.REJECTED if bad else RowState.ACCEPTED
    row.error_code = bad.error_code[:40] if bad else ""
    row.message = masked(bad.words, line) if bad else ""
    row.remote_id = next((answer.remote_id for answer in said if answer.remote_id), row.remote_id)[:80]
    row.save()
    if bad:
        recorded.rejected += 1
        _forget_follow_up(row)
    else:
        recorded.accepted += 1


def _forget_follow_up(row: ReportRow) -> None:
    """The destination never took the award: there is nothing to take back, and a change is a first report."""
    waiting = ReportRow.objects.filter(
        destination=row.destination, award__number=row.award.number, state=RowState.READY, pk__gt=row.pk
    )
    if row.action == RowAction.ADD:
        waiting.filter(action=RowAction.DELETE).delete()
        waiting.filter(action=RowAction.ADJUST).update(action=RowAction.ADD)


@transaction.atomic
def resend_rejected(*, batch: ReportBatch, actor: Any) -> tuple[int, int]:
    """Queue rejected rows once more, each as a new row; gives how many, and how many the destination takes no
    more (ce-rules E-10)."""
    _check_may(actor, "change_reportbatch")
    again: list[ReportRow] = []
    closed = 0
    for row in rejected_rows(batch.rows.select_related("award").defer("award__code", "award__licences")):
        if row.action != RowAction.DELETE and row.award.status != AwardStatus.VALID:
            continue
        closes = closes_on(row.destination, row.award.completed_on)
        if closes is not None and site_today() > closes:
            closed += 1
            continue
        copied = {"destination": row.destination, "action": row.action, "due_by": row.due_by}
        again.append(ReportRow(award_id=row.award_id, remote_id=row.remote_id, **copied))
    ReportRow.objects.bulk_create(again)
    log(batch, RESEND_REPORT, user=actor, data={"rows": len(again), "closed": closed})
    return len(again), closed


def settle_by_hand(*, row: ReportRow, actor: Any) -> ReportRow:
    """Somebody did at the destination what no file can. Only of a row that waits."""
    _check_may(actor, "change_reportbatch")
    if row.state == RowState.READY:
        row.state, row.message = RowState.ACCEPTED, _("Done by hand")
        row.save(update_fields=["state", "message", "updated_at"])
        log(row, SETTLE_ROW, user=actor, data={"number": row.award.number, "action": row.action})
    return row


def log_list_export(*, name: str, actor: Any, **chosen: Any) -> None:
    """That somebody took a list of awards or activities with them. It belongs to no one row: to the
    ledger."""
    head, _created = LedgerHead.objects.get_or_create(pk=1)
    log(
        head,
        EXPORT_LIST,
        user=actor,
        data={"list": name, **{key: str(value) for key, value in chosen.items()}},
    )


def _told(batch: ReportBatch, **numbers: int) -> dict[str, Any]:
    """What the audit log says of a file: no name, no identifier."""
    return {
        "destination": batch.destination, "layout": batch.layout, "checksum": batch.checksum, **numbers
    }  # fmt: skip


def _check_may(actor: Any, *permissions: str) -> None:
    if actor is not None and not actor.has_perms(f"harmreduction_lms.{name}" for name in permissions):
        raise PermissionDenied
