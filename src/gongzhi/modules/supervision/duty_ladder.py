"""Levels 2, 3 and 5 of the ladder: 催办单, 督办通知单, and a talk proposed to people.

What is owed is told by the slips that were sent: a slip's key exists once, whatever clock or worker sent it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from gongzhi.kernel.access.queries import officers_with
from gongzhi.kernel.clock import ZONE, calendar, local_day
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.flow import actions
from gongzhi.kernel.flow.facts import Noted
from gongzhi.kernel.flow.models import Clock, Light
from gongzhi.kernel.notify.actions import tell
from gongzhi.kernel.org.models import Unit
from gongzhi.kernel.parameters import value
from gongzhi.modules.supervision.duty_lights import CHUNK, chunks
from gongzhi.modules.supervision.duty_prompts import Owed, is_reported, is_working_day, unreported
from gongzhi.modules.supervision.judging import running
from gongzhi.modules.supervision.models import Slip, SlipKind, Task
from gongzhi.modules.supervision.periods import report_due_on
from gongzhi.modules.supervision.rules import Period, period_before, period_of, period_of_code
from gongzhi.modules.supervision.slips import send, task_page

PRESSING = (SlipKind.REMINDER, SlipKind.NOTICE)
LATE_CLOCKS = ("sign", "plan")


def locked(key: int) -> Task:
    """The task with its matter under lock, for a duty's act."""
    matter = actions.lock(key)
    task = Task.objects.get(pk=key)
    task.matter = matter
    return task


def press(task: Task, kind: str, reason: str, key: str, at: datetime, *, unit: Unit | None = None) -> None:
    """Send a slip of the system's own and tell it in the log, under the lock that the caller holds."""
    slip = send(task, kind, reason=reason, by=None, at=at, key=key, to=unit)
    if slip is None:
        return
    record(Noted(SlipKind(kind).label, f"{slip.number} {reason}".strip()), by=None, at=at, matter=task.matter)
    task.matter.save(update_fields=["tip_seq", "tip_hash"])


def _unsent(owed: Iterable[tuple[str, Any]], at: datetime) -> Owed:
    """Those whose slip is not there yet; the key of the duty is the slip's own with the day. One statement."""
    owed = list(owed)
    sent = set(Slip.objects.filter(key__in=[key for key, _ in owed]).values_list("key", flat=True))
    yield from ((f"{key}:{local_day(at)}", row) for key, row in owed if key not in sent)


def _quiet_since(on: date) -> datetime:
    """From when a slip about a task keeps the next one of the same or a lower level away."""
    first = calendar().add(on, -int(value("supervision.ladder.quiet_days", on)))
    return datetime.combine(first, time(23, 59, 59), ZONE)


def _pressed(tasks: Iterable[Task], since: datetime) -> set[int]:
    """Which of the tasks got a 催办单 or 督办通知单 after a moment. One statement."""
    keys = [task.pk for task in tasks]
    rows = Slip.objects.filter(task__in=keys, kind__in=PRESSING, sent_at__gt=since)
    return set(rows.values_list("task_id", flat=True))


# level 2: 催办单


def reports_late(at: datetime) -> Owed:
    """Reports that are two working days late. Two statements for five hundred tasks."""
    if not is_working_day(at):
        return
    on, days = local_day(at), calendar()
    patience = value("supervision.ladder.reminder_days", on)
    for chunk in unreported(on, least_late=patience):
        late = [(task, code) for task, code, due in chunk if days.between(due, on) >= patience]
        yield from _unsent([(f"late:{task.pk}:{code}", (task.pk, code)) for task, code in late], at)


def remind_report(row: tuple[int, str], at: datetime) -> None:
    key, code = row
    task = locked(key)
    if not task.matter.is_open or is_reported(task, code):
        return
    due = report_due_on(task, code)
    late = calendar().between(due, local_day(at))
    reason = f"{period_of_code(code)[1].label}进展应于{due}前报送，已逾期{late}个工作日。"
    press(task, SlipKind.REMINDER, reason, f"late:{key}:{code}", at)


def clocks_late(at: datetime) -> Owed:
    """Signatures and work plans whose term has run out. Two statements for five hundred."""
    if not is_working_day(at):
        return
    rows = Clock.objects.filter(
        matter__kind="task",
        matter__closed_at=None,
        name__in=LATE_CLOCKS,
        stopped_at=None,
        due_at__lt=at,
        assignment__closed_at=None,
        assignment__isnull=False,
    )
    last = 0
    while found := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        yield from _unsent([(f"clock:{pk}", pk) for pk in found], at)
        last = found[-1]


def remind_clock(key: int, at: datetime) -> None:
    clock = Clock.objects.select_related("assignment__unit__successor").get(pk=key)
    task = locked(clock.matter_id)
    clock.refresh_from_db(fields=["stopped_at"])
    if clock.stopped_at is not None or not task.matter.is_open or clock.assignment is None:
        return
    what = task.matter.flow.clocks[clock.name].label
    due = local_day(clock.due_at)
    reason = f"{what}时限{due}已过，已逾期{max(1, calendar().between(due, local_day(at)))}个工作日。"
    press(task, SlipKind.REMINDER, reason, f"clock:{key}", at, unit=clock.assignment.unit)


