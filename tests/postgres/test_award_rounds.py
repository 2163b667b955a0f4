"""Fifty tabs complete the same course at once, round after round: one award each time (security row 16).

`HRLMS_ROUNDS` says how many rounds; an ordinary run has few, `make nightly` a thousand.
"""

import os
from functools import partial

import pytest

from harmreduction_lms.credits.actions import claim_credit, correct_award, revoke_award
from harmreduction_lms.credits.audit import audit_awards
from harmreduction_lms.credits.corrections import Correction
from harmreduction_lms.credits.errors import AwardNotValid
from harmreduction_lms.credits.models import (
    ActivityApproval,
    Attestation,
    AwardEvent,
    AwardStatus,
    CreditAward,
    EventReason,
)
from harmreduction_lms.learning.models import Enrolment
from tests.credits.factories import claimed, complete, make_approval, make_enrolment, make_nurse
from tests.factories import make_course, make_learner
from tests.postgres.together import together


pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

ROUNDS = int(os.environ.get("HRLMS_ROUNDS", "10"))
TIMES = 50


def claim(enrolment: Enrolment, approval: ActivityApproval) -> str:
    """As a request does it: rows of its own, then the claim."""
    mine = Enrolment.objects.select_related("learner").get(pk=enrolment.pk)
    its = ActivityApproval.objects.get(pk=approval.pk)
    award = claim_credit(enrolment=mine, approval=its, amount=None, has_attested=True)
    return str(award.number)


def test_row_16_fifty_completions_at_once_give_one_award_round_after_round() -> None:
    course = make_course(modules=1, lessons=1)
    approval = make_approval(course)
    for _round in range(ROUNDS):
        enrolment = complete(make_enrolment(make_nurse(), course))
        numbers = together([partial(claim, enrolment, approval)] * TIMES)
        award = CreditAward.objects.get(enrolment=enrolment)
        assert numbers == [award.number] * TIMES
    counts = [model.objects.count() for model in (CreditAward, AwardEvent, Attestation)]
    assert counts == [ROUNDS] * 3
    assert audit_awards().faults == ()


def test_of_fifty_corrections_and_revocations_at_once_one_has_its_way() -> None:
    """Whoever comes second is told that the award does not stand any more, or finds it revoked."""
    registrar = make_learner(is_superuser=True)
    for _round in range(-(-ROUNDS // 10)):
        award = claimed()
        day = award.completed_on.replace(day=1)

        def correct(award: CreditAward = award) -> object:
            mine = CreditAward.objects.get(pk=award.pk)
            return correct_award(
                award=mine,
                correction=Correction(completed_on=day),  # noqa: B023 - called before the next round
                reason_code=EventReason.ERROR,
                reason="The day was wrong",
                actor=registrar,
            )

        def revoke(award: CreditAward = award) -> object:
            return revoke_award(award=CreditAward.objects.get(pk=award.pk), reason="Error", actor=registrar)

        outcomes = together([correct, revoke] * (TIMES // 2))
        faults = [one for one in outcomes if isinstance(one, Exception)]
        assert [fault for fault in faults if not isinstance(fault, AwardNotValid)] == []
        versions = CreditAward.objects.filter(number=award.number).order_by("version")
        assert [one.status for one in versions] in (
            [AwardStatus.REVOKED],
            [AwardStatus.SUPERSEDED, AwardStatus.VALID],
        )
    assert audit_awards().faults == ()
