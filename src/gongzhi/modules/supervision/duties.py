"""What supervision owes by itself: judging lights, and the ladder from a reminder to the account (§7 of the rules).

Each `find` reads in a constant number of statements for each five hundred tasks and yields only what is owed;
the kernel sees to it that a key is done once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, QuerySet

from gongzhi.kernel.clock import calendar, local_day
from gongzhi.kernel.duty import Duty
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.flow import actions
from gongzhi.kernel.flow.facts import Noted
from gongzhi.kernel.flow.models import Assignment, AssignmentState, Clock, Light
from gongzhi.kernel.notify.actions import tell
from gongzhi.kernel.parameters import value
from gongzhi.modules.supervision.flow import WORKING
from gongzhi.modules.supervision.judging import judge_task, standing
from gongzhi.modules.supervision.models import HoldItem, LightRecord, Report, SlipKind, Task
from gongzhi.modules.supervision.periods import report_due_on
from gongzhi.modules.supervision.policy import light_policy
from gongzhi.modules.supervision.rules import NodePoint, judge, period_before, period_of
from gongzhi.modules.supervision.slips import send

CHUNK = 500
Owed = Iterator[tuple[str, int]]


def open_tasks() -> QuerySet[Task]:
    """Tasks that still run, with what judging them needs."""
    reports = Report.objects.filter(as_lead=True, current=True).only("task_id", "period")
    return (
        Task.objects.filter(matter__closed_at=None)
        .exclude(matter__state="completed")
        .select_related("matter__lead_unit")
        .prefetch_related("nodes", Prefetch("reports", queryset=reports, to_attr="lead_reports"))
        .order_by("pk")
    )


def _chunks(rows: QuerySet[Task]) -> Iterator[Task]:
    """The rows by key, five hundred at a time, so that a prefetch stays small."""
    last = 0
    while found := list(rows.filter(pk__gt=last)[:CHUNK]):
        yield from found
        last = found[-1].pk


def _task(key: int) -> Task:
    """The task with its matter under lock, for a duty's act."""
    matter = actions.lock(key)
    task = Task.objects.get(pk=key)
    task.matter = matter
    return task


# the light


def lights_to_judge(at: datetime) -> Owed:
    """Tasks whose light, reason or scheduled progress is not what it would be judged today."""
    on = local_day(at)
    policy = light_policy(on)
    for task in _chunks(open_tasks()):
        nodes = [NodePoint(node.on, node.percent) for node in task.nodes.all()]
        found = standing(task, on, nodes, [report.period for report in task.lead_reports])
        verdict = judge(found, policy)
        if (task.matter.judged_light, task.light_reason, task.expected) != (
            verdict.light,
            verdict.reason,
            found.expected,
        ):
            yield f"{task.pk}:{on}", task.pk


def judge_one(key: int, at: datetime) -> None:
    task = _task(key)
    if task.matter.is_open:
        judge_task(task, at=at)
        task.matter.save(update_fields=["judged_light", "tip_seq", "tip_hash"])


# level 1: prompts


def terms_near(at: datetime) -> Owed:
    """Assignments of units whose term ends in so many working days (10, 3, 1 by default)."""
    on, days = local_day(at), calendar()
    for left in value("supervision.ladder.prompt_days", on):
        day = days.add(on, int(left))
        until = days.close(day)
        rows = Assignment.objects.filter(
            kind="task",
            closed_at=None,
            unit__isnull=False,
            due_at__gt=days.opening(day) - timedelta(hours=12),
            due_at__lte=until,
        ).exclude(state=AssignmentState.RETURNED)
        for pk in rows.values_list("pk", flat=True).iterator(chunk_size=CHUNK):
            yield f"{pk}:{day}:{left}", pk


def prompt_term(key: int, at: datetime) -> None:
    one = Assignment.objects.select_related("matter", "unit").get(pk=key)
    if one.closed_at is not None or one.due_at is None:
        return
    day = local_day(one.due_at)
    what = "签收" if one.state == AssignmentState.OPEN else "办理"
    tell(
        units=(one.unit,),
        needs="supervision.report",
        title=f"提醒：{one.matter.title[:60]}",
        body=f"{what}时限{day}，还剩{calendar().between(local_day(at), day)}个工作日。",
        url=f"/supervision/tasks/{one.matter.number}/",
        matter=one.matter,
        level="remind",
        at=at,
        key=f"term:{one.pk}:{day}:{calendar().between(local_day(at), day)}",
    )


def reports_due_today(at: datetime) -> Owed:
    """Working tasks whose report is due today and not in."""
    on = local_day(at)
    for task, period in _unreported(on):
        if report_due_on(task, period) == on:
            yield f"{task.pk}:{period}", task.pk


