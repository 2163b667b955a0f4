"""Until when boards take a report, and when staff are warned. Pure functions of days.

CPE Monitor takes reports and corrections until 60 days after completion (nabp.pharmacy; ce-rules E-10, F-10).
CE Broker wants them within 30 (Florida 64B-5.002; F-11), and takes them later too. PARS takes completions of
this year and the last, and closes a year on 31 March of the next (E-11, second-hand).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.credits.models import ReportDestination


REPORT_DAYS: dict[str, int] = {ReportDestination.CPE_MONITOR: 60, ReportDestination.CE_BROKER: 30}
WARNING_DAYS = {ReportDestination.CPE_MONITOR: (30, 50), ReportDestination.CE_BROKER: (20,)}
PARS_CLOSES = (3, 31)
PARS_WARNING_DAYS = (59, 14)
"""Before PARS closes a year: from the end of January, and again in the middle of March. Our own choice."""

ASK: dict[str, Promise] = {
    ReportDestination.CPE_MONITOR: _(
        "CPE Monitor takes a report until 60 days after the day of completion. Ask ACPE (CPE Monitor "
        "support) how "
        "to report it now, and never change the day."
    ),
    ReportDestination.PARS: _(
        "PARS has closed the year of this completion: a year can be reported until 31 March of the next. "
        "Ask the "
        "ACCME (or Joint Accreditation, for JA-PARS) how to report it now."
    ),
}
"""Whom staff ask once a destination takes a row no more."""


class Urgency(StrEnum):
    """How a row stands to its deadline."""

    IN_TIME = "in_time"
    SOON = "soon"
    URGENT = "urgent"
    LATE = "late"
    CLOSED = "closed"


@dataclass(frozen=True)
class Standing:
    """The urgency of a row and the days left; below zero once it is late."""

    urgency: Urgency
    days_left: int


def closes_on(destination: str, completed_on: date) -> date | None:
    """The last day on which `destination` takes a completion; None where it takes it late as well."""
    if destination == ReportDestination.PARS:
        return date(completed_on.year + 1, *PARS_CLOSES)
    if destination == ReportDestination.CPE_MONITOR:
        return completed_on + timedelta(days=REPORT_DAYS[destination])
    return None


def due_by(destination: str, completed_on: date, *, within_days: int | None = None) -> date:
    """When a completion is to be reported: within the days its policy says, never after the destination
    closes."""
    days = within_days if within_days is not None else REPORT_DAYS.get(destination)
    closes = closes_on(destination, completed_on)
    ends = [closes] if closes else []
    if days is not None:
        ends.append(completed_on + timedelta(days=days))
    return min(ends)


def first_day_taken(destination: str, today: date) -> date | None:
    """The earliest day of completion that `destination` still takes; None where any is."""
    if destination == ReportDestination.PARS:
        return date(today.year - (today <= date(today.year, *PARS_CLOSES)), 1, 1)
    if destination == ReportDestination.CPE_MONITOR:
        return today - timedelta(days=REPORT_DAYS[destination])
    return None


def standing(destination: str, completed_on: date, *, due: date, today: date) -> Standing:
    """How a completion stands today."""
    left = (due - today).days
    closes = closes_on(destination, completed_on)
    if closes is not None and today > closes:
        return Standing(Urgency.CLOSED, left)
    if left < 0:
        return Standing(Urgency.LATE, left)
    passed = sum(today >= day for day in warning_days(destination, completed_on))
    last = len(warning_days(destination, completed_on))
    urgency = Urgency.IN_TIME if not passed else Urgency.URGENT if passed == last else Urgency.SOON
    return Standing(urgency, left)


def warning_days(destination: str, completed_on: date) -> list[date]:
    """The days from which staff are warned; the last of them in stronger words."""
    closes = closes_on(destination, completed_on)
    if destination == ReportDestination.PARS and closes is not None:
        return [closes - timedelta(days=days) for days in PARS_WARNING_DAYS]
    days = WARNING_DAYS[ReportDestination(destination)]
    return [completed_on + timedelta(days=number) for number in days]
