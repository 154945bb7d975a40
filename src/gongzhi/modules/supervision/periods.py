"""Which period a report is for, and when it is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gongzhi.kernel.clock import calendar
from gongzhi.kernel.flow.models import Assignment
from gongzhi.kernel.parameters import value
from gongzhi.modules.supervision.models import Task
from gongzhi.modules.supervision.policy import report_days
from gongzhi.modules.supervision.rules import (
    Basis,
    Period,
    period_before,
    period_of,
    period_of_code,
    report_due,
)


def report_due_on(task: Task, code: str) -> date:
    """The last day for a task's report of a period."""
    return report_due_day(code)


def report_due_day(code: str) -> date:
    """The last day for reports of a period; a day that is not worked gives way to the next that is."""
    cycle, period = period_of_code(code)
    return calendar().open_from(report_due(period, report_days(cycle, period.last)))


def due_period(task: Task, on: date, assignment: Assignment) -> Period:
    """The period to report on now: the last one that has ended while its report is missing, else the running one.

    A period that ended before the task was given is not asked for. One query at most.
    """
    running = period_of(on, task.cycle)
    ended = period_before(running, task.cycle)
    if ended.last < task.start_on:
        return running
    missing = not task.reports.filter(unit=assignment.unit_id, period=ended.code).exists()
    return ended if missing else running


def periods_due(task: Task, on: date) -> list[Period]:
    """The ended periods since the task began whose reports were due before a day, oldest first. No query.

    A period is asked for when the task ran on its last day.
    """
    found: list[Period] = []
    period = period_of(task.start_on, task.cycle)
    while period.last < on:
        found.append(period)
        period = period_of(period.last.fromordinal(period.last.toordinal() + 1), task.cycle)
    return [one for one in found if report_due_on(task, one.code) < on]


def basis_of(on: date) -> str:
    """The basis of reckoning in force on a day."""
    return str(value("supervision.light.basis", on))


def reckoning_day(task: Task, on: date, reported: Iterable[str]) -> date:
    """The day whose scheduled progress a task's reported figure is held against. No query.

    By default it is the end of the last period that was reported, or whose report was due, but never after `on`: until
    the next report is due nobody can know more; held against today, steady tasks turn yellow between two reports.
    A county that wants just that sets supervision.light.basis to today.
    """
    if basis_of(on) == Basis.TODAY:
        return on
    ends = [period.last for period in periods_due(task, on)]
    ends += [period_of_code(code)[1].last for code in reported]
    return min(on, max(ends, default=task.start_on))
