"""The whole way at once: fifty requests hand in the last step of a course; one grading, one award."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from harmreduction_lms.credits.models import AwardEvent, CreditAward
from harmreduction_lms.learning.models import Enrolment
from harmreduction_lms.quizzes.actions import start_attempt
from harmreduction_lms.quizzes.models import AttemptState, QuizResponse
from tests import factories
from tests.credits.factories import make_approval, make_nurse
from tests.postgres.together import together


pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

TIMES = 50


@pytest.fixture
def enrolment() -> Enrolment:
    """A nurse in a course that is one post-test long and awards by itself what is earned."""
    course = factories.make_course(modules=1, lessons=0, quiz="post_test")
    make_approval(course, policy={"attestation_required": False, "evaluation_required": False})
    return factories.make_enrolment(learner=make_nurse(), course=course)


def test_fifty_submissions_of_the_last_step_give_one_grading_and_one_award(enrolment: Enrolment) -> None:
    attempt = start_attempt(learner=enrolment.learner, page=factories.steps_of(enrolment.course)[0])
    [item] = attempt.paper["items"]
    form = {"sequence": attempt.sequence, f"item-{item['id']}": "false"}  # which is right
    url = reverse("harmreduction_lms:attempt", args=[attempt.uuid])

    def hand_in() -> Any:
        client = Client()
        client.force_login(enrolment.learner)
        return client.post(url, form).status_code

    assert set(together([hand_in] * TIMES)) == {302}
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.SUBMITTED
    assert attempt.is_passed
    assert QuizResponse.objects.filter(attempt=attempt).count() == 1
    assert CreditAward.objects.filter(learner=enrolment.learner).count() == 1
    assert AwardEvent.objects.count() == 1
