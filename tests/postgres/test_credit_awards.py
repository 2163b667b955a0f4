"""Credit is awarded once, however many ask at the same moment (security.md row 16)."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from django.db import connection

from harmreduction_lms.credits.actions import award_credit, claim_credit, issue_certificate
from harmreduction_lms.credits.audit import audit_awards
from harmreduction_lms.credits.models import (
    ActivityApproval,
    Attestation,
    AwardEvent,
    CompletionCertificate,
    CreditAward,
)
from harmreduction_lms.learning.models import Enrolment
from tests.credits.factories import complete, make_enrolment, make_nurse, ready_to_claim
from tests.credits.ledger_tools import empty_the_ledger
from tests.factories import make_course
from tests.postgres.together import together


pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

TIMES = 50
AUTOMATIC = {"attestation_required": False}


@contextmanager
def without_the_constraint() -> Iterator[None]:
    """The database as it would be had somebody removed `hrlms_award_once`."""
    constraints = CreditAward._meta.constraints
    constraint = next(found for found in constraints if found.name == "hrlms_award_once")
    with connection.schema_editor() as editor:
        editor.remove_constraint(CreditAward, constraint)
    try:
        yield
    finally:
        empty_the_ledger()
        with connection.schema_editor() as editor:
            editor.add_constraint(CreditAward, constraint)


def award_at_once(enrolment: Enrolment, approval: ActivityApproval) -> list[CreditAward | Exception]:
    """Each with rows of its own, as requests have them."""
    mine = [Enrolment.objects.select_related("learner").get(pk=enrolment.pk) for _time in range(TIMES)]
    theirs = [ActivityApproval.objects.get(pk=approval.pk) for _time in range(TIMES)]
    pairs = zip(mine, theirs, strict=True)
    return together([partial(award_credit, enrolment=own, approval=its) for own, its in pairs])


def test_fifty_awards_at_once_make_one_with_one_number() -> None:
    enrolment, approval = ready_to_claim(policy=AUTOMATIC)
    results = award_at_once(enrolment, approval)
    award = CreditAward.objects.get()
    assert [getattr(result, "number", result) for result in results] == [award.number] * TIMES
    assert AwardEvent.objects.count() == 1
    assert audit_awards().faults == ()


def test_it_is_the_constraint_that_makes_it_one() -> None:
    enrolment, approval = ready_to_claim(policy=AUTOMATIC)
    with without_the_constraint():
        award_at_once(enrolment, approval)
        assert CreditAward.objects.count() > 1


def test_fifty_claims_with_attestation_at_once_make_one_of_each() -> None:
    enrolment, approval = ready_to_claim()
    claim = partial(claim_credit, enrolment=enrolment, approval=approval, amount=None, has_attested=True)
    results = together([claim] * TIMES)
    award = CreditAward.objects.get()
    assert [getattr(result, "number", result) for result in results] == [award.number] * TIMES
    assert Attestation.objects.count() == 1


def test_awards_of_different_learners_at_once_queue_at_the_end_of_the_chain() -> None:
    enrolment, approval = ready_to_claim(policy=AUTOMATIC)
    others = [complete(make_enrolment(make_nurse(), enrolment.course)) for _more in range(19)]
    calls = [partial(award_credit, enrolment=each, approval=approval) for each in (enrolment, *others)]
    results = together(calls)
    assert all(isinstance(result, CreditAward) for result in results), results
    audit = audit_awards()
    assert (audit.awards, audit.links, audit.faults) == (20, 20, ())


def test_fifty_certificates_at_once_make_one() -> None:
    enrolment = complete(make_enrolment(make_nurse(), make_course(modules=1, lessons=1)))
    results = together([partial(issue_certificate, enrolment=enrolment)] * TIMES)
    certificate = CompletionCertificate.objects.get()
    assert [getattr(result, "number", result) for result in results] == [certificate.number] * TIMES
