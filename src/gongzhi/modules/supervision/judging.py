"""Judging the light of tasks: one place for pages, duties and reports."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from gongzhi.kernel.clock import calendar, local_day
from gongzhi.kernel.events.actions import Entry, record, record_all
from gongzhi.kernel.flow.facts import LightJudged
from gongzhi.kernel.flow.models import Matter
from gongzhi.modules.supervision.models import LightRecord, Report, Task
from gongzhi.modules.supervision.periods import basis_of, periods_due, reckoning_day
from gongzhi.modules.supervision.policy import light_policy
from gongzhi.modules.supervision.rules import (
    NodePoint,
    Period,
    Standing,
    Verdict,
    held_against,
    judge,
    period_before,
    period_of,
    scheduled_progress,
)


def standing(task: Task, on: date, nodes: Sequence[NodePoint], reported: Iterable[str]) -> Standing:
    """What a task's light is judged by on a day. No query; the caller brings nodes and the reported periods."""
    if (
        task.matter.paused_at is not None
    ):  # claimed done and being checked: what counts is the day of the claim
        on = min(on, local_day(task.matter.paused_at))
    # a deadline on a day that is not worked gives way to the next that is, as the matter's term does
    deadline = calendar().open_from(task.deadline) if task.deadline else None
    days_left = None if deadline is None else calendar().between(on, deadline)
    overdue = deadline is not None and on > deadline
    reported = set(reported)
    day = reckoning_day(task, on, reported)
    expected = 100 if overdue else _expected(task, day, nodes)
    return Standing(
        started=task.actual > 0 or task.reported_at is not None,
        closed=not task.matter.is_open or task.matter.state == "completed",
        ended="已终止" if task.matter.state == "terminated" else "已办结",
        against=held_against(day, on, basis_of(on)),
        quantified=task.is_quantified,
        expected=expected,
        actual=task.actual,
        days_left=min(days_left, -1) if overdue and days_left is not None else days_left,
        missed_reports=_missed(task, on, reported),
        verifier_light=task.verifier_light,
        verifier_reason=task.verifier_reason,
    )


def _expected(task: Task, on: date, nodes: Sequence[NodePoint]) -> int:
    deadline = task.deadline or date(task.start_on.year, 12, 31)
    return scheduled_progress(task.start_on, deadline, on, nodes)


def _missed(task: Task, on: date, reported: set[str]) -> int:
    """How many of the latest due reports in a row are missing."""
    missed = 0
    for period in reversed(periods_due(task, on)):
        if period.code in reported:
            break
        missed += 1
    return missed


def verdict(task: Task, on: date) -> tuple[Verdict, Standing]:
    """The light of one task on a day with what it was judged by. Two queries."""
    nodes = [NodePoint(node.on, node.percent) for node in task.nodes.all()]
    reported = task.reports.filter(as_lead=True, current=True).values_list("period", flat=True)
    found = standing(task, on, nodes, reported)
    return judge(found, light_policy(on)), found


def judge_new(tasks: Sequence[Task], nodes: Sequence[Sequence[NodePoint]], *, at: datetime) -> None:
    """Judge tasks that are about to be opened, whose matters need no rows yet. No query.

    The record of their first period is written by the duty, before that period can end unrecorded.
    """
    on = local_day(at)
    policy = light_policy(on)
    for task, points in zip(tasks, nodes, strict=True):
        by = standing(task, on, points, ())
        found = judge(by, policy)
        task.matter.judged_light = found.light
        task.light_reason, task.expected, task.judged_at = found.reason, by.expected, at


def judge_task(task: Task, *, at: datetime) -> None:
    """Judge one task after a move: the columns of task and matter and the record of the period, where they differ.

    The matter is in the caller's hands and saved by it. Three queries, and two statements for what differs.
    Records: flow.light_judged when the light changed.
    """
    on = local_day(at)
    found, by = verdict(task, on)
    before, period = task.matter.judged_light, period_of(on, task.cycle)
    if (before, task.light_reason, task.expected) != (found.light, found.reason, by.expected):
        task.light_reason, task.expected, task.judged_at = found.reason, by.expected, at
        task.save(update_fields=["light_reason", "expected", "judged_at"])
        task.matter.judged_light = found.light
    kept = LightRecord.objects.filter(task=task, period=period.code)
    wanted = (found.light, found.reason[:200], by.expected, by.actual)
    if kept.values_list("light", "reason", "expected", "actual").first() != wanted:
        _keep([_record(task, period, found, by, at)])
    if before != found.light:
        record(
            LightJudged(before=before, after=found.light, reason=found.reason),
            by=None,
            at=at,
            matter=task.matter,
        )


# many at once: the duty


@dataclass
class Look:
    """One running task with its nodes, reports and records read, and its verdict of the day."""

    task: Task
    nodes: list[NodePoint]
    verdict: Verdict
    standing: Standing
    gaps: list[Period]  # ended periods without a record, oldest first

    @property
    def is_stale(self) -> bool:
        """Whether the rows say something else than would be judged now."""
        task = self.task
        kept = (task.matter.judged_light, task.light_reason, task.expected)
        return kept != (self.verdict.light, self.verdict.reason, self.standing.expected) or bool(self.gaps)


