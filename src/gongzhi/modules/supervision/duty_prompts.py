"""Level 1 of the ladder: prompts before a term ends, for nodes, reports and the weekly word on held tasks.

They are owed by the state of things, not by the moment: a prompt whose day was missed comes on the next one.
No prompt is sent on a day that is not worked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Max
from django.db.models.functions import Coalesce

from gongzhi.kernel.access.queries import officers_with
from gongzhi.kernel.clock import calendar, local_day
from gongzhi.kernel.flow.models import Assignment, AssignmentState, Clock, Matter
from gongzhi.kernel.notify.actions import tell
from gongzhi.kernel.org.models import Unit
from gongzhi.kernel.parameters import value
from gongzhi.modules.supervision.duty_lights import CHUNK, chunks
from gongzhi.modules.supervision.flow import WORKING
from gongzhi.modules.supervision.judging import running
from gongzhi.modules.supervision.models import HoldItem, Node, Task
from gongzhi.modules.supervision.periods import report_due_on
from gongzhi.modules.supervision.rules import period_before, period_of, period_of_code
from gongzhi.modules.supervision.slips import heir, task_page

Owed = Iterator[tuple[str, Any]]
OFFICE_CLOCKS = {"check": ("核查", "supervision.check"), "close": ("销号", "supervision.close")}


def is_working_day(at: datetime) -> bool:
    return calendar().is_open(local_day(at))


def _steps(on: date) -> list[tuple[int, date]]:
    """The days before a term at which a prompt is owed, with the day that is so far off, nearest first."""
    return [(left, calendar().add(on, left)) for left in sorted(value("supervision.ladder.prompt_days", on))]


def _step_of(due: date, since: date, steps: list[tuple[int, date]]) -> int | None:
    """The step that a term has reached; None when it began within that step and was told of then.

    With steps of 1, 3 and 10 days a term that ends in two days has reached the step of 3.
    """
    for left, day in steps:
        if due <= day:
            return left if since < calendar().add(due, -left) else None
    return None


def _prompt(unit: Unit, matter: Matter, title: str, body: str, key: str, at: datetime, **more: Any) -> None:
    tell(
        units=(heir(unit, local_day(at)),),
        needs="supervision.report",
        title=title,
        body=body,
        url=task_page(matter),
        matter=matter,
        kind="supervision.prompt",
        level=more.get("level", "remind"),
        at=at,
        key=key,
    )


def _left(day: date, on: date) -> str:
    left = calendar().between(on, day)
    return f"还剩{left}个工作日" if left else "今天到期"


# terms of units


def terms_near(at: datetime) -> Owed:
    """Units' terms that end within ten, three, one working days. One statement."""
    if not is_working_day(at):
        return
    on = local_day(at)
    steps = _steps(on)
    if not steps:
        return
    rows = (
        Assignment.objects.filter(kind="task", closed_at=None, unit__isnull=False, matter__paused_at=None)
        .filter(due_at__gte=at, due_at__lte=calendar().close(steps[-1][1]))
        .exclude(state__in=(AssignmentState.RETURNED, AssignmentState.OBJECTED))
        .annotate(since=Coalesce("signed_at", "opened_at"))
    )
    for pk, due_at, since in rows.values_list("pk", "due_at", "since").iterator(chunk_size=CHUNK):
        day = local_day(due_at)
        step = _step_of(day, local_day(since), steps)
        if step is not None:
            yield f"{pk}:{day}:{step}", (pk, step)


def prompt_term(row: tuple[int, int], at: datetime) -> None:
    key, step = row
    one = Assignment.objects.select_related("matter", "unit__successor").get(pk=key)
    if one.closed_at is not None or one.due_at is None or one.unit is None or one.due_at < at:
        return
    day = local_day(one.due_at)
    what = "签收" if one.state == AssignmentState.OPEN else "办理"
    body = f"{what}时限{day}，{_left(day, local_day(at))}。"
    _prompt(one.unit, one.matter, f"提醒：{one.matter.title[:60]}", body, f"term:{one.pk}:{day}:{step}", at)


# nodes


def nodes_near(at: datetime) -> Owed:
    """Nodes of working tasks within ten, three, one working days that are not reached. One statement."""
    if not is_working_day(at):
        return
    on = local_day(at)
    steps = _steps(on)
    if not steps:
        return
    rows = Node.objects.filter(
        on__gte=on,
        on__lte=steps[-1][1],
        percent__gt=F("task__actual"),
        task__matter__state__in=WORKING,
    ).exclude(on=F("task__deadline"))
    found = rows.values_list("pk", "task", "on", "task__start_on").iterator(chunk_size=CHUNK)
    for pk, task, day, since in found:
        step = _step_of(day, since, steps)
        if step is not None:
            yield f"{task}:{day}:{step}", (pk, step)


