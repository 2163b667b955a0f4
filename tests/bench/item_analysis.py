"""Item analysis of 1,000,000 responses against the bare GROUP BY over them, in a database to be thrown away.

Times are seconds on the clock, each the best of several taken in turn: with PostgreSQL the work is done by
other processes. Memory is what Python had allocated at most, at 10,000 and at 1,000,000 responses: it must
not grow with them.
"""

import json
import os
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Count, Sum
from django.utils import timezone

from harmreduction_lms.quizzes.item_analysis import analyse
from harmreduction_lms.quizzes.models import QuizAttempt, QuizResponse
from harmreduction_lms.quizzes.statistics.attempts import Attempts, count_marks, counted_totals
from harmreduction_lms.quizzes.statistics.cells import item_cells, option_cells
from tests import factories
from tests.bench.harness import Result, count_queries
from tests.environment import POSTGRES_PORT_VARIABLE, find_postgres
from tests.postgres_server import postgres_server


QUIZ = UUID(int=7)
ITEMS = 20
NAME = "counted"
SMALL = 500
GOAL_RATIO = 1.5
GOAL_GROWTH = 1.5
GOAL_QUERIES = 2
SUMS = {"number": Count("*"), "points": Sum("points_numerator"), "possible": Sum("points_possible")}


@dataclass(frozen=True)
class Figures:
    """`mean_discrimination` shows that something was computed.

    `bare_seconds` is the GROUP BY over all responses; `counting_seconds` the same with no more than the
    condition which attempts count.
    """

    database: str
    responses: int
    queries: int
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
    def results(self) -> list[Result]:
        """For the table of the bench; memory as a ratio, too."""
        name = f"item analysis, {self.responses:,} responses"
        growth = self.large_bytes / self.small_bytes
        return [
            Result(
                f"{name}, {self.database}", round(self.ratio, 3), self.queries, 1, GOAL_RATIO, GOAL_QUERIES
            ),
            Result(
                f"the same, memory to that for {SMALL * ITEMS:,}",
                round(growth, 3),
                self.queries,
                1,
                GOAL_GROWTH,
                GOAL_QUERIES,
            ),
        ]


def results() -> list[Result]:
    """Here, and on a PostgreSQL server of its own where there is one."""
    found = [*figures().results]
    if programs := find_postgres():
        found += Figures(**json.loads(_on_postgres(programs))).results
    return found


def _on_postgres(programs: Path) -> str:
    with postgres_server(programs) as port:
        own = {POSTGRES_PORT_VARIABLE: str(port), "DJANGO_SETTINGS_MODULE": "tests.projects.default.settings"}
        command = [sys.executable, "-m", "tests.bench.postgres"]
        return subprocess.run(
            command, env={**os.environ, **own}, check=True, capture_output=True, text=True
        ).stdout


def figures(attempts: int = 50_000, *, repeats: int = 6) -> Figures:
    """Fills the database this runs in, for good."""
    fill(SMALL)
    small = peak(analysis)
    fill(attempts)
    seconds = in_turn(bare, bare_counting, analysis, repeats=repeats)
    return Figures(
        database=connection.display_name,
        responses=QuizResponse.objects.count(),
        queries=count_queries(analysis),
        bare_seconds=seconds[0],
        counting_seconds=seconds[1],
        seconds=seconds[2],
        option_seconds=in_turn(options, repeats=1)[0],
        small_bytes=small,
        large_bytes=peak(analysis),
        mean_discrimination=sum(item.discrimination_index or 0 for item in analysis().items) / ITEMS,
    )


def bare() -> list[Any]:
    """What no analysis can do without: count and sums by question."""
    return list(QuizResponse.objects.order_by().values("question_key").annotate(**SUMS))


def bare_counting() -> list[Any]:
    """The same, over the attempts that count."""
    return list(count_marks(Attempts.FIRST, [QUIZ], ["question_key"]))


def analysis() -> Any:
    return analyse(item_cells(QUIZ, Attempts.FIRST), counted_totals(QUIZ, Attempts.FIRST))


def options() -> list[Any]:
    keys = [str(UUID(int=place * 2**96)) for place in range(1, ITEMS + 1)]
    return list(option_cells(QUIZ, Attempts.FIRST, keys=keys))


def in_turn(*calls: Callable[[], Any], repeats: int) -> list[float]:
    """Seconds of each, the best of several; one after the other, so that a busy machine slows all alike."""
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(repeats):
        for call, taken in zip(calls, times, strict=True):
            start = time.perf_counter()
            call()
            taken.append(time.perf_counter() - start)
    return [min(taken) for taken in times]


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
    get_user_model().objects.filter(username__startswith=NAME).delete()
    words = WORDS[connection.vendor]
    learner = factories.make_learner(NAME)
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
        quiz_key=QUIZ,
        attempt_number=1,
        total_denominator=1,
    )
    copy(learner, "n", attempts, id="t.id + i", username=f"'{NAME}' || i")
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
        total_numerator=f"sum({RIGHT}) OVER (PARTITION BY i)",
    )
    attempt.delete()
    names = {"attempt": QuizAttempt._meta.db_table, "response": QuizResponse._meta.db_table}
    with connection.cursor() as cursor:
        cursor.execute(TOTALS.format(**names))
    tidy()


def tidy() -> None:
    """What PostgreSQL does by itself after a while: only then it answers from an index alone."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


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
