"""What credit asks of a way through a course: time where a policy sets it, and no repeat for nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from harmreduction_lms.credits.actions import claim_credit
from harmreduction_lms.credits.course_needs import repeat_notices
from harmreduction_lms.credits.models import CreditAward, RepeatRule
from harmreduction_lms.credits.rules import GateCode
from harmreduction_lms.credits.selectors import offers_for
from harmreduction_lms.learning.actions import enrol_again
from harmreduction_lms.learning.errors import RepeatRefused
from harmreduction_lms.learning.models import Enrolment, SeatSpan
from harmreduction_lms.learning.selectors import learner_state
from tests.credits.factories import complete, make_approval, ready_to_claim
from tests.factories import accept_anybody, make_enrolment


pytestmark = pytest.mark.django_db


def again(enrolment: Enrolment) -> Enrolment:
    course: Any = enrolment.course
    return enrol_again(enrolment=enrolment, course=course.specific, accept_restriction=accept_anybody)


def claim(enrolment: Enrolment, approval: Any) -> CreditAward:
    award = claim_credit(enrolment=enrolment, approval=approval, amount=None, has_attested=True)
    assert isinstance(award, CreditAward)
    return award


def minutes_asked_of(enrolment: Enrolment) -> int:
    return learner_state(enrolment.learner, enrolment.course_key, with_seat_time=True).minutes_asked


@pytest.mark.parametrize(
    ("approval", "asked"),
    [
        ({}, 0),
        ({"policy": {"minimum_minutes": 45}}, 45),
        ({"policy": {"minimum_minutes": 45}, "valid_to": date(2026, 6, 30)}, 0),
    ],
)
def test_c11_time_is_asked_for_while_an_approval_asks_for_it(
    approval: dict[str, Any], asked: int, django_assert_num_queries: Any
) -> None:
    enrolment, _approval = ready_to_claim(**approval)
    with django_assert_num_queries(1):
        minutes = minutes_asked_of(enrolment)
    assert minutes == asked


def test_c11_no_more_time_is_asked_for_once_the_credit_is_awarded() -> None:
    enrolment, approval = ready_to_claim(policy={"minimum_minutes": 30})
    now = timezone.now()
    SeatSpan.objects.create(
        enrolment=enrolment,
        step_key=enrolment.course_key,
        started_at=now - timedelta(minutes=30),
        last_seen_at=now,
    )
    claim(enrolment, approval)
    assert minutes_asked_of(enrolment) == 0
    assert minutes_asked_of(again(enrolment)) == 30


def test_c11_the_longest_time_of_several_approvals_is_asked_for() -> None:
    enrolment, _approval = ready_to_claim(policy={"minimum_minutes": 20})
    make_approval(
        enrolment.course, policy={"minimum_minutes": 50}, has_file=False, valid_from=date(2026, 11, 1)
    )
    assert minutes_asked_of(enrolment) == 50


@pytest.mark.parametrize(("minutes", "is_met"), [(29, False), (30, True)])
def test_c11_minutes_in_lessons_open_the_gate(minutes: int, is_met: bool) -> None:
    enrolment, _approval = ready_to_claim(policy={"minimum_minutes": 30})
    now = timezone.now()
    SeatSpan.objects.create(
        enrolment=enrolment,
        step_key=enrolment.course_key,
        started_at=now - timedelta(minutes=minutes),
        last_seen_at=now,
    )
    gates = {gate.code: gate for gate in offers_for(enrolment)[0].eligibility.gates}
    assert gates[GateCode.SEAT_TIME].is_met is is_met
    assert gates[GateCode.SEAT_TIME].values == {"minimum": 30, "minutes": minutes}


def test_e09_taking_it_again_makes_a_new_award_and_leaves_the_first() -> None:
    enrolment, approval = ready_to_claim()
    first = claim(enrolment, approval)
    before = CreditAward.objects.filter(pk=first.pk).values().get()

    second = claim(complete(again(enrolment), at=timezone.now()), approval)

    assert (first.period, second.period) == (1, 2)
    assert second.number != first.number
    assert second.completed_on > first.completed_on
    assert CreditAward.objects.filter(pk=first.pk).values().get() == before


def test_b17_who_was_awarded_it_is_warned_that_the_board_may_not_count_it_twice() -> None:
    enrolment, approval = ready_to_claim()
    claim(enrolment, approval)
    (notice,) = repeat_notices(enrolment)
    assert "Your board may not count it twice" in notice.text
    assert not notice.is_refusal


def test_b17_credit_that_is_awarded_once_does_not_let_one_start_again() -> None:
    enrolment, approval = ready_to_claim(policy={"repeat_rule": RepeatRule.ONCE})
    claim(enrolment, approval)
    with pytest.raises(RepeatRefused, match="awarded once to each person"):
        again(enrolment)
    assert Enrolment.objects.count() == 1


def test_b17_with_other_credit_still_to_be_had_one_may_start_again_and_is_told_what_is_spent() -> None:
    enrolment, approval = ready_to_claim(policy={"repeat_rule": RepeatRule.ONCE})
    claim(enrolment, approval)
    make_approval(enrolment.course, has_file=False, valid_from=date(2026, 11, 1))
    (notice,) = repeat_notices(enrolment)
    assert approval.credit_type.name in notice.text
    assert again(enrolment).number == 2


def test_credit_not_claimed_yet_is_pointed_out_before_it_is_out_of_reach() -> None:
    enrolment, _approval = ready_to_claim()
    (notice,) = repeat_notices(enrolment)
    assert "Claim it first" in notice.text


def test_a_course_without_credit_can_be_taken_again() -> None:
    assert list(repeat_notices(make_enrolment())) == []


def test_c11_time_made_up_after_the_last_step_lets_the_credit_be_claimed(client: Any) -> None:
    enrolment, approval = ready_to_claim(policy={"minimum_minutes": 30, "attestation_required": False})
    client.force_login(enrolment.learner)
    url = reverse("harmreduction_lms:my_course", args=[enrolment.course_key])
    assert "Spend 30 more minutes in the course." in client.get(url).content.decode()
    now = timezone.now()
    SeatSpan.objects.create(
        enrolment=enrolment,
        step_key=enrolment.course_key,
        started_at=now - timedelta(minutes=31),
        last_seen_at=now,
    )
    assert "Claim this credit" in client.get(url).content.decode()
    assert claim(enrolment, approval).amount == approval.designated_maximum
