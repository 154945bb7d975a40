"""The standing of all tasks on a day, and the figures of a circular counted from it; every figure keeps its tasks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from gongzhi.kernel.clock import day_bounds, local_day
from gongzhi.kernel.flow.models import Assignment, AssignmentState, Light, Role
from gongzhi.modules.supervision.judging import standing
from gongzhi.modules.supervision.models import Check, HoldItem, Node, Report, Slip, SlipKind, Task
from gongzhi.modules.supervision.periods import periods_due
from gongzhi.modules.supervision.policy import light_policy
from gongzhi.modules.supervision.rules import BUCKET_LABELS, NodePoint, Span, bucket, judge


@dataclass(frozen=True)
class Stand:
    """One task as it stood at the end of a day."""

    task: int
    number: str
    no: str
    title: str
    unit: str
    deadline: date | None
    state: str
    light: str
    reason: str
    expected: int
    actual: int
    bucket: str
    done: bool
    overdue: bool
    held: bool
    signed: bool
    reports_due: int
    reports_in: int
    reports_late: int


@dataclass(frozen=True)
class Count:
    """A figure of a circular: its name, words, value, and the keys of the tasks that it counts."""

    name: str
    label: str
    unit: str
    tasks: tuple[int, ...]

    @property
    def value(self) -> int:
        return len(self.tasks)


def stands(span: Span, *, plan: int | None = None) -> list[Stand]:
    """Every task that ran in the span, as it stood at its day of reckoning. Six queries."""
    begun, ended = day_bounds(span.first)[0], day_bounds(span.on)[1]
    rows = Task.objects.filter(matter__opened_at__lt=ended).exclude(matter__state="terminated")
    rows = rows.exclude(matter__closed_at__lt=begun)
    if plan is not None:
        rows = rows.filter(plan=plan)
    tasks = list(rows.select_related("matter__lead_unit").order_by("plan_id", "order", "pk"))
    read = _read([task.pk for task in tasks], span)
    policy = light_policy(span.on)
    return [_stand(task, read, policy, span) for task in tasks]


def _read(keys: Sequence[int], span: Span) -> dict[str, dict[int, list[Any]]]:
    """Nodes, reports, checks, holds and signatures by task."""
    ended = day_bounds(span.on)[1]
    signed = Assignment.objects.filter(matter__in=keys, role=Role.LEAD, signed_at__lt=ended)
    held = HoldItem.objects.filter(task__in=keys, entered_at__lt=ended).exclude(closed_at__lt=ended)
    return {
        "nodes": _by(Node.objects.filter(task__in=keys), "task_id"),
        "reports": _by(
            Report.objects.filter(task__in=keys, as_lead=True, current=True, at__lt=ended).order_by("period"),
            "task_id",
        ),
        "checks": _by(
            Check.objects.filter(task__in=keys, passed=True, at__lt=ended).order_by("at"), "task_id"
        ),
        "held": _by(held, "task_id"),
        "signed": _by(signed.exclude(state=AssignmentState.RETURNED), "matter_id"),
    }


def _by(rows: Any, key: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, key), []).append(row)
    return found


def _stand(task: Task, read: dict[str, dict[int, list[Any]]], policy: Any, span: Span) -> Stand:
    reports = read["reports"].get(task.pk, [])
    done = _is_done(task, read["checks"].get(task.pk, []), span.on)
    nodes = [NodePoint(node.on, node.percent) for node in read["nodes"].get(task.pk, [])]
    task.actual = reports[-1].percent if reports else 0
    task.reported_at = reports[-1].at if reports else None
    found = standing(task, span.on, nodes, [report.period for report in reports])
    verdict = judge(found, policy)
    due = {period.code for period in periods_due(task, span.on) if span.first <= period.last}
    within = [report for report in reports if report.period in due]
    return Stand(
        task=task.pk,
        number=task.number,
        no=task.no,
        title=task.matter.title,
        unit=task.matter.lead_unit.label if task.matter.lead_unit else "",
        deadline=task.deadline,
        state=task.matter.state,
        light=Light.DONE if done else verdict.light,
        reason=verdict.reason,
        expected=found.expected,
        actual=task.actual,
        bucket=bucket(done=done, started=found.started, expected=found.expected, actual=task.actual),
        done=done,
        overdue=not done and found.days_left is not None and found.days_left < 0,
        held=task.pk in read["held"],
        signed=task.pk in read["signed"],
        reports_due=len(due),
        reports_in=len(within),
        reports_late=sum(report.late_days > 0 for report in within),
    )


def _is_done(task: Task, passed: Sequence[Check], on: date) -> bool:
    """Whether the office had agreed by that day that the task was done, and it still stands."""
    return task.matter.state in ("completed", "closed") and bool(passed) and local_day(passed[-1].at) <= on


def _in_bucket(key: str, one: Stand) -> bool:
    return one.bucket == key


COUNTS: tuple[tuple[str, str, Callable[[Stand], bool]], ...] = (
    ("total", "任务总数", lambda one: True),
    ("done", "已办结", lambda one: one.done),
    ("green", "绿灯", lambda one: one.light in (Light.GREEN, Light.GREY)),
    ("yellow", "黄灯", lambda one: one.light == Light.YELLOW),
    ("red", "红灯", lambda one: one.light == Light.RED),
    ("overdue", "超过时限", lambda one: one.overdue),
    ("held", "挂账", lambda one: one.held),
    ("unsigned", "未签收", lambda one: not one.signed),
    ("unreported", "有应报未报", lambda one: one.reports_in < one.reports_due),
    ("late", "有迟报", lambda one: one.reports_late > 0),
    *((f"bucket_{key}", label, partial(_in_bucket, key)) for key, label in BUCKET_LABELS.items()),
)


def counts(found: Sequence[Stand]) -> dict[str, Count]:
    """The figures, by name. The five buckets add up to the total, and so do done, green, yellow and red."""
    return {
        name: Count(name, label, "项", tuple(one.task for one in found if rule(one)))
        for name, label, rule in COUNTS
    }


def share(part: int, whole: int) -> str:
    """A percentage with one digit, as it stands in a circular; nothing over nothing is a dash.

    >>> share(1, 3), share(0, 0)
    ('33.3%', '—')
    """
    return f"{part * 100 / whole:.1f}%" if whole else "—"


def slips_sent(span: Span) -> dict[str, int]:
    """How many slips of each kind were sent in the span, by their Chinese name. One query."""
    begun, ended = day_bounds(span.first)[0], day_bounds(span.on)[1]
    kinds = Slip.objects.filter(sent_at__gte=begun, sent_at__lt=ended).values_list("kind", flat=True)
    found = list(kinds)
    return {SlipKind(kind).label: found.count(kind) for kind in SlipKind.values if kind in found}
