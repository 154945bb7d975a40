from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django_tasks import task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from gongzhi.kernel.duty import actions, leases, queries, tasks
from gongzhi.kernel.duty.models import Beat
from gongzhi.kernel.refusals import Refusal

pytestmark = pytest.mark.django_db
LONG_AGO = Now() - timedelta(minutes=5)


class Unwelcome(Refusal):
    code = "test.unwelcome"


@task()
def sound():
    return 1


@task()
def broken():
    raise RuntimeError("no")


@task()
def refused():
    raise Unwelcome()


def work_on(row, worker="worker-a"):
    """Run one task as a worker does."""
    row.refresh_from_db()
    row.claim(worker)
    Worker(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id=worker, excluded_queue_names=[],
    ).run_task(row)  # fmt: skip
    row.refresh_from_db()
    return row


def enqueued(what):
    return DBTaskResult.objects.get(pk=what.enqueue().id)


def left_running(*workers):
    """A task that its last worker began five minutes ago."""
    row = enqueued(sound)
    DBTaskResult.objects.filter(pk=row.pk).update(
        status="RUNNING", worker_ids=list(workers), started_at=LONG_AGO
    )
    row.refresh_from_db()
    return row


def test_a_failed_task_waits_and_is_tried_again():
    row = work_on(enqueued(broken))

    assert (row.status, len(row.worker_ids)) == ("READY", 1)
    assert row not in DBTaskResult.objects.ready()
    assert list(queries.waiting_tasks()) == [row]


def test_a_task_is_given_up_after_six_tries_and_shown():
    row = enqueued(broken)
    for _ in range(6):
        work_on(row)

    assert row.status == "FAILED"
    assert list(queries.failed_tasks()) == [row]


def test_a_refused_task_is_not_tried_again():
    assert work_on(enqueued(refused)).status == "FAILED"
    assert tasks.reap() == 0


def test_a_given_up_task_can_be_started_again(at):
    row = work_on(enqueued(refused))
    actions.retry_task(task=row, by=None, at=at)
    row.refresh_from_db()

    assert (row.status, row.worker_ids) == ("READY", [])
    with pytest.raises(actions.NotFailed):
        actions.retry_task(task=row, by=None, at=at)


def test_a_task_of_a_dead_worker_is_given_back():
    row = left_running("worker-a")
    Beat.objects.create(name="worker-a", kind="worker", beat_at=LONG_AGO)

    assert tasks.reap() == 1
    row.refresh_from_db()
    assert row in DBTaskResult.objects.ready()


def test_a_task_of_a_living_worker_is_left_alone():
    left_running("worker-a")
    leases.beat("worker-a", "worker")

    assert tasks.reap() == 0


def test_a_task_that_kills_its_workers_is_given_up():
    row = left_running(*"abcdefghijklmnopqrst")

    assert tasks.reap() == 1
    row.refresh_from_db()
    assert (row.status, row.exception_class_path) == ("FAILED", tasks.LOST)


def test_a_worker_takes_back_what_its_forerunner_left():
    mine, other = left_running("worker-a"), left_running("worker-b")

    assert tasks.release("worker-a") == 1
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.status, other.status) == ("READY", "RUNNING")


def test_counts_name_every_status():
    enqueued(sound)

    assert queries.counts() == {"ready": 1, "running": 0, "failed": 0}
