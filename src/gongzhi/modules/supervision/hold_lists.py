"""The account of unresolved tasks as a list and as a paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import django_filters
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gongzhi.kernel.access import visible
from gongzhi.kernel.access.queries import holds, scope
from gongzhi.kernel.clock import local_day, now, today
from gongzhi.kernel.documents.writing import Annex, Paper, Paragraph, Table, cn_date
from gongzhi.kernel.flow.queries import light_at
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.parameters import value
from gongzhi.kernel.web.columns import Column, DateColumn, LightColumn, MomentColumn, NumberColumn
from gongzhi.kernel.web.filters import choice, one_of, unit_filter
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.supervision.lists import task_url
from gongzhi.modules.supervision.models import HoldItem, HoldUpdate, Plan, Task

STANDINGS = [("open", "在账"), ("late", "超期未销"), ("ready", "待核销"), ("closed", "已销账")]


def hold_items(officer: Officer) -> QuerySet[HoldItem]:
    """Stays on the account of tasks that this officer sees, with the unit's last word. One query."""
    rows = HoldItem.objects.select_related("task__matter__lead_unit", "task__plan")
    if not scope(officer, "supervision.view").whole:
        seen = visible(Task.objects.all(), officer, "supervision.view")
        rows = rows.filter(task__in=seen.values("pk"))
    last = HoldUpdate.objects.filter(hold=OuterRef("pk")).order_by("-id")
    return rows.annotate(
        last_text=Subquery(last.values("text")[:1]),
        last_at=Subquery(last.values("at")[:1]),
        light=light_at(now(), "task__matter__"),
    )


def stands(standing: str, on: date) -> Q:
    """Stays of one standing: open, late (past the day of rectification), ready (self-checked), closed."""
    if standing == "closed":
        return Q(closed_at__isnull=False)
    found = Q(closed_at=None)
    if standing == "late":
        return found & Q(target_on__lt=on)
    return found & Q(self_checked_at__isnull=False) if standing == "ready" else found


def days_on(item: HoldItem) -> int:
    """Natural days on the account, up to today or to the day it was struck off."""
    until = local_day(item.closed_at) if item.closed_at else today()
    return (until - local_day(item.entered_at)).days


def is_late(item: HoldItem) -> bool:
    return item.closed_at is None and bool(item.target_on) and item.target_on < today()


def last_word(item: HoldItem) -> str:
    if item.self_checked_at and item.closed_at is None:
        return f"{local_day(item.self_checked_at)} 自查：{item.self_check}"
    return f"{local_day(item.last_at)} {item.last_text}" if item.last_at else ""


@dataclass(frozen=True)
class StrikeColumn(Column):
    """What can be done with a stay now: struck off once the unit has checked itself."""

    may: bool = False

    def text(self, row: HoldItem) -> str:
        if row.closed_at:
            return "已销账"
        return "待核销" if row.self_checked_at else "待整改" if row.measures else "待报方案"

    def cell(self, row: HoldItem) -> SafeString | str:
        if row.closed_at or not row.self_checked_at or not self.may:
            tone = "good" if row.closed_at else "busy" if row.self_checked_at else "plain"
            return format_html('<span class="state state-{}">{}</span>', tone, self.text(row))
        url = reverse("matter-move", args=[row.task.matter.number, "strike_off"])
        return format_html(
            '<a class="btn btn-sm btn-primary" role="button" href="{0}" hx-get="{0}" hx-target="#dialog-body"'
            ' hx-push-url="false" hx-swap="innerHTML">销账</a>',
            url,
        )


class HoldFilter(django_filters.FilterSet):
    standing = choice("状态", STANDINGS, "by_standing")
    unit = unit_filter("单位", field_name="task__matter__lead_unit")
    plan = one_of(
        "任务清单",
        lambda request: Plan.objects.filter(state="issued").only("id", "title").order_by("-id"),
        searched=False,
        field_name="task__plan",
    )

    class Meta:
        model = HoldItem
        fields = ()

    def by_standing(self, rows: QuerySet[HoldItem], name: str, value: str) -> QuerySet[HoldItem]:
        return rows.filter(stands(value, today()))


