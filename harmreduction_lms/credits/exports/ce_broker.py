"""Reports to CE Broker, as a sheet and as XML (help.cebroker 15226514662548, 15226531517716; ce-rules F-11 to
F-13).

A learner with several licences of the profession gets a line for each: every board sees its own. Neither file
can change or take back a report. The order of elements in the XML is from code older than 2021: compare it
with CE Broker's sample before use.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain, groupby
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.conf import conf
from harmreduction_lms.credits.exports.base import BoardExporter, Problem, board_exporters
from harmreduction_lms.credits.exports.checks import name_problems
from harmreduction_lms.credits.exports.lines import AwardLine
from harmreduction_lms.credits.exports.tables import xlsx_stream
from harmreduction_lms.credits.exports.xml import as_bytes, branch, document, leaf, optional
from harmreduction_lms.credits.models import LearnerLicence, ReportDestination, RowAction


FLORIDA = "US-FL"
MAX_XML_ROWS = 10_000
MAX_XML_BYTES = 16 * 1024 * 1024
"""What CE Broker takes at once (F-13); so many rows stay below it unless names are very long."""

_PREFIX = re.compile(r"^(?:50|20)-")


class CEBrokerExporter(BoardExporter):
    """What both files have in common."""

    destination = ReportDestination.CE_BROKER
    actions = frozenset({RowAction.ADD})

    def problems(self, line: AwardLine) -> Iterator[Problem]:
        yield from name_problems(line)
        if not provider_number(line).isdecimal():
            yield Problem(
                _("Provider number"),
                _("Enter the CE Broker provider number, digits only, at your accreditation."),
            )
        if not course_number(line) and not line.activity:
            yield Problem(
                _("Course number"), _("Enter the CE Broker course number at the approval of the course.")
            )
        yield from _licence_problems(line)
        if is_partial(line) and not line.award.approval.topic_code:
            yield Problem(
                _("Subject area"),
                _("Only a part of the hours was earned, so CE Broker needs a subject area. Enter it at "
                "the approval, "
                  "as its topic code."),
            )  # fmt: skip


def _licence_problems(line: AwardLine) -> Iterator[Problem]:
    licences = us_licences(line)
    if not licences:
        yield Problem(
            _("Licence"), _("Ask the learner to enter a licence from a state of the US for their profession.")
        )
    for licence in licences:
        if licence.number.isdecimal() and licence.jurisdiction != FLORIDA:
            yield Problem(
                _("Licence"),
                format_lazy(
                    _("CE Broker needs the number as {state} writes it, with its letters. Ask the learner to "
                      "complete it."),
                    state=licence.place,
                ),
            )  # fmt: skip
    if not profession_code(line):
        codes = conf.CE_BROKER_PROFESSIONS.get(line.profession, ())
        yield Problem(
            _("Profession"),
            format_lazy(_("The learner's credentials must name one of: {codes}."), codes=", ".join(codes))
            if codes
            else _("Say in the setting CE_BROKER_PROFESSIONS what CE Broker calls this profession."),
        )


def provider_number(line: AwardLine) -> str:
    """Without the leading 50-."""
    return _PREFIX.sub("", line.award.approval.accreditation.ce_broker_number.strip())


def course_number(line: AwardLine) -> str:
    """Without the leading 20-."""
    return _PREFIX.sub("", line.award.approval.ce_broker_course_number.strip())


def own_course_id(line: AwardLine) -> str:
    """Our own id for the course, which never changes (F-06)."""
    return line.activity.provider_activity_id if line.activity else ""


def us_licences(line: AwardLine) -> list[LearnerLicence]:
    return [licence for licence in line.own_licences if licence.jurisdiction.startswith("US-")]


def profession_code(line: AwardLine) -> str:
    """What CE Broker calls the profession. Where it has several names for ours, credentials decide."""
    codes = conf.CE_BROKER_PROFESSIONS.get(line.profession, ())
    held = re.split(r"[^A-Z]+", str(line.learner.get("credentials", "")).upper())
    named = [code for code in codes if code.upper() in held]
    return named[0] if named else codes[0] if len(codes) == 1 else ""


def is_partial(line: AwardLine) -> bool:
    return line.amount < line.award.approval.designated_maximum


def state(licence: LearnerLicence) -> str:
    return licence.jurisdiction.removeprefix("US-")


class CEBrokerSheet(CEBrokerExporter):
    """Columns A to J, without a line of headings."""

    name = "ce_broker_xlsx"
    label = _("CE Broker, Excel")
    layout = "ce-broker-xlsx-1"
    extension = "xlsx"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    note = _("Start a new sheet for every upload; people who were reported before must not be in it again.")

    def write(self, lines: Iterable[AwardLine], *, made_at: datetime) -> Iterator[bytes]:
        return xlsx_stream(row for line in lines for row in self.rows(line))

    def rows(self, line: AwardLine) -> Iterator[list[Any]]:
        course, code = course_number(line), profession_code(line)
        partial = [line.award.approval.topic_code, f"{line.amount}"] if is_partial(line) else []
        for licence in us_licences(line):
            yield [
                provider_number(line),
                course,
                "" if course else own_course_id(line),
                "",
                licence.number,
                line.completed_on,
                f"State={state(licence)}",
                f"Profession={code}",
                *partial,
            ]


class CEBrokerXML(CEBrokerExporter):
    """A roster for each course. The upload key is a secret and never in our files: whoever uploads adds
    it."""

    name = "ce_broker_xml"
    label = _("CE Broker, XML")
    layout = "ce-broker-xml-1"
    extension = "xml"
    content_type = "application/xml"
    max_rows = MAX_XML_ROWS
    max_bytes = MAX_XML_BYTES
    note = _("Put your upload key into the attributes upload_key before you upload; it is never kept here.")

    def write(self, lines: Iterable[AwardLine], *, made_at: datetime) -> Iterator[bytes]:
        return document('<rosters id_parent_provider="" upload_key="">', self.rosters(lines), "</rosters>")

    def rosters(self, lines: Iterable[AwardLine]) -> Iterator[bytes]:
        for _approval, group in groupby(lines, key=lambda line: line.award.approval_id):
            yield from self.roster(group)

    def roster(self, group: Iterator[AwardLine]) -> Iterator[bytes]:
        """Written as it is read: a course may have many learners."""
        first = next(group)
        yield f'<roster id_parent_provider="{provider_number(first)}" upload_key="">\n'.encode()
        course = course_number(first)
        for element in (
            leaf("id_provider", provider_number(first)),
            optional("provider_course_code", "" if course else own_course_id(first)),
            optional("id_course", course),
            leaf("end_date", us_day(first.award.approval.valid_to)),
        ):
            yield as_bytes(element) if element is not None else b""
        yield b"<attendees>\n"
        for line in chain([first], group):
            yield from (as_bytes(attendee(line, licence)) for licence in us_licences(line))
        yield b"</attendees>\n</roster>\n"


def attendee(line: AwardLine, licence: LearnerLicence) -> Element:
    partial: list[Element] = []
    if is_partial(line):
        partial = [
            leaf("cd_profession", profession_code(line)),
            leaf("cd_subject_area", line.award.approval.topic_code),
            leaf("partial_credit_hours", line.amount),
        ]
    return branch(
        "attendee",
        leaf("licensee_profession", profession_code(line)),
        leaf("license", licence.number),
        leaf("cebroker_state", state(licence)),
        leaf("first_name", line.given_name),
        leaf("last_name", line.family_name),
        leaf("date_completed", us_day(line.completed_on)),
        leaf("ce_credit_hours", line.amount),
        *partial,
    )


def us_day(day: date) -> str:
    return f"{day:%m/%d/%Y}"


for exporter in (CEBrokerSheet(), CEBrokerXML()):
    board_exporters.register(exporter.name, exporter)
