"""The list of tasks: what every figure of supervision opens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from gongzhi.kernel.clock import now, today
from gongzhi.kernel.flow.models import Light, Role
from gongzhi.kernel.flow.queries import light_now
from gongzhi.kernel.flow.search import search
from gongzhi.kernel.org.models import Post, Unit
from gongzhi.kernel.web.addresses import address
from gongzhi.kernel.web.columns import (
    Column,
    DateColumn,
    LightColumn,
    MomentColumn,
    NamesColumn,
    NumberColumn,
    StateColumn,
)
from gongzhi.kernel.web.filters import choice, one_of, unit_filter
from gongzhi.kernel.web.listing import Bulk, Listing
from gongzhi.kernel.web.matters import TONES
from gongzhi.modules.supervision import queries
from gongzhi.modules.supervision.flow import TASK
from gongzhi.modules.supervision.models import CYCLES, Plan, Source, Task
from gongzhi.modules.supervision.rules import BUCKET_LABELS, period_of, period_of_code

LIGHTS = [*Light.choices, ("overdue", "已逾期")]
STATES = [("open", "全部未结"), *[(state.code, state.label) for state in TASK.states.values()]]
NO_PERIOD = "none"
AWAITING = [
    ("sign", "待签收"),
    ("report", "迟报"),
    ("objection", "异议待裁定"),
    ("extension", "延期待审批"),
    ("check", "待核查"),
    ("close", "待销号"),
]
YES_NO = [("1", "是"), ("0", "否")]


def task_url(number: str) -> str:
    return address("supervision:task", number)


def plan_url(plan: Plan | None, start: int | None = None) -> str:
    """The plan's review page, at the place of a task's words; "" where there is none."""
    if plan is None:
        return ""
    try:
        address = reverse("supervision:plan_review", args=[plan.pk])
    except NoReverseMatch:
        return ""
    return address if start is None else f"{address}?at={start}#at-{start}"


def periods() -> list[tuple[str, str]]:
    """The periods that the select offers: this year and next, their quarters, the months around today."""
    day = today()
    years = [
        period_of(day.replace(year=year, month=6, day=1), "annual")
        for year in (day.year - 1, day.year, day.year + 1)
    ]
    quarters = [period_of(day.replace(month=month, day=1), "quarterly") for month in (2, 5, 8, 11)]
    months = [period_of(day.replace(day=15) + timedelta(days=30 * n), "monthly") for n in (-1, 0, 1, 2)]
    return [(one.code, one.label) for one in (*years, *quarters, *months)]


class PeriodFilter(django_filters.CharFilter):
    """A period by its code; any code is understood, the select offers the near ones."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=forms.Select, **more)

    @property
    def field(self) -> forms.Field:
        field = super().field
        given = str(self.parent.data.get(getattr(self, "param", "period"), "")) if self.parent.data else ""
        offered = periods()
        offered.append((NO_PERIOD, "未定时限"))
        if given and given not in dict(offered) and _is_period(given):
            offered.append((given, period_of_code(given)[1].label))
        field.widget.choices = [("", "全部"), *offered]
        field.choices = field.widget.choices
        field.validators = [_check_period]
        return field


def _is_period(code: str) -> bool:
    if code == NO_PERIOD:
        return True
    try:
        period_of_code(code)
    except (ValueError, IndexError):
        return False
    return True


def _check_period(code: str) -> None:
    if not _is_period(code):
        raise forms.ValidationError("期间要写成 2026、2026-Q4 或 2026-11 这样。")


