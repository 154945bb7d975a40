"""Everything that the page of one task shows, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model, Prefetch, prefetch_related_objects

from gongzhi.kernel.clock import calendar, local_day, today
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.web.guard import NotFound
from gongzhi.kernel.web.matters import matter_context
from gongzhi.modules.supervision import queries
from gongzhi.modules.supervision.charts import Chart, chart
from gongzhi.modules.supervision.lists import plan_url
from gongzhi.modules.supervision.models import (
    Check,
    Extension,
    HoldItem,
    HoldUpdate,
    LightRecord,
    Objection,
    Report,
    SlipItem,
    Source,
    Task,
    WorkPlan,
)
from gongzhi.modules.supervision.periods import report_due_on
from gongzhi.modules.supervision.rules import (
    NodePoint,
    achieved,
    period_before,
    period_of,
    period_of_code,
    report_name,
)

SIGNS = {">=": "≥", ">": "＞", "<=": "≤", "<": "＜", "approx": "约", "~": "约", "≈": "约", "=": "", "==": ""}
# written by moves only: where the log shows no such move, there is no row to look for
BY_MOVE = {
    "extension_requests": {"ask_extension"},
    "objections": {"object"},
    "checks": {"check_pass", "send_back"},
}


def task_of(officer: Officer, number: str) -> Task:
    """The task of a number as it is said or typed, -R1 and all. One query. Raises: NotFound."""
    plain = number.strip().upper().split("-R")[0]
    task = queries.tasks(officer).filter(matter__number=plain).first()
    if task is None:
        raise NotFound(value=number)
    return task


@dataclass
class Version:
    """One version of a unit's report with the files that came with it."""

    report: Report
    files: list[Attachment]
    figures: list[tuple[str, str]]


@dataclass
class Told:
    """What was reported for one period: the lead unit's versions, newest first, and the co-units'."""

    label: str
    due_on: Any
    lead: list[Version] = field(default_factory=list)
    co: list[Version] = field(default_factory=list)


def context(task: Task, officer: Officer) -> dict[str, Any]:
    """The page's values. About sixteen statements, whatever the task has seen."""
    shared = matter_context_of(task, officer)
    reports = list(task.reports.all())
    return {
        **shared,
        # the right to object is gone once its time is over; nobody is late with it
        "clocks": [one for one in shared["clocks"] if one.name != "objection" or not one.late],
        "task": task,
        "title": f"{task.number} {task.text[:40]}",
        "facts": _facts(task, shared["assignments"]),
        "plan_href": plan_url(task.plan, task.start if task.end else None),
        "source": dict(Source.choices).get(task.matter.source, task.matter.source),
        "targets": [(one, SIGNS.get(one.op, one.op), _reached(one)) for one in task.targets.all()],
        "chart": _chart(task, reports),
        "told": _told(task, reports, shared["attached"]),
        "owed": _owed_words(task, reports),
        "holds": list(task.holds.all()),
        "slips": list(task.slip_items.all()),
        "lights": [(period_of_code(one.period)[1].label, one) for one in task.lights.all()],
    }


def matter_context_of(task: Task, officer: Officer) -> dict[str, Any]:
    """The kernel's part of the page; the module's rows are read first, because moves look at them."""
    from gongzhi.kernel.events.queries import timeline

    events = list(timeline(task.pk))
    _read_rows(task, events)
    return matter_context(task.matter, officer, task, events)


def _read_rows(task: Task, events: Iterable[Event]) -> None:
    made = {event.facts.get("move") for event in events if event.kind == "flow.moved"}
    wanted: list[Any] = [
        "targets",
        "nodes",
        Prefetch("work_plans", WorkPlan.objects.select_related("filed_by")),
        Prefetch("reports", Report.objects.select_related("unit", "by").order_by("-period", "-version")),
        Prefetch("holds", HoldItem.objects.select_related("entered_by", "closed_by")),
        Prefetch("holds__updates", HoldUpdate.objects.select_related("by")),
        Prefetch(
            "slip_items", SlipItem.objects.select_related("slip__unit", "slip__sent_by").order_by("-id")
        ),
        Prefetch("lights", LightRecord.objects.order_by("-period")),
    ]
    rows: dict[str, Any] = {
        "extension_requests": Extension.objects.select_related("by", "decided_by"),
        "objections": Objection.objects.select_related("by", "decided_by", "suggested", "assignment__unit"),
        "checks": Check.objects.select_related("by"),
    }
    for name, moves in BY_MOVE.items():
        if made & moves:
            wanted.append(Prefetch(name, rows[name]))
        else:
            _nothing(task, name, rows[name].model)
    prefetch_related_objects([task], *wanted)


