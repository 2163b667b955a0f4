"""Erasing and purging on PostgreSQL: the same search for traces, and many at the same moment."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from harmreduction_lms.credits.actions import award_credit, erase_learner, finish_erasures, purge_expired
from harmreduction_lms.credits.audit import audit_awards
from harmreduction_lms.credits.models import AwardEvent, CreditAward, ErasureRequest
from harmreduction_lms.learning.models import Enrolment
from tests.credits.factories import claimed, ready_to_claim
from tests.credits.stories import Story, erase_some, make_place
from tests.postgres.together import together


pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

TIMES = 8
DAY = timedelta(days=1)


def test_h04_nothing_of_the_erased_is_left_on_postgresql_either(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    erase_some(learners=20, erased=4)


def test_several_purges_at_once_purge_each_award_once() -> None:
    awards = [claimed() for _award in range(6)]
    today = max(award.retain_until for award in awards) + DAY
    results = together([partial(purge_expired, today=today)] * TIMES)
    assert sum(result.completions for result in results) == len(awards)
    assert {award.status for award in CreditAward.objects.all()} == {"purged"}
    assert AwardEvent.objects.filter(kind="purged").count() == len(awards)
    assert not Enrolment.objects.exists()
    assert audit_awards().faults == ()


def test_somebody_erased_several_times_at_once_is_erased_once(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    story = Story(*make_place())
    results = together([partial(erase_learner, learner=story.learner)] * TIMES)
    assert {result.pk for result in results} == {ErasureRequest.objects.get().pk}
    assert AwardEvent.objects.filter(kind="restricted").count() == 1
    assert audit_awards().faults == ()


def test_an_award_made_while_its_holder_is_erased_is_restricted_in_the_end() -> None:
    enrolment, approval = ready_to_claim(policy={"attestation_required": False})
    mine = Enrolment.objects.select_related("learner").get(pk=enrolment.pk)
    together(
        [
            partial(award_credit, enrolment=mine, approval=approval),
            partial(erase_learner, learner=enrolment.learner),
        ]
    )
    finish_erasures()
    assert not CreditAward.objects.filter(restricted_at=None).exists()
    assert audit_awards().faults == ()