def prompt_node(row: tuple[int, int], at: datetime) -> None:
    key, step = row
    node = Node.objects.select_related("task__matter__lead_unit__successor").filter(pk=key).first()
    if node is None or node.task.actual >= node.percent or not node.task.matter.is_open:
        return
    matter = node.task.matter
    wanted = f"{node.text}，应达{node.percent}%" if node.text else f"应达{node.percent}%"
    body = f"节点{node.on}（{wanted}），目前{node.task.actual}%，{_left(node.on, local_day(at))}。"
    key_ = f"node:{node.task_id}:{node.on}:{step}"
    _prompt(matter.lead_unit, matter, f"节点提醒：{matter.title[:56]}", body, key_, at)


# reports


def unreported(on: date) -> Iterator[list[tuple[Task, str, date]]]:
    """Working tasks with the period that ended last and its due day, when its report is missing; chunk by chunk."""
    for tasks in chunks(running().filter(matter__state__in=WORKING)):
        yield list(_unreported(tasks, on))


def _unreported(tasks: Iterable[Task], on: date) -> Iterator[tuple[Task, str, date]]:
    for task in tasks:
        period = period_before(period_of(on, task.cycle), task.cycle)
        if period.last >= task.start_on and period.code not in {one.period for one in task.lead_reports}:
            yield task, period.code, report_due_on(task, period.code)


def reports_due(at: datetime) -> Owed:
    """Reports due today or a day or two ago, and not in: the 催办单 comes after that."""
    if not is_working_day(at):
        return
    on, days = local_day(at), calendar()
    patience = value("supervision.ladder.reminder_days", on)
    for chunk in unreported(on):
        for task, code, due in chunk:
            if due <= on and days.between(due, on) < patience:
                yield f"{task.pk}:{code}", (task.pk, code)


def prompt_report(row: tuple[int, str], at: datetime) -> None:
    key, code = row
    task = Task.objects.select_related("matter__lead_unit__successor").get(pk=key)
    if is_reported(task, code):
        return
    due, label = report_due_on(task, code), period_of_code(code)[1].label
    when = "今天" if due == local_day(at) else f"{due}"
    body = f"应于{when}前报送，逾期将催办。"
    _prompt(
        task.matter.lead_unit,
        task.matter,
        f"请报{label}进展：{task.matter.title[:50]}",
        body,
        f"report:{key}:{code}",
        at,
    )


def is_reported(task: Task, code: str) -> bool:
    return task.reports.filter(as_lead=True, current=True, period=code).exists()


# 挂账: the weekly word


def hold_words_late(at: datetime) -> Owed:
    """Held tasks without a word from the unit for a week; again after each further week. One statement."""
    if not is_working_day(at):
        return
    week = timedelta(days=value("supervision.hold.update_days", local_day(at)))
    rows = HoldItem.objects.filter(closed_at=None, self_checked_at=None).annotate(
        last=Coalesce(Max("updates__at"), "entered_at")
    )
    for pk, last in rows.values_list("pk", "last").iterator(chunk_size=CHUNK):
        weeks = (at - last) // week
        if weeks:
            yield f"{pk}:{local_day(last)}:{weeks}", (pk, weeks)


def prompt_hold(row: tuple[int, int], at: datetime) -> None:
    key, weeks = row
    item = HoldItem.objects.select_related("task__matter__lead_unit__successor").get(pk=key)
    if item.closed_at is not None:
        return
    matter = item.task.matter
    title = f"请更新挂账整改进展：{matter.title[:50]}"
    body = "挂账事项每周更新一次整改进展。" + (f"已{weeks}周没有更新。" if weeks > 1 else "")
    _prompt(matter.lead_unit, matter, title, body, f"hold:{key}:{local_day(at)}", at, level="urge")


# the office's own terms


def office_late(at: datetime) -> Owed:
    """Checks and closings whose own term has run out: the office is bound by its limits as well. One statement."""
    if not is_working_day(at):
        return
    rows = Clock.objects.filter(
        matter__kind="task", matter__closed_at=None, name__in=OFFICE_CLOCKS, stopped_at=None, due_at__lt=at
    )
    for pk in rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK):
        yield str(pk), pk


def prompt_office(key: int, at: datetime) -> None:
    clock = Clock.objects.select_related("matter__lead_unit").get(pk=key)
    if clock.stopped_at is not None:
        return
    what, needs = OFFICE_CLOCKS[clock.name]
    matter = clock.matter
    tell(
        officers=officers_with(needs, unit=matter.lead_unit, on=local_day(at)),
        title=f"{what}已超时限：{matter.title[:56]}",
        body=f"{what}时限{local_day(clock.due_at)}已过，请尽快办理。",
        url=task_page(matter),
        matter=matter,
        kind="supervision.prompt",
        level="urge",
        at=at,
        key=f"office:{key}",
    )