def prompt_report(key: int, at: datetime) -> None:
    task = _task(key)
    period = period_before(period_of(local_day(at), task.cycle), task.cycle)
    tell(
        units=(task.matter.lead_unit,),
        needs="supervision.report",
        title=f"今天应报{period.label}进展：{task.matter.title[:50]}",
        body=f"应于{local_day(at)}前报送，逾期将催办。",
        url=f"/supervision/tasks/{task.matter.number}/",
        matter=task.matter,
        level="remind",
        at=at,
        key=f"report:{task.pk}:{period.code}",
    )


def _unreported(on: date) -> Iterator[tuple[Task, str]]:
    """Working tasks and the period that ended last, when its report is missing."""
    for task in _chunks(open_tasks().filter(matter__state__in=WORKING)):
        period = period_before(period_of(on, task.cycle), task.cycle)
        if period.last >= task.start_on and period.code not in {
            report.period for report in task.lead_reports
        }:
            yield task, period.code


# level 2: 催办单


def reports_late(at: datetime) -> Owed:
    """Reports that are two working days late."""
    on, days = local_day(at), calendar()
    patience = value("supervision.ladder.reminder_days", on)
    for task, period in _unreported(on):
        if days.between(report_due_on(task, period), on) >= patience:
            yield f"{task.pk}:{period}", task.pk


def remind_report(key: int, at: datetime) -> None:
    task = _task(key)
    period = period_before(period_of(local_day(at), task.cycle), task.cycle)
    _press(task, SlipKind.REMINDER, f"{period.label}进展未报，已逾期。", f"late:{key}:{period.code}", at)


def plans_late(at: datetime) -> Owed:
    """Work plans and signatures whose clock has run out."""
    rows = Clock.objects.filter(
        matter__kind="task", name__in=("sign", "plan"), stopped_at=None, due_at__lt=at
    )
    for pk in rows.values_list("pk", flat=True).iterator(chunk_size=CHUNK):
        yield str(pk), pk


def remind_clock(key: int, at: datetime) -> None:
    clock = Clock.objects.select_related("assignment__unit").get(pk=key)
    task = _task(clock.matter_id)
    if clock.stopped_at is not None or not task.matter.is_open or clock.assignment is None:
        return
    what = task.matter.flow.clocks[clock.name].label
    reason = f"{what}时限{local_day(clock.due_at)}已过。"
    _press(task, SlipKind.REMINDER, reason, f"clock:{key}", at, unit=clock.assignment)


def first_yellows(at: datetime) -> Owed:
    """Tasks that stand yellow in this period."""
    yield from _standing_at(Light.YELLOW, at)


def remind_yellow(key: int, at: datetime) -> None:
    task = _task(key)
    if task.matter.judged_light == Light.YELLOW:
        _press(task, SlipKind.REMINDER, task.light_reason, f"yellow:{key}:{_period(task, at)}", at)


# level 3: 督办通知单


def reds(at: datetime) -> Owed:
    """Tasks that stand red in this period."""
    yield from _standing_at(Light.RED, at)


def notice_red(key: int, at: datetime) -> None:
    task = _task(key)
    if task.matter.judged_light == Light.RED:
        _press(task, SlipKind.NOTICE, task.light_reason, f"red:{key}:{_period(task, at)}", at)


def yellows_in_a_row(at: datetime) -> Owed:
    """Tasks yellow in this period and the one before."""
    for key, pk in _standing_at(Light.YELLOW, at):
        task = Task.objects.get(pk=pk)
        before = period_before(period_of(local_day(at), task.cycle), task.cycle).code
        if LightRecord.objects.filter(task=pk, period=before, light=Light.YELLOW).exists():
            yield key, pk


def notice_yellows(key: int, at: datetime) -> None:
    task = _task(key)
    if task.matter.judged_light == Light.YELLOW:
        reason = f"连续两期黄灯。{task.light_reason}"
        _press(task, SlipKind.NOTICE, reason, f"yellows:{key}:{_period(task, at)}", at)


def _standing_at(light: str, at: datetime) -> Owed:
    on = local_day(at)
    rows = Task.objects.filter(matter__closed_at=None, matter__judged_light=light).exclude(
        matter__state="completed"
    )
    for pk, cycle in rows.order_by("pk").values_list("pk", "cycle").iterator(chunk_size=CHUNK):
        yield f"{pk}:{period_of(on, cycle).code}", pk


def _period(task: Task, at: datetime) -> str:
    return period_of(local_day(at), task.cycle).code


def _press(
    task: Task, kind: str, reason: str, key: str, at: datetime, *, unit: Assignment | None = None
) -> None:
    """Send a slip of the system's own and tell it in the log, under the lock that the caller holds."""
    slip = send(task, kind, reason=reason, by=None, at=at, key=key, to=unit.unit if unit else None)
    if slip is None:
        return
    record(Noted(SlipKind(kind).label, f"{slip.number} {reason}".strip()), by=None, at=at, matter=task.matter)
    task.matter.save(update_fields=["tip_seq", "tip_hash"])


