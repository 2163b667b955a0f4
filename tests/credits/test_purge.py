"""Purging awards after their term: never earlier, whole completions, and the chain holds (ce-rules E-01)."""

import json
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from harmreduction_lms.credits.actions import (
    claim_credit,
    erase_learner,
    purge_expired,
    reissue_under_new_name,
)
from harmreduction_lms.credits.audit import audit_awards
from harmreduction_lms.credits.audit_log import PURGE
from harmreduction_lms.credits.models import (
    Attestation,
    AwardEvent,
    BadgeCredential,
    CreditAward,
    CreditClaim,
    ErasureRequest,
    ReportRow,
)
from harmreduction_lms.credits.retention import AWARD, kept_of
from harmreduction_lms.learning.models import Enrolment
from harmreduction_lms.quizzes.models import QuizAttempt
from tests.credits.factories import claimed, complete, make_approval, make_enrolment, make_nurse
from tests.factories import make_course, make_learner


CANARY = "Canary Purged"
SIX_YEARS, SEVEN_YEARS = date(2032, 10, 20), date(2033, 10, 20)
DAY = timedelta(days=1)


@pytest.fixture
def award(db: None) -> CreditAward:
    return claimed()


@pytest.fixture
def twice_awarded(db: None) -> list[CreditAward]:
    """One completion that earned two types of credit: one is kept six years, the other seven."""
    course = make_course(modules=1, lessons=1)
    approvals = [make_approval(course, policy={"retention_years": years}) for years in (6, 7)]
    enrolment = complete(make_enrolment(make_nurse(name=CANARY), course))
    return [
        claim_credit(enrolment=enrolment, approval=approval, amount=None, has_attested=True)
        for approval in approvals
    ]


def test_e01_the_default_term_is_seven_years_after_the_activity(award: CreditAward) -> None:
    assert award.retain_until == SEVEN_YEARS


@pytest.mark.parametrize("today", [SIX_YEARS + DAY, SEVEN_YEARS - DAY, SEVEN_YEARS])
def test_e01_nothing_goes_before_the_strictest_term_is_over(
    twice_awarded: list[CreditAward], today: date
) -> None:
    assert [award.retain_until for award in twice_awarded] == [SIX_YEARS, SEVEN_YEARS]
    assert purge_expired(today=today).completions == 0
    assert [award.status for award in CreditAward.objects.all()] == ["valid", "valid"]


def test_e01_the_day_after_everything_of_the_completion_goes_at_once(
    twice_awarded: list[CreditAward],
) -> None:
    first = twice_awarded[0]
    for award in twice_awarded:
        ReportRow.objects.create(award=award, destination="ce_broker", state="accepted")
    BadgeCredential.objects.create(
        award=first,
        identifier=first.enrolment_id,
        status_index=7,
        key_id="s1",
        issued_at=timezone.now(),
        document=CANARY,
        jwt=CANARY,
    )
    purge = purge_expired(today=SEVEN_YEARS + DAY)
    assert (purge.completions, purge.numbers) == (1, sorted(award.number for award in twice_awarded))
    for award in CreditAward.objects.all():
        assert (award.status, award.learner, award.enrolment) == ("purged", None, None)
        assert (award.snapshot, award.code, award.licences) == ({}, "", "")
        assert award.events.last().reason_code == "term_ended"
    for model in (Enrolment, Attestation, CreditClaim, ReportRow):
        assert not model.objects.exists(), model
    assert not QuizAttempt.objects.exclude(learner=None).exists()
    assert (BadgeCredential.objects.get().document, BadgeCredential.objects.get().jwt) == ("", "")
    assert audit_awards().faults == ()


def test_a_purged_award_is_told_as_purged_and_by_no_name(
    twice_awarded: list[CreditAward], client: Client
) -> None:
    url = reverse("harmreduction_lms:verify_code", args=[twice_awarded[0].code])
    purge_expired(today=SEVEN_YEARS + DAY)
    response = client.get(url)
    assert response.status_code == 200
    assert twice_awarded[0].number in response.content.decode()
    assert CANARY not in response.content.decode()


def test_every_version_of_a_corrected_award_goes(award: CreditAward) -> None:
    staff = make_learner(is_superuser=True)
    reissue_under_new_name(award=award, name="New Name", credentials="RN", evidence="Seen.", actor=staff)
    purge_expired(today=award.retain_until + DAY)
    assert {one.status for one in CreditAward.objects.all()} == {"purged"}
    assert AwardEvent.objects.exclude(reason="").count() == 0
    assert audit_awards().faults == ()


def test_purging_twice_changes_nothing_more(award: CreditAward) -> None:
    purge_expired(today=award.retain_until + DAY)
    links = AwardEvent.objects.count()
    assert purge_expired(today=award.retain_until + DAY).completions == 0
    assert AwardEvent.objects.count() == links


def test_other_learners_records_stay(award: CreditAward) -> None:
    other = claimed()
    CreditAward.objects.filter(pk=other.pk)
    before = CreditAward.objects.filter(pk=other.pk).values().get()
    purge_expired(today=SEVEN_YEARS + DAY, learner=award.learner)
    assert CreditAward.objects.filter(pk=other.pk).values().get() == before
    assert QuizAttempt.objects.filter(learner=other.learner).exists()


def test_the_log_says_that_an_award_was_purged_and_not_whose(award: CreditAward) -> None:
    purge_expired(today=award.retain_until + DAY)
    entry = ModelLogEntry.objects.get(action=PURGE)
    assert (entry.label, entry.data) == (award.number, {"retain_until": "2033-10-20"})
    assert not ModelLogEntry.objects.filter(user=award.learner).exists()


def test_the_report_of_an_erasure_stops_naming_awards_that_are_gone(award: CreditAward) -> None:
    done = erase_learner(learner=award.learner)
    assert [one.number for one in kept_of(done) if one.kind == AWARD] == [award.number]
    purge_expired(today=award.retain_until + DAY)
    assert [one for one in kept_of(ErasureRequest.objects.get()) if one.kind == AWARD] == []
    assert not Enrolment.objects.exists()
    assert audit_awards().faults == ()


def test_the_command_tells_first_and_then_purges(award: CreditAward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "harmreduction_lms.credits.actions.purge.site_today", lambda: award.retain_until + DAY
    )
    told = json.loads(_output("--dry-run", "--json"))
    assert told == {
        "day": "2033-10-21",
        "completions": 1,
        "awards": [award.number],
        "erasures": 0,
        "dry_run": True,
    }
    assert CreditAward.objects.get().status == "valid"
    assert f"{award.number}\nPurged: 1 awards of 1 completions." in _output()
    assert CreditAward.objects.get().status == "purged"
    assert json.loads(_output("--json"))["completions"] == 0


def _output(*arguments: str) -> Any:
    out = StringIO()
    call_command("purge_expired_records", *arguments, stdout=out)
    return out.getvalue()
