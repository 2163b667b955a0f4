"""Activities for PARS and JA-PARS, as XML and in the tab-delimited form of 2011 (ce-rules 4.2, F-04, F-06,
F-08).

Every upload has the same provider activity ID for an activity, so that it updates the record. Fields that
nothing here knows are left out of the XML and empty in the table: outcomes, income, REMS (F-16), MOC
registrations.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.etree.ElementTree import Element

from django.utils.translation import gettext_lazy as _

from harmreduction_lms.credits import uan
from harmreduction_lms.credits.exports.activities import ActivityLine
from harmreduction_lms.credits.exports.base import Exporter, Problem, activity_exporters
from harmreduction_lms.credits.exports.pars import CERTIFICATIONS, PROVIDER_ID, STEP, UNOFFICIAL, comment
from harmreduction_lms.credits.exports.tables import tab_stream
from harmreduction_lms.credits.exports.xml import branch, document, leaf, optional
from harmreduction_lms.credits.models import ActivityApproval, ActivityFormat, CommercialSupport, CreditKind


MAX_DESCRIPTION = 2500
INTERNET_ENDURING, INTERNET_LIVE = "IEM", "IL"
ADD, UPDATE = "Add", "Update"


class PARSActivityExporter(Exporter[ActivityLine]):
    """What both forms check."""

    note = UNOFFICIAL

    def problems(self, line: ActivityLine) -> Iterator[Problem]:
        if not line.title:
            yield Problem(
                _("Title"), _("The page of the course is gone. Enter this activity in PARS by hand.")
            )
        if not line.description:
            yield Problem(_("Description"), _("Write the lede of the course: it is sent as its description."))
        elif len(line.description) > MAX_DESCRIPTION:
            yield Problem(_("Description"), _("PARS takes 2,500 characters. Shorten the lede of the course."))
        if not PROVIDER_ID.fullmatch(line.main.accreditation.number):
            yield Problem(
                _("Provider ID"), _("Enter the seven digits of your ACCME provider ID at the accreditation.")
            )
        if line.main.designated_maximum % STEP:
            yield Problem(_("Credits"), _("PARS takes steps of 0.25. Change the designated maximum."))
        if line.main.credit_type.kind not in CERTIFICATIONS:
            yield Problem(
                _("Credit type"), _("PARS has no name for this kind of credit. Leave this row out.")
            )
        if not activity_type(line):
            yield Problem(
                _("Format"),
                _(
                    "PARS wants city and country of what takes place somewhere. Enter this activity "
                    "there by hand."
                ),
            )


def activity_type(line: ActivityLine) -> str:
    """PARS's code, where there is one that needs no place; else empty."""
    if line.main.format in (ActivityFormat.ENDURING, ActivityFormat.HOME_STUDY):
        return INTERNET_ENDURING
    return INTERNET_LIVE if line.main.format == ActivityFormat.LIVE and line.is_online else ""


class PARSActivitiesXML(PARSActivityExporter):
    """Element names of the draft schema, in its order."""

    name = "pars_activities_xml"
    label = _("PARS activities, XML")
    layout = "pars-activities-xml-0.1.2"
    extension = "xml"
    content_type = "application/xml"

    def write(self, lines: Iterable[ActivityLine], *, made_at: datetime) -> Iterator[bytes]:
        return document("<ACCMEActivityReports>", self._elements(lines), "</ACCMEActivityReports>")

    def _elements(self, lines: Iterable[ActivityLine]) -> Iterator[Element | bytes]:
        yield comment(self.layout)
        for line in lines:
            yield branch(
                "ActivityReport",
                branch(
                    "ReportDescription",
                    leaf("ReportingStartDate", f"{line.year}-01-01"),
                    leaf("ReportingEndDate", f"{line.year}-12-31"),
                ),
                branch("Lom", _general(line), _healthcare_education(line)),
                branch("ParticipationMetrics", *_participants(line)),
                _further(line),
            )


def _general(line: ActivityLine) -> Element:
    ids = [("Provider Activity ID", line.activity.provider_activity_id)]
    if line.activity.pars_activity_id:
        ids.insert(0, ("ACCME Activity ID", line.activity.pars_activity_id))
    return branch(
        "general",
        *(branch("identifier", leaf("catalog", catalog), leaf("entry", entry)) for catalog, entry in ids),
        leaf("title", line.title),
        leaf("description", line.description),
    )


