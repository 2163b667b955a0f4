"""Awarding, certifying and revoking."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from harmreduction_lms.core.identifiers import code_digest
from harmreduction_lms.credits.actions import (
    approve_activity,
    attest,
    award_credit,
    award_what_is_due,
    claim_credit,
    issue_certificate,
    revoke_award,
    save_profile,
)
from harmreduction_lms.credits.actions import awards as award_actions
from harmreduction_lms.credits.errors import (
    AmountRefused,
    ApprovalOfAnotherCourse,
    AwardWasRevoked,
    CourseNotCompleted,
    CreditApplies,
    NotEligible,
    NumberNotFound,
    RetroactiveApproval,
)
from harmreduction_lms.credits.models import (
    Attestation,
    AwardEvent,
    AwardStatus,
    CompletionCertificate,
    CreditAward,
    CreditPolicy,
)
from harmreduction_lms.credits.models.records import RecordIsFinal
from harmreduction_lms.credits.rules import ClaimRefusal, GateCode
from tests.credits.factories import (
    COMPLETED_ON,
    claimed,
    complete,
    make_approval,
    make_credit_type,
    make_enrolment,
    make_nurse,
    make_policy,
    make_post_test,
    ready_to_claim,
)
from tests.factories import make_course, make_learner


pytestmark = pytest.mark.django_db


def test_a29_the_award_copies_all_that_is_printed() -> None:
    award = claimed(policy={"retention_years": 6})
    snapshot = award.snapshot
    assert snapshot["number"] == award.number
    assert snapshot["learner"]["name"] == "Siobhán Nguyễn-Okafor"
    assert snapshot["learner"]["credentials"] == "RN"
    assert snapshot["learner"]["profession_label"] == "Nurse"
    assert snapshot["credit"]["amount"] == "2.00"
    assert snapshot["credit"]["label"] == [
        {"text": "Nursing contact hours", "italic": False, "superscript": False}
    ]
    assert snapshot["provider"]["address"] == "1 Example Street"
    assert snapshot["approval"]["number"] == award.approval.approval_number
    assert (
        snapshot["designation_statement"]
        == "Fictional Provider designates this enduring material for 2.0 contact hours."
    )
    assert snapshot["completed_on"] == "2026-10-20"
    assert snapshot["policy_version"] == 1
    assert snapshot["is_fictional"] is True


def test_a29_later_edits_do_not_change_an_issued_award() -> None:
    award = claimed()
    before = dict(award.snapshot)
    accreditation = award.approval.accreditation
    accreditation.provider_name = "Renamed Provider"
    accreditation.save()
    save_profile(learner=award.learner, name="Another Name", credentials="", profession="nurse")
    assert CreditAward.objects.get(pk=award.pk).snapshot == before


def test_c13_scores_and_page_versions_are_kept_with_the_award() -> None:
    evidence = claimed().snapshot["evidence"]
    assert [(score["role"], score["points"], score["possible"]) for score in evidence["scores"]] == [
        ("post_test", "9", "10")
    ]
    assert evidence["revisions"]


def test_e01_records_are_kept_from_the_day_of_completion() -> None:
    award = claimed(policy={"retention_years": 6})
    assert award.completed_on == COMPLETED_ON
    assert award.retain_until == date(2032, 10, 20)


def test_the_day_of_completion_is_the_one_in_the_sites_zone() -> None:
    """Traps of ce-rules section 7: 31 December in Chicago is already January in UTC."""
    course = make_course(modules=1, lessons=1)
    approval = make_approval(course, policy={"attestation_required": False})
    enrolment = complete(make_enrolment(make_nurse(), course), at=datetime(2027, 1, 1, 5, 30, tzinfo=UTC))
    assert award_credit(enrolment=enrolment, approval=approval).completed_on == date(2026, 12, 31)


def test_a03_what_is_awarded_is_what_was_claimed_and_never_the_maximum() -> None:
    enrolment, approval = ready_to_claim(
        policy={"claim_mode": "commensurate"}, designated_maximum=Decimal("4.00")
    )
    award = claim_credit(enrolment=enrolment, approval=approval, amount=Decimal("2.75"), has_attested=True)
    assert award.amount == Decimal("2.75")
    assert award.snapshot["credit"]["amount"] == "2.75"
    assert award.snapshot["credit"]["designated_maximum"] == "4.00"


@pytest.mark.parametrize(
    ("amount", "refusal"),
    [
        (None, ClaimRefusal.NOT_POSITIVE),
        ("2.25", ClaimRefusal.ABOVE_MAXIMUM),
        ("0.30", ClaimRefusal.OFF_INCREMENT),
        ("0", ClaimRefusal.NOT_POSITIVE),
    ],
)
def test_b15_a_claim_off_the_grid_is_refused_and_nothing_is_written(
    amount: str | None, refusal: ClaimRefusal
) -> None:
    enrolment, approval = ready_to_claim(policy={"claim_mode": "commensurate"})
    with pytest.raises(AmountRefused) as caught:
        claim_credit(
            enrolment=enrolment,
            approval=approval,
            amount=None if amount is None else Decimal(amount),
            has_attested=True,
        )
    assert caught.value.refusal == refusal
    assert not CreditAward.objects.exists()
    assert not AwardEvent.objects.exists()
    assert not Attestation.objects.exists()


def test_b17_asking_twice_gives_the_same_award() -> None:
    enrolment, approval = ready_to_claim()
    first = claim_credit(enrolment=enrolment, approval=approval, amount=None, has_attested=True)
    again = award_credit(enrolment=enrolment, approval=approval)
    assert again.pk == first.pk
    assert CreditAward.objects.count() == 1
    assert AwardEvent.objects.count() == 1


def test_b17_e09_a_new_enrolment_is_a_new_period_with_an_award_of_its_own() -> None:
    enrolment, approval = ready_to_claim(policy={"attestation_required": False})
    first = award_credit(enrolment=enrolment, approval=approval)
    repeated = make_enrolment(enrolment.learner, enrolment.course, number=2)
    complete(repeated, at=datetime(2027, 3, 1, 12, tzinfo=UTC))
    second = award_credit(enrolment=repeated, approval=approval)
    assert second.number != first.number
    assert second.completed_on == date(2027, 3, 1)


def test_a30_each_credit_type_has_its_own_award_number_and_statement() -> None:
    enrolment, nursing = ready_to_claim(policy={"attestation_required": False})
    social = make_credit_type(name="Social work", professions=[])
    other = make_approval_for(enrolment, social)
    awards = [award_credit(enrolment=enrolment, approval=approval) for approval in (nursing, other)]
    assert len({award.number for award in awards}) == 2
    assert {award.snapshot["credit"]["type_name"] for award in awards} == {
        nursing.credit_type.name,
        "Social work",
    }


def make_approval_for(enrolment: Any, credit_type: Any) -> Any:
    """A second approval, as if it had been there before the course was completed."""
    completed_at = enrolment.completed_at
    type(enrolment).objects.filter(pk=enrolment.pk).update(completed_at=None)
    approval = make_approval(
        enrolment.course, credit_type=credit_type, policy={"attestation_required": False}
    )
    type(enrolment).objects.filter(pk=enrolment.pk).update(completed_at=completed_at)
    return approval


def test_c10_the_attestation_is_kept_with_its_words_and_time() -> None:
    award = claimed()
    attestation = award.enrolment.attestation
    assert "whole of this course myself" in attestation.text
    assert attestation.attested_at is not None
    assert attest(enrolment=award.enrolment, text="Other words").text == attestation.text


def test_c08_without_the_attestation_nothing_is_awarded() -> None:
    enrolment, approval = ready_to_claim()
    with pytest.raises(NotEligible) as caught:
        award_credit(enrolment=enrolment, approval=approval)
    assert [gate.code for gate in caught.value.eligibility.unmet] == [GateCode.ATTESTATION, GateCode.CLAIM]
    assert not CreditAward.objects.exists()


def test_c08_the_evaluation_is_a_gate_of_its_own() -> None:
    course = make_course(modules=1, lessons=1)
    approval = make_approval(course, policy={"attestation_required": False})
    enrolment = complete(make_enrolment(make_nurse(), course), evaluated=False)
    with pytest.raises(NotEligible) as caught:
        award_credit(enrolment=enrolment, approval=approval)
    assert [gate.code for gate in caught.value.eligibility.unmet] == [GateCode.EVALUATION]


def test_the_best_attempt_at_the_post_test_counts() -> None:
    course = make_course(modules=1, lessons=1)
    approval = make_approval(course, policy={"attestation_required": False})
    enrolment = complete(make_enrolment(make_nurse(), course), points=3)
    with pytest.raises(NotEligible):
        award_credit(enrolment=enrolment, approval=approval)
    make_post_test(enrolment, points=8, number=2)
    make_post_test(enrolment, points=1, number=3)
    assert award_credit(enrolment=enrolment, approval=approval).amount == Decimal("2.00")


def test_attempts_at_other_enrolments_and_pre_tests_do_not_count() -> None:
    course = make_course(modules=1, lessons=1)
    approval = make_approval(course, policy={"attestation_required": False})
    enrolment = complete(make_enrolment(make_nurse(), course), points=3)
    other = make_enrolment(enrolment.learner, course, number=2)
    make_post_test(other, points=10)
    make_post_test(enrolment, points=10, number=2, role="pre_test")
    make_post_test(enrolment, points=10, number=3, state="open")
    with pytest.raises(NotEligible):
        award_credit(enrolment=enrolment, approval=approval)


def test_a04_a_profession_the_type_does_not_name_gets_no_credit() -> None:
    enrolment, approval = ready_to_claim(credit_type=make_credit_type(professions=["physician"]))
    with pytest.raises(NotEligible):
        claim_credit(enrolment=enrolment, approval=approval, amount=None, has_attested=True)
    assert not CreditAward.objects.exists()


@pytest.mark.parametrize("lacking", [{"confirmed_by": ""}, {"confirmed_on": None}])
def test_rules_the_organisation_has_not_confirmed_award_nothing_until_it_has(lacking: dict[str, Any]) -> None:
    enrolment, approval = ready_to_claim(policy=lacking)
    with pytest.raises(NotEligible, match="has not confirmed the rules of this credit type yet"):
        claim_credit(enrolment=enrolment, approval=approval, amount=None, has_attested=True)
    assert not CreditAward.objects.exists()
    CreditPolicy.objects.update(confirmed_by="Maria Okonkwo, MD", confirmed_on=date(2026, 11, 1))
    assert claim_credit(enrolment=enrolment, approval=approval, amount=None, has_attested=True).pk


def test_unconfirmed_rules_award_nothing_by_themselves_either() -> None:
    enrolment, _approval = ready_to_claim(policy={"attestation_required": False, "confirmed_by": ""})
    assert award_what_is_due(enrolment=enrolment) == []


def test_an_approval_of_another_course_is_refused() -> None:
    enrolment, _approval = ready_to_claim()
    other = make_approval(make_course(modules=1, lessons=1))
    with pytest.raises(ApprovalOfAnotherCourse):
        award_credit(enrolment=enrolment, approval=other)


def test_somebody_else_may_not_award_unless_they_may_add_awards() -> None:
    enrolment, approval = ready_to_claim(policy={"attestation_required": False})
    with pytest.raises(PermissionDenied):
        award_credit(enrolment=enrolment, approval=approval, actor=make_learner())
    admin = make_learner(is_superuser=True)
    assert award_credit(enrolment=enrolment, approval=approval, actor=admin).pk


def test_a_number_that_is_taken_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = claimed().number
    numbers = iter([taken, taken, "HR-2026-00000000-0"])
    monkeypatch.setattr(award_actions, "new_number", lambda *args: next(numbers))
    assert claimed().number == "HR-2026-00000000-0"


def test_when_no_number_is_free_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = claimed().number
    monkeypatch.setattr(award_actions, "new_number", lambda *args: taken)
    with pytest.raises(NumberNotFound):
        claimed()
    assert CreditAward.objects.count() == AwardEvent.objects.count() == 1


def test_b17_the_database_itself_refuses_a_second_award() -> None:
    award = claimed()
    double = CreditAward(**{field.attname: getattr(award, field.attname) for field in award._meta.fields})
    double.pk, double.number, double.code = None, "HR-2026-00000000-0", "another-code"
    double.code_digest = code_digest(double.code)
    with pytest.raises(IntegrityError), transaction.atomic():
        double.save(force_insert=True)


def test_e05_e06_awards_are_never_edited_or_deleted() -> None:
    award = claimed()
    award.amount = Decimal("9.00")
    with pytest.raises(RecordIsFinal):
        award.save()
    with pytest.raises(RecordIsFinal):
        award.delete()
    with pytest.raises(RecordIsFinal):
        award.events.get().delete()


def test_e08_revoking_keeps_the_award_and_says_why() -> None:
    award, admin = claimed(), make_learner(is_superuser=True)
    revoke_award(award=award, reason="Completed by somebody else", actor=admin)
    revoke_award(award=award, reason="Again", actor=admin)
    award.refresh_from_db()
    assert award.status == AwardStatus.REVOKED
    event = award.events.last()
    assert (event.kind, event.reason, event.actor) == ("revoked", "Completed by somebody else", admin)
    assert award.events.count() == 2


def test_e08_learners_may_not_revoke() -> None:
    award = claimed()
    with pytest.raises(PermissionDenied):
        revoke_award(award=award, reason="", actor=award.learner)


def test_e08_what_was_revoked_is_not_earned_again_by_asking_again() -> None:
    award = claimed()
    revoke_award(award=award, reason="Error", actor=make_learner(is_superuser=True))
    with pytest.raises(AwardWasRevoked):
        award_credit(enrolment=award.enrolment, approval=award.approval)


def test_awarding_and_revoking_are_in_the_audit_log_without_a_name() -> None:
    award = claimed()
    revoke_award(award=award, reason="Error", actor=make_learner(is_superuser=True))
    entries = ModelLogEntry.objects.filter(object_id=str(award.pk)).order_by("timestamp")
    assert [entry.action for entry in entries] == [
        "harmreduction_lms.award_credit",
        "harmreduction_lms.revoke_award",
    ]
    assert {entry.label for entry in entries} == {award.number}
    assert {entry.formatter.label for entry in entries} == {"Award credit", "Revoke award"}


def test_a01_without_an_approval_a_certificate_is_issued_once() -> None:
    enrolment = complete(make_enrolment(make_nurse(), make_course(modules=1, lessons=1)))
    certificate = issue_certificate(enrolment=enrolment)
    assert issue_certificate(enrolment=enrolment).pk == certificate.pk
    assert certificate.snapshot["learner"]["name"] == "Siobhán Nguyễn-Okafor"
    assert "credit" not in certificate.snapshot
    assert CompletionCertificate.objects.count() == 1


def test_a01_an_approval_that_lapsed_before_completion_leaves_a_certificate() -> None:
    enrolment, approval = ready_to_claim(valid_to=date(2026, 10, 19))
    with pytest.raises(NotEligible):
        claim_credit(enrolment=enrolment, approval=approval, amount=None, has_attested=True)
    assert issue_certificate(enrolment=enrolment).number


def test_where_credit_applies_no_certificate_is_issued_in_its_place() -> None:
    enrolment, _approval = ready_to_claim()
    with pytest.raises(CreditApplies):
        issue_certificate(enrolment=enrolment)


def test_a_course_that_is_not_complete_earns_no_certificate() -> None:
    enrolment = make_enrolment(make_nurse(), make_course(modules=1, lessons=1))
    with pytest.raises(CourseNotCompleted):
        issue_certificate(enrolment=enrolment)


def test_a_certificate_without_a_profile_carries_the_accounts_name() -> None:
    learner = make_learner(first_name="Ada", last_name="Okafor")
    enrolment = complete(make_enrolment(learner, make_course(modules=1, lessons=1)))
    assert issue_certificate(enrolment=enrolment).snapshot["learner"]["name"] == "Ada Okafor"


def test_a08_an_activity_is_not_designated_after_people_completed_it() -> None:
    course = make_course(modules=1, lessons=1)
    complete(make_enrolment(make_nurse(), course))
    with pytest.raises(RetroactiveApproval):
        make_approval(course)
    assert make_approval(course, valid_from=date(2026, 10, 21)).pk


def test_an_approval_set_up_in_code_is_validated_like_one_typed_in() -> None:
    course = make_course(modules=1, lessons=1)
    approval = make_approval(course)
    assert approval.course_key == course.translation_key
    with pytest.raises(ValidationError) as caught:
        make_approval(course, designated_maximum=Decimal("2.10"))
    assert "designated_maximum" in caught.value.message_dict
    with pytest.raises(ValidationError):
        approve_activity(
            course=course,
            accreditation=approval.accreditation,
            credit_type=approval.credit_type,
            policy=make_policy(make_credit_type()),
            approval_number="X",
            designated_maximum=Decimal("1.00"),
            valid_from=date(2026, 1, 1),
            valid_to=date(2026, 12, 31),
        )


def test_checking_all_approvals_costs_the_same_however_many(django_assert_num_queries: Any) -> None:
    from harmreduction_lms.credits.selectors import offers_for

    enrolment, _approval = ready_to_claim()
    with django_assert_num_queries(11):
        offers_for(enrolment)
    for _more in range(3):
        make_approval_for(enrolment, make_credit_type())
    with django_assert_num_queries(11):
        assert len(offers_for(enrolment)) == 4
