"""What responses copy from their attempts, and what is counted from the copies, against the attempts."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from itertools import groupby
from typing import Any
from uuid import UUID

from harmreduction_lms.quizzes.models import AttemptState, QuizAttempt, QuizResponse
from harmreduction_lms.quizzes.statistics import Attempts
from harmreduction_lms.quizzes.statistics.attempts import counted_totals
from harmreduction_lms.quizzes.statistics.cells import item_cells


CHOOSE: dict[Attempts, Any] = {
    Attempts.FIRST: lambda tried: tried[:1],
    Attempts.LAST: lambda tried: tried[-1:],
    Attempts.BEST: lambda tried: [max(tried, key=lambda one: (one.score or 0, -one.number))],
    Attempts.ALL: lambda tried: tried,
}


LARGE = ("paper", "answers", "item_states")


def assert_copies_are_right() -> None:
    """Of every response there is. One query."""
    large = (f"attempt__{column}" for column in LARGE)
    for row in QuizResponse.objects.select_related("attempt").defer(*large):
        attempt = row.attempt
        total = (attempt.points_numerator, attempt.points_denominator) if is_final(attempt) else (None, None)
        assert (row.quiz_key, row.attempt_number) == (attempt.quiz_key, attempt.number)
        assert (row.total_numerator, row.total_denominator) == total


def assert_counts_are_right(quiz_key: UUID, attempts: Attempts) -> None:
    counted = list(chosen(quiz_key, attempts))
    totals = Counter((one.points, Fraction(one.points_possible)) for one in counted)
    assert counted_totals(quiz_key, attempts) == totals
    expected = Counter(
        (str(row.question_key), row.points, attempt.points)
        for attempt in counted
        for row in attempt.responses.all()
    )
    found = Counter[tuple[str, Fraction, Fraction]]()
    for cell in item_cells(quiz_key, attempts):
        found[cell.item, cell.mark, cell.total] += cell.count
    assert found == expected


def chosen(quiz_key: UUID, attempts: Attempts) -> Iterable[QuizAttempt]:
    """The attempts that count, chosen without SQL. Erased attempts are nobody's: each is one by itself."""
    rows = QuizAttempt.objects.filter(quiz_key=quiz_key).defer(*LARGE).prefetch_related("responses")
    final = sorted(filter(is_final, rows), key=lambda one: (whose(one), one.number))
    for _whose, tried in groupby(final, key=whose):
        yield from CHOOSE[attempts](list(tried))


def whose(attempt: QuizAttempt) -> tuple[int, int]:
    return (attempt.learner_id, 0) if attempt.learner_id else (0, attempt.pk)


def is_final(attempt: QuizAttempt) -> bool:
    return attempt.is_graded and attempt.state in (AttemptState.SUBMITTED, AttemptState.EXPIRED)