class TaskFilter(django_filters.FilterSet):
    """The filters of tasks. Their names are what figures link to; each reads one index or one semi-join."""

    light = choice("亮灯", LIGHTS, "by_light")
    state = choice("状态", STATES, "by_state")
    plan = one_of(
        "任务清单",
        lambda request: Plan.objects.filter(state="issued").only("id", "title").order_by("-id"),
        "by_plan",
        searched=False,
    )
    unit = unit_filter("单位", "by_unit")
    role = choice("承办角色", [("lead", "牵头"), ("co", "协同"), ("any", "牵头或协同")], "by_role")
    leader = one_of("牵头领导", lambda request: Post.objects.all(), "by_leader", searched=False)
    source = choice("来源", Source.choices, "by_source")
    cycle = choice("报送周期", CYCLES, "by_cycle")
    period = PeriodFilter(label="时限在", method="by_period")
    bucket = choice("进度分类", list(BUCKET_LABELS.items()), "by_bucket")
    on_hold = choice("挂账", YES_NO, "by_hold")
    awaiting = choice("等待", AWAITING, "by_awaiting")
    mine = choice("与我有关", [("1", "是")], "by_mine")

    class Meta:
        model = Task
        fields = ()

    def by_light(self, rows: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        return rows.filter(queries.lit(value, now()))

    def by_state(self, rows: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        return rows.filter(matter__closed_at=None) if value == "open" else rows.filter(matter__state=value)

    def by_plan(self, rows: QuerySet[Task], name: str, value: Plan) -> QuerySet[Task]:
        return rows.filter(plan=value)

    def by_unit(self, rows: QuerySet[Task], name: str, value: Unit) -> QuerySet[Task]:
        return rows.filter(queries.of_unit(value.pk, self.data.get("role", "")))

    def by_role(self, rows: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        """With a unit the role is that unit's; without one, the own unit's."""
        if self.data.get("unit"):
            return rows
        return rows.filter(queries.of_unit(self.request.user.unit_id, value))

    def by_leader(self, rows: QuerySet[Task], name: str, value: Post) -> QuerySet[Task]:
        return rows.filter(queries.led_by(value.pk))

    def by_source(self, rows: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        return rows.filter(matter__source=value)

    def by_cycle(self, rows: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        return rows.filter(cycle=value)

    def by_period(self, rows: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        return rows.filter(deadline=None) if value == NO_PERIOD else rows.filter(queries.due_within(value))

    def by_bucket(self, rows: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        return rows.filter(queries.in_bucket(value))

    def by_hold(self, rows: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        return rows.filter(on_hold_account=value == "1")

    def by_awaiting(self, rows: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        return rows.filter(queries.awaiting(value, today()))

    def by_mine(self, rows: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        owing = self.data.get("state") == "open"
        return rows.filter(queries.own(self.request.user, owing=owing))


def parties(task: Task, role: str) -> list[str]:
    """Names of one role's parties of a task read by `queries.tell_parties`. No query."""
    return [one.party for one in task.matter.parties if one.role == role]


def is_late(task: Task) -> bool:
    return (
        task.matter.is_open
        and task.matter.state != "completed"
        and bool(task.deadline)
        and task.deadline < today()
    )


class TaskList(Listing):
    """Tasks, newest first; within a plan in the order of its document. Two statements besides filters and frame."""

    title = "督查任务"
    model = Task
    filters = TaskFilter
    first_filters = ("plan", "unit", "leader")
    searchable = "编号、任务、单位"
    count_to = 1000
    template = "supervision/task_list.html"
    columns = (
        LightColumn("light", "亮灯", value=lambda task: light_now(task.matter, now()), reason=lambda task: task.light_reason),
        Column("number", "编号", css="num", excel_width=20),
        Column("no", "序号", css="num"),
        Column("text", "任务", wide=True, link=lambda task: task_url(task.matter.number)),
        Column("matter.lead_unit.label", "牵头单位"),
        NamesColumn("co", "协同单位", value=lambda task: parties(task, Role.CO), first=1),
        NamesColumn("leader", "牵头领导", value=lambda task: parties(task, Role.LEADER), first=1),
        DateColumn("deadline", "完成时限", sort="deadline", late=is_late),
        NumberColumn("expected", "序时", unit="%", sort="expected"),
        NumberColumn("actual", "实际", unit="%", sort="actual"),
        StateColumn(
            "state", "状态", value=lambda task: task.matter.state_now.label, tone=lambda task: TONES[task.matter.state_now.tone]
        ),
        MomentColumn("reported_at", "最近反馈", sort="reported_at", shown=False),
        Column("on_hold_account", "挂账", value=lambda task: "挂账" if task.on_hold_account else "", shown=False),
        Column("light_reason", "亮灯原因", shown=False, excel_width=40),
        Column("cycle", "报送周期", value=lambda task: task.get_cycle_display(), shown=False),
        Column("source", "来源", value=lambda task: dict(Source.choices).get(task.matter.source, ""), shown=False),
        Column("plan", "任务清单", value=lambda task: task.plan.title if task.plan else "", shown=False, excel_width=40),
    )  # fmt: skip

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.order = ("pk",) if request.GET.get("plan") else ("-pk",)  # type: ignore[misc]

    @cached_property
    def bulk(self) -> list[Bulk]:  # type: ignore[override]
        """Moves of the office that may be made for several tasks at once, such as 催办."""
        return [
            Bulk(move.label, reverse("supervision:tasks_bulk", args=[code]), move.needs, dialog=True)
            for code, move in TASK.moves.items()
            if move.bulk and not move.party
        ]

    @property
    def empty(self) -> tuple[str, str, str]:  # type: ignore[override]
        if self.request.user.is_authenticated and not self.actions:
            return ("还没有交给本单位的任务。", "", "")
        return ("还没有任务。导入文件并交办，或直接立项一件。", "立项一件", reverse("supervision:task_new"))

    def queryset(self, request: HttpRequest) -> QuerySet[Task]:
        return queries.tasks(request.user)  # type: ignore[arg-type]

    def complete(self, rows: Sequence[Task]) -> None:
        queries.tell_parties(rows)

    def search(self, rows: QuerySet[Task], words: str) -> QuerySet[Task]:
        return search(rows, words)

    def href(self, row: Task) -> str:
        return task_url(row.matter.number)

    @property
    def tabs(self) -> list[tuple[str, str, None, bool]]:
        """The lists that are asked for most, as tabs."""
        asked = {name: self.request.GET.get(name, "") for name in ("light", "state", "on_hold", "mine")}
        lists: list[tuple[str, dict[str, str]]] = [
            ("全部", {}),
            ("未结", {"state": "open"}),
            ("红灯", {"light": "red"}),
            ("黄灯", {"light": "yellow"}),
            ("逾期", {"light": "overdue"}),
            ("待签收", {"state": "issued"}),
            ("核查中", {"state": "verifying"}),
            ("挂账", {"on_hold": "1"}),
            ("与我有关", {"mine": "1"}),
        ]
        blank = dict.fromkeys(asked, "")
        return [(label, self.link(**(blank | one)), None, asked == blank | one) for label, one in lists]