class HoldList(Listing):
    """Stays on the account, those open longest first. Two statements besides filters and frame."""

    title = "挂账销号"
    model = HoldItem
    filters = HoldFilter
    searchable = "任务、问题、责任人"
    order = ("entered_at", "pk")
    count_to = 5000
    template = "supervision/holds.html"

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        may = holds(request.user, "supervision.hold")  # type: ignore[arg-type]
        self.columns = (  # type: ignore[misc]
            LightColumn("light", "亮灯", reason=lambda item: item.task.light_reason),
            Column("task.number", "编号", css="num", shown=False, excel_width=20),
            Column("task.matter.title", "任务", wide=True, excel_width=50, link=lambda item: task_url(item.task.matter.number)),
            Column("task.matter.lead_unit.label", "责任单位"),
            Column("problem", "存在问题", excel_width=40),
            Column("root_cause", "原因", excel_width=30, shown=False),
            Column("measures", "整改措施", excel_width=40),
            Column("responsible", "责任人"),
            DateColumn("target_on", "整改时限", sort="target_on", late=is_late),
            Column("last", "最近进展", value=last_word, excel_width=40),
            NumberColumn("days", "在账", value=days_on, unit="天"),
            DateColumn("entered_at", "挂账时间", sort="entered_at", shown=False),
            MomentColumn("closed_at", "销账时间", shown=False),
            StrikeColumn("standing", "办理", may=may, css="c-act"),
        )  # fmt: skip

    @property
    def empty(self) -> tuple[str, str, str]:  # type: ignore[override]
        return (
            "没有挂账的任务。逾期、期末红灯、两次核查未通过的任务会自动挂账，也可以从任务页面挂账。",
            "",
            "",
        )

    def queryset(self, request: HttpRequest) -> QuerySet[HoldItem]:
        return hold_items(request.user)  # type: ignore[arg-type]

    def search(self, rows: QuerySet[HoldItem], words: str) -> QuerySet[HoldItem]:
        for word in words.split():
            rows = rows.filter(
                Q(task__matter__title__icontains=word)
                | Q(problem__icontains=word)
                | Q(responsible__icontains=word)
                | Q(task__matter__number=word)
            )
        return rows

    @property
    def tabs(self) -> list[tuple[str, str, None, bool]]:
        asked = self.request.GET.get("standing", "")
        lists = [*STANDINGS, ("", "全部")]
        return [(label, self.link(standing=code), None, asked == code) for code, label in lists]


COLUMNS = (
    "序号",
    "任务",
    "责任单位",
    "存在问题",
    "原因",
    "整改措施",
    "责任人",
    "整改时限",
    "最近进展",
    "在账天数",
)


def account_paper(items: Iterable[HoldItem]) -> Paper:
    """The 挂账清单 as a paper: a plain title, one table on its side."""
    on = today()
    rows = tuple(_row(n, item) for n, item in enumerate(items, 1))
    late = sum(row[-2] == "late" for row in rows)
    told = f"截至{cn_date(on)}，在账{len(rows)}项" + (f"，其中超过整改时限{late}项" if late else "") + "。"
    table = Table(COLUMNS, tuple((*row[:-2], row[-1]) for row in rows), empty="没有在账事项")
    return Paper(
        title="挂账清单",
        form="plain",
        body=(Paragraph(told),),
        annexes=(Annex("挂账事项", (table,), landscape=True),),
        signature=value("supervision.issuer", on),
        signed_on=on,
        sealed=False,
    )


def _row(n: int, item: HoldItem) -> tuple[str, ...]:
    return (
        str(n),
        item.task.matter.title,
        item.task.matter.lead_unit.label,
        item.problem,
        item.root_cause or "—",
        item.measures or "—",
        item.responsible or "—",
        str(item.target_on or "—"),
        last_word(item) or "—",
        "late" if is_late(item) else "",
        str(days_on(item)),
    )


def open_items(officer: Officer) -> QuerySet[HoldItem]:
    """What is on the account now, by unit, the longest first. One query."""
    rows = hold_items(officer).filter(closed_at=None)
    return rows.order_by(F("task__matter__lead_unit__code"), "entered_at", "pk")
