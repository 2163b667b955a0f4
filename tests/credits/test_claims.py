"""Claims that are held, and complete themselves."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from harmreduction_lms.credits.actions import (
    approve_activity,
    award_credit,
    award_what_is_due,
    claim_credit,
    issue_certificate,
    revoke_award,
    settle_claim,
    settle_claims,
    withdraw_claim,
)
from harmreduction_lms.credits.audit_log import RESULT_LOWERED
from harmreduction_lms.credits.errors import DailyLimitReached, NotEligible
from harmreduction_lms.credits.models import (
    ActivityApproval,
    AwardStatus,
    ClaimState,
    CreditAward,
    CreditClaim,
    CreditPolicy,
    LearnerLicence,
    LearnerProfile,
)
from harmreduction_lms.credits.rules import GateCode
from harmreduction_lms.credits.selectors import awards_to_decide, offer_for
from harmreduction_lms.learning.models import Enrolment
from harmreduction_lms.quizzes.models import QuizAttempt
from harmreduction_lms.quizzes.signals import quiz_result_lowered
from tests.credits.browsing import signed_in, url
from tests.credits.factories import (
    claimed,
    complete,
    complete_file,
    make_approval,
    make_credit_type,
    make_enrolment,
    make_post_test,
    ready_to_claim,
)
from tests.factories import make_course, make_learner


pytestmark = pytest.mark.django_db

NEEDS_LICENCE = {"required_learner_data": ["licence"]}
EIGHT_A_DAY = {"maximum_per_day": Decimal(8), "attestation_required": False}


def claim(enrolment: Enrolment, approval: ActivityApproval, amount: str | None = None) -> Any:
    return claim_credit(
        enrolment=enrolment,
        approval=approval,
        amount=Decimal(amount) if amount else None,
        has_attested=True,
    )


def give_licence(learner: Any, profession: str = "nurse") -> None:
    LearnerLicence.objects.create(
        learner=learner, profession=profession, jurisdiction="US-CA", number="RN 95012345"
    )


def second_course(enrolment: Enrolment, first: ActivityApproval) -> tuple[Enrolment, ActivityApproval]:
    """Another course, approved for one hour under the same rules, which the same nurse completed."""
    course = make_course(modules=1, lessons=1)
    complete_file(course)
    other = approve_activity(
        course=course,
        accreditation=first.accreditation,
        credit_type=first.credit_type,
        policy=first.policy,
        approval_number="EX-OTHER",
        designated_maximum=Decimal(1),
        valid_from=first.valid_from,
        valid_to=first.valid_to,
    )
    return complete(make_enrolment(enrolment.learner, course)), other


def hours_later(monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    later = timezone.now() + timedelta(hours=hours)
    monkeypatch.setattr(timezone, "now", lambda: later)


def test_c08_a_claim_becomes_an_award_and_says_so() -> None:
    enrolment, approval = ready_to_claim(policy={"claim_mode": "commensurate"})
    award = claim(enrolment, approval, "1.25")
    kept = CreditClaim.objects.get()
    assert (kept.state, kept.amount, kept.waits_for) == (ClaimState.AWARDED, Decimal("1.25"), [])
    assert kept.settled_at is not None
    assert award.amount == Decimal("1.25")


def test_a28_a_claim_without_the_licence_is_held_and_not_awarded_blank() -> None:
    enrolment, approval = ready_to_claim(policy=NEEDS_LICENCE)
    held = claim(enrolment, approval)
    assert (held.state, held.waits_for) == (ClaimState.PENDING_LEARNER_DATA, ["licence"])
    assert not CreditAward.objects.exists()
    assert enrolment.attestation.attested_at is not None


def test_a28_a_held_claim_completes_itself_when_the_licence_arrives() -> None:
    enrolment, approval = ready_to_claim(policy={**NEEDS_LICENCE, "claim_mode": "commensurate"})
    claim(enrolment, approval, "1.5")
    assert settle_claims(enrolment.learner) == []
    give_licence(enrolment.learner)
    (award,) = settle_claims(enrolment.learner)
    assert award.amount == Decimal("1.50")
    assert settle_claims(enrolment.learner) == []
    assert CreditAward.objects.count() == 1


def test_a28_the_licence_must_be_of_the_profession_that_earns_the_credit() -> None:
    enrolment, approval = ready_to_claim(policy=NEEDS_LICENCE)
    give_licence(enrolment.learner, profession="counsellor")
    assert claim(enrolment, approval).state == ClaimState.PENDING_LEARNER_DATA


@pytest.mark.parametrize(
    ("required", "entered", "missing"),
    [
        (["licence_or_npi"], {"npi": "1234567893"}, []),
        (["nabp_eprofile", "birth_day"], {"nabp_eprofile": "123456"}, ["birth_day"]),
        (["nabp_eprofile", "birth_day"], {"nabp_eprofile": "123456", "birth_day": "0229"}, []),
    ],
)
def test_a28_f01_f09_what_a_claim_waits_for_is_named(
    required: list[str], entered: dict[str, str], missing: list[str]
) -> None:
    enrolment, approval = ready_to_claim(policy={"required_learner_data": required})
    assert claim(enrolment, approval).waits_for == required
    profile = LearnerProfile.objects.get(learner=enrolment.learner)
    for name, value in entered.items():
        setattr(profile, name, value)
    profile.save()
    assert bool(settle_claims(enrolment.learner)) is not bool(missing)
    assert CreditClaim.objects.get().waits_for == missing


def test_a28_credit_that_needs_no_claim_is_held_the_same_way() -> None:
    enrolment, _approval = ready_to_claim(policy={**NEEDS_LICENCE, "attestation_required": False})
    assert award_what_is_due(enrolment=enrolment) == []
    assert CreditClaim.objects.get().state == ClaimState.PENDING_LEARNER_DATA
    give_licence(enrolment.learner)
    (award,) = settle_claims(enrolment.learner)
    assert award.events.get().actor is None


def test_a28_staff_do_not_award_what_is_held_either() -> None:
    enrolment, approval = ready_to_claim(policy={**NEEDS_LICENCE, "attestation_required": False})
    with pytest.raises(NotEligible, match="Licence number and jurisdiction"):
        award_credit(enrolment=enrolment, approval=approval, actor=make_learner(is_superuser=True))


def test_b15_while_it_is_held_a_claim_may_be_changed() -> None:
    enrolment, approval = ready_to_claim(policy={**NEEDS_LICENCE, "claim_mode": "commensurate"})
    claim(enrolment, approval, "2")
    claim(enrolment, approval, "0.5")
    give_licence(enrolment.learner)
    (award,) = settle_claims(enrolment.learner)
    assert award.amount == Decimal("0.50")


def test_a_claim_that_was_taken_back_is_not_awarded_and_may_be_made_again() -> None:
    enrolment, approval = ready_to_claim(policy=NEEDS_LICENCE)
    claim(enrolment, approval)
    withdraw_claim(enrolment=enrolment, approval=approval)
    give_licence(enrolment.learner)
    assert settle_claims(enrolment.learner) == []
    assert isinstance(claim(enrolment, approval), CreditAward)


def test_a_claim_that_is_taken_back_while_it_is_being_settled_is_not_awarded() -> None:
    enrolment, approval = ready_to_claim(policy=NEEDS_LICENCE)
    as_read_before = claim(enrolment, approval)
    withdraw_claim(enrolment=enrolment, approval=approval)
    give_licence(enrolment.learner)
    settle_claim(claim=as_read_before)
    assert not CreditAward.objects.exists()


def test_what_was_awarded_cannot_be_taken_back_as_a_claim() -> None:
    award = claimed()
    withdraw_claim(enrolment=award.enrolment, approval=award.approval)
    assert CreditClaim.objects.get().state == ClaimState.AWARDED


def test_a_held_claim_whose_rules_lost_their_confirmation_waits_on() -> None:
    enrolment, approval = ready_to_claim(policy=NEEDS_LICENCE)
    claim(enrolment, approval)
    give_licence(enrolment.learner)
    CreditPolicy.objects.update(confirmed_by="")
    assert settle_claims(enrolment.learner) == []
    assert CreditClaim.objects.get().waits_for == [GateCode.POLICY_CONFIRMED]


def test_b14_what_goes_beyond_the_days_limit_is_queued_and_flagged_not_dropped() -> None:
    enrolment, approval = ready_to_claim(policy=EIGHT_A_DAY, designated_maximum=Decimal(8))
    first = claim(enrolment, approval)
    other, its_approval = second_course(enrolment, approval)
    held = claim(other, its_approval)
    assert held.state == ClaimState.PENDING_DAILY_LIMIT
    assert datetime.fromisoformat(held.waits_for[0]) == first.issued_at + timedelta(hours=24)


def test_b14_it_settles_itself_when_the_day_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    enrolment, approval = ready_to_claim(policy=EIGHT_A_DAY, designated_maximum=Decimal(8))
    claim(enrolment, approval)
    other, its_approval = second_course(enrolment, approval)
    claim(other, its_approval)
    assert settle_claims(enrolment.learner) == []
    hours_later(monkeypatch, 25)
    (award,) = settle_claims(enrolment.learner)
    assert award.amount == Decimal("1.00")


def test_b14_the_limit_is_of_one_credit_type_and_one_learner() -> None:
    enrolment, approval = ready_to_claim(policy=EIGHT_A_DAY, designated_maximum=Decimal(8))
    claim(enrolment, approval)
    elsewhere, its_approval = ready_to_claim(policy=EIGHT_A_DAY, designated_maximum=Decimal(8))
    assert isinstance(claim(elsewhere, its_approval), CreditAward)
    course = make_course(modules=1, lessons=1)
    third = make_approval(course, policy=EIGHT_A_DAY, designated_maximum=Decimal(8))
    assert isinstance(claim(complete(make_enrolment(enrolment.learner, course)), third), CreditAward)


def test_b14_revoked_credit_leaves_room() -> None:
    enrolment, approval = ready_to_claim(policy=EIGHT_A_DAY, designated_maximum=Decimal(8))
    award = claim(enrolment, approval)
    revoke_award(award=award, reason="Error", actor=make_learner(is_superuser=True))
    other, its_approval = second_course(enrolment, approval)
    assert isinstance(claim(other, its_approval), CreditAward)


def test_b14_staff_are_told_until_when_the_limit_holds() -> None:
    enrolment, approval = ready_to_claim(policy=EIGHT_A_DAY, designated_maximum=Decimal(8))
    claim(enrolment, approval)
    other, its_approval = second_course(enrolment, approval)
    with pytest.raises(DailyLimitReached, match="limit of this credit for 24 hours"):
        award_credit(enrolment=other, approval=its_approval, actor=make_learner(is_superuser=True))


def run(**options: Any) -> str:
    out = StringIO()
    call_command("settle_claims", stdout=out, **options)
    return out.getvalue()


def test_the_command_settles_everybodys_claims_and_can_only_look() -> None:
    for _learner in range(2):
        enrolment, approval = ready_to_claim(policy=NEEDS_LICENCE)
        claim(enrolment, approval)
    give_licence(enrolment.learner)
    assert run(dry_run=True) == "Awarded: 0. Waiting: 2.\n"
    assert run() == "Awarded: 1. Waiting: 1.\n"
    assert run() == "Awarded: 0. Waiting: 1.\n"


@pytest.mark.parametrize(("rule", "has_second"), [("once", False), ("each_enrolment", True)])
def test_b17_e09_a_repeat_is_awarded_only_where_the_policy_says_so(rule: str, has_second: bool) -> None:
    enrolment, approval = ready_to_claim(policy={"repeat_rule": rule, "attestation_required": False})
    claim(enrolment, approval)
    again = make_enrolment(enrolment.learner, enrolment.course, number=2)
    complete(again, at=datetime(2027, 3, 1, 12, tzinfo=UTC))
    assert offer_for(again, approval).eligibility.is_met is has_second
    assert len(award_what_is_due(enrolment=again)) == has_second


def test_b17_a_repeat_that_is_allowed_warns_the_learner() -> None:
    enrolment, approval = ready_to_claim()
    claim(enrolment, approval)
    again = make_enrolment(enrolment.learner, enrolment.course, number=2)
    complete(again, at=datetime(2027, 3, 1, 12, tzinfo=UTC))
    page = signed_in(enrolment.learner).get(url("claim_credit", enrolment.course_key)).content.decode()
    assert "on 20 October 2026. Your board may not count it twice" in page


def test_c04_a_post_test_passed_at_a_later_attempt_leaves_a_certificate() -> None:
    course = make_course(modules=1, lessons=1)
    approval = make_approval(course, policy={"max_attempts": 2})
    enrolment = complete(make_enrolment(make_learner_with_profile(), course), points=3)
    make_post_test(enrolment, points=5, number=2)
    make_post_test(enrolment, points=10, number=3)
    with pytest.raises(NotEligible, match="within 2 attempts"):
        claim(enrolment, approval)


def make_learner_with_profile() -> Any:
    learner = make_learner()
    LearnerProfile.objects.create(learner=learner, name="Ada Okafor", profession="nurse")
    return learner


def test_the_attempt_that_counts_is_the_one_the_quiz_says() -> None:
    course = make_course(modules=1, lessons=1)
    approval = make_approval(course)
    enrolment = complete(make_enrolment(make_learner_with_profile(), course))
    make_post_test(enrolment, points=1, number=2, counting="last")
    with pytest.raises(NotEligible, match="Your best result is 10"):
        claim(enrolment, approval)


def test_a28_the_claim_page_says_what_is_missing_and_that_nothing_is_lost() -> None:
    enrolment, approval = ready_to_claim(policy=NEEDS_LICENCE)
    client, address = signed_in(enrolment.learner), url("claim_credit", enrolment.course_key)
    key = offer_for(enrolment, approval).key
    page = client.get(address).content.decode()
    assert "Enter in your profile: Licence number and jurisdiction. You can claim now" in page
    response = client.post(address, {"approval": key, "attested": "on"}, follow=True)
    assert "Nothing is lost: your claim is kept." in response.content.decode()
    assert "It waits for this in your profile: Licence number and jurisdiction." in response.content.decode()
    give_licence(enrolment.learner)
    page = client.post(address, {"approval": key, "settle": "1"}, follow=True).content.decode()
    assert "This credit is awarded to you." in page


def test_the_claim_page_takes_a_held_claim_back() -> None:
    enrolment, approval = ready_to_claim(policy=NEEDS_LICENCE)
    claim(enrolment, approval)
    client, address = signed_in(enrolment.learner), url("claim_credit", enrolment.course_key)
    key = offer_for(enrolment, approval).key
    page = client.post(address, {"approval": key, "withdraw": "1"}, follow=True).content.decode()
    assert CreditClaim.objects.get().state == ClaimState.WITHDRAWN
    assert "Claim this credit" in page


def test_b14_the_claim_page_says_until_when_credit_waits() -> None:
    enrolment, approval = ready_to_claim(policy=EIGHT_A_DAY, designated_maximum=Decimal(8))
    claim(enrolment, approval)
    other, its_approval = second_course(enrolment, approval)
    claim(other, its_approval)
    page = signed_in(enrolment.learner).get(url("claim_credit", other.course_key)).content.decode()
    assert "The limit of this credit for 24 hours is reached" in page
    assert "You claimed 1.0 contact hour." in page


def lower(enrolment: Enrolment, points: int) -> QuizAttempt:
    """What a regrading does to the row, and its signal."""
    attempt = QuizAttempt.objects.get(context_key=enrolment.pk)
    QuizAttempt.objects.filter(pk=attempt.pk).update(points_numerator=points, is_passed=points >= 8)
    attempt.refresh_from_db()
    quiz_result_lowered.send(sender=QuizAttempt, attempt=attempt, change=None)
    return attempt


def test_a_result_that_was_lowered_revokes_nothing_by_itself_and_is_listed_for_a_decision() -> None:
    award = claimed()
    lower(award.enrolment, 3)
    award.refresh_from_db()
    assert award.status == AwardStatus.VALID
    assert list(awards_to_decide()) == [award]
    page = signed_in(make_learner(is_superuser=True)).get(reverse("harmreduction_lms_decisions:index"))
    assert award.number in page.content.decode()
    entry = ModelLogEntry.objects.get(action=RESULT_LOWERED)
    assert (entry.object_id, entry.label) == (str(award.pk), award.number)
    revoke_award(award=award, reason="Error", actor=make_learner(is_superuser=True))
    assert not awards_to_decide()


def test_a_result_that_still_passes_for_the_credit_is_not_listed() -> None:
    award = claimed(policy={"pass_mark": Decimal(50)})
    lower(award.enrolment, 6)
    assert not awards_to_decide()


def certificate_text(policy: dict[str, Any] | None = None, **approval: Any) -> str:
    """What the certificate of a nurse says where the course is approved for physicians."""
    physicians = make_credit_type(
        professions=["physician"], unit_singular="AMA credit", unit_plural="AMA credits"
    )
    enrolment, _approval = ready_to_claim(credit_type=physicians, policy=policy or {}, **approval)
    certificate = issue_certificate(enrolment=enrolment)
    page = signed_in(enrolment.learner).get(url("certificate", certificate.number))
    return page.content.decode()


def test_a04_a_certificate_says_that_the_activity_was_designated_for_another_profession() -> None:
    assert "This activity was designated for a maximum of 2.0 AMA credits." in certificate_text()


def test_a01_where_no_approval_covers_the_day_a_certificate_says_nothing_of_credit() -> None:
    assert "designated" not in certificate_text(valid_to=date(2026, 10, 19))
    assert "designated" not in certificate_text(policy={"confirmed_by": ""})


def test_a30_each_type_is_claimed_and_held_by_itself() -> None:
    course = make_course(modules=1, lessons=1)
    nursing = make_approval(course)
    boards = make_approval(course, credit_type=make_credit_type(), policy=NEEDS_LICENCE)
    enrolment = complete(make_enrolment(make_learner_with_profile(), course))
    assert isinstance(claim(enrolment, nursing), CreditAward)
    assert claim(enrolment, boards).state == ClaimState.PENDING_LEARNER_DATA
    assert CreditAward.objects.get().completed_on == date(2026, 10, 20)
