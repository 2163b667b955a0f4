"""Days in the site's zone. A date that is printed or compared is never the server's or the reader's."""

from datetime import date, datetime, time

from django.utils import timezone


def site_day(moment: datetime) -> date:
    """The calendar day of `moment` in the site's `TIME_ZONE`: late on 31 December is not yet January."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def site_today() -> date:
    return site_day(timezone.now())


def start_of(day: date) -> datetime:
    """The first moment of `day` in the site's zone."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def years_after(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 1 March, so that a term is never cut short."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
