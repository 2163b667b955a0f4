"""Corrections, new names and revocations: what happens to the award, its documents and its reports."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from harmreduction_lms.credits.actions import (
    award_credit,
    claim_credit,
    correct_award,
    reissue_under_new_name,
    revoke_award,
    save_profile,
)
from harmreduction_lms.credits.audit import audit_awards
from harmreduction_lms.credits.corrections import Correction
from harmreduction_lms.credits.errors import (
    AmountRefused,
    AwardNotValid,
    DayNotApproved,
    NothingCorrected,
    ReasonMissing,
)
from harmreduction_lms.credits.models import (
    AwardStatus,
    CreditAward,
    EventReason,
    ReportRow,
    RowAction,
    RowState,
)
from harmreduction_lms.credits.signals import award_corrected, award_revoked
from tests.credits.factories import claimed, ready_to_claim
from tests.factories import make_learner


pytestmark = pytest.mark.django_db

COMMENSURATE = {"claim_mode": "commensurate"}


@pytest.fixture
def registrar() -> Any:
    return make_learner("registrar", is_superuser=True)


@pytest.fixture
def award() -> CreditAward:
    return claimed()


def corrected(award: CreditAward, actor: Any, **changes: Any) -> CreditAward:
    return correct_award(
        award=award,
        correction=Correction(**(changes or {"completed_on": date(2026, 10, 19)})),
        reason_code=EventReason.ERROR,
        reason="The day was read from the wrong list.",
        actor=actor,
    )


def test_e06_a_correction_is_a_new_version_with_the_same_number(award: CreditAward, registrar: Any) -> None:
    new = corrected(award, registrar)
    award.refresh_from_db()
    assert (new.number, new.version, new.supersedes) == (award.number, 2, award)
    assert (award.status, new.status) == (AwardStatus.SUPERSEDED, AwardStatus.VALID)
    assert new.code != award.code
    assert new.snapshot["completed_on"] == "2026-10-19"
    assert new.snapshot["correction"]["replaces_version"] == 1
    assert award.snapshot["completed_on"] == "2026-10-20"
    assert [(event.kind, event.reason_code, event.actor) for event in award.events.all()] == [
        ("issued", "", award.learner),
        ("corrected", "error", registrar),
    ]
    assert audit_awards().faults == ()


def test_e06_nothing_else_on_the_statement_changes(award: CreditAward, registrar: Any) -> None:
    """What was printed stays printed, even where the provider's row reads otherwise by now."""
    type(award.approval.accreditation).objects.update(provider_name="Renamed since")
    new = corrected(award, registrar).snapshot
    stays = set(award.snapshot) - {"completed_on", "issued_on", "issued_at"}
    assert {name: new[name] for name in stays} == {name: award.snapshot[name] for name in stays}


def test_e06_the_old_code_says_that_it_was_replaced(award: CreditAward, registrar: Any) -> None:
    new = corrected(award, registrar)
    page = Client().get(reverse("harmreduction_lms:verify_code", args=[award.code])).content.decode()
    assert "replaced" in page
    fresh = Client().get(reverse("harmreduction_lms:verify_code", args=[new.code])).content.decode()
    assert "replaced" not in fresh


