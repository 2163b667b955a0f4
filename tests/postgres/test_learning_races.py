"""What must happen once, happens once, however many do it at the same moment (security.md rows 16, 17).

SQLite writes one at a time and would hide these races, so they are tried on PostgreSQL.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import connection

from harmreduction_lms.learning.actions import complete_step, enrol, submit_evaluation
from harmreduction_lms.learning.models import Enrolment, EvaluationReceipt, EvaluationSheet, StepProgress
from harmreduction_lms.learning.signals import course_completed
from tests.factories import accept_anybody, make_course, make_enrolment, make_learner, steps_of
from tests.postgres.together import together


pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

TIMES = 50


@pytest.fixture
def announced() -> Iterator[list[Enrolment]]:
    heard: list[Enrolment] = []

    def listen(sender: Any, *, enrolment: Enrolment, **kwargs: Any) -> None:
        heard.append(enrolment)

    course_completed.connect(listen)
    yield heard
    course_completed.disconnect(listen)


@contextmanager
def without(model: Any, constraint_name: str) -> Iterator[None]:
    """The database as it would be had somebody removed a constraint."""
    constraint = next(found for found in model._meta.constraints if found.name == constraint_name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        model.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)


def enrol_at_once(learner: Any, course: Any) -> list[Any]:
    call = partial(enrol, learner=learner, course=course, accept_restriction=accept_anybody)
    return together([call] * TIMES)


def test_fifty_enrolments_at_once_make_one() -> None:
    learner, course = make_learner(), make_course(modules=1, lessons=1)
    results = enrol_at_once(learner, course)
    assert set(results) == {Enrolment.objects.get()}


def test_it_is_the_constraint_that_makes_it_one() -> None:
    learner, course = make_learner(), make_course(modules=1, lessons=1)
    with without(Enrolment, "hrlms_enrolment_number_unique"):
        enrol_at_once(learner, course)
        assert Enrolment.objects.count() > 1


def test_the_last_step_done_fifty_times_at_once_completes_the_course_once(announced: list[Enrolment]) -> None:
    enrolment = make_enrolment(course=make_course(modules=1, lessons=2))
    first, last = steps_of(enrolment.course)
    complete_step(enrolment=enrolment, step=first)

    mine = [Enrolment.objects.select_related("course").get() for _ in range(TIMES)]
    results = together([partial(complete_step, enrolment=each, step=last) for each in mine])

    assert [result for result in results if isinstance(result, Exception)] == []
    assert announced == [enrolment]
    assert StepProgress.objects.count() == 2
    assert all(result.is_completed and result.done_count == 2 for result in results)


def test_every_step_done_at_the_same_moment_completes_the_course_once(announced: list[Enrolment]) -> None:
    enrolment = make_enrolment(course=make_course(modules=2, lessons=5))
    steps = steps_of(enrolment.course)

    mine = [Enrolment.objects.select_related("course").get() for _ in steps]
    results = together(
        [partial(complete_step, enrolment=each, step=step) for each, step in zip(mine, steps, strict=True)]
    )

    assert [result for result in results if isinstance(result, Exception)] == []
    enrolment.refresh_from_db()
    assert (enrolment.done_count, enrolment.required_count, enrolment.is_completed) == (10, 10, True)
    assert announced == [enrolment]


def test_an_evaluation_handed_in_fifty_times_at_once_leaves_one_sheet() -> None:
    enrolment = make_enrolment(course=make_course(modules=1, lessons=1))
    enrolment = complete_step(enrolment=enrolment, step=steps_of(enrolment.course)[0])
    results = together([partial(submit_evaluation, enrolment=enrolment, answers={"bias": "no"})] * TIMES)
    assert set(results) == {EvaluationReceipt.objects.get()}
    assert EvaluationSheet.objects.count() == 1
