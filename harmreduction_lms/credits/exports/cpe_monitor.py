"""Reports to CPE Monitor as our own CSV: ACPE's layout for files is not public (ce-rules 4.3, F-09).

Columns: provider_number, epid, dob_mmdd, uan, date_of_participation, action. I inserts (seen in the web
service); D deletes (unconfirmed).
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from harmreduction_lms.credits import uan
from harmreduction_lms.credits.exports.base import BoardExporter, Problem, board_exporters
from harmreduction_lms.credits.exports.checks import birth_day_problems
from harmreduction_lms.credits.exports.lines import AwardLine
from harmreduction_lms.credits.exports.tables import csv_stream
from harmreduction_lms.credits.learner_ids import is_eprofile
from harmreduction_lms.credits.models import ReportDestination, RowAction


COLUMNS = ("provider_number", "epid", "dob_mmdd", "uan", "date_of_participation", "action")


class CPEMonitorCSV(BoardExporter):
    """One line a report; a change is the old line taken back and the new one."""

    name = "cpe_monitor_csv"
    label = _("CPE Monitor, CSV")
    layout = "cpe-monitor-csv-1"
    destination = ReportDestination.CPE_MONITOR
    note = _("Our own order of columns: ask ACPE for theirs, and upload it as they say.")

    def problems(self, line: AwardLine) -> Iterator[Problem]:
        number = uan.parse(line.approval_number)
        if number is None:
            yield Problem(
                _("UAN"), _("Enter the Universal Activity Number at the approval, and correct the award.")
            )
        elif number.provider != line.award.approval.accreditation.number:
            yield Problem(
                _("Provider number"),
                _("Enter the provider number at your accreditation: the UAN begins with it."),
            )
        if not is_eprofile(line.identifier("nabp_eprofile")):
            yield Problem(
                _("NABP e-Profile ID"), _("Ask the learner to enter the NABP e-Profile ID in their profile.")
            )
        yield from birth_day_problems(line)
        approval = line.award.approval
        if not approval.valid_from <= line.completed_on <= approval.valid_to:
            yield Problem(
                _("Day of participation"),
                _(
                    "It must lie between the first and the last day of the UAN. Check the approval, or "
                    "correct the award."
                ),
            )

    def write(self, lines: Iterable[AwardLine], *, made_at: datetime) -> Iterator[bytes]:
        return csv_stream(_rows(lines), bom=False)


def _rows(lines: Iterable[AwardLine]) -> Iterator[tuple[str, ...]]:
    yield COLUMNS
    for line in lines:
        if line.action != RowAction.ADD:
            yield _row(line, line.told_on or line.completed_on, "D")
        if line.action != RowAction.DELETE:
            yield _row(line, line.completed_on, "I")


def _row(line: AwardLine, day: date, action: str) -> tuple[str, ...]:
    return (
        line.award.approval.accreditation.number,
        line.identifier("nabp_eprofile"),
        line.identifier("birth_day"),
        line.approval_number,
        day.isoformat(),
        action,
    )


board_exporters.register(CPEMonitorCSV.name, CPEMonitorCSV())
