"""Level 1 of the ladder: prompts before a term ends, for nodes, reports and the weekly word on held tasks.

They are owed by the state of things, not by the moment: a prompt whose day was missed comes on the next one.
No prompt is sent on a day that is not worked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Max
from django.db.models.functions import Coalesce
from django.urls import reverse

from gongzhi.kernel.access.queries import officers_with
from gongzhi.kernel.clock import calendar, local_day
from gongzhi.kernel.flow.models import Assignment, AssignmentState, Clock, Matter
from gongzhi.kernel.notify.actions import tell
from gongzhi.kernel.org.models import Unit
from gongzhi.kernel.parameters import value
from gongzhi.modules.supervision.duties.lights import CHUNK, chunks
from gongzhi.modules.supervision.flow import WORKING
from gongzhi.modules.supervision.models import HoldItem, Node, Report, Task
from gongzhi.modules.supervision.periods import report_due_day
from gongzhi.modules.supervision.queries import report_missing
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


def _prompt(unit: Unit, title: str, body: str, url: str, key: str, at: datetime, **more: Any) -> None:
    """Tell the unit, or the one that took it over, in one message."""
    tell(
        units=(heir(unit, local_day(at)),),
        needs="supervision.report",
        title=title,
        body=body,
        url=url,
        matter=more.get("matter"),
        kind="supervision.prompt",
        level=more.get("level", "remind"),
        at=at,
        key=key,
    )


def _named(matters: Sequence[Matter]) -> str:
    """The first three in words, and how many there are."""
    told = "；".join(f"{one.title[:40]}" for one in matters[:3])
    return f"{told}等{len(matters)}项。" if len(matters) > 3 else f"{told}。"


def _by_unit(rows: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for key, row in rows:
        found.setdefault(key, []).append(row)
    return found


def _left(day: date, on: date) -> str:
    left = calendar().between(on, day)
    return f"还剩{left}个工作日" if left else "今天到期"


# terms of units


def terms_near(at: datetime) -> Owed:
    """Units' terms that end within ten, three, one working days: those of a unit and day together. One statement."""
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
    found = rows.values_list("pk", "unit", "due_at", "since", "state").order_by("pk")
    owed = []
    for pk, unit, due_at, since, state in found.iterator(chunk_size=CHUNK):
        step = _step_of(local_day(due_at), local_day(since), steps)
        if step is not None:
            owed.append(((unit, local_day(due_at), step, state == AssignmentState.OPEN), pk))
    for (unit, day, step, unsigned), keys in _by_unit(owed).items():
        key = f"{unit}:{day}:{step}:{'sign' if unsigned else 'work'}"
        yield key, (key, keys)


def prompt_terms(row: tuple[str, list[int]], at: datetime) -> None:
    key, keys = row
    rows = Assignment.objects.select_related("matter", "unit__successor").filter(pk__in=keys, closed_at=None)
    owed = [one for one in rows.order_by("pk") if one.due_at and one.due_at >= at]
    if not owed:
        return
    first = owed[0]
    day = local_day(first.due_at)
    what = "签收" if first.state == AssignmentState.OPEN else "办理"
    count = f"{len(owed)}项任务" if len(owed) > 1 else first.matter.title[:60]
    _prompt(
        first.unit,
        f"提醒：{count}，{_left(day, local_day(at))}",
        f"{what}时限{day}：{_named([one.matter for one in owed])}",
        task_page(first.matter) if len(owed) == 1 else reverse("worklist"),
        f"term:{key}",
        at,
        matter=first.matter if len(owed) == 1 else None,
    )


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
    title = f"节点提醒：{matter.title[:56]}"
    _prompt(matter.lead_unit, title, body, task_page(matter), key_, at, matter=matter)


# reports


