"""Enrolling: once, and only in a course that is open to the learner."""

import datetime
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageViewRestriction

from harmreduction_lms.learning.actions import enrol
from harmreduction_lms.learning.errors import (
    CourseEnded,
    CourseNotOpen,
    CourseNotReleased,
    CourseRestricted,
)
from harmreduction_lms.learning.models import Enrolment
from tests.factories import (
    accept_anybody,
    accept_nobody,
    make_catalogue,
    make_course,
    make_lesson,
    make_module,
)


pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def today() -> datetime.date:
    return timezone.localdate(timezone=timezone.get_default_timezone())


def test_an_enrolment_remembers_the_course_and_counts_its_required_steps(learner: Any) -> None:
    course = make_course(modules=1, lessons=2)
    make_lesson(parent=course.get_first_child(), is_required=False)

    enrolment = enrol(learner=learner, course=course, accept_restriction=accept_anybody)

    assert (enrolment.learner, enrolment.course_key) == (learner, course.translation_key)
    assert (enrolment.course_title, enrolment.number) == (course.title, 1)
    assert (enrolment.done_count, enrolment.required_count, enrolment.percent) == (0, 2, 0)
    assert not enrolment.is_completed


def test_enrolling_twice_gives_the_same_enrolment(learner: Any, course: Any) -> None:
    first = enrol(learner=learner, course=course, accept_restriction=accept_anybody)
    second = enrol(learner=learner, course=course, accept_restriction=accept_anybody)

    assert first == second
    assert Enrolment.objects.count() == 1
    assert ModelLogEntry.objects.filter(action="harmreduction_lms.enrol").count() == 1


def test_the_audit_log_says_who_enrolled_in_what_without_a_name_in_its_title(
    learner: Any, course: Any
) -> None:
    enrolment = enrol(learner=learner, course=course, accept_restriction=accept_anybody)

    entry = ModelLogEntry.objects.get(action="harmreduction_lms.enrol")
    assert (entry.object_id, entry.user, entry.label) == (str(enrolment.pk), learner, course.title)


def test_a_course_without_a_single_step_can_be_enrolled_in_and_stays_open(learner: Any) -> None:
    enrolment = enrol(learner=learner, course=make_course(modules=0), accept_restriction=accept_anybody)
    assert (enrolment.required_count, enrolment.percent, enrolment.is_completed) == (0, 0, False)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"live": False}, CourseNotOpen),
        ({"expired": True}, CourseNotOpen),
        ({"expire_at": timezone.now() - DAY}, CourseNotOpen),
        ({"released_on": today() + DAY}, CourseNotReleased),
        ({"ends_on": today() - DAY}, CourseEnded),
    ],
)
def test_a_course_that_is_not_open_is_refused_and_nothing_is_written(
    learner: Any, fields: dict[str, Any], error: type[Exception]
) -> None:
    course = make_course(modules=1, lessons=1, **fields)

    with pytest.raises(error) as refusal:
        enrol(learner=learner, course=course, accept_restriction=accept_anybody)

    assert str(refusal.value)
    assert not Enrolment.objects.exists()
    assert not ModelLogEntry.objects.filter(action="harmreduction_lms.enrol").exists()


@pytest.mark.parametrize("fields", [{"released_on": today()}, {"ends_on": today()}])
def test_the_first_and_the_last_day_of_a_course_are_open(learner: Any, fields: dict[str, Any]) -> None:
    course = make_course(modules=1, lessons=1, **fields)
    assert enrol(learner=learner, course=course, accept_restriction=accept_anybody).pk


def test_the_last_day_ends_at_midnight_in_the_zone_of_the_site(learner: Any, monkeypatch: Any) -> None:
    # 3 March 2027, 05:30 UTC is still the evening of 2 March in Chicago (UTC-6).
    moment = datetime.datetime(2027, 3, 3, 5, 30, tzinfo=datetime.UTC)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    course = make_course(modules=1, lessons=1, ends_on=datetime.date(2027, 3, 2))

    with timezone.override("Asia/Tokyo"):  # what the admin may have switched to
        assert enrol(learner=learner, course=course, accept_restriction=accept_anybody).pk
    Enrolment.objects.all().delete()
    with override_settings(TIME_ZONE="UTC"), pytest.raises(CourseEnded):
        enrol(learner=learner, course=course, accept_restriction=accept_anybody)


@pytest.mark.parametrize("where", ["course", "catalogue"])
def test_a_view_restriction_on_the_course_or_above_it_is_asked(learner: Any, where: str) -> None:
    catalogue = make_catalogue()
    course = make_course(parent=catalogue, modules=1, lessons=1)
    restricted = {"course": course, "catalogue": catalogue}[where]
    restriction = PageViewRestriction.objects.create(page=restricted, restriction_type="groups")

    with pytest.raises(CourseRestricted):
        enrol(learner=learner, course=course, accept_restriction=accept_nobody)
    assert not Enrolment.objects.exists()

    assert enrol(learner=learner, course=course, accept_restriction=lambda asked: asked == restriction).pk


def test_a_hidden_course_is_refused_in_the_words_used_for_one_that_is_closed() -> None:
    assert str(CourseRestricted()) == str(CourseNotOpen())


def test_somebody_enrolled_stays_so_when_the_course_is_closed(enrolment: Enrolment, course: Any) -> None:
    course.ends_on = today() - DAY
    course.save()
    again = enrol(learner=enrolment.learner, course=course, accept_restriction=accept_nobody)
    assert again == enrolment


def test_steps_below_a_draft_module_do_not_count(learner: Any, course: Any) -> None:
    make_lesson(parent=make_module(parent=course, live=False))
    assert enrol(learner=learner, course=course, accept_restriction=accept_anybody).required_count == 4
