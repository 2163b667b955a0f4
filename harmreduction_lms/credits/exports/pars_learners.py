"""Learner completions for PARS, as XML and as tab-delimited text (ce-rules F-01, F-05; layout 4.1).

Fields of the Opioid Analgesic REMS are not built (F-16, optional). ACCME's tab-delimited "Learner Template B"
could not be read, so the columns here are our own, to be copied into it.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from xml.etree.ElementTree import Element

from django.utils.translation import gettext_lazy as _

from harmreduction_lms.credits.exports.base import BoardExporter, Problem, board_exporters
from harmreduction_lms.credits.exports.checks import birth_day_problems, name_problems
from harmreduction_lms.credits.exports.lines import AwardLine
from harmreduction_lms.credits.exports.pars import (
    ACTIVITY_ID,
    CERTIFICATIONS,
    PROVIDER_ID,
    STEP,
    UNOFFICIAL,
    comment,
)
from harmreduction_lms.credits.exports.tables import tab_stream
from harmreduction_lms.credits.exports.xml import branch, document, leaf
from harmreduction_lms.credits.models import CreditKind, ReportDestination, RowAction


class PARSLearnerExporter(BoardExporter):
    """What both forms check. PARS forbids edits: a change is the record deleted and added again (E-06)."""

    destination = ReportDestination.PARS

    def problems(self, line: AwardLine) -> Iterator[Problem]:
        yield from name_problems(line)
        yield from birth_day_problems(line)
        if not all(identity(line)):
            yield Problem(
                _("Licence or NPI"),
                _("Ask the learner to enter a licence from a state of the US, or the NPI, in their profile."),
            )
        if line.activity is None or not ACTIVITY_ID.fullmatch(line.activity.pars_activity_id):
            yield Problem(
                _("ACCME activity ID"),
                _(
                    "Report the activity to PARS first, then enter the nine digits PARS shows at the "
                    "activity."
                ),
            )
        if not PROVIDER_ID.fullmatch(line.award.approval.accreditation.number):
            yield Problem(
                _("Provider ID"), _("Enter the seven digits of your ACCME provider ID at the accreditation.")
            )
        if line.amount % STEP:
            yield Problem(_("Credits"), _("PARS takes steps of 0.25. Correct the award."))
        if line.award.credit_type.kind not in CERTIFICATIONS:
            yield Problem(
                _("Credit type"), _("PARS has no name for this kind of credit. Leave this row out.")
            )


def identity(line: AwardLine) -> tuple[str, str]:
    """What PARS finds the learner by: the primary licence with its state, else the NPI."""
    for licence in line.own_licences:
        if licence.jurisdiction.startswith("US-"):
            return licence.number, licence.jurisdiction.removeprefix("US-")
    npi = line.identifier("npi")
    return (npi, "NPI") if npi else ("", "")


def credit_id(line: AwardLine) -> str:
    """Stays the same through corrections, so that the record is found again (F-05, F-06)."""
    return f"ccid:{line.award.approval.accreditation.number}:{line.award.number}"


def birth_date(line: AwardLine) -> str:
    """MM-DD (F-03)."""
    birth_day = line.identifier("birth_day")
    return f"{birth_day[:2]}-{birth_day[2:]}"


def records(line: AwardLine) -> Iterator[tuple[str, date]]:
    """What is asked of PARS for a row, each with the day of completion it is about."""
    if line.action != RowAction.ADD:
        yield "delete", line.told_on or line.completed_on
    if line.action != RowAction.DELETE:
        yield "add", line.completed_on


class PARSLearnersXML(PARSLearnerExporter):
    """Days are written without a time, so that no zone can make 31 December 1 January (F-05)."""

    name = "pars_learners_xml"
    label = _("PARS learners, XML")
    layout = "pars-learners-xml-0.5"
    extension = "xml"
    content_type = "application/xml"
    note = UNOFFICIAL

    def write(self, lines: Iterable[AwardLine], *, made_at: datetime) -> Iterator[bytes]:
        return document(
            "<ACCMELearnerReports>\n<ActivityReports>", self._elements(lines, made_at), "</ActivityReports>\n"
            "</ACCMELearnerReports>",
        )  # fmt: skip

    def _elements(self, lines: Iterable[AwardLine], made_at: datetime) -> Iterator[Element | bytes]:
        yield comment(self.layout)
        yield leaf("DateTimeCreated", made_at.isoformat(timespec="seconds"))
        for line in lines:
            for action, day in records(line):
                yield report(line, action, day)


def report(line: AwardLine, action: str, day: date) -> Element:
    """One completion."""
    accreditation = line.award.approval.accreditation
    return branch(
        "ActivityReport",
        leaf("ReportingOrganization", accreditation.provider_name),
        branch(
            "Member",
            branch("Name", leaf("GivenName", line.given_name), leaf("FamilyName", line.family_name)),
            branch("PersonalInfo", leaf("BirthDate", birth_date(line))),
        ),
        branch("Activity", leaf("ProviderOrganization", accreditation.number), _module(line, day)),
        branch(
            "XtensibleInfo", leaf("ProviderID", accreditation.number), leaf("LearnerRecordAction", action)
        ),
    )


def _module(line: AwardLine, day: date) -> Element:
    number, domain = identity(line)
    activity_id = line.activity.pars_activity_id if line.activity else ""
    return branch(
        "Module",
        branch("ModuleName", leaf("value", line.title), leaf("moduleID", activity_id)),
        leaf("Status", "Completed"),
        leaf("CompletedDateTime", day.isoformat()),
        branch(
            "CreditCertificate",
            branch("UniqueID", leaf("value", number), leaf("domain", domain)),
            branch(
                "CreditReceived",
                leaf("activityCertification", certification(line)),
                leaf("creditUnit", "Point"),
                leaf("numberOfCredits", line.amount),
            ),
            leaf("CreditID", credit_id(line)),
        ),
    )


def certification(line: AwardLine) -> str:
    return CERTIFICATIONS[CreditKind(line.award.credit_type.kind)]


TAB_COLUMNS = (
    *("action", "accme_activity_id", "given_name", "family_name", "birth_month_day", "id_domain", "id"),
    *("completed_on", "certification", "credits", "credit_id"),
)


class PARSLearnersTab(PARSLearnerExporter):
    """For people who report with ACCME's spreadsheet."""

    name = "pars_learners_tab"
    label = _("PARS learners, tab-delimited")
    layout = "pars-learners-tab-0"
    extension = "txt"
    content_type = "text/tab-separated-values; charset=utf-8"
    note = _("Our own order of columns, to be copied into ACCME's template; its columns could not be read.")

    def write(self, lines: Iterable[AwardLine], *, made_at: datetime) -> Iterator[bytes]:
        return tab_stream(self._rows(lines))

    def _rows(self, lines: Iterable[AwardLine]) -> Iterator[tuple[object, ...]]:
        yield TAB_COLUMNS
        for line in lines:
            number, domain = identity(line)
            activity_id = line.activity.pars_activity_id if line.activity else ""
            person = (line.given_name, line.family_name, birth_date(line), domain, number)
            for action, day in records(line):
                credit = (day.isoformat(), certification(line), line.amount, credit_id(line))
                yield (action, activity_id, *person, *credit)


for exporter in (PARSLearnersXML(), PARSLearnersTab()):
    board_exporters.register(exporter.name, exporter)
