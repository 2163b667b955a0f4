"""Item analysis of 1,000,000 responses against the bare GROUP BY (performance.md, G12), on an empty database.

`figures()` fills it by SQL alone, measures, and rolls everything back. Memory is what Python had allocated at
most, at 10,000 and at 1,000,000 responses: it must not grow with them.
"""

import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import Count, Sum
from django.utils import timezone

from harmreduction_lms.quizzes.item_analysis import analyse
from harmreduction_lms.quizzes.models import QuizAttempt, QuizResponse
from harmreduction_lms.quizzes.statistics.attempts import Attempts, counted_totals, counting
from harmreduction_lms.quizzes.statistics.cells import item_cells, option_cells
from tests import factories


QUIZ = UUID(int=7)
ITEMS = 20
GOAL_RATIO = 1.5
SUMS = {"number": Count("*"), "points": Sum("points_numerator"), "possible": Sum("points_possible")}


@dataclass(frozen=True)
class Figures:
    """Seconds are the best of several; `mean_discrimination` shows that something was computed.

    `bare_seconds` is the GROUP BY over all responses; `counting_seconds` the same over the responses of the
    attempts that count, which takes the join that no analysis can do without.
    """

    responses: int
    bare_seconds: float
    counting_seconds: float
    seconds: float
    option_seconds: float
    small_bytes: int
    large_bytes: int
    mean_discrimination: float

    @property
    def ratio(self) -> float:
        return self.seconds / self.bare_seconds

    @property
    def ratio_to_counting(self) -> float:
        return self.seconds / self.counting_seconds


def figures(attempts: int = 50_000, *, repeats: int = 4) -> Figures:
    with transaction.atomic():
        fill(500)
        small = peak(analysis)
        fill(attempts)
        result = Figures(
            responses=QuizResponse.objects.count(),
            bare_seconds=best(bare, repeats),
            counting_seconds=best(bare_counting, repeats),
            seconds=best(analysis, repeats),
            option_seconds=best(options, 1),
            small_bytes=small,
            large_bytes=peak(analysis),
            mean_discrimination=sum(item.discrimination_index or 0 for item in analysis().items) / ITEMS,
        )
        transaction.set_rollback(True)
    return result


def bare() -> list[Any]:
    """What no analysis can do without: count and sums by question."""
    return list(QuizResponse.objects.order_by().values("question_key").annotate(**SUMS))


def bare_counting() -> list[Any]:
    """The same, over the attempts that count."""
    responses = QuizResponse.objects.filter(counting(Attempts.FIRST, "attempt__"), attempt__quiz_key=QUIZ)
    return list(responses.order_by().values("question_key").annotate(**SUMS))


def analysis() -> Any:
    counted = counted_totals(QUIZ, Attempts.FIRST)
    return analyse(item_cells(counted), counted.totals)


def options() -> list[Any]:
    counted = counted_totals(QUIZ, Attempts.FIRST)
    keys = [str(UUID(int=place * 2**96)) for place in range(1, ITEMS + 1)]
    return list(option_cells(counted, keys=keys))


def best(call: Callable[[], Any], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def peak(call: Callable[[], Any]) -> int:
    call()  # Caches and imports are not what grows.
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


# What the two databases spell differently.
WORDS = {
    "sqlite": {
        "uuid": "printf('%032x', i)",
        "question": "printf('%08x', j) || '" + "0" * 24 + "'",
        "option": "'\"option' || ((i * 7 + j) % 4) || '\"'",
    },
    "postgresql": {
        "uuid": "CAST(lpad(to_hex(i), 32, '0') AS uuid)",
        "question": "CAST(lpad(to_hex(j), 8, '0') || '" + "0" * 24 + "' AS uuid)",
        "option": "to_jsonb('option' || ((i * 7 + j) % 4))",
    },
}
NUMBERS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {attempts}), "
    "q(j) AS (SELECT 1 UNION ALL SELECT j + 1 FROM q WHERE j < {items})"
)
RIGHT = "CASE WHEN (i * 7919 + j * 104729) % 1009 < 250 + (i * 31) % 500 + j * 5 THEN 1 ELSE 0 END"
TOTALS = (
    "UPDATE {attempt} SET points_numerator = "
    "(SELECT sum(points_numerator) FROM {response} WHERE attempt_id = {attempt}.id)"
)


def fill(attempts: int) -> None:
    """`attempts` at one quiz, each by another learner; abler ones get more right. Papers of 8 kB."""
    QuizResponse.objects.all().delete()
    QuizAttempt.objects.all().delete()
    get_user_model().objects.filter(username__startswith="bench").delete()
    words = WORDS[connection.vendor]
    learner = factories.make_learner("bench")
    attempt = QuizAttempt.objects.create(
        learner=learner,
        quiz_key=QUIZ,
        quiz_title="Bench",
        role="post_test",
        number=1,
        state="submitted",
        paper="a" * 8000,
        started_at=timezone.now(),
        points_numerator=0,
        points_denominator=1,
        points_possible=ITEMS,
    )
    response = QuizResponse.objects.create(
        attempt=attempt,
        item="template",
        position=0,
        question_key=QUIZ,
        kind="single_choice",
        points_numerator=0,
        points_denominator=1,
        points_possible=1,
    )
    copy(learner, "n", attempts, id="t.id + i", username="'bench' || i")
    copy(attempt, "n", attempts, id="t.id + i", uuid=words["uuid"], learner_id="t.learner_id + i")
    copy(
        response,
        "n, q",
        attempts,
        id=f"t.id + (i - 1) * {ITEMS} + j",
        attempt_id="t.attempt_id + i",
        item="'item' || j",
        position="j",
        question_key=words["question"],
        response=words["option"],
        points_numerator=RIGHT,
    )
    attempt.delete()
    names = {"attempt": QuizAttempt._meta.db_table, "response": QuizResponse._meta.db_table}
    with connection.cursor() as cursor:
        cursor.execute(TOTALS.format(**names))
        cursor.execute("ANALYZE")


def copy(row: Any, source: str, attempts: int, **changes: str) -> None:
    """Copies a row once for each number there is, with `changes` as SQL expressions of `i` and `j`."""
    table = row._meta.db_table
    columns = [connection.ops.quote_name(field.column) for field in row._meta.concrete_fields]
    values = [changes.get(field.column, f"t.{field.column}") for field in row._meta.concrete_fields]
    statement = [
        "INSERT INTO",
        f"{table} ({', '.join(columns)})",
        NUMBERS.format(attempts=attempts, items=ITEMS),
        f"SELECT {', '.join(values)} FROM {source}, {table} t WHERE t.id = {row.pk}",  # noqa: S608
    ]
    with connection.cursor() as cursor:
        cursor.execute(" ".join(statement))
