"""What waits to be reported, and until when."""

from datetime import date, timedelta
from typing import Any

import pytest

from harmreduction_lms.credits.actions import correct_award, revoke_award, withdraw_consent
from harmreduction_lms.credits.actions.report_queue import expire_rows, queue_award, queue_missing
from harmreduction_lms.credits.corrections import Correction
from harmreduction_lms.credits.exports.deadlines import (
    Urgency,
    closes_on,
    due_by,
    first_day_taken,
    standing,
)
from harmreduction_lms.credits.models import EventReason, ReportRow, RowState
from tests.credits.exports.factories import (
    allow,
    make_board_approval,
    make_reportable,
    reportable,
    row_of,
)
from tests.factories import make_learner


DAY = date(2026, 10, 20)


@pytest.mark.parametrize(
    ("destination", "within", "expected"),
    [
        ("cpe_monitor", None, date(2026, 12, 19)),
        ("cpe_monitor", 30, date(2026, 11, 19)),
        ("cpe_monitor", 90, date(2026, 12, 19)),
        ("ce_broker", None, date(2026, 11, 19)),
        ("ce_broker", 10, date(2026, 10, 30)),
        ("pars", None, date(2027, 3, 31)),
        ("pars", 30, date(2026, 11, 19)),
    ],
)
def test_f10_f11_a_report_is_due_within_the_term_and_never_after_it(
    destination: str, within: int | None, expected: date
) -> None:
    assert due_by(destination, DAY, within_days=within) == expected


@pytest.mark.parametrize(
    ("destination", "days", "urgency"),
    [
        ("cpe_monitor", 29, Urgency.IN_TIME),
        ("cpe_monitor", 30, Urgency.SOON),
        ("cpe_monitor", 49, Urgency.SOON),
        ("cpe_monitor", 50, Urgency.URGENT),
        ("cpe_monitor", 60, Urgency.URGENT),
        ("cpe_monitor", 61, Urgency.CLOSED),
        ("ce_broker", 19, Urgency.IN_TIME),
        ("ce_broker", 20, Urgency.URGENT),
        ("ce_broker", 31, Urgency.LATE),
        ("pars", 0, Urgency.IN_TIME),
    ],
)
def test_f10_staff_are_warned_before_the_deadline(destination: str, days: int, urgency: Urgency) -> None:
    due = due_by(destination, DAY)
    assert standing(destination, DAY, due=due, today=DAY + timedelta(days=days)).urgency == urgency


@pytest.mark.parametrize("destination", ["cpe_monitor", "pars", "ce_broker"])
@pytest.mark.parametrize("today", [date(2026, 3, 31), date(2026, 4, 1), date(2027, 1, 1), date(2028, 2, 29)])
def test_e10_e11_the_first_day_taken_is_the_first_that_is_not_closed(destination: str, today: date) -> None:
    first = first_day_taken(destination, today)
    days = [today - timedelta(days=number) for number in range(800)]
    closed = [day for day in days if (closes := closes_on(destination, day)) and today > closes]
    assert closed == ([day for day in days if day < first] if first else [])


def test_e11_pars_takes_this_year_and_the_last_until_31_march() -> None:
    assert first_day_taken("pars", date(2027, 3, 31)) == date(2026, 1, 1)
    assert first_day_taken("pars", date(2027, 4, 1)) == date(2027, 1, 1)


@pytest.mark.django_db
class TestQueue:
    def test_an_award_waits_where_its_rules_say_so_and_the_learner_allows_it(self) -> None:
        row = row_of(reportable("ce_broker"))
        assert (row.destination, row.action, row.state) == ("ce_broker", "add", "ready")
        assert row.due_by == date(2026, 11, 19)

    def test_f02_without_consent_nothing_waits_and_consent_given_later_queues(self) -> None:
        learner = make_reportable("ce_broker", allows=False)
        award = reportable("ce_broker", learner=learner)
        assert not ReportRow.objects.exists()
        allow(learner, "pars")
        assert not ReportRow.objects.exists()
        allow(learner, "ce_broker")
        assert row_of(award).state == RowState.READY

    def test_f02_consent_withdrawn_takes_out_what_waits(self) -> None:
        learner = make_reportable("ce_broker")
        reportable("ce_broker", learner=learner)
        reportable("ce_broker")
        withdraw_consent(learner=learner, destination="ce_broker")
        assert ReportRow.objects.count() == 1
        allow(learner, "ce_broker")
        assert ReportRow.objects.count() == 2

    def test_f02_what_takes_a_report_back_still_goes_out(self) -> None:
        learner = make_reportable("ce_broker")
        award = reportable("ce_broker", learner=learner)
        ReportRow.objects.update(state=RowState.ACCEPTED)
        revoke_award(award=award, reason="Twice", actor=make_learner(is_superuser=True))
        withdraw_consent(learner=learner, destination="ce_broker")
        assert row_of(award).action == "delete"

    def test_nothing_is_queued_twice(self) -> None:
        award = reportable("ce_broker")
        assert queue_award(award=award) is None
        assert queue_missing("ce_broker") == []
        assert ReportRow.objects.count() == 1

    def test_credit_that_nobody_wants_to_hear_of_does_not_wait(self) -> None:
        approval = make_board_approval("ce_broker", policy={"reports_to": ""})
        reportable("ce_broker", approval=approval)
        assert not ReportRow.objects.exists()

    def test_e08_a_correction_of_what_still_waits_waits_in_its_place(self) -> None:
        award = reportable("cpe_monitor")
        correct_award(
            award=award,
            correction=Correction(completed_on=date(2026, 10, 19)),
            reason_code=EventReason.ERROR,
            reason="Wrong day",
            actor=make_learner(is_superuser=True),
        )
        row = row_of(award)
        assert (row.action, row.award.version, ReportRow.objects.count()) == ("add", 2, 1)

    def test_e10_on_the_61st_day_cpe_monitor_takes_it_no_more(self, monkeypatch: pytest.MonkeyPatch) -> None:
        row = row_of(reportable("cpe_monitor"))
        for day, state in ((date(2026, 12, 19), "ready"), (date(2026, 12, 20), "expired")):
            _let_it_be(monkeypatch, day)
            expire_rows("cpe_monitor")
            row.refresh_from_db()
            assert row.state == state
        assert "Ask ACPE" in row.message
        assert row.award.completed_on == DAY


def _let_it_be(monkeypatch: Any, day: date) -> None:
    """The clock is outside of us; ours reads it in one place."""
    monkeypatch.setattr("harmreduction_lms.credits.actions.report_queue.site_today", lambda: day)