def _nothing(task: Task, name: str, model: type[Model]) -> None:
    cache = task.__dict__.setdefault("_prefetched_objects_cache", {})
    cache[name] = model._default_manager.none()


def _facts(task: Task, assignments: Sequence[Any]) -> list[tuple[str, Any]]:
    """Facts of the head that have a value."""
    leaders = "、".join(one.party for one in assignments if one.role == "leader")
    told = (
        f"{task.recorder}，{local_day(task.told_at):%Y-%m-%d}"
        if task.recorder and task.told_at
        else task.recorder
    )
    pairs = [
        ("牵头领导", leaders),
        ("牵头单位", task.matter.lead_unit.label if task.matter.lead_unit else ""),
        ("完成时限", deadline_words(task)),
        ("报送周期", task.get_cycle_display()),
        ("类别", task.matter.category),
        ("来源依据", task.basis),
        ("口头指示记录", told),
        ("考核权重", f"{task.weight.normalize():f}" if task.weight != 1 else ""),
        ("重点事项", "是，由牵头领导销号" if task.critical else ""),
        ("延期", f"{task.extensions}次" if task.extensions else ""),
        ("立项", f"{local_day(task.matter.opened_at):%Y-%m-%d}"),
    ]
    return [(label, value) for label, value in pairs if value]


def deadline_words(task: Task) -> str:
    """`2026-12-31（剩28个工作日）`."""
    if task.deadline is None:
        return "长期坚持" if task.is_continuous else "未定"
    if not task.matter.is_open or task.matter.state == "completed":
        return task.deadline.isoformat()
    left = calendar().between(today(), calendar().open_from(task.deadline))
    words = f"剩{left}个工作日" if left > 0 else "今天到期" if left == 0 else f"已超{-left}个工作日"
    return f"{task.deadline.isoformat()}（{words}）"


def _reached(target: Any) -> int | None:
    if target.value is None:
        return None
    return achieved(target.op, target.value, target.reached)


def _chart(task: Task, reports: Sequence[Report]) -> Chart | None:
    deadline = task.deadline or date(task.start_on.year, 12, 31)  # as the light is judged
    if deadline <= task.start_on:
        return None
    nodes = [NodePoint(one.on, one.percent) for one in task.nodes.all()]
    told = sorted((local_day(one.at), one.percent) for one in reports if one.as_lead and one.current)
    return chart(task.start_on, deadline, today(), nodes, told)


def _told(task: Task, reports: Sequence[Report], attached: Sequence[Attachment]) -> list[Told]:
    """The reports by period, newest first."""
    names = {str(one.pk): one.name or one.raw for one in task.targets.all()}
    units = {str(one.pk): one.unit for one in task.targets.all()}
    periods: dict[str, Told] = {}
    for one in reports:
        cycle, period = period_of_code(one.period)
        told = periods.setdefault(one.period, Told(report_name(period, cycle), one.due_on))
        files = [file for file in attached if file.at == one.at and file.uploaded_by_id == one.by_id]
        figures = [(names[key], f"{value}{units[key]}") for key, value in one.values.items() if key in names]
        (told.lead if one.as_lead else told.co).append(Version(one, files, figures))
    return list(periods.values())


def _owed_words(task: Task, reports: Sequence[Report]) -> str:
    """What the lead unit owes now, in words; "" when nothing is. No query."""
    if task.matter.state not in ("signed", "in_progress"):
        return ""
    there = {one.period for one in reports if one.as_lead}
    running = period_of(today(), task.cycle)
    ended = period_before(running, task.cycle)
    for period, begun in ((ended, ended.last >= task.start_on), (running, True)):
        if begun and period.code not in there:
            due_on = report_due_on(task, period.code)
            late = calendar().between(due_on, today())
            words = f"逾期{late}个工作日" if late > 0 else f"{due_on.month}月{due_on.day}日前"
            return f"应报{report_name(period, task.cycle)}（{words}）"
    return ""
