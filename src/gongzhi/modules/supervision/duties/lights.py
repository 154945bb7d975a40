"""Judging the lights of all running tasks, and what a change of light tells to whom (§6)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django_tasks import task

from gongzhi.kernel.clock import local_day, now
from gongzhi.kernel.events import listen
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.flow.models import Light, Matter
from gongzhi.kernel.notify.actions import tell
from gongzhi.kernel.parameters.actions import Change, on_change
from gongzhi.modules.supervision.judging import Look, judge_many, looks, running
from gongzhi.modules.supervision.models import Task
from gongzhi.modules.supervision.slips import heir, leaders_now, task_page

CHUNK = 500
BATCH = 100  # judged in one transaction


def chunks(rows: QuerySet[Task]) -> Iterator[list[Task]]:
    """The rows by key, five hundred at a time, so that what is read with them stays small."""
    last = 0
    while found := list(rows.filter(pk__gt=last)[:CHUNK]):
        yield found
        last = found[-1].pk


def lights_to_judge(at: datetime) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Tasks whose light, reason or scheduled progress is not what it would be judged today, a hundred at a time.

    Four statements for five hundred tasks.
    """
    on = local_day(at)
    for tasks in chunks(running()):
        stale = [look for look in looks(tasks, on) if look.is_stale]
        for first in range(0, len(stale), BATCH):
            batch = stale[first : first + BATCH]
            yield _key(batch, at), tuple(look.task.pk for look in batch)


def _key(batch: list[Look], at: datetime) -> str:
    """Names a batch by what will be judged: judging again, when something changed since, is another batch."""
    told = "|".join(f"{look.task.pk}{look.verdict}{look.standing.expected}" for look in batch)
    return f"{batch[0].task.pk}-{batch[-1].task.pk}:{at:%Y%m%d%H}:{zlib.crc32(told.encode()):08x}"


def judge_batch(keys: tuple[int, ...], at: datetime) -> None:
    judge_many(keys, at=at)


@on_change
def policy_changed(change: Change) -> None:
    """Lights follow a rule that is changed from today, or from a day gone by, at once; one of a later day waits for it."""
    is_rule = change.parameter.name.startswith(("supervision.light.", "supervision.report."))
    if is_rule and change.from_on <= local_day(change.at):
        judge_again.enqueue()


@task()
def judge_again() -> None:
    """Judge every running task by the rules of today; done again after a kill it goes on with what is left."""
    at = now()
    for _, keys in lights_to_judge(at):
        judge_many(keys, at=at)


@listen("flow.light_judged", name="supervision.light_changed")
def light_changed(event: Event) -> None:
    """Yellow is told to the unit as a 提醒; red also to the lead leaders of the day. Other changes tell nobody."""
    light = event.facts["after"]
    matter = (
        Matter.objects.select_related("lead_unit__successor").filter(pk=event.matter, kind="task").first()
    )
    if light not in (Light.YELLOW, Light.RED) or matter is None or not matter.is_open:
        return
    on = local_day(event.at)
    told = {
        "title": f"{Light(light).label}：{matter.title[:60]}",
        "body": event.facts["reason"],
        "url": task_page(matter),
        "matter": matter,
        "kind": "supervision.light",
        "at": event.at,
    }
    if light == Light.RED:
        tell(officers=leaders_now(matter, on), level="warn", key=f"light:{event.pk}", **told)
    else:
        unit = heir(matter.lead_unit, on)
        tell(units=(unit,), needs="supervision.report", level="remind", key=f"light:{event.pk}", **told)
