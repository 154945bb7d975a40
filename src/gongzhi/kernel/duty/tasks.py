"""Care of background tasks (django-tasks-db): tried again after a failure, given back when their worker died.

A task may therefore run twice: whatever it does once must rest on a unique row. How often it was tried is the number
of workers that claimed it. Times are the database's own, never the demo's.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import structlog
from django.db.models import Value
from django.db.models.functions import Now
from django.utils.module_loading import import_string
from django_tasks.signals import task_finished
from django_tasks_db.models import DBTaskResult, TaskResultStatus, get_date_max

from gongzhi.kernel.duty import leases, rules
from gongzhi.kernel.refusals import Refusal

MOST_ATTEMPTS = 6
MOST_DEATHS = 20  # a machine that is restarted often must not cost a task; one that kills its worker must end
LOST = "gongzhi.kernel.duty.tasks.WorkerLost"

log = structlog.get_logger(__name__)


class WorkerLost(Exception):
    """The worker died in the middle of the task, more often than a task may try."""


def watch() -> None:
    task_finished.connect(_finished, dispatch_uid="gongzhi.duty.retry")


def _finished(sender: Any, task_result: Any, **_: Any) -> None:
    if task_result.status == TaskResultStatus.FAILED:
        for row in DBTaskResult.objects.filter(pk=task_result.id):
            retry(row)


def retry(row: DBTaskResult) -> bool:
    """Put a failed task back to wait its turn; False when it is final: a Refusal, or tried often enough."""
    if is_final(row):
        log.error("task given up", task=row.task_path, id=str(row.pk), error=row.exception_class_path)
        return False
    later = Now() + rules.task_pause(len(row.worker_ids))
    waiting = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.FAILED)
    return bool(waiting.update(status=TaskResultStatus.READY, run_after=later, finished_at=None))


def is_final(row: DBTaskResult) -> bool:
    if len(row.worker_ids) >= MOST_ATTEMPTS:
        return True
    try:
        kind = import_string(row.exception_class_path)
    except ImportError:
        return False
    return isinstance(kind, type) and issubclass(kind, Refusal)


def reap() -> int:
    """Give back what dead workers left running, and what failed without being put back. Returns how many."""
    living = set(leases.alive("worker").values_list("name", flat=True))
    old = DBTaskResult.objects.running().filter(started_at__lt=Now() - leases.PATIENCE)
    count = sum(_give_back(row) for row in old if not row.worker_ids or row.worker_ids[-1] not in living)
    fallen = DBTaskResult.objects.failed().filter(finished_at__gte=Now() - timedelta(hours=1))
    return count + sum(retry(row) for row in fallen if not is_final(row))


def release(worker: str) -> int:
    """Give back what an earlier worker of this name left running; called before a new one of this name starts."""
    return sum(_give_back(row) for row in DBTaskResult.objects.running() if row.worker_ids[-1:] == [worker])


def _give_back(row: DBTaskResult) -> bool:
    """Set a running task to wait again, or to failed when too many workers died of it."""
    running = DBTaskResult.objects.filter(
        pk=row.pk, status=TaskResultStatus.RUNNING, worker_ids=row.worker_ids
    )
    if len(row.worker_ids) < MOST_DEATHS:
        log.warning("task given back", task=row.task_path, id=str(row.pk))
        return bool(running.update(status=TaskResultStatus.READY, run_after=Value(get_date_max())))
    log.error("task lost its worker too often", task=row.task_path, id=str(row.pk))
    words = f"{LOST}: {len(row.worker_ids)} workers died"
    return bool(
        running.update(
            status=TaskResultStatus.FAILED, finished_at=Now(), exception_class_path=LOST, traceback=words
        )
    )
