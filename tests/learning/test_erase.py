"""Erasing a learner from learning, together with quizzes: no trace but what an award needs."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.test import Client
from wagtail.models import ModelLogEntry

from harmreduction_lms.credits.models import Attestation
from harmreduction_lms.learning.actions import (
    complete_step,
    erase_learning_data,
    submit_evaluation,
)
from harmreduction_lms.learning.audit_log import ENROL, ERASE
from harmreduction_lms.learning.held_data import ABOUT, learning_data_of
from harmreduction_lms.learning.models import Enrolment, EvaluationReceipt, EvaluationSheet, StepProgress
from harmreduction_lms.quizzes.actions import erase_quiz_data, start_attempt, submit_attempt
from tests import factories
from tests.database_dump import dump_database


CANARY = "canary5b1e"


@pytest.fixture
def learner(db: None) -> Any:
    return factories.make_learner(f"{CANARY}-name", first_name=f"{CANARY} first", last_name=f"{CANARY} last")


@pytest.fixture
def done(client: Client, learner: Any) -> Enrolment:
    """A course done from the first step to the evaluation, with a quiz on the way."""
    course = factories.make_course(modules=1, lessons=2, quiz="post_test")
    enrolment = factories.make_enrolment(learner=learner, course=course)
    for step in factories.steps_of(course):
        if getattr(step, "is_quiz_page", False):
            attempt = start_attempt(learner=learner, page=step)
            answers = dict.fromkeys([item["id"] for item in attempt.paper["items"]], False)
            submit_attempt(attempt=attempt, responses=answers)
        else:
            complete_step(enrolment=enrolment, step=step)
    Enrolment.objects.filter(pk=enrolment.pk).update(completed_at=enrolment.enrolled_at)
    enrolment.refresh_from_db()
    submit_evaluation(enrolment=enrolment, answers={"useful": 5})
    client.force_login(learner)
    client.get(course.url)
    return enrolment


def test_nothing_in_the_database_leads_to_an_erased_learner(
    client: Client, learner: Any, done: Enrolment
) -> None:
    assert CANARY in dump_database()
    erase_quiz_data(learner=learner)
    assert erase_learning_data(learner=learner) == []
    learner_key = learner.pk
    learner.delete()
    client.logout()
    left = dump_database().splitlines()
    keys = (CANARY, str(done.pk), done.pk.hex)
    # That something was done to a row that is gone may be known.
    elsewhere = [line for line in left if not line.startswith("wagtailcore_modellogentry")]
    assert [line for line in left if CANARY in line] == []
    assert [line for line in elsewhere if any(key in line for key in keys)] == []
    assert not ModelLogEntry.objects.filter(user_id=learner_key).exists()
    assert EvaluationSheet.objects.count() == 1


def test_what_an_award_rests_on_stays_without_what_was_read_when(learner: Any, done: Enrolment) -> None:
    Attestation.objects.create(enrolment=done, text="I attest.", attested_at=done.enrolled_at)
    other = factories.make_enrolment(learner=learner)
    assert erase_learning_data(learner=learner) == [done]
    assert list(Enrolment.objects.all()) == [done]
    assert not Enrolment.objects.filter(pk=other.pk).exists()
    assert not StepProgress.objects.exists()
    assert not EvaluationReceipt.objects.exists()
    Attestation.objects.all().delete()
    assert erase_learning_data(learner=learner) == []
    assert not Enrolment.objects.exists()


def test_everybody_elses_way_through_the_course_stands(learner: Any, done: Enrolment) -> None:
    neighbour = factories.make_enrolment(course=done.course.specific)
    complete_step(enrolment=neighbour, step=factories.steps_of(done.course)[0])
    before = (Enrolment.objects.filter(pk=neighbour.pk).values().get(), list(neighbour.progress.values()))
    erase_learning_data(learner=learner)
    after = (Enrolment.objects.filter(pk=neighbour.pk).values().get(), list(neighbour.progress.values()))
    assert after == before


def test_the_audit_log_keeps_that_somebody_enrolled_and_not_who(learner: Any, done: Enrolment) -> None:
    neighbour = factories.make_enrolment(course=done.course.specific)
    erase_learning_data(learner=learner)
    entries = ModelLogEntry.objects.filter(action=ENROL).order_by("pk")
    assert [(entry.user_id, entry.label) for entry in entries] == [
        (None, "(erased)"),
        (neighbour.learner_id, neighbour.course_title),
    ]


def test_erasing_twice_does_nothing_more(learner: Any, done: Enrolment) -> None:
    assert [erase_learning_data(learner=learner) for _time in range(2)] == [[], []]
    assert ModelLogEntry.objects.filter(action=ERASE).count() == 1


def test_the_learner_and_whoever_may_delete_enrolments_may_erase_and_nobody_else(
    learner: Any, done: Enrolment
) -> None:
    stranger = factories.make_learner()
    with pytest.raises(PermissionDenied):
        erase_learning_data(learner=learner, actor=stranger)
    stranger.user_permissions.add(Permission.objects.get(codename="delete_enrolment"))
    stranger = type(stranger).objects.get(pk=stranger.pk)
    erase_learning_data(learner=learner, actor=stranger)
    assert ModelLogEntry.objects.get(action=ERASE).user_id == stranger.pk
    assert erase_learning_data(learner=learner, actor=learner) == []


def test_a_learner_gets_everything_that_is_held(
    learner: Any, done: Enrolment, django_assert_num_queries: Any
) -> None:
    factories.make_enrolment(learner=learner)
    factories.make_enrolment(course=done.course.specific)
    with django_assert_num_queries(3):
        held = learning_data_of(learner)
    first, second = held["enrolments"]
    assert (first["course"], first["key"]) == (done.course_title, str(done.pk))
    assert len(first["steps_done"]) == StepProgress.objects.filter(enrolment=done).count()
    assert first["evaluated_at"]
    assert second["evaluated_at"] is None
    assert ABOUT["enrolments"].keys() == first.keys()
    assert ABOUT["steps_done"].keys() == first["steps_done"][0].keys()
