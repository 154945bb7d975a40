"""Timing: percentiles and statements of something that is done again and again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

ENDS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True)
class Timing:
    """Milliseconds at the median and at 95 per cent, those of this process' own work, and statements of one round."""

    p50: float
    p95: float
    cpu: float
    statements: int
    rounds: int


def timed(work: Callable[[], Any], rounds: int = 40) -> Timing:
    """Time a work that was done twice before; statements are counted in a round of their own."""
    for _ in range(2):
        work()
    statements = min(
        count(work) for _ in range(3)
    )  # once a second something looks whether the calendar changed
    taken, worked = [], []
    for _ in range(rounds):
        begun, busy = time.perf_counter(), time.process_time()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
        worked.append((time.process_time() - busy) * 1000)
    taken.sort()
    worked.sort()
    middle, far = rounds // 2, int(rounds * 0.95)
    return Timing(round(taken[middle], 2), round(taken[far], 2), round(worked[middle], 2), statements, rounds)


def count(work: Callable[[], Any]) -> int:
    """How many statements a work takes, save those that begin and end transactions."""
    with CaptureQueriesContext(connection) as told:
        work()
    return sum(not one["sql"].lstrip().startswith(ENDS) for one in told.captured_queries)
