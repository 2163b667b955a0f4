"""Claims that are held are settled once and stay below a day's limit, however many ask at once."""

from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from harmreduction_lms.credits.actions import approve_activity, claim_credit, settle_claims
from harmreduction_lms.credits.audit import audit_awards
from harmreduction_lms.credits.models import (
    ActivityApproval,
    AwardEvent,
    ClaimState,
    CreditAward,
    CreditClaim,
    LearnerProfile,
)
from harmreduction_lms.learning.models import Enrolment
from tests.credits.factories import complete, complete_file, make_enrolment, ready_to_claim
from tests.factories import make_course
from tests.postgres.together import together


pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

TIMES = 50
AUTOMATIC = {"attestation_required": False}


def claim_at_once(
    pairs: list[tuple[Enrolment, ActivityApproval]],
) -> list[CreditAward | CreditClaim | Exception]:
    claims = (
        partial(claim_credit, enrolment=enrolment, approval=approval, amount=None, has_attested=True)
        for enrolment, approval in pairs
    )
    return together(list(claims))


def settle_at_once(learner: Any) -> list[list[CreditAward] | Exception]:
    return together([partial(settle_claims, learner)] * TIMES)


def test_fifty_settlings_at_once_make_one_award() -> None:
    """A licence is saved twice, a scheduler runs, and the learner asks: the claim is awarded once."""
    enrolment, approval = ready_to_claim(policy={**AUTOMATIC, "required_learner_data": ["npi"]})
    (held,) = claim_at_once([(enrolment, approval)])
    assert isinstance(held, CreditClaim)
    LearnerProfile.objects.filter(learner=enrolment.learner).update(npi_digest="there")
    results = settle_at_once(enrolment.learner)
    assert not [result for result in results if isinstance(result, Exception)]
    assert CreditAward.objects.count() == AwardEvent.objects.count() == 1
    assert CreditClaim.objects.get().state == ClaimState.AWARDED
    assert audit_awards().faults == ()


def test_claims_of_several_courses_at_once_stay_below_the_days_limit() -> None:
    """ce-rules B-14: each finds room only for what the others left."""
    first, approval = ready_to_claim(
        policy={**AUTOMATIC, "maximum_per_day": Decimal(8)}, designated_maximum=Decimal(3)
    )
    pairs = [(first, approval)]
    for number in range(5):
        course = make_course(modules=1, lessons=1)
        complete_file(course)
        other = approve_activity(
            course=course,
            accreditation=approval.accreditation,
            credit_type=approval.credit_type,
            policy=approval.policy,
            approval_number=f"EX-AT-ONCE-{number}",
            designated_maximum=Decimal(3),
            valid_from=approval.valid_from,
            valid_to=approval.valid_to,
        )
        pairs.append((complete(make_enrolment(first.learner, course)), other))
    results = claim_at_once(pairs)
    assert not [result for result in results if isinstance(result, Exception)], results
    assert CreditAward.objects.count() == 2
    assert CreditClaim.objects.filter(state=ClaimState.PENDING_DAILY_LIMIT).count() == 4


def test_changing_a_held_claim_and_settling_it_at_once_never_wait_for_each_other() -> None:
    enrolment, approval = ready_to_claim(policy={**AUTOMATIC, "required_learner_data": ["npi"]})
    claim_at_once([(enrolment, approval)])
    LearnerProfile.objects.filter(learner=enrolment.learner).update(npi_digest="there")
    claim = partial(claim_credit, enrolment=enrolment, approval=approval, amount=None, has_attested=True)
    results = together([claim, partial(settle_claims, enrolment.learner)] * (TIMES // 2))
    assert not [result for result in results if isinstance(result, Exception)], results
    assert CreditAward.objects.count() == 1
