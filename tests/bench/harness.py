"""Measures a request against a floor, call by call, so that a busy machine slows both alike."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


Call = Callable[[], Any]
TRANSACTION_CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True)
class Case:
    """One row of the table.

    `call` is what is timed; `prepare` runs before each call and is not; `floor` is the bare page that the
    case is compared with, at the same depth and in the same sign-in state.
    """

    name: str
    call: Call
    floor: Call
    goal_ratio: float
    goal_queries: int
    goal_is_over_floor: bool = True
    prepare: Call | None = None
    samples: int = 60


@dataclass(frozen=True)
class Result:
    case: str
    ratio_cpu: float
    queries: int
    bare_queries: int
    goal_ratio: float
    goal_queries: int

    @property
    def is_met(self) -> bool:
        """Ratios get 15 % slack: the floor against itself varies by about that much on a shared machine."""
        return self.ratio_cpu <= self.goal_ratio * 1.15 and self.queries <= self.goal_queries


def count_queries(call: Call) -> int:
    """Statements that read or write; BEGIN, COMMIT and savepoints are not counted."""
    with CaptureQueriesContext(connection) as captured:
        call()
    return sum(not query["sql"].startswith(TRANSACTION_CONTROL) for query in captured.captured_queries)


def cpu_seconds(call: Call) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


def measure(case: Case) -> Result:
    prepare = case.prepare or (lambda: None)
    for _ in range(3):
        prepare()
        case.call()
        case.floor()
    prepare()
    queries = count_queries(case.call)
    bare = count_queries(case.floor)
    ours, floors = [], []
    gc.collect()
    gc.disable()
    try:
        for _ in range(case.samples):
            prepare()
            ours.append(cpu_seconds(case.call))
            floors.append(cpu_seconds(case.floor))
    finally:
        gc.enable()
    goal = case.goal_queries + (bare if case.goal_is_over_floor else 0)
    ratio = median(ours) / median(floors)
    return Result(case.name, round(ratio, 3), queries, bare, case.goal_ratio, goal)


def table(results: list[Result]) -> str:
    """The results as a table for people."""
    lines = [
        f"{'case':44} {'x bare':>7} {'goal':>6} {'queries':>8} {'goal':>5} {'bare':>5}",
        "-" * 80,
    ]
    for r in results:
        mark = "" if r.is_met else "  <- over"
        lines.append(
            f"{r.case:44} {r.ratio_cpu:7.2f} {r.goal_ratio:6.2f} {r.queries:8d} {r.goal_queries:5d} "
            f"{r.bare_queries:5d}{mark}"
        )
    return "\n".join(lines)