def unreported(on: date, *, least_late: int) -> Iterator[list[tuple[Task, str, date]]]:
    """Working tasks whose report of the period that ended last is missing, so many days after its due day.

    With the period and its due day; one statement for each five hundred.
    """
    rows = Task.objects.filter(report_missing(on, least_late=least_late), matter__closed_at=None)
    rows = rows.select_related("matter__lead_unit").defer("text", "headings", "matter__search").order_by("pk")
    for tasks in chunks(rows):
        codes = [period_before(period_of(on, task.cycle), task.cycle).code for task in tasks]
        yield [(task, code, report_due_day(code)) for task, code in zip(tasks, codes, strict=True)]


def reports_due(at: datetime) -> Owed:
    """Reports due today or a day or two ago, and not in: those of a unit together. The 催办单 comes after that."""
    if not is_working_day(at):
        return
    on, days = local_day(at), calendar()
    patience = value("supervision.ladder.reminder_days", on)
    owed = [
        ((task.matter.lead_unit_id, code), task.pk)
        for chunk in unreported(on, least_late=0)
        for task, code, due in chunk
        if days.between(due, on) < patience
    ]
    for (unit, code), keys in _by_unit(owed).items():
        yield f"{unit}:{code}", (unit, code, keys)


def prompt_reports(row: tuple[int, str, list[int]], at: datetime) -> None:
    unit, code, keys = row
    there = Report.objects.filter(task__in=keys, as_lead=True, current=True, period=code)
    rows = Task.objects.select_related("matter__lead_unit__successor").filter(pk__in=keys)
    owed = list(rows.exclude(pk__in=there.values("task")).order_by("pk"))
    if not owed:
        return
    due, label = report_due_day(code), period_of_code(code)[1].label
    when = "今天" if due == local_day(at) else f"{due}"
    title = (
        f"请报{label}进展（{len(owed)}项）"
        if len(owed) > 1
        else f"请报{label}进展：{owed[0].matter.title[:50]}"
    )
    body = f"应于{when}前报送，逾期将催办：{_named([one.matter for one in owed])}"
    _prompt(
        owed[0].matter.lead_unit,
        title,
        body,
        task_page(owed[0].matter) if len(owed) == 1 else reverse("supervision:tasks_due"),
        f"report:{unit}:{code}",
        at,
        matter=owed[0].matter if len(owed) == 1 else None,
    )


# 挂账: the weekly word


def hold_words_late(at: datetime) -> Owed:
    """Units with held tasks on which they said nothing for a week: asked once a week for all. One statement."""
    if not is_working_day(at):
        return
    on = local_day(at)
    since = at - timedelta(days=value("supervision.hold.update_days", on))
    rows = HoldItem.objects.filter(closed_at=None, self_checked_at=None).annotate(
        last=Coalesce(Max("updates__at"), "entered_at")
    )
    week = on.isocalendar()
    silent = rows.filter(last__lte=since).order_by("pk").values_list("task__matter__lead_unit", "pk")
    for unit, keys in _by_unit(silent).items():
        key = f"{unit}:{week.year}-W{week.week:02d}"
        yield key, (key, keys)


def prompt_hold(row: tuple[str, list[int]], at: datetime) -> None:
    key, keys = row
    rows = HoldItem.objects.filter(pk__in=keys, closed_at=None).select_related(
        "task__matter__lead_unit__successor"
    )
    items = list(rows.order_by("pk"))
    if not items:
        return
    matters = [item.task.matter for item in items]
    title = (
        f"请更新挂账整改进展（{len(items)}项）"
        if len(items) > 1
        else f"请更新挂账整改进展：{matters[0].title[:50]}"
    )
    _prompt(
        matters[0].lead_unit,
        title,
        f"挂账事项每周更新一次整改进展：{_named(matters)}",
        task_page(matters[0]) if len(items) == 1 else f"{reverse('supervision:holds')}?standing=open",
        f"hold:{key}",
        at,
        level="urge",
        matter=matters[0] if len(items) == 1 else None,
    )


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
