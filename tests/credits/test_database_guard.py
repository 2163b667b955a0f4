# ruff: noqa: S608 - no outsider names a table or column here
"""The database refuses by itself what the ledger does not describe (decision 0010)."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.contrib.admin import ModelAdmin, site
from django.core import serializers
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.db.models import Model, ProtectedError
from django.test import RequestFactory

from harmreduction_lms.credits.actions import revoke_award, sign_head
from harmreduction_lms.credits.actions.ledger import change_award
from harmreduction_lms.credits.audit import audit_awards
from harmreduction_lms.credits.database_guard import (
    guard_lifted,
    lift_before_migrations,
    lift_guard,
    missing_guards,
    set_after_migrations,
    set_guard,
)
from harmreduction_lms.credits.models import (
    AwardEvent,
    AwardEventKind,
    CreditAward,
    EventReason,
    LedgerHead,
    SignedHead,
)
from harmreduction_lms.credits.models.final import RecordIsFinal
from tests.credits.factories import claimed
from tests.credits.ledger_tools import execute
from tests.factories import make_learner


pytestmark = pytest.mark.django_db


@pytest.fixture
def award() -> CreditAward:
    return claimed()


AWARD_CHANGES = [
    "number = 'HR-2026-00000000-0'",
    "version = 2",
    "amount = 9",
    "completed_on = '2026-01-02'",
    "issued_at = '2026-01-02 00:00:00+00'",
    "retain_until = '2026-01-02'",
    "period = 2",
    "code_digest = '0'",
    "course_key = '00000000-0000-0000-0000-000000000000'",
    "snapshot = '{}'",
    "learner_id = NULL",
    "enrolment_id = NULL",
    "status = 'purged'",
]
LINK_CHANGES = [
    "sequence = 99",
    "kind = 'revoked'",
    "reason = 'Another one'",
    "reason_code = 'error'",
    "actor_id = NULL",
    "happened_at = '2026-01-02 00:00:00+00'",
    "payload = '{}'",
    "previous_digest = '0'",
    "digest = '0'",
]
CHANGES = [
    *(("creditaward", change) for change in AWARD_CHANGES),
    *(("awardevent", change) for change in LINK_CHANGES),
    ("ledgerhead", "sequence = 0"),
    ("ledgerhead", "sequence = sequence + 2"),
    ("signedhead", "digest = '0'"),
]


def refused(sql: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        execute(sql)


@pytest.mark.parametrize(("table", "change"), CHANGES)
def test_e06_sql_changes_nothing_that_the_ledger_does_not_describe(
    award: CreditAward, table: str, change: str
) -> None:
    sign_head()
    refused(f"UPDATE harmreduction_lms_{table} SET {change}")
    assert audit_awards().faults == ()


@pytest.mark.parametrize("table", ["creditaward", "awardevent", "ledgerhead", "signedhead"])
def test_e06_sql_deletes_nothing(award: CreditAward, table: str) -> None:
    sign_head()
    refused(f"DELETE FROM harmreduction_lms_{table}")


def test_a_status_only_moves_on_and_never_back(award: CreditAward) -> None:
    revoke_award(award=award, reason="Awarded twice", actor=make_learner(is_superuser=True))
    refused("UPDATE harmreduction_lms_creditaward SET status = 'valid'")
    refused("UPDATE harmreduction_lms_creditaward SET status = 'superseded'")


def test_a_restriction_is_not_taken_back(award: CreditAward) -> None:
    change_award(award=award, kind=AwardEventKind.RESTRICTED, reason_code=EventReason.ERASURE)
    refused("UPDATE harmreduction_lms_creditaward SET restricted_at = NULL")


def test_a_purged_award_stays_as_it_is(award: CreditAward) -> None:
    change_award(award=award, kind=AwardEventKind.PURGED, reason_code=EventReason.TERM_ENDED)
    assert (award.learner_id, award.snapshot, award.code) == (None, {}, "")
    for change in ("status = 'valid'", "code = 'x'", "snapshot = '{\"a\": 1}'"):
        refused(f"UPDATE harmreduction_lms_creditaward SET {change}")
    assert audit_awards().faults == ()


def test_what_is_forgotten_of_a_person_leaves_the_chain_whole(award: CreditAward) -> None:
    """H-04: the words of reasons go, their digests stay."""
    revoke_award(award=award, reason="Somebody's name", actor=make_learner(is_superuser=True))
    change_award(award=award, kind=AwardEventKind.RESTRICTED, reason_code=EventReason.ERASURE)
    assert not AwardEvent.objects.filter(reason="Somebody's name").exists()
    assert audit_awards().faults == ()
    assert change_award(award=award, kind=AwardEventKind.RESTRICTED, reason_code=EventReason.ERASURE) is None


def test_a_code_may_be_sealed_anew(award: CreditAward) -> None:
    """Rotating keys seals every code with the new one."""
    CreditAward.objects.filter(pk=award.pk).record_change(code=award.code)
    assert audit_awards().faults == ()


WAYS: list[Callable[[CreditAward], Any]] = [
    lambda award: CreditAward.objects.all().delete(),
    lambda award: CreditAward.objects.update(status="revoked"),
    lambda award: CreditAward.objects.bulk_update([award], ["amount"]),
    lambda award: CreditAward.objects.bulk_create([CreditAward()]),
    lambda award: award.learner.credit_awards.all().delete(),
    lambda award: award.events.update(reason=""),
    lambda award: award.events.all().delete(),
    lambda award: SignedHead.objects.all().delete(),
    lambda award: award.save(),
    lambda award: award.delete(),
    lambda award: award.events.get().save(),
]


@pytest.mark.parametrize("way", WAYS)
def test_e06_the_application_offers_no_way_to_change_or_delete(
    award: CreditAward, way: Callable[[CreditAward], Any]
) -> None:
    with pytest.raises(RecordIsFinal):
        way(award)


@pytest.mark.parametrize("holder", ["learner", "enrolment", "approval", "credit_type"])
def test_e05_what_an_award_rests_on_cannot_be_deleted(award: CreditAward, holder: str) -> None:
    with pytest.raises(ProtectedError):
        getattr(award, holder).delete()


def test_e05_a_deleted_course_leaves_its_awards_whole(award: CreditAward) -> None:
    award.enrolment.course.specific.delete()
    assert audit_awards().faults == ()
    assert CreditAward.objects.get().snapshot["course"]["title"]


@pytest.mark.parametrize("model", [CreditAward, AwardEvent, SignedHead])
def test_djangos_own_admin_deletes_nothing(award: CreditAward, model: type[Model]) -> None:
    sign_head()
    with pytest.raises(RecordIsFinal):
        ModelAdmin(model, site).delete_queryset(RequestFactory().get("/"), model._default_manager.all())


def test_loaddata_changes_nothing(award: CreditAward) -> None:
    """It saves rows past `save()`; the database refuses."""
    text = serializers.serialize("json", [award])
    [other] = serializers.deserialize("json", text.replace('"2.00"', '"9.00"'))
    with pytest.raises(DatabaseError), transaction.atomic():
        other.save()
    assert audit_awards().faults == ()


def test_the_guard_stands_again_behind_its_door(award: CreditAward) -> None:
    with guard_lifted():
        assert len(missing_guards()) == 4
        CreditAward.objects.filter(pk=award.pk).record_change(amount=9)
    assert missing_guards() == []
    assert audit_awards().faults != ()


class FakeMigration:
    app_label = "harmreduction_lms"


def test_migrations_of_ours_are_not_in_its_way(award: CreditAward) -> None:
    class App:
        label = "harmreduction_lms"

    lift_before_migrations(App, using="default", plan=[])
    assert missing_guards() == []
    lift_before_migrations(App, using="default", plan=[(FakeMigration, False)])
    assert len(missing_guards()) == 4
    set_after_migrations(App, using="default")
    set_guard()
    assert missing_guards() == []


def test_verify_awards_says_where_the_guard_is_missing(award: CreditAward) -> None:
    lift_guard()
    assert set(missing_guards()) == {
        model._meta.db_table for model in (CreditAward, AwardEvent, LedgerHead, SignedHead)
    }
    out, err = StringIO(), StringIO()
    call_command("verify_awards", stdout=out, stderr=err)
    assert err.getvalue().count("run migrate") == 4