def running(rows: QuerySet[Task] | None = None) -> QuerySet[Task]:
    """Tasks that still run, with what judging them needs: four queries for as many as are read at once."""
    reports = Report.objects.filter(as_lead=True, current=True).order_by("at", "id")
    reports = reports.only("task_id", "period", "percent", "at")
    records = LightRecord.objects.only("task_id", "period", "light")
    return (
        (Task.objects.all() if rows is None else rows)
        .filter(matter__kind="task", matter__closed_at=None)
        .exclude(matter__state="completed")
        .select_related("matter__lead_unit")
        .defer("text", "headings", "matter__search")
        .prefetch_related(
            "nodes",
            Prefetch("reports", queryset=reports, to_attr="lead_reports"),
            Prefetch("lights", queryset=records, to_attr="light_records"),
        )
        .order_by("pk")
    )


def looks(tasks: Iterable[Task], on: date) -> Iterator[Look]:
    """The verdicts of a day over rows of `running`. No query of its own."""
    policy = light_policy(on)
    for task in tasks:
        nodes = [NodePoint(node.on, node.percent) for node in task.nodes.all()]
        found = standing(task, on, nodes, [report.period for report in task.lead_reports])  # type: ignore[attr-defined]
        yield Look(task, nodes, judge(found, policy), found, _gaps(task, on))


def _gaps(task: Task, on: date) -> list[Period]:
    """The periods up to now that have no record: the running one, and any in which nothing was judged.

    Of a task that was closed and opened again only the running one: nothing was owed in between.
    """
    recorded = {one.period for one in task.light_records}  # type: ignore[attr-defined]
    missing: list[Period] = []
    period = period_of(on, task.cycle)
    while period.last >= task.start_on and period.code not in recorded:
        missing.insert(0, period)
        period = period_before(period, task.cycle)
    return missing[-1:] if task.relapses else missing


@transaction.atomic
def judge_many(keys: Sequence[int], *, at: datetime) -> int:
    """Judge many tasks in ten statements at most, under the locks of their matters; how many changed their light.

    A period that went by without a judging gets its record as its last day stood.
    Records: flow.light_judged for each whose light changed.
    """
    on = local_day(at)
    rows = Matter.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    matters = {matter.pk: matter for matter in rows}
    tasks = list(running(Task.objects.filter(pk__in=matters)))
    for task in tasks:
        task.matter = matters[task.pk]
    found = [look for look in looks(tasks, on) if look.is_stale]
    changed = [look for look in found if look.task.matter.judged_light != look.verdict.light]
    facts = [
        Entry(
            LightJudged(look.task.matter.judged_light, look.verdict.light, look.verdict.reason),
            look.task.matter,
        )
        for look in changed
    ]
    if facts:
        record_all(facts, by=None, at=at)
    _write(found, changed, at)
    return len(changed)


def _write(found: Sequence[Look], changed: Sequence[Look], at: datetime) -> None:
    on = local_day(at)
    for look in found:
        look.task.light_reason, look.task.expected = look.verdict.reason, look.standing.expected
        look.task.judged_at, look.task.matter.judged_light = at, look.verdict.light
    Task.objects.bulk_update([look.task for look in found], ["light_reason", "expected", "judged_at"])
    moved = [look.task.matter for look in changed]
    Matter.objects.bulk_update(moved, ["judged_light", "tip_seq", "tip_hash"])
    _keep(
        [
            _record(look.task, period, *_at_end(look, period, on), at)
            for look in found
            for period in (*[one for one in look.gaps if one.last < on], period_of(on, look.task.cycle))
        ]
    )


def _at_end(look: Look, period: Period, on: date) -> tuple[Verdict, Standing]:
    """The verdict as it stood at the end of a period gone by: by the reports that were in on that day."""
    if period.last >= on:
        return look.verdict, look.standing
    known = [one for one in look.task.lead_reports if local_day(one.at) <= period.last]  # type: ignore[attr-defined]
    then = copy.copy(look.task)
    then.actual = known[-1].percent if known else 0
    then.reported_at = known[-1].at if known else None
    found = standing(then, period.last, look.nodes, [one.period for one in known])
    return judge(found, light_policy(period.last)), found


def _record(task: Task, period: Period, found: Verdict, by: Standing, at: datetime) -> LightRecord:
    return LightRecord(
        task=task,
        period=period.code,
        light=found.light,
        reason=found.reason[:200],
        expected=by.expected,
        actual=by.actual,
        judged_at=at,
    )


def _keep(records: Sequence[LightRecord]) -> None:
    """Write the records of periods, new or once more. One statement."""
    LightRecord.objects.bulk_create(
        records,
        update_conflicts=True,
        unique_fields=["task", "period"],
        update_fields=["light", "reason", "expected", "actual", "judged_at"],
    )