def test_e07_a_new_name_is_a_new_version_and_a_renamed_profile_is_not(
    award: CreditAward, registrar: Any
) -> None:
    before = award.snapshot["learner"]["name"]
    save_profile(learner=award.learner, name="Siobhán Okafor-Lindqvist", credentials="RN", profession="nurse")
    assert CreditAward.objects.get().snapshot["learner"]["name"] == before
    new = reissue_under_new_name(
        award=award,
        name="Siobhán Okafor-Lindqvist",
        credentials="RN",
        evidence="Marriage certificate seen on 12 November",
        actor=registrar,
    )
    assert (new.number, new.version) == (award.number, 2)
    assert new.snapshot["learner"]["name"] == "Siobhán Okafor-Lindqvist"
    assert CreditAward.objects.get(version=1).snapshot["learner"]["name"] == before
    event = new.events.get()
    assert (event.reason_code, event.reason) == ("name_change", "Marriage certificate seen on 12 November")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"completed_on": date(2029, 1, 1)}, DayNotApproved),
        ({"amount": Decimal("9")}, AmountRefused),
        ({"amount": Decimal("0")}, AmountRefused),
        ({"amount": Decimal("0.30")}, AmountRefused),
        ({"completed_on": date(2026, 10, 20)}, NothingCorrected),
        ({"name": " Siobhán  Nguyễn-Okafor "}, NothingCorrected),
    ],
)
def test_b15_a_correction_awards_nothing_that_the_rules_would_not(
    award: CreditAward, registrar: Any, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        corrected(award, registrar, **changes)
    assert CreditAward.objects.count() == 1


def test_b11_a_corrected_amount_takes_its_ceu_along(registrar: Any) -> None:
    enrolment, approval = ready_to_claim(policy={**COMMENSURATE, "hours_per_ceu": Decimal(10)})
    award = claim_credit(enrolment=enrolment, approval=approval, amount=Decimal("1.00"), has_attested=True)
    assert isinstance(award, CreditAward)
    credit = corrected(award, registrar, amount=Decimal("1.25")).snapshot["credit"]
    assert (credit["amount"], credit["ceu"]) == ("1.25", "0.125")


def test_a_correction_needs_a_reason_and_a_right(award: CreditAward, registrar: Any) -> None:
    change = Correction(completed_on=date(2026, 10, 19))
    why = {"award": award, "correction": change, "reason_code": EventReason.ERROR}
    with pytest.raises(ReasonMissing):
        correct_award(**why, reason=" ", actor=registrar)
    with pytest.raises(PermissionDenied):
        correct_award(**why, reason="Because", actor=award.learner)


def test_of_two_corrections_of_one_version_the_second_is_told(award: CreditAward, registrar: Any) -> None:
    corrected(award, registrar)
    with pytest.raises(AwardNotValid):
        corrected(award, registrar, completed_on=date(2026, 10, 18))
    assert CreditAward.objects.count() == 2


def test_a_correction_can_be_corrected_and_revoked(award: CreditAward, registrar: Any) -> None:
    second = corrected(award, registrar)
    third = corrected(second, registrar, completed_on=date(2026, 10, 18))
    revoke_award(award=third, reason="Awarded twice", actor=registrar, reason_code=EventReason.DUPLICATE)
    assert [one.status for one in CreditAward.objects.order_by("version")] == [
        "superseded",
        "superseded",
        "revoked",
    ]
    assert audit_awards().faults == ()


def test_e06_claiming_again_finds_the_corrected_award(award: CreditAward, registrar: Any) -> None:
    new = corrected(award, registrar)
    assert award_credit(enrolment=award.enrolment, approval=award.approval) == new


def test_e01_a_correction_never_shortens_how_long_a_record_is_kept(
    award: CreditAward, registrar: Any
) -> None:
    assert corrected(award, registrar).retain_until == award.retain_until


def test_the_audit_log_tells_of_it_without_a_name_or_the_words(award: CreditAward, registrar: Any) -> None:
    revoke_award(award=corrected(award, registrar), reason="A name in the words", actor=registrar)
    entries = list(ModelLogEntry.objects.filter(user=registrar).order_by("pk"))
    assert [(entry.action, entry.data["reason"]) for entry in entries] == [
        ("harmreduction_lms.correct_award", "error"),
        ("harmreduction_lms.revoke_award", "error"),
    ]


def report(
    award: CreditAward, state: RowState, action: RowAction = RowAction.ADD, **fields: Any
) -> ReportRow:
    values = {"destination": "pars", "remote_id": "R-1", "due_by": date(2026, 12, 19), **fields}
    return ReportRow.objects.create(award=award, action=action, state=state, **values)


def queued() -> list[tuple[str, int, str]]:
    rows = ReportRow.objects.filter(state=RowState.READY).select_related("award").order_by("pk")
    return [(row.action, row.award.version, row.remote_id) for row in rows]


@pytest.mark.parametrize("state", [RowState.SENT, RowState.ACCEPTED])
def test_e08_a_revoked_award_that_was_reported_is_taken_back(
    award: CreditAward, registrar: Any, state: RowState
) -> None:
    report(award, state)
    revoke_award(award=award, reason="Error", actor=registrar)
    revoke_award(award=award, reason="Error", actor=registrar)
    assert queued() == [("delete", 1, "R-1")]


@pytest.mark.parametrize("state", [RowState.READY, RowState.REJECTED, RowState.EXPIRED])
def test_e08_nothing_is_taken_back_where_nothing_was_reported(
    award: CreditAward, registrar: Any, state: RowState
) -> None:
    report(award, state)
    revoke_award(award=award, reason="Error", actor=registrar)
    assert queued() == []


def test_e08_a_corrected_award_that_was_reported_is_adjusted(award: CreditAward, registrar: Any) -> None:
    report(award, RowState.ACCEPTED)
    second = corrected(award, registrar)
    assert queued() == [("adjust", 2, "R-1")]
    third = corrected(second, registrar, completed_on=date(2026, 10, 18))
    assert queued() == [("adjust", 3, "R-1")]
    revoke_award(award=third, reason="Error", actor=registrar)
    assert queued() == [("delete", 3, "R-1")]


def test_e08_what_still_waits_is_reported_as_corrected(award: CreditAward, registrar: Any) -> None:
    report(award, RowState.READY, remote_id="")
    corrected(award, registrar)
    assert queued() == [("add", 2, "")]


def test_e08_what_was_taken_back_is_not_taken_back_again(award: CreditAward, registrar: Any) -> None:
    report(award, RowState.ACCEPTED)
    report(award, RowState.SENT, RowAction.DELETE)
    revoke_award(award=award, reason="Error", actor=registrar)
    assert queued() == []


def test_signals_are_sent_once_it_is_committed(
    award: CreditAward, registrar: Any, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[Any] = []

    def note(signal: Any, **arguments: Any) -> None:
        heard.append((arguments["award"].version, arguments.get("previous")))

    award_corrected.connect(note)
    award_revoked.connect(note)
    with django_capture_on_commit_callbacks(execute=True):
        new = corrected(award, registrar)
        assert heard == []
    with django_capture_on_commit_callbacks(execute=True):
        revoke_award(award=new, reason="Error", actor=registrar)
    award_corrected.disconnect(note)
    award_revoked.disconnect(note)
    assert heard == [(2, award), (2, None)]