def _standing(light: str) -> Iterator[list[Task]]:
    """Tasks that stand in a light and are not being checked, chunk by chunk."""
    yield from chunks(running().filter(matter__judged_light=light, matter__paused_at=None))


def ended_in(task: Task, on: date, lights: Iterable[str]) -> list[Period]:
    """The periods in a row, up to the one that ended last, whose record is one of `lights`; newest first. No query."""
    wanted = {one.period for one in task.light_records if one.light in lights}
    row: list[Period] = []
    period = period_before(period_of(on, task.cycle), task.cycle)
    while period.code in wanted:
        row.append(period)
        period = period_before(period, task.cycle)
    return row


def first_yellows(at: datetime) -> Owed:
    """Tasks that turned yellow and were not pressed for it: one 催办单 for each run of yellow periods.

    A task that was pressed a few days ago for another reason waits. Six statements for five hundred tasks.
    """
    if not is_working_day(at):
        return
    on = local_day(at)
    for tasks in _standing(Light.YELLOW):
        pressed = _pressed(tasks, _quiet_since(on))
        yield from _unsent([(_yellow_key(task, on), task.pk) for task in tasks if task.pk not in pressed], at)


def _yellow_key(task: Task, on: date) -> str:
    """Names a run of yellow by the period it began in."""
    run = ended_in(task, on, (Light.YELLOW,))
    return f"yellow:{task.pk}:{(run[-1] if run else period_of(on, task.cycle)).code}"


def remind_yellow(key: int, at: datetime) -> None:
    task = locked(key)
    if task.matter.is_open and task.matter.judged_light == Light.YELLOW:
        task.light_records = list(task.lights.all())  # type: ignore[attr-defined]
        press(task, SlipKind.REMINDER, task.light_reason, _yellow_key(task, local_day(at)), at)


# level 3: 督办通知单


def _waited_for(tasks: Iterable[Task], on: date) -> set[int]:
    """Which of the tasks have a 督办通知单 whose reply is not due yet. One statement."""
    keys = [task.pk for task in tasks]
    rows = Slip.objects.filter(task__in=keys, kind=SlipKind.NOTICE, due_on__gte=on)
    return set(rows.values_list("task_id", flat=True))


def reds(at: datetime) -> Owed:
    """Tasks that stand red: one 督办通知单 a period, once the reply to the last one was due.

    Six statements for five hundred tasks.
    """
    if not is_working_day(at):
        return
    on = local_day(at)
    for tasks in _standing(Light.RED):
        waited = _waited_for(tasks, on)
        owed = [
            (f"red:{task.pk}:{period_of(on, task.cycle).code}", task.pk)
            for task in tasks
            if task.pk not in waited
        ]
        yield from _unsent(owed, at)


def notice_red(key: int, at: datetime) -> None:
    task = locked(key)
    if task.matter.is_open and task.matter.judged_light == Light.RED:
        code = period_of(local_day(at), task.cycle).code
        press(task, SlipKind.NOTICE, task.light_reason, f"red:{key}:{code}", at)


def yellows_in_a_row(at: datetime) -> Owed:
    """Tasks yellow at the end of two periods in a row and still. Six statements for five hundred tasks."""
    if not is_working_day(at):
        return
    on = local_day(at)
    for tasks in _standing(Light.YELLOW):
        waited = _waited_for(tasks, on)
        rows = [(task, ended_in(task, on, (Light.YELLOW,))) for task in tasks if task.pk not in waited]
        owed = [
            (f"yellows:{task.pk}:{run[0].code}", (task.pk, run[0].code, len(run)))
            for task, run in rows
            if len(run) >= 2
        ]
        yield from _unsent(owed, at)


def notice_yellows(row: tuple[int, str, int], at: datetime) -> None:
    key, code, count = row
    task = locked(key)
    if task.matter.is_open and task.matter.judged_light == Light.YELLOW:
        reason = f"连续{count}期黄灯。{task.light_reason}"
        press(task, SlipKind.NOTICE, reason, f"yellows:{key}:{code}", at)


# level 5: 约谈


def talks_to_propose(at: datetime) -> Owed:
    """Tasks red at the end of so many periods in a row and still: the office is asked to arrange a talk.

    People hold it, not the system. Four statements for five hundred tasks.
    """
    if not is_working_day(at):
        return
    on = local_day(at)
    needed = value("supervision.ladder.talk_reds", on)
    for tasks in _standing(Light.RED):
        for task in tasks:
            run = ended_in(task, on, (Light.RED,))
            if len(run) >= needed:
                yield f"{task.pk}:{run[0].code}", (task.pk, run[0].code, len(run))


def propose_talk(row: tuple[int, str, int], at: datetime) -> None:
    key, code, count = row
    task = locked(key)
    matter = task.matter
    if not matter.is_open or matter.judged_light != Light.RED:
        return
    record(Noted("建议约谈", f"连续{count}期红灯。{task.light_reason}"), by=None, at=at, matter=matter)
    matter.save(update_fields=["tip_seq", "tip_hash"])
    tell(
        officers=officers_with("supervision.talk", unit=matter.lead_unit, on=local_day(at)),
        title=f"建议约谈{matter.lead_unit.label}：{matter.title[:40]}",
        body=f"连续{count}期红灯。{task.light_reason}",
        url=task_page(matter),
        matter=matter,
        kind="supervision.talk",
        level="warn",
        at=at,
        key=f"talk:{key}:{code}",
    )
