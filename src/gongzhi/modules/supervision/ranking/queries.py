"""Scores of units over a period, each figure with the tasks that it was counted from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from gongzhi.kernel.clock import day_bounds, local_day
from gongzhi.kernel.flow.models import Assignment, AssignmentState, Light, Role
from gongzhi.kernel.org.models import Unit, UnitKind
from gongzhi.modules.supervision.models import Bonus, Check, LightRecord, Node, Report, Task
from gongzhi.modules.supervision.periods import periods_due, reckoning_day
from gongzhi.modules.supervision.policy import score_policy
from gongzhi.modules.supervision.ranking import rules as scoring
from gongzhi.modules.supervision.rules import NodePoint, Span, period_of_code, scheduled_progress

# units are compared with their like (分组考核); a county regroups by changing a unit's kind
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "towns": ("乡镇、街道和园区", (UnitKind.TOWNSHIP, UnitKind.ZONE)),
    "departments": ("县直部门", (UnitKind.GOV, UnitKind.PARTY_GOV, UnitKind.PUBLIC)),
    "party": ("党群机关", (UnitKind.PARTY, UnitKind.MASS)),
    "vertical": ("垂管单位和企业", (UnitKind.VERTICAL, UnitKind.SOE, UnitKind.OTHER)),
}


@dataclass(frozen=True)
class Line:
    """One unit in a ranking. Units with equal totals, reds and closings share a place."""

    place: int
    unit: Unit
    score: scoring.UnitScore

    @property
    def as_lead(self) -> int:
        return sum(task.record.as_lead for task in self.score.tasks)

    @property
    def as_co(self) -> int:
        return len(self.score.tasks) - self.as_lead

    @property
    def done(self) -> int:
        return sum(task.record.done for task in self.score.tasks if task.record.as_lead)

    @property
    def yellows(self) -> int:
        return sum(task.record.yellows for task in self.score.tasks)

    @property
    def late(self) -> int:
        return sum(task.record.reports_late for task in self.score.tasks)


@dataclass
class _Facts:
    """What was read for all tasks at once."""

    nodes: dict[int, list[NodePoint]]
    reports: dict[tuple[int, int], list[Report]]
    lights: dict[int, list[str]]
    checks: dict[int, list[Check]]


def ranking(group: str, span: Span, *, plan: int | None = None) -> list[Line]:
    """The units of a group by score, best first; ties by fewer reds, then by the earlier closing. Eight queries.

    Units without a task in the span are left out: there is nothing to score.
    """
    units = {unit.pk: unit for unit in Unit.objects.filter(kind__in=GROUPS[group][1])}
    scores = unit_scores(units.values(), span, plan=plan)
    ordered = sorted(scores.items(), key=lambda one: (_rank_key(one[1]), units[one[0]].code))
    lines: list[Line] = []
    for n, (pk, score) in enumerate(ordered, 1):
        tied = bool(lines) and _rank_key(lines[-1].score) == _rank_key(score)
        lines.append(Line(lines[-1].place if tied else n, units[pk], score))
    return lines


def _rank_key(score: scoring.UnitScore) -> tuple[Any, ...]:
    closings = sorted(task.record.done_on or date.max for task in score.tasks if task.record.as_lead)
    return (-score.total, score.reds, closings)


def unit_scores(
    units: Iterable[Unit], span: Span, *, plan: int | None = None
) -> dict[int, scoring.UnitScore]:
    """Scores by unit key, with every step of the working. Seven queries, whatever the number of units."""
    policy = score_policy(span.on)
    keys = [unit.pk for unit in units]
    shares = list(_shares(keys, span, plan))
    tasks = {task.pk: task for task in _tasks(shares)}
    facts = _read(list(tasks), span)
    by_unit: dict[int, list[scoring.TaskRecord]] = defaultdict(list)
    for share in shares:
        task = tasks[share.matter_id]
        by_unit[share.unit_id or 0].append(_record(task, share, facts, span))
    bonus = dict(
        Bonus.objects.filter(unit__in=keys, year=span.on.year).values_list("unit").annotate(Sum("points"))
    )
    return {
        unit: scoring.score_unit(records, policy, bonus.get(unit, Decimal(0)))
        for unit, records in by_unit.items()
    }


def _shares(units: Sequence[int], span: Span, plan: int | None) -> QuerySet[Assignment]:
    """The parts that units had in tasks open in the span. A part that was returned does not count."""
    begun, ended = day_bounds(span.first)[0], day_bounds(span.on)[1]
    rows = Assignment.objects.filter(
        kind="task", unit__in=units, role__in=(Role.LEAD, Role.CO), matter__opened_at__lt=ended
    )
    rows = rows.exclude(state=AssignmentState.RETURNED).exclude(matter__closed_at__lt=begun)
    rows = rows.exclude(matter__state="terminated")
    if plan is not None:
        rows = rows.filter(matter__in=Task.objects.filter(plan=plan).values("pk"))
    return rows.order_by("matter_id", "order", "id")


def _tasks(shares: Sequence[Assignment]) -> QuerySet[Task]:
    keys = {share.matter_id for share in shares}
    return Task.objects.filter(pk__in=keys).select_related("matter")


def _read(tasks: Sequence[int], span: Span) -> _Facts:
    ended = day_bounds(span.on)[1]
    facts = _Facts(defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list))
    for node in Node.objects.filter(task__in=tasks):
        facts.nodes[node.task_id].append(NodePoint(node.on, node.percent))
    for report in Report.objects.filter(task__in=tasks, current=True, at__lt=ended).order_by("period"):
        facts.reports[report.task_id, report.unit_id].append(report)
    for task, period, light in LightRecord.objects.filter(task__in=tasks).values_list(
        "task", "period", "light"
    ):
        if span.first <= period_of_code(period)[1].last <= span.last:
            facts.lights[task].append(light)
    for check in Check.objects.filter(task__in=tasks, at__lt=ended).order_by("at"):
        facts.checks[check.task_id].append(check)
    return facts


def _record(task: Task, share: Assignment, facts: _Facts, span: Span) -> scoring.TaskRecord:
    """One unit's part in one task. A co-unit answers for its own reports; the lights are the lead's."""
    as_lead = share.role == Role.LEAD
    reports = facts.reports[task.pk, share.unit_id or 0]
    done_on = _done_on(task, facts.checks[task.pk])
    due = [period for period in periods_due(task, span.on) if span.first <= period.last] if as_lead else []
    due_codes = {period.code for period in due}
    within = [report for report in reports if span.first <= period_of_code(report.period)[1].last]
    lights = facts.lights[task.pk] if as_lead else []
    checks = (
        [check for check in facts.checks[task.pk] if span.first <= local_day(check.at)] if as_lead else []
    )
    deadline = task.deadline
    return scoring.TaskRecord(
        number=task.number,
        title=task.matter.title,
        weight=task.weight,
        as_lead=as_lead,
        expected=_expected(task, facts.nodes[task.pk], span.on, {report.period for report in reports}),
        actual=_actual(task, reports, facts, as_lead),
        done=done_on is not None and done_on <= span.on,
        on_time=deadline is None or (done_on or span.on) <= deadline,
        done_on=done_on,
        reports_due=len(due_codes),
        reports_in=sum(report.period in due_codes for report in reports),
        reports_late=sum(report.late_days > 0 for report in within),
        checks=len(checks),
        checks_passed=sum(check.passed for check in checks),
        yellows=lights.count(Light.YELLOW),
        reds=lights.count(Light.RED),
        false_reports=sum(report.false for report in within),
    )


def _done_on(task: Task, checks: Sequence[Check]) -> date | None:
    """The day on which the office agreed that the task was done, if that still stands."""
    if task.matter.state not in ("completed", "closed"):
        return None
    passed = [check.at for check in checks if check.passed]
    return local_day(passed[-1]) if passed else None


def _expected(task: Task, nodes: Sequence[NodePoint], on: date, reported: set[str]) -> int:
    deadline = task.deadline or date(task.start_on.year, 12, 31)
    if on > deadline:
        return 100
    return scheduled_progress(task.start_on, deadline, reckoning_day(task, on, reported), nodes)


def _actual(task: Task, reports: Sequence[Report], facts: _Facts, as_lead: bool) -> int:
    """The per cent of the unit's own latest report; a unit that need not report stands with the task."""
    if reports:
        return reports[-1].percent
    if as_lead:
        lead = facts.reports.get((task.pk, task.matter.lead_unit_id or 0), [])
        return lead[-1].percent if lead else 0
    return task.actual