# 挂账


def to_hold(at: datetime) -> Owed:
    """Tasks to be put on the account: overdue, or red at the end of the cycle that ended last."""
    on = local_day(at)
    held = HoldItem.objects.filter(closed_at=None).values("task")
    rows = Task.objects.filter(matter__closed_at=None, matter__state__in=WORKING).exclude(pk__in=held)
    for task in rows.filter(deadline__lt=on).order_by("pk").iterator(chunk_size=CHUNK):
        yield f"{task.pk}:overdue:{task.deadline}", task.pk
    red = rows.filter(matter__judged_light=Light.RED, lights__light=Light.RED).distinct()
    for task in red.order_by("pk").iterator(chunk_size=CHUNK):
        before = period_before(period_of(on, task.cycle), task.cycle).code
        if task.lights.filter(period=before, light=Light.RED).exists():
            yield f"{task.pk}:red:{before}", task.pk


def hold_one(key: int, at: datetime) -> None:
    task = _task(key)
    if task.matter.is_open and not task.on_hold_account:
        actions.run(task.matter, "hold", by=None, at=at, problem=task.light_reason or "超过完成时限")


def hold_words_late(at: datetime) -> Owed:
    """Held items without a word from the unit for a week."""
    on = local_day(at)
    week = timedelta(days=value("supervision.hold.update_days", on))
    for item in HoldItem.objects.filter(closed_at=None).prefetch_related("updates"):
        last = max([item.entered_at, *[update.at for update in item.updates.all()]])
        if at - last >= week:
            yield f"{item.pk}:{on.isocalendar().year}-{on.isocalendar().week}", item.pk


def prompt_hold(key: int, at: datetime) -> None:
    item = HoldItem.objects.select_related("task__matter__lead_unit").get(pk=key)
    matter = item.task.matter
    tell(
        units=(matter.lead_unit,),
        needs="supervision.report",
        title=f"请更新挂账整改进展：{matter.title[:50]}",
        body="挂账事项每周更新一次整改进展。",
        url=f"/supervision/tasks/{matter.number}/",
        matter=matter,
        level="urge",
        at=at,
        key=f"hold:{key}:{local_day(at)}",
    )


# level 5: talk


def talks_to_propose(at: datetime) -> Owed:
    """Tasks red in so many periods in a row: the office is asked to arrange a talk, which people hold, not the system."""
    on = local_day(at)
    needed = value("supervision.ladder.talk_reds", on)
    for _key, pk in _standing_at(Light.RED, at):
        cycle = Task.objects.values_list("cycle", flat=True).get(pk=pk)
        if _reds_in_a_row(pk, cycle, on) >= needed:
            yield f"{pk}:{period_of(on, cycle).code}", pk


def _reds_in_a_row(pk: int, cycle: str, on: date) -> int:
    period, count = period_of(on, cycle), 0
    red = set(LightRecord.objects.filter(task=pk, light=Light.RED).values_list("period", flat=True))
    while period.code in red:
        count += 1
        period = period_before(period, cycle)
    return count


def propose_talk(key: int, at: datetime) -> None:
    task = _task(key)
    office = task.plan.owner_unit if task.plan_id else None
    if office is None:
        return
    tell(
        units=(office,),
        needs="supervision.talk",
        title=f"建议约谈{task.matter.lead_unit}：{task.matter.title[:40]}",
        body=f"连续红灯。{task.light_reason}",
        url=f"/supervision/tasks/{task.matter.number}/",
        matter=task.matter,
        level="warn",
        at=at,
        key=f"talk:{key}:{_period(task, at)}",
    )


DUTIES = (
    Duty("supervision.lights", "判定亮灯", "5 6,18 * * *", lights_to_judge, judge_one),
    Duty("supervision.terms", "到期提醒", "0 8 * * 1-5", terms_near, prompt_term),
    Duty("supervision.report_day", "应报日提醒", "10 8 * * *", reports_due_today, prompt_report),
    Duty("supervision.report_late", "迟报催办", "20 8 * * 1-5", reports_late, remind_report),
    Duty("supervision.clock_late", "逾期签收、逾期方案催办", "25 8 * * 1-5", plans_late, remind_clock),
    Duty("supervision.yellow", "黄灯催办", "30 8 * * 1-5", first_yellows, remind_yellow),
    Duty("supervision.red", "红灯督办", "35 8 * * 1-5", reds, notice_red),
    Duty("supervision.yellows", "连续黄灯督办", "40 8 * * 1-5", yellows_in_a_row, notice_yellows),
    Duty("supervision.hold", "挂账", "45 8 * * 1-5", to_hold, hold_one),
    Duty("supervision.hold_word", "挂账整改周报提醒", "50 8 * * 1", hold_words_late, prompt_hold),
    Duty("supervision.talk", "建议约谈", "55 8 * * 1-5", talks_to_propose, propose_talk),
)
