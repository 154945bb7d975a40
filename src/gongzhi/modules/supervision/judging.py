"""Judging the light of tasks: one place for pages, duties and reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from gongzhi.kernel.clock import calendar, local_day
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.flow.facts import LightJudged
from gongzhi.modules.supervision.models import LightRecord, Task
from gongzhi.modules.supervision.periods import periods_due
from gongzhi.modules.supervision.policy import light_policy
from gongzhi.modules.supervision.rules import (
    NodePoint,
    Standing,
    Verdict,
    judge,
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
    expected = 100 if overdue else _expected(task, on, nodes)
    return Standing(
        started=task.actual > 0 or task.reported_at is not None,
        closed=not task.matter.is_open or task.matter.state == "completed",
        quantified=task.is_quantified,
        expected=expected,
        actual=task.actual,
        days_left=min(days_left, -1) if overdue and days_left is not None else days_left,
        missed_reports=_missed(task, on, set(reported)),
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


def judge_task(task: Task, *, at: datetime) -> Verdict:
    """Judge one task inside a move: sets the columns of task and matter and the record of the period.

    The matter is in the caller's hands and saved by it. Records: flow.light_judged when the light changed.
    """
    on = local_day(at)
    found, by = verdict(task, on)
    before = task.matter.judged_light
    task.light_reason, task.expected, task.judged_at = found.reason, by.expected, at
    task.save(update_fields=["light_reason", "expected", "judged_at"])
    task.matter.judged_light = found.light
    LightRecord.objects.update_or_create(
        task=task,
        period=period_of(on, task.cycle).code,
        defaults={
            "light": found.light,
            "reason": found.reason,
            "expected": by.expected,
            "actual": by.actual,
            "judged_at": at,
        },
    )
    if before != found.light:
        record(
            LightJudged(before=before, after=found.light, reason=found.reason),
            by=None,
            at=at,
            matter=task.matter,
        )
    return found
