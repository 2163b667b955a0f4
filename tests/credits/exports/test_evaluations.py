"""Evaluations in figures that name nobody, whatever is subtracted from what."""

import csv
import io
import random
import uuid
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import combinations, permutations
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from harmreduction_lms.credits.exports.evaluations import summary, summary_csv
from harmreduction_lms.credits.exports.suppression import Block, blocks, may_show
from harmreduction_lms.learning.evaluation import evaluation_questions, sheet
from harmreduction_lms.learning.models import EvaluationSheet
from tests.factories import make_learner


COURSE = uuid.uuid4()
QUESTIONS = evaluation_questions(["tell an overdose from sleep", "give naloxone"])


def month(number: int) -> date:
    return date(2025 + (number - 1) // 12, (number - 1) % 12 + 1, 1)


def hand_in(number: int, *, months: int = 1, **answers: str) -> None:
    given = {
        "objective-1": "5",
        "objective-2": "4",
        "teaching": "5",
        "bias": "no",
        "intent": "change",
        **answers,
    }
    words = sheet(QUESTIONS, {**given, "remarks": "My name is Dana"})
    EvaluationSheet.objects.bulk_create(
        EvaluationSheet(course_key=COURSE, month=month(months), answers=words) for _sheet in range(number)
    )


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([5], [(1, 1)]),
        ([4], []),
        ([4, 1, 9], [(1, 2), (3, 3)]),
        ([2, 2, 2, 4], [(1, 3)]),
        ([6, 4], [(1, 1)]),
        ([], []),
    ],
)
def test_h06_months_are_joined_until_there_are_five(
    counts: list[int], expected: list[tuple[int, int]]
) -> None:
    found = blocks((month(place), count) for place, count in enumerate(counts, start=1))
    assert found == [Block(month(first), month(last)) for first, last in expected]


def test_h06_blocks_never_change_when_months_are_added() -> None:
    draw = random.Random(6)
    for _story in range(200):
        counts = [(month(number), draw.randrange(7)) for number in range(1, 20)]
        whole = blocks(counts)
        for end in range(len(counts)):
            assert whole[: len(blocks(counts[:end]))] == blocks(counts[:end])


@pytest.mark.parametrize(
    ("counts", "shown"), [([0, 5, 9], True), ([1, 5], False), ([4, 4], False), ([0, 0, 5], True)]
)
def test_h06_counts_are_shown_all_or_none(counts: list[int], shown: bool) -> None:
    assert may_show(counts) is shown


def test_h06_hidden_counts_cannot_be_worked_out_from_their_sum() -> None:
    """Every way in which 5 to 30 people can answer a question of two or three answers: none that is hidden is
    the only one with its sum."""
    for total in range(5, 31):
        ways = [(a, b, total - a - b) for a in range(total + 1) for b in range(total + 1 - a)]
        for ways_shown in (ways, [way[:2] for way in ways if way[2] == 0]):
            hidden = [way for way in ways_shown if not may_show(way)]
            for place in range(len(hidden[0])):
                assert len({way[place] for way in hidden}) > 1


@pytest.mark.django_db
class TestSummary:
    def found(self, **period: Any) -> dict[str, Any]:
        return {one.id: one for one in summary(COURSE, **period)}

    def test_c09_each_objective_has_its_mean_and_counts(self) -> None:
        hand_in(5)
        hand_in(5, **{"objective-1": "4"})
        found = self.found()
        assert list(found) == ["objective-1", "objective-2", "bias", "intent", "teaching"]
        assert (found["objective-1"].answers, found["objective-1"].mean) == (10, Decimal("4.5"))
        assert dict(found["objective-1"].counts) == {"5": 5, "4": 5, "3": 0, "2": 0, "1": 0}
        assert "give naloxone" in found["objective-2"].question
        assert found["bias"].mean is None

    def test_h06_fewer_than_five_answers_show_nothing(self) -> None:
        hand_in(4)
        one = self.found()["objective-1"]
        assert (one.answers, one.mean, one.counts, one.is_waiting) == (None, None, (), True)

    def test_h06_no_two_periods_differ_by_one_to_four_people(self) -> None:
        draw = random.Random(4)
        for number in range(1, 9):
            hand_in(draw.randrange(7), months=number)
        ends = [month(number) for number in range(1, 9)]
        periods = [(since, until) for since, until in combinations(ends, 2)]
        numbers = {days: self.found(since=days[0], until=days[1])["bias"].answers or 0 for days in periods}
        for inner, outer in permutations(periods, 2):
            if outer[0] <= inner[0] and inner[1] <= outer[1]:
                left = numbers[outer] - numbers[inner]
                assert left == 0 or left >= 5

    def test_h06_a_question_that_few_answered_is_not_shown(self) -> None:
        hand_in(6)
        words = sheet(evaluation_questions(["a new objective", "give naloxone"]), {"objective-1": "1"})
        EvaluationSheet.objects.create(course_key=COURSE, month=month(1), answers=words)
        by_words = {one.question: one.answers for one in summary(COURSE)}
        assert Counter(value for value in by_words.values()) == {6: 5, None: 1}

    def test_h06_the_month_that_still_grows_waits(self) -> None:
        EvaluationSheet.objects.bulk_create(
            EvaluationSheet(
                course_key=COURSE, month=date(2026, 11, 1), answers=sheet(QUESTIONS, {"bias": "no"})
            )
            for _sheet in range(9)
        )
        from harmreduction_lms.credits.days import site_today

        assert bool(summary(COURSE)) is (site_today() >= date(2026, 12, 1))

    def test_h07_free_texts_are_in_no_export(self) -> None:
        hand_in(9)
        text = b"".join(summary_csv([("Course", summary(COURSE))])).decode("utf-8-sig")
        assert "Dana" not in text
        rows = [row for row in csv.DictReader(io.StringIO(text)) if row["question_id"] == "objective-1"]
        assert (rows[0]["answer"], rows[0]["count"], rows[0]["mean"]) == ("5", "9", "5.0")

    def test_the_page_shows_it_and_says_what_it_holds_back(self) -> None:
        hand_in(6)
        hand_in(2, bias="yes")
        client = Client()
        client.force_login(make_learner(is_superuser=True))
        url = reverse("harmreduction_lms_reports:evaluations")
        html = client.get(url).content.decode()
        assert "give naloxone" in html
        assert "Yes, I noticed bias: not shown" in html
        assert "Dana" not in html
        text = b"".join(client.get(url, {"export": "csv", "course": str(COURSE)}).streaming_content).decode()
        assert "hidden" in text
