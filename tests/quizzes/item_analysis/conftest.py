"""Attempts with the marks a test wants, written as grading leaves them."""

import uuid
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pytest
from django.utils import timezone

from harmreduction_lms.quizzes.models import AttemptState, QuizAttempt, QuizResponse
from tests import factories


@pytest.fixture
def record(db: None) -> Callable[..., QuizAttempt]:
    """Writes an attempt: `marks` maps a question key to its mark, or to (mark, response)."""

    def write(quiz_key: uuid.UUID, marks: Mapping[Any, Any], **fields: Any) -> QuizAttempt:
        rows = {key: one if isinstance(one, tuple) else (one, None) for key, one in marks.items()}
        total = sum((Fraction(mark) for mark, _response in rows.values()), Fraction(0))
        now = timezone.now()
        values = {
            "learner": fields.pop("learner", None) or factories.make_learner(),
            "quiz_key": quiz_key,
            "quiz_title": "Naloxone",
            "role": "post_test",
            "number": 1,
            "state": AttemptState.SUBMITTED,
            "paper": {"items": []},
            "started_at": now,
            "submitted_at": now,
            "points_numerator": total.numerator,
            "points_denominator": total.denominator,
            "points_possible": len(rows),
            **fields,
        }
        attempt = QuizAttempt.objects.create(**values)
        copies = {"quiz_key": quiz_key, "attempt_number": attempt.number}
        if attempt.is_graded:
            copies |= {
                "total_numerator": attempt.points_numerator,
                "total_denominator": attempt.points_denominator,
            }
        QuizResponse.objects.bulk_create(
            QuizResponse(
                attempt=attempt,
                item=f"item{place}",
                position=place,
                question_key=key,
                kind="true_false",
                response=response,
                points_numerator=Fraction(mark).numerator,
                points_denominator=Fraction(mark).denominator,
                points_possible=1,
                **copies,
            )
            for place, (key, (mark, response)) in enumerate(rows.items(), start=1)
        )
        return attempt

    return write
