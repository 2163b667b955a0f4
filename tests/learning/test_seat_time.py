"""Time in lessons: measured only where credit asks for it, by the server's clock, and counted once (C-11)."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import signing
from django.db import connection
from django.db.models import Value
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from harmreduction_lms.learning.actions import record_by_hand, record_presence
from harmreduction_lms.learning.errors import LessonNotYours, LessonOpenTooLong
from harmreduction_lms.learning.models import Enrolment, SeatSpan, StepProgress
from harmreduction_lms.learning.needs import seat_time_needs
from harmreduction_lms.learning.open_lessons import SALT, OpenLesson, opened_lesson
from harmreduction_lms.learning.seat_time import Stretch, by_hand, counted, in_quiz, whole_minutes
from harmreduction_lms.learning.selectors import seat_minutes
from harmreduction_lms.quizzes.models import QuizResponse
from tests.factories import make_attempt, make_learner, make_quiz, steps_of


NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
URL = "harmreduction_lms:seat_time"


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def stretch(first: float, last: float) -> Stretch:
    return Stretch(at(first), at(last))


class TestCounting:
    @pytest.mark.parametrize(
        ("stretches", "minutes"),
        [
            ([], 0),
            ([(0, 10)], 10),
            ([(0, 10), (20, 25)], 15),
            ([(0, 10), (0, 10)], 10),
            ([(0, 10), (5, 15)], 15),
            ([(0, 30), (5, 10), (12, 20)], 30),
            ([(20, 25), (0, 10)], 15),
            ([(0, 0.99)], 0),
            ([(0, 0.5), (1, 1.5)], 1),
            ([(3, 3)], 0),
        ],
    )
    def test_c11_time_covered_twice_counts_once(
        self, stretches: list[tuple[float, float]], minutes: int
    ) -> None:
        assert whole_minutes([stretch(*pair) for pair in stretches]) == minutes

    @given(st.lists(st.tuples(st.integers(0, 120), st.integers(0, 30)), max_size=12))
    def test_c11_the_union_is_every_minute_somebody_was_there(self, drawn: list[tuple[int, int]]) -> None:
        covered = {minute for first, length in drawn for minute in range(first, first + length)}
        stretches = [stretch(first, first + length) for first, length in drawn]
        assert counted(stretches) == timedelta(minutes=len(covered))

    @pytest.mark.parametrize(
        ("pressed", "stated", "counts"),
        [(4, 15, 4), (15, 15, 15), (480, 15, 15), (480, 0, 5), (0, 15, 0), (-1, 15, 0)],
    )
    def test_c11_without_javascript_a_page_counts_for_no_more_than_it_says_it_takes(
        self, pressed: int, stated: int, counts: int
    ) -> None:
        assert whole_minutes([by_hand(NINE, at(pressed), minutes=stated)]) == counts

    def test_c11_a_quiz_left_open_over_lunch_counts_for_no_more_than_its_questions_take(self) -> None:
        assert whole_minutes([in_quiz(NINE, at(90), questions=4)]) == 10
        assert whole_minutes([in_quiz(NINE, at(6), questions=4)]) == 6


@pytest.fixture
def asked() -> Any:
    """Minutes a course asks for, as a higher domain would: put a number in."""
    minutes = {"asked": 30}
    shipped = seat_time_needs["credit"]
    seat_time_needs.register("credit", lambda course_key: Value(minutes["asked"]))
    yield minutes
    seat_time_needs.register("credit", shipped)


@pytest.fixture
def lesson(enrolment: Enrolment) -> OpenLesson:
    key = steps_of(enrolment.course)[0].translation_key
    return OpenLesson(enrolment.pk, key, timezone.now() - timedelta(minutes=8), minutes=15)


def span(lesson: OpenLesson, seconds_ago: float, *, seconds: float = 60) -> SeatSpan:
    last = timezone.now() - timedelta(seconds=seconds_ago)
    return SeatSpan.objects.create(
        enrolment_id=lesson.enrolment_id,
        step_key=lesson.step_key,
        started_at=last - timedelta(seconds=seconds),
        last_seen_at=last,
    )


@pytest.mark.django_db
class TestRecording:
    def test_signs_that_follow_closely_extend_one_span(self, learner: Any, lesson: OpenLesson) -> None:
        before = span(lesson, 85)
        record_presence(learner=learner, lesson=lesson)
        after = SeatSpan.objects.get()
        assert (after.pk, after.started_at) == (before.pk, before.started_at)
        assert after.last_seen_at > before.last_seen_at

    def test_c11_a_gap_of_more_than_90_seconds_does_not_count(self, learner: Any, lesson: OpenLesson) -> None:
        span(lesson, 95)
        record_presence(learner=learner, lesson=lesson)
        assert SeatSpan.objects.count() == 2
        assert seat_minutes(Enrolment.objects.get()) == 1

    def test_a_sign_for_somebody_elses_enrolment_writes_nothing(self, lesson: OpenLesson) -> None:
        theirs = span(lesson, 10)
        for record in (record_presence, record_by_hand):
            with pytest.raises(LessonNotYours):
                record(learner=make_learner(), lesson=lesson)
        assert list(SeatSpan.objects.values_list("last_seen_at", flat=True)) == [theirs.last_seen_at]

    def test_saying_it_by_hand_again_and_again_adds_nothing(self, learner: Any, lesson: OpenLesson) -> None:
        for _time in range(3):
            record_by_hand(learner=learner, lesson=lesson)
        assert seat_minutes(Enrolment.objects.get()) == 8

    def test_time_in_quizzes_counts_and_is_not_measured_twice(
        self, learner: Any, enrolment: Enrolment
    ) -> None:
        handed_in = timezone.now()
        started = handed_in - timedelta(minutes=30)
        attempt = make_attempt(
            enrolment=enrolment,
            page=make_quiz(parent=enrolment.course),
            started_at=started,
            submitted_at=handed_in,
        )
        for position in range(4):
            QuizResponse.objects.create(
                attempt=attempt,
                item=f"i{position}",
                position=position,
                question_key=attempt.uuid,
                kind="true_false",
                points_numerator=1,
                points_denominator=1,
                points_possible=1,
                quiz_key=attempt.quiz_key,
                attempt_number=attempt.number,
            )
        SeatSpan.objects.create(
            enrolment=enrolment,
            step_key=attempt.quiz_key,
            started_at=started,
            last_seen_at=started + timedelta(minutes=2),
        )
        assert seat_minutes(enrolment) == 10


@pytest.mark.django_db
class TestPage:
    def test_c11_where_no_time_is_asked_for_none_is_measured_and_no_query_is_added(
        self, signed_in: Any, enrolment: Enrolment, asked: dict[str, int], django_assert_num_queries: Any
    ) -> None:
        page = steps_of(enrolment.course)[0]
        signed_in.get(page.url)
        asked["asked"] = 0
        seat_time_needs.unregister("credit")
        with CaptureQueriesContext(connection) as before:
            signed_in.get(page.url)
        seat_time_needs.register("credit", lambda course_key: Value(asked["asked"]))
        with django_assert_num_queries(len(before)):
            html = signed_in.get(page.url).content.decode()
        assert "seat-time" not in html
        assert not SeatSpan.objects.exists()

    def test_it_says_what_counts_and_what_is_missing(
        self, signed_in: Any, lesson: OpenLesson, asked: dict[str, int]
    ) -> None:
        span(lesson, 200, seconds=300)
        page = steps_of(Enrolment.objects.get().course)[0]
        html = " ".join(signed_in.get(page.url).content.decode().split())
        assert "asks for 30 minutes in its lessons: 5 count so far, 25 to go" in html
        assert "I am still reading" in html
        assert SeatSpan.objects.count() == 1

    def test_what_is_enough_is_not_measured_any_further(
        self, signed_in: Any, lesson: OpenLesson, asked: dict[str, int]
    ) -> None:
        asked["asked"] = 5
        span(lesson, 200, seconds=300)
        html = signed_in.get(steps_of(Enrolment.objects.get().course)[0].url).content.decode()
        assert "Time is no longer counted" in html
        assert "data-seat-time" not in html
        assert 'name="lesson"' not in html

    def test_visitors_and_previews_see_nothing_of_it(
        self, client: Any, enrolment: Enrolment, asked: dict[str, int]
    ) -> None:
        assert "seat-time" not in client.get(steps_of(enrolment.course)[0].url).content.decode()


@pytest.mark.django_db
class TestSigns:
    def test_c11_a_sign_costs_at_most_three_queries_and_one_write(
        self, signed_in: Any, lesson: OpenLesson, django_assert_num_queries: Any
    ) -> None:
        own = 2  # Session and user.
        with django_assert_num_queries(own + 3):
            assert signed_in.post(reverse(URL), {"lesson": lesson.signed()}).status_code == 204
        with django_assert_num_queries(own + 1):
            signed_in.post(reverse(URL), {"lesson": lesson.signed()})

    def test_c11_no_time_is_taken_from_the_browser(self, signed_in: Any, lesson: OpenLesson) -> None:
        forged = {"lesson": lesson.signed(), "minutes": "600", "opened_at": "2020-01-01T00:00:00+00:00"}
        signed_in.post(reverse(URL), forged)
        assert SeatSpan.objects.get().started_at > lesson.opened_at

    @pytest.mark.parametrize("text", ["", "x", "x:y:z"])
    def test_c11_what_we_did_not_sign_counts_for_nothing(self, signed_in: Any, text: str) -> None:
        assert signed_in.post(reverse(URL), {"lesson": text}).status_code in (404, 409)
        assert not SeatSpan.objects.exists()

    def test_a_page_from_yesterday_counts_no_more(self, lesson: OpenLesson, monkeypatch: Any) -> None:
        text = lesson.signed()
        assert opened_lesson(text) == lesson
        later = time.time() + 13 * 3600
        monkeypatch.setattr(time, "time", lambda: later)
        with pytest.raises(LessonOpenTooLong):
            opened_lesson(text)

    def test_what_was_signed_for_something_else_is_refused(self) -> None:
        assert SALT
        with pytest.raises(LessonOpenTooLong):
            opened_lesson(signing.dumps(["a", "b", "c", 1], salt="something else"))

    def test_visitors_are_asked_to_sign_in(self, client: Any, lesson: OpenLesson) -> None:
        assert client.post(reverse(URL), {"lesson": lesson.signed()}).status_code == 302
        assert not SeatSpan.objects.exists()

    def test_somebody_else_at_the_same_screen_is_told_to_open_the_lesson_anew(
        self, client: Any, lesson: OpenLesson
    ) -> None:
        client.force_login(make_learner())
        response = client.post(reverse(URL), {"lesson": lesson.signed(), "by_hand": "1"})
        assert response.status_code == 409
        assert "Open the lesson again" in response.content.decode()
        assert not SeatSpan.objects.exists()


@pytest.mark.django_db
class TestWithoutJavaScript:
    def test_the_button_counts_the_time_since_the_page_was_opened_and_leads_back(
        self, signed_in: Any, enrolment: Enrolment, lesson: OpenLesson
    ) -> None:
        response = signed_in.post(reverse(URL), {"lesson": lesson.signed(), "by_hand": "1"})
        assert response["Location"] == steps_of(enrolment.course)[0].url
        assert seat_minutes(enrolment) == 8

    def test_marking_a_lesson_as_done_counts_too(
        self, signed_in: Any, enrolment: Enrolment, lesson: OpenLesson
    ) -> None:
        url = reverse("harmreduction_lms:complete_step", args=[lesson.step_key])
        signed_in.post(url, {"lesson": lesson.signed(), "by_hand": "1"})
        assert seat_minutes(enrolment) == 8
        assert StepProgress.objects.count() == 1

    def test_time_that_does_not_count_keeps_no_step_from_being_done(
        self, signed_in: Any, lesson: OpenLesson
    ) -> None:
        url = reverse("harmreduction_lms:complete_step", args=[lesson.step_key])
        signed_in.post(url, {"lesson": "forged", "by_hand": "1"})
        assert StepProgress.objects.count() == 1
        assert not SeatSpan.objects.exists()

    def test_a_step_page_carries_the_opening_in_the_form_that_marks_it_done(
        self, signed_in: Any, enrolment: Enrolment, asked: dict[str, int]
    ) -> None:
        html = signed_in.get(steps_of(enrolment.course)[0].url).content.decode()
        assert html.count('name="lesson"') == 2
        assert html.count("data-by-hand") == 2
