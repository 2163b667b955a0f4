"""Lists of awards for the organisation itself: every field a board may ask for (ce-rules 4.5), and a roster.

They hold identifiers in the clear. Awards whose holders were erased are not in them.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.credits.days import site_day
from harmreduction_lms.credits.exports.base import ListExporter, list_exporters
from harmreduction_lms.credits.exports.lines import AwardLine
from harmreduction_lms.credits.exports.tables import csv_stream
from harmreduction_lms.credits.models import AwardStatus, CreditAward, ReportDestination


def listed_awards(*, since: date | None = None, until: date | None = None) -> QuerySet[CreditAward]:
    """Awards by the day of completion, both days included; without those of people who were erased."""
    awards = CreditAward.objects.filter(restricted_at=None).exclude(status=AwardStatus.PURGED)
    if since:
        awards = awards.filter(completed_on__gte=since)
    return awards.filter(completed_on__lte=until) if until else awards


AWARD_COLUMNS = (
    *("award_number", "version", "status", "learner_given", "learner_family", "profession"),
    *("licence_state", "licence_number", "npi", "nabp_epid", "birth_mmdd"),
    *("activity_id", "provider_activity_id", "title", "format", "credit_type", "approval_number"),
    *("amount", "unit", "completed_on", "awarded_at", "policy_version"),
    *("consent_pars", "consent_cebroker", "consent_cpe"),
)
CONSENTS = (ReportDestination.PARS, ReportDestination.CE_BROKER, ReportDestination.CPE_MONITOR)


class AwardsCSV(ListExporter):
    """Every award and version, whatever its status."""

    name = "awards"
    label = _("Awards")
    layout = "awards-1"

    def write(self, lines: Iterable[AwardLine], *, made_at: datetime) -> Iterator[bytes]:
        return csv_stream(self._rows(lines))

    def _rows(self, lines: Iterable[AwardLine]) -> Iterator[tuple[Any, ...]]:
        yield AWARD_COLUMNS
        for line in lines:
            yield (*_about_award(line), *_about_learner(line), *_about_credit(line), *_allowed(line))


def _about_award(line: AwardLine) -> tuple[Any, ...]:
    return line.award.number, line.award.version, line.award.status


def _about_learner(line: AwardLine) -> tuple[str, ...]:
    names = ("npi", "nabp_eprofile", "birth_day")
    return (
        *(line.given_name, line.family_name, line.profession),
        *_licence(line),
        *(line.identifier(name) for name in names),
    )


def _licence(line: AwardLine) -> tuple[str, str]:
    """The primary one."""
    held = line.own_licences
    return (held[0].jurisdiction, held[0].number) if held else ("", "")


def _about_credit(line: AwardLine) -> tuple[Any, ...]:
    award, activity = line.award, line.activity
    credit = award.snapshot["credit"]
    return (
        *((activity.pars_activity_id, activity.provider_activity_id) if activity else ("", "")),
        *(line.title, award.approval.format, credit["type_code"], line.approval_number),
        *(award.amount, credit["unit_plural"], award.completed_on.isoformat()),
        *(site_day(award.issued_at).isoformat(), award.snapshot["policy_version"]),
    )


def _allowed(line: AwardLine) -> Iterator[str]:
    return ("yes" if destination in line.consents else "no" for destination in CONSENTS)


ROSTER_COLUMNS = (
    "title",
    "completed_on",
    "family_name",
    "given_name",
    "credentials",
    "licences",
    "amount",
    "unit",
)


class RosterCSV(ListExporter):
    """Who completed what, with licence numbers, as a board that audits a provider asks (16 CCR 1887.12)."""

    name = "roster"
    label = _("Roster")
    layout = "roster-1"

    def write(self, lines: Iterable[AwardLine], *, made_at: datetime) -> Iterator[bytes]:
        return csv_stream(self._rows(lines))

    def _rows(self, lines: Iterable[AwardLine]) -> Iterator[tuple[Any, ...]]:
        yield ROSTER_COLUMNS
        for line in lines:
            if line.award.status == AwardStatus.VALID:
                licences = "; ".join(f"{one.jurisdiction} {one.number}" for one in line.own_licences)
                yield (
                    *(line.title, line.completed_on.isoformat(), line.family_name, line.given_name),
                    *(line.learner.get("credentials", ""), licences),
                    *(line.amount, line.award.snapshot["credit"]["unit_plural"]),
                )


for exporter in (AwardsCSV(), RosterCSV()):
    list_exporters.register(exporter.name, exporter)
