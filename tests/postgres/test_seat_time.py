"""Time in lessons counts once, however many tabs and devices speak at the same moment (ce-rules C-11)."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from harmreduction_lms.learning.actions import enrol_again, record_by_hand, record_presence
from harmreduction_lms.learning.models import Enrolment, SeatSpan
from harmreduction_lms.learning.open_lessons import OpenLesson
from harmreduction_lms.learning.selectors import seat_minutes
from tests.factories import accept_anybody, make_course, make_enrolment, steps_of
from tests.postgres.together import together


pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

TIMES = 50
TEN = timedelta(minutes=10)


def lessons_opened(enrolment: Enrolment) -> list[OpenLesson]:
    opened_at = timezone.now() - TEN
    steps = steps_of(enrolment.course)
    return [OpenLesson(enrolment.pk, step.translation_key, opened_at, minutes=30) for step in steps]


def fails(results: list[Any]) -> list[Exception]:
    return [result for result in results if isinstance(result, Exception)]


def test_c11_signs_at_the_same_moment_count_no_time_twice() -> None:
    enrolment = make_enrolment(course=make_course(modules=1, lessons=2))
    lessons = lessons_opened(enrolment)
    calls: list[Callable[[], None]] = [
        partial(record_presence, learner=enrolment.learner, lesson=lessons[number % 2])
        for number in range(TIMES)
    ]
    assert fails(together(calls)) == []
    SeatSpan.objects.update(started_at=timezone.now() - TEN)
    assert fails(together(calls)) == []
    assert seat_minutes(enrolment) == 10


def test_c11_pressing_the_button_in_fifty_tabs_counts_the_time_once() -> None:
    enrolment = make_enrolment(course=make_course(modules=1, lessons=2))
    lessons = lessons_opened(enrolment)
    calls: list[Callable[[], None]] = [
        partial(record_by_hand, learner=enrolment.learner, lesson=lessons[number % 2])
        for number in range(TIMES)
    ]
    assert fails(together(calls)) == []
    assert SeatSpan.objects.count() == TIMES
    assert seat_minutes(enrolment) == 10


def test_e09_starting_again_fifty_times_at_once_makes_one_enrolment() -> None:
    enrolment = make_enrolment(course=make_course(modules=1, lessons=1))
    enrolment.completed_at = timezone.now()
    enrolment.save()
    course: Any = enrolment.course
    call = partial(
        enrol_again, enrolment=enrolment, course=course.specific, accept_restriction=accept_anybody
    )
    assert set(together([call] * TIMES)) == {Enrolment.objects.get(number=2)}
    assert Enrolment.objects.count() == 2
