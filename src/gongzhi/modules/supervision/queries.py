"""Reading tasks: which an officer sees, how they are parted, and which reports are owed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from gongzhi.kernel.access import visible
from gongzhi.kernel.clock import calendar, local_day
from gongzhi.kernel.flow.models import Assignment, AssignmentState, Matter, Role
from gongzhi.kernel.flow.queries import light_at, light_is, posts_of, worklist
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.rows import Keys, Prepared
from gongzhi.modules.supervision.flow import TASK, WORKING
from gongzhi.modules.supervision.models import Decision, Extension, Objection, Report, Task
from gongzhi.modules.supervision.periods import report_due_day, report_due_on
from gongzhi.modules.supervision.rules import (
    Bucket,
    Cycle,
    Period,
    period_before,
    period_of,
    period_of_code,
    report_name,
)

SLACK = 5  # percentage points either side of the schedule that are still on track
DONE_STATES = ("completed", "closed")
# a plan carries its whole document; a list that read it for every row would spend its time on that
UNREAD = ("plan__text", "plan__blocks", "plan__groups", "plan__doubts", "matter__search")


def tasks(officer: Officer) -> QuerySet[Task]:
    """The tasks this officer sees, with matter, lead unit and plan, in no order. One query."""
    rows = visible(Task.objects.all(), officer, "supervision.view")
    return rows.select_related("matter__lead_unit", "plan").defer(*UNREAD)


def tell_parties(rows: Sequence[Task]) -> None:
    """Give each task's matter its co-units and leaders as `parties`. One query, whatever their number."""
    of: dict[int, list[Assignment]] = {task.pk: [] for task in rows}
    for one in _PARTIES.all(keys=of) if of else ():
        of[one.matter_id].append(one)
    for task in rows:
        task.matter.parties = of[task.pk]  # type: ignore[attr-defined]


_PARTIES: Prepared[Assignment] = Prepared(
    lambda: (
        Assignment.objects.filter(matter__in=Keys("keys"), role__in=(Role.CO, Role.LEADER))
        .exclude(state=AssignmentState.RETURNED)
        .select_related("unit", "post", "officer")
        .order_by("order", "id")
        .only(
            "matter_id", "role", "printed", "unit__name", "unit__short_name", "post__title", "officer__name"
        )
    )
)


def with_light(rows: QuerySet[Task], at: datetime) -> QuerySet[Task]:
    """The tasks with their light at a moment as `light`."""
    return rows.annotate(light=light_at(at, "matter__"))


def lit(light: str, at: datetime) -> Q:
    """Tasks of one light at a moment; "overdue" are the open ones past their deadline."""
    if light == "overdue":
        return overdue(at)
    return light_is(light, at, "matter__")


def overdue(at: datetime) -> Q:
    """Open tasks whose term has passed; one that is being checked stands still from the day it was claimed done."""
    running = Q(matter__paused_at=None) | Q(matter__due_at__lt=F("matter__paused_at"))
    return Q(matter__closed_at=None, matter__due_at__lt=at) & ~Q(matter__state="completed") & running


def in_bucket(bucket: str) -> Q:
    """Tasks of one of the five buckets as they were last judged; the five part all tasks.

    The same as `rules.bucket`: a terminated task is in OTHER.
    """
    done = Q(matter__state__in=DONE_STATES)
    terminated = Q(matter__state="terminated")
    if bucket == Bucket.DONE:
        return done
    working = ~done & ~terminated
    started = Q(actual__gt=0) | Q(reported_at__isnull=False)
    if bucket == Bucket.OTHER:
        return terminated | (working & ~started & Q(expected=0))
    behind = Q(expected__gt=F("actual") + SLACK)
    if bucket == Bucket.BEHIND:
        return working & ((started & behind) | (~started & Q(expected__gt=0)))
    ahead = Q(actual__gt=F("expected") + SLACK)
    return working & started & (ahead if bucket == Bucket.AHEAD else ~behind & ~ahead)


def due_within(code: str) -> Q:
    """Tasks whose deadline lies in the period of a code such as 2026-Q4. Raises: ValueError."""
    period = period_of_code(code)[1]
    return Q(deadline__gte=period.first, deadline__lte=period.last)


def of_unit(unit: int, role: str = "") -> Q:
    """Tasks that a unit leads (`role` lead), helps with (co), or either (any)."""
    if role in ("", Role.LEAD):
        return Q(matter__lead_unit=unit)
    roles = (Role.LEAD, Role.CO) if role == "any" else (role,)
    given = Assignment.objects.filter(unit=unit, role__in=roles).exclude(state=AssignmentState.RETURNED)
    return Q(pk__in=given.values("matter"))


def led_by(post: int) -> Q:
    """Tasks whose lead leader holds a post."""
    return Q(pk__in=Assignment.objects.filter(post=post, role=Role.LEADER).values("matter"))


def own(officer: Officer, *, owing: bool = False) -> Q:
    """Tasks (or their matters) that the officer's unit, posts or the officer in person are party to, and those of
    units in a post's charge; with `owing` only those still open to them, which are few.

    Each sort of party is read from its own index and the keys are joined once: an "or" over them would be looked
    up for every task of the county.
    """
    posts = posts_of(officer)
    rows = Assignment.objects.order_by().values_list("matter_id")
    rows = rows.filter(closed_at=None) if owing else rows
    parts: list[QuerySet[Any, Any]] = [
        rows.filter(unit=officer.unit_id) if owing else rows.filter(unit_path=officer.unit.path),
        rows.filter(officer=officer.pk),
    ]
    if posts:
        charged = Unit.objects.filter(charged_posts__in=posts).order_by().values("pk")
        led = Matter.objects.filter(lead_unit__in=charged, kind=TASK.name).order_by().values_list("pk")
        parts += [rows.filter(post__in=posts), led.filter(closed_at=None) if owing else led]
    return Q(pk__in=parts[0].union(*parts[1:]))


