"""What is to be said to a unit today, gathered into one slip and sent under the locks of its tasks."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gongzhi.kernel.clock import calendar, local_day
from gongzhi.kernel.events.actions import Entry, record_all
from gongzhi.kernel.flow.facts import Noted
from gongzhi.kernel.flow.models import Clock, Light, Matter
from gongzhi.kernel.org.models import Unit
from gongzhi.modules.supervision.duties.prompts import Owed
from gongzhi.modules.supervision.models import Report, SlipItem, SlipKind, Task
from gongzhi.modules.supervision.periods import report_due_day
from gongzhi.modules.supervision.rules import period_of_code
from gongzhi.modules.supervision.slips import About, heir, send_all, unsent


@dataclass(frozen=True)
class Point:
    """One reason to press a unit about a task. Its `key` exists once among the items of all slips."""

    key: str
    sort: str  # which of REASONS says it in words, if it still holds
    task: int
    told: Any = None  # what the reason needs: a period's code, a clock's key, a number of periods


def not_sent(points: Sequence[Point]) -> list[Point]:
    """Those that no slip holds yet. One statement."""
    sent = SlipItem.objects.filter(key__in=[point.key for point in points]).values_list("key", flat=True)
    there = set(sent) if points else set()
    return [point for point in points if point.key not in there]


class Bundles:
    """Points by the unit that is to be pressed, or the one that took it over."""

    def __init__(self, at: datetime) -> None:
        self.at, self.on = at, local_day(at)
        self.tasks: set[int] = set()
        self._points: dict[int, list[Point]] = {}

    def add(self, points: Iterable[Point], units: Mapping[int, Unit | None]) -> None:
        """`units` names the addressee of each task."""
        for point in points:
            unit = units[point.task]
            if unit is not None:
                self._points.setdefault(heir(unit, self.on).pk, []).append(point)
                self.tasks.add(point.task)

    def owed(self) -> Owed:
        """One duty for each unit, named by the day and by all that is to be said."""
        for unit, points in sorted(self._points.items()):
            told = zlib.crc32("|".join(sorted(point.key for point in points)).encode())
            yield f"{unit}:{self.on}:{told:08x}", (unit, tuple(points))


def remind_unit(row: tuple[int, tuple[Point, ...]], at: datetime) -> None:
    _press(SlipKind.REMINDER, *row, at)


def notice_unit(row: tuple[int, tuple[Point, ...]], at: datetime) -> None:
    _press(SlipKind.NOTICE, *row, at)


def _press(kind: SlipKind, unit: int, points: Sequence[Point], at: datetime) -> None:
    """Send the unit one slip about what still holds, and tell it in the log of each task.

    A dozen statements, however many tasks.
    """
    tasks = _locked({point.task for point in points})
    reasons: dict[str, str] = {}
    for sort, say in REASONS.items():
        these = [point for point in points if point.sort == sort and point.task in tasks]
        reasons |= say(these, tasks, at) if these else {}
    found = [About(tasks[one.task], reasons[one.key], one.key) for one in points if one.key in reasons]
    found = unsent(found)
    slip = send_all(found, kind, to=Unit.objects.get(pk=unit), by=None, at=at)
    if slip is None:
        return
    facts = [(one.task.matter, f"{slip.number} {one.reason}".strip()) for one in found]
    record_all([Entry(Noted(kind.label, text), matter) for matter, text in facts], by=None, at=at)
    Matter.objects.bulk_update({matter.pk: matter for matter, _ in facts}.values(), ["tip_seq", "tip_hash"])


def _locked(keys: Iterable[int]) -> dict[int, Task]:
    """The open ones of these tasks, their matters under lock in the order of their keys. Two statements."""
    rows = Matter.objects.select_for_update(of=("self",)).filter(pk__in=set(keys)).order_by("pk")
    matters = {matter.pk: matter for matter in rows if matter.is_open}
    tasks = Task.objects.in_bulk(list(matters))
    for key, task in tasks.items():
        task.matter = matters[key]
    return tasks


Say = Callable[[Sequence[Point], Mapping[int, Task], datetime], dict[str, str]]


def _late(points: Sequence[Point], tasks: Mapping[int, Task], at: datetime) -> dict[str, str]:
    there = Report.objects.filter(task__in=[one.task for one in points], as_lead=True, current=True)
    reported = set(there.values_list("task_id", "period"))
    missing = [point for point in points if (point.task, point.told) not in reported]
    return {point.key: _late_words(point.told, local_day(at)) for point in missing}


def _late_words(code: str, on: date) -> str:
    due = report_due_day(code)
    late = calendar().between(due, on)
    return f"{period_of_code(code)[1].label}进展应于{due}前报送，已逾期{late}个工作日。"


def _clock(points: Sequence[Point], tasks: Mapping[int, Task], at: datetime) -> dict[str, str]:
    clocks = Clock.objects.filter(pk__in=[one.told for one in points], stopped_at=None).in_bulk()
    found = {}
    for point in points:
        clock = clocks.get(point.told)
        if clock is not None:
            due = local_day(clock.due_at)
            late = max(1, calendar().between(due, local_day(at)))
            what = tasks[point.task].matter.flow.clocks[clock.name].label
            found[point.key] = f"{what}时限{due}已过，已逾期{late}个工作日。"
    return found


def _colour(light: Light, before: Callable[[Point], str] = lambda point: "") -> Say:
    """The reason of a light that the task still stands in."""

    def say(points: Sequence[Point], tasks: Mapping[int, Task], at: datetime) -> dict[str, str]:
        still = [point for point in points if tasks[point.task].matter.judged_light == light]
        return {point.key: f"{before(point)}{tasks[point.task].light_reason}" for point in still}

    return say


REASONS: dict[str, Say] = {
    "late": _late,
    "clock": _clock,
    "yellow": _colour(Light.YELLOW),
    "red": _colour(Light.RED),
    "yellows": _colour(Light.YELLOW, lambda point: f"连续{point.told}期黄灯。"),
}