def _healthcare_education(line: ActivityLine) -> Element:
    return branch(
        "healthcareEducation",
        *(_credits(approval) for approval in line.approvals if approval.credit_type.kind in CERTIFICATIONS),
        leaf("startDateTime", line.starts_on.isoformat()),
        leaf("endDateTime", line.ends_on.isoformat()),
        leaf("activitySponsorship", "joint" if line.main.joint_provider_name else "direct"),
        leaf("activityFormat", activity_type(line)),
        *(_support(one) for one in line.support),
        branch(
            "targetAudience", *(leaf("profession", name) for name in line.activity.planned_professions)
        ) if line.activity.planned_professions else None,
    )  # fmt: skip


def _credits(approval: ActivityApproval) -> Element:
    return branch(
        "credits",
        leaf("activityCertification", CERTIFICATIONS[CreditKind(approval.credit_type.kind)]),
        leaf("numberOfCredits", approval.designated_maximum),
        optional("nonAccreditedProvider", approval.joint_provider_name),
    )


def _support(one: CommercialSupport) -> Element:
    return branch(
        "commercialSupport",
        leaf("source", one.source),
        optional("monetaryAmount", one.amount),
        optional("inKindSupport", one.in_kind),
    )


def _participants(line: ActivityLine) -> Iterator[Element]:
    for profession, number in sorted(line.headcounts.items()):
        yield branch("participantsByCategory", leaf("category", profession), leaf("number", number))


def _further(line: ActivityLine) -> Element:
    """What JA-PARS asks besides, pharmacy's fields among it."""
    numbers = {one.audience: one.approval_number for one in line.pharmacy}
    first = line.pharmacy[0] if line.pharmacy else None
    parsed = uan.parse(first.approval_number) if first else None
    return branch(
        "XtensibleInfo",
        leaf("isInterprofessional", str(len(line.activity.planned_professions) > 1).lower()),
        leaf("DeliveryMethods", "Online" if line.main.format != ActivityFormat.LIVE else "Live-Streamed"),
        optional("PharmacyActivityType", first.get_activity_type_display() if first else ""),
        optional("PharmacyActivityTopic", parsed.topic if parsed else ""),
        optional("UANPharmacy", numbers.get("P")),
        optional("UANPharmacyTech", numbers.get("T")),
        *(_state_tag(tag) for approval in line.approvals for tag in approval.state_tags),
        leaf("activityRecordAction", UPDATE if line.activity.pars_activity_id else ADD),
    )


def _state_tag(tag: str) -> Element:
    """A tag is kept as "FL: Opioids" (F-17)."""
    domain, _colon, topic = tag.partition(":")
    return branch(
        "StateContentTags",
        leaf("StateContentDomain", domain.strip()),
        leaf("StateContentTopic", topic.strip()),
    )


SUPPORTER_COLUMNS = 8
EMPTY = ("",)


class PARSActivitiesTab(PARSActivityExporter):
    """Fifty columns without headings, as of 2011; empty cells are kept (F-07). Columns change by year."""

    name = "pars_activities_tab"
    label = _("PARS activities, tab-delimited (form of 2011)")
    layout = "pars-activities-tab-2011"
    extension = "txt"
    content_type = "text/tab-separated-values; charset=utf-8"

    def write(self, lines: Iterable[ActivityLine], *, made_at: datetime) -> Iterator[bytes]:
        return tab_stream(_cells(line) for line in lines)


def _cells(line: ActivityLine) -> tuple[object, ...]:
    """Columns in the order of the form; the first, its own name, is for who uploads it."""
    joint = line.main.joint_provider_name
    support = line.support
    return (
        *("", line.activity.pars_activity_id, line.activity.provider_activity_id, line.year),
        *(line.title, f"{line.starts_on:%m/%d/%Y}", "", "", ""),
        *("Joint" if joint else "Direct", activity_type(line), line.main.designated_maximum),
        *(line.physicians, line.others),
        *("Yes" if support else "No", len(support), sum(one.amount or 0 for one in support)),
        *(EMPTY * 19),
        *(joint, line.main.designated_maximum, line.description),
        *(EMPTY * 3),
        *(_supporters(support) or EMPTY * SUPPORTER_COLUMNS),
    )


def _supporters(support: Iterable[CommercialSupport]) -> tuple[object, ...]:
    """Eight columns each: source, amount, and six for what was given in kind, which we do not split."""
    return tuple(cell for one in support for cell in (one.source, one.amount or 0, *(EMPTY * 6)))


for exporter in (PARSActivitiesXML(), PARSActivitiesTab()):
    activity_exporters.register(exporter.name, exporter)
