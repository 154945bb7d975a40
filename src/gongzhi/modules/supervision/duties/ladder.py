"""Levels 2, 3 and 5 of the ladder: 催办单, 督办通知单, and a talk proposed to people.

A unit gets one 催办单 and one 督办通知单 a day, each about all of its tasks that call for it. What is owed is told by the
slips that were sent: the key of each of their items exists once, whatever clock or worker sent it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from gongzhi.kernel.access.queries import officers_with
from gongzhi.kernel.clock import ZONE, calendar, local_day
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.flow import actions
from gongzhi.kernel.flow.facts import Noted
from gongzhi.kernel.flow.models import Clock, Light
from gongzhi.kernel.notify.actions import tell
from gongzhi.kernel.parameters import value
from gongzhi.modules.supervision.duties.bundles import Bundles, Point, not_sent
from gongzhi.modules.supervision.duties.lights import CHUNK, chunks
from gongzhi.modules.supervision.duties.prompts import Owed, is_working_day, unreported
from gongzhi.modules.supervision.judging import running
from gongzhi.modules.supervision.models import SlipItem, SlipKind, Task
from gongzhi.modules.supervision.rules import Period, period_before, period_of
from gongzhi.modules.supervision.slips import task_page

PRESSING = (SlipKind.REMINDER, SlipKind.NOTICE)
LATE_CLOCKS = ("sign", "plan")


def locked(key: int) -> Task:
    """The task with its matter under lock, for a duty's act."""
    matter = actions.lock(key)
    task = Task.objects.get(pk=key)
    task.matter = matter
    return task


def ended_in(task: Task, on: date, lights: Iterable[str]) -> list[Period]:
    """The periods in a row, up to the one that ended last, whose record is one of `lights`; newest first. No query."""
    wanted = {one.period for one in task.light_records if one.light in lights}
    row: list[Period] = []
    period = period_before(period_of(on, task.cycle), task.cycle)
    while period.code in wanted:
        row.append(period)
        period = period_before(period, task.cycle)
    return row


def standing_in(light: str) -> Iterator[list[Task]]:
    """Tasks that stand in a light and are not being checked, chunk by chunk."""
    yield from chunks(running().filter(matter__judged_light=light, matter__paused_at=None))


# level 2: 催办单


def reminders_owed(at: datetime) -> Owed:
    """Units to be pressed today: for late reports, terms that ran out, and tasks that turned yellow.

    A task that is pressed for something that is late is not pressed for its colour as well.
    Six statements for five hundred tasks of each.
    """
    if not is_working_day(at):
        return
    bundles = Bundles(at)
    _add_late_reports(bundles)
    _add_late_clocks(bundles)
    _add_first_yellows(bundles)
    yield from bundles.owed()


def _add_late_reports(bundles: Bundles) -> None:
    """Reports that are some working days late."""
    on, days = bundles.on, calendar()
    patience = value("supervision.ladder.reminder_days", on)
    for chunk in unreported(on, least_late=patience):
        late = [(task, code) for task, code, due in chunk if days.between(due, on) >= patience]
        points = [Point(f"late:{task.pk}:{code}", "late", task.pk, code) for task, code in late]
        bundles.add(not_sent(points), {task.pk: task.matter.lead_unit for task, _ in late})


def _add_late_clocks(bundles: Bundles) -> None:
    """Signatures and work plans whose term has run out; each party is pressed for its own."""
    rows = Clock.objects.filter(
        matter__kind="task",
        matter__closed_at=None,
        name__in=LATE_CLOCKS,
        stopped_at=None,
        due_at__lt=bundles.at,
        assignment__closed_at=None,
        assignment__unit__isnull=False,
    ).select_related("assignment__unit")
    last = 0
    while found := list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        points = [Point(f"clock:{one.pk}", "clock", one.matter_id, one.pk) for one in found]
        units = {one.pk: one.assignment.unit for one in found if one.assignment}
        for point in not_sent(points):
            bundles.add([point], {point.task: units[point.told]})
        last = found[-1].pk


def _add_first_yellows(bundles: Bundles) -> None:
    """Tasks that turned yellow and were not pressed for it: once for each run of yellow periods.

    A task that was pressed a few days ago for another reason waits.
    """
    on = bundles.on
    for tasks in standing_in(Light.YELLOW):
        pressed = _pressed(tasks, _quiet_since(on)) | bundles.tasks
        points = [_yellow(task, on) for task in tasks if task.pk not in pressed]
        bundles.add(not_sent(points), {task.pk: task.matter.lead_unit for task in tasks})


def _yellow(task: Task, on: date) -> Point:
    """Named by the period in which the run of yellow began."""
    run = ended_in(task, on, (Light.YELLOW,))
    begun = run[-1] if run else period_of(on, task.cycle)
    return Point(f"yellow:{task.pk}:{begun.code}", "yellow", task.pk)


def _quiet_since(on: date) -> datetime:
    """From when a slip about a task keeps the next one of the same or a lower level away."""
    first = calendar().add(on, -int(value("supervision.ladder.quiet_days", on)))
    return datetime.combine(first, time(23, 59, 59), ZONE)


def _pressed(tasks: Iterable[Task], since: datetime) -> set[int]:
    """Which of the tasks got a 催办单 or 督办通知单 after a moment. One statement."""
    keys = [task.pk for task in tasks]
    rows = SlipItem.objects.filter(task__in=keys, slip__kind__in=PRESSING, slip__sent_at__gt=since)
    return set(rows.values_list("task_id", flat=True))


# level 3: 督办通知单


def notices_owed(at: datetime) -> Owed:
    """Units that get a 督办通知单 today: for tasks that stand red, one a period, and for those yellow twice in a row.

    A task whose last notice still waits for its reply is left out. Six statements for five hundred tasks of each.
    """
    if not is_working_day(at):
        return
    bundles = Bundles(at)
    on = bundles.on
    for light, points_of in ((Light.RED, _reds), (Light.YELLOW, _yellows_in_a_row)):
        for tasks in standing_in(light):
            waited = _waited_for(tasks, on)
            points = points_of([task for task in tasks if task.pk not in waited], on)
            bundles.add(not_sent(points), {task.pk: task.matter.lead_unit for task in tasks})
    yield from bundles.owed()


def _waited_for(tasks: Iterable[Task], on: date) -> set[int]:
    """Which of the tasks have a 督办通知单 whose reply is not due yet. One statement."""
    keys = [task.pk for task in tasks]
    rows = SlipItem.objects.filter(task__in=keys, slip__kind=SlipKind.NOTICE, slip__due_on__gte=on)
    return set(rows.values_list("task_id", flat=True))


def _reds(tasks: Iterable[Task], on: date) -> list[Point]:
    return [Point(f"red:{task.pk}:{period_of(on, task.cycle).code}", "red", task.pk) for task in tasks]


def _yellows_in_a_row(tasks: Iterable[Task], on: date) -> list[Point]:
    rows = [(task, ended_in(task, on, (Light.YELLOW,))) for task in tasks]
    return [
        Point(f"yellows:{task.pk}:{run[0].code}", "yellows", task.pk, len(run))
        for task, run in rows
        if len(run) >= 2
    ]


# level 5: 约谈


def talks_to_propose(at: datetime) -> Owed:
    """Tasks red at the end of so many periods in a row and still: the office is asked to arrange a talk.

    People hold it, not the system. Four statements for five hundred tasks.
    """
    if not is_working_day(at):
        return
    on = local_day(at)
    needed = value("supervision.ladder.talk_reds", on)
    for tasks in standing_in(Light.RED):
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
