"""For the administrator's page: the schedule, what fails, what waits, who lives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, DurationField, ExpressionWrapper, F, Max, QuerySet
from django.db.models.functions import Now
from django_tasks_db.models import DBTaskResult, TaskResultStatus

from gongzhi.kernel.duty import leases, rules
from gongzhi.kernel.duty.models import DutyRun, DutyTrouble
from gongzhi.kernel.duty.schedule import registered


@dataclass(frozen=True)
class Line:
    """One duty in the schedule; `last_at` is None before its first run."""

    name: str
    label: str
    every: str
    last_at: datetime | None
    next_at: datetime
    done: int
    failed: int


def schedule(at: datetime) -> list[Line]:
    """All duties with their last and next run. One query."""
    runs = {run.duty: run for run in DutyRun.objects.all()}
    lines = []
    for duty in registered():
        run = runs.get(duty.name)
        next_at = rules.next_slot(duty.every, run.last_at) if run else at
        last = (run.last_at, run.done, run.failed) if run else (None, 0, 0)
        lines.append(Line(duty.name, duty.label, duty.every, last[0], next_at, last[1], last[2]))
    return lines


def troubles() -> QuerySet[DutyTrouble]:
    """Duties that fail, oldest first. One query."""
    return DutyTrouble.objects.order_by("first_at", "id")


def failed_tasks() -> QuerySet[DBTaskResult]:
    """Tasks that were given up, latest first. One query."""
    return DBTaskResult.objects.failed().order_by("-finished_at", "id")


def waiting_tasks() -> QuerySet[DBTaskResult]:
    """Tasks that failed and wait to be tried again, soonest first. One query."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY).exclude(exception_class_path="")
    return waiting.order_by("run_after", "id")


def counts() -> dict[str, int]:
    """How many tasks stand in each status, with "ready", "running" and "failed" always there. One query."""
    rows = DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL).values_list("status")
    found = {status.lower(): count for status, count in rows.annotate(count=Count("pk")).order_by()}
    return {"ready": 0, "running": 0, "failed": 0} | found


def longest_wait() -> float:
    """Seconds since the longest-waiting task that could run now was enqueued, 0 for none. One query."""
    waited = ExpressionWrapper(Now() - F("enqueued_at"), DurationField())
    longest = DBTaskResult.objects.ready().aggregate(longest=Max(waited))["longest"]
    return float(longest.total_seconds()) if longest else 0.0


def living(kind: str) -> list[str]:
    """Names of the processes of a kind that gave a sign lately. One query."""
    return list(leases.alive(kind).order_by("name").values_list("name", flat=True))