def awaiting(what: str, on: date) -> Q:
    """Tasks that wait for a decision or an act: objection, extension, check, close, sign, report (overdue)."""
    if what == "objection":
        return Q(pk__in=Objection.objects.filter(decision=Decision.PENDING).values("task"))
    if what == "extension":
        return Q(pk__in=Extension.objects.filter(decision=Decision.PENDING).values("task"))
    if what == "report":
        return report_missing(on)
    return Q(matter__state={"check": "verifying", "close": "completed", "sign": "issued"}[what])


def report_missing(on: date, *, least_late: int = 1) -> Q:
    """Working tasks whose report of the period that ended last is missing so many natural days after its due day."""
    found = Q(pk__in=())
    for cycle in Cycle:
        period = period_before(period_of(on, cycle), cycle)
        if (on - report_due_day(period.code)).days >= least_late:
            there = Report.objects.filter(task=OuterRef("pk"), as_lead=True, current=True, period=period.code)
            found |= Q(cycle=cycle, start_on__lte=period.last) & ~Exists(there)
    return Q(matter__state__in=WORKING) & found


# reports that are owed


@dataclass(frozen=True)
class Owed:
    """A report that one unit owes on one task, for the period that is to be reported on now."""

    task: Task
    assignment: Assignment
    period: Period
    due_on: date
    late: int  # working days past its day; 0 while there is time
    ended: bool  # the period is over, so that the report is asked for now

    @property
    def pk(self) -> int:
        return self.assignment.pk

    @property
    def name(self) -> str:
        return report_name(self.period, self.task.cycle)

    @property
    def move(self) -> str:
        return "report" if self.assignment.role == Role.LEAD else "report_to_lead"

    @property
    def words(self) -> str:
        """`应报2026年11月月报（逾期2个工作日）`."""
        if self.late:
            return f"应报{self.name}（逾期{self.late}个工作日）"
        return f"应报{self.name}（{self.due_on.month}月{self.due_on.day}日前）"


def reports_owed(assignments: Iterable[Assignment], on: date) -> list[Owed]:
    """What the given assignments of lead and co-units owe on a day, longest due first. Two queries.

    The period that ended is asked for first, then the running one; nothing is owed that was reported.
    """
    mine = [one for one in assignments if one.role in (Role.LEAD, Role.CO) and one.closed_at is None]
    mine = [one for one in mine if one.state in (AssignmentState.SIGNED, AssignmentState.REPLIED)]
    found = {task.pk: task for task in tasks_of(mine)}
    there = reported_periods(mine)
    owed = [_owed(found[one.matter_id], one, there, on) for one in mine if one.matter_id in found]
    return sorted((one for one in owed if one), key=lambda one: (one.due_on, one.assignment.pk))


def tasks_of(assignments: Sequence[Assignment]) -> list[Task]:
    """The tasks in work that the assignments belong to. One query."""
    return _WORKING.all(keys={one.matter_id for one in assignments})


_WORKING: Prepared[Task] = Prepared(
    lambda: (
        Task.objects.filter(pk__in=Keys("keys"), matter__state__in=("signed", "in_progress"))
        .select_related("matter__lead_unit", "plan")
        .defer(*UNREAD)
    )
)


def reported_periods(assignments: Sequence[Assignment]) -> set[tuple[int, int, str]]:
    """(task, unit, period) of the current reports of these assignments' tasks. One query."""
    return {tuple(row) for row in _REPORTED.tuples(keys={one.matter_id for one in assignments})}  # type: ignore[misc]


_REPORTED: Prepared[Report] = Prepared(
    lambda: (
        Report.objects.filter(task__in=Keys("keys"), current=True)
        .order_by()
        .values_list("task_id", "unit_id", "period")
    )
)


def _owed(task: Task, one: Assignment, there: set[tuple[int, int, str]], on: date) -> Owed | None:
    running = period_of(on, task.cycle)
    ended = period_before(running, task.cycle)
    for period, over in ((ended, True), (running, False)):
        begun = not over or period.last >= task.start_on
        if begun and (task.pk, one.unit_id, period.code) not in there:
            due_on = report_due_on(task, period.code)
            late = max(0, calendar().between(due_on, on))
            return Owed(task, one, period, due_on, late, over)
    return None


def owed_by(officer: Officer, at: datetime) -> list[Owed]:
    """The reports that the officer's unit owes. Three queries."""
    mine = worklist(officer, "task").exclude(unit=None)
    return reports_owed(list(mine), local_day(at))


def co_reports(task: Task, period: str) -> list[Report]:
    """What the co-units told the lead unit for a period. One query."""
    rows = task.reports.filter(period=period, current=True, as_lead=False).exclude(
        unit=task.matter.lead_unit_id
    )
    return list(rows.select_related("unit").order_by("unit__code"))


def merged(reports: Sequence[Report]) -> dict[str, Any]:
    """The co-units' reports as one text for each field of the lead's: unit by unit."""

    def told(field: str) -> str:
        pairs = [(one.unit.label, getattr(one, field).strip()) for one in reports]
        return "\n".join(f"{unit}：{text}" for unit, text in pairs if text)

    return {field: told(field) for field in ("narrative", "problems", "next_step")}
