"""Days and terms."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from harmreduction_lms.credits.days import site_day, start_of, years_after


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # The test site is in Chicago. Trap of ce-rules section 7: 31 December becomes 1 January in UTC.
        (datetime(2027, 1, 1, 5, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2027, 1, 1, 6, 0, tzinfo=UTC), date(2027, 1, 1)),
        # Summer time: one hour less
        (datetime(2026, 7, 1, 4, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 7, 1, 5, 0, tzinfo=UTC), date(2026, 7, 1)),
    ],
)
def test_a_day_is_the_sites_day(moment: datetime, day: date) -> None:
    assert site_day(moment) == day
    with timezone.override("Asia/Tokyo"):
        assert site_day(moment) == day


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1), date(2026, 6, 1)])
def test_a_day_starts_at_the_sites_midnight_clock_changes_included(day: date) -> None:
    assert site_day(start_of(day)) == day
    assert start_of(day).hour == 0


@pytest.mark.parametrize(
    ("day", "years", "end"),
    [
        (date(2026, 10, 20), 6, date(2032, 10, 20)),
        (date(2028, 2, 29), 4, date(2032, 2, 29)),
        (date(2028, 2, 29), 7, date(2035, 3, 1)),
    ],
)
def test_a_term_is_never_cut_short(day: date, years: int, end: date) -> None:
    assert years_after(day, years) == end
