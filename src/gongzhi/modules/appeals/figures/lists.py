"""The lists that figures open: work orders, and appeals as they came in."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from gongzhi.kernel.web.columns import Column, MomentColumn, StateColumn
from gongzhi.kernel.web.listing import Listing
from gongzhi.kernel.web.matters import TONES
from gongzhi.modules.appeals.desk.lists import appeal_url, marks
from gongzhi.modules.appeals.figures.filters import IntakeFilter, OrderFilter, intake, orders
from gongzhi.modules.appeals.handling.models import Dispatch
from gongzhi.modules.appeals.intake.models import Appeal

YES_NO = {True: "是", False: "否", None: ""}
FIRST = ("part", "unit", "since", "until")


def _yes(name: str) -> Any:
    def value(row: Any) -> str:
        found = row
        for part in name.split("."):
            found = getattr(found, part)
        return YES_NO[found]

    return value


class OrderList(Listing):
    """Work orders, latest first: one row for each time that a unit was given an appeal."""

    title = "派单明细"
    model = Dispatch
    filters = OrderFilter
    first_filters = FIRST
    order = ("-at",)
    count_to = 100_000
    empty = ("这段时间没有派单。", "", "")
    columns = (
        Column("appeal.number", "编号", css="num", excel_width=20),
        Column(
            "appeal.matter.title",
            "诉求",
            wide=True,
            excel_width=50,
            link=lambda row: appeal_url(row.appeal.number),
        ),
        Column("unit.label", "承办单位"),
        MomentColumn("at", "派单时间", sort="at"),
        Column("signed", "按时签收", value=_yes("signed_in_time")),
        Column("responded", "按时响应", value=_yes("appeal.responded")),
        Column("in_time", "按期办结", value=_yes("appeal.in_time")),
        Column("appeal.get_solved_display", "解决情况"),
        Column("appeal.get_satisfied_display", "满意情况"),
        Column("marks", "标记", value=lambda row: marks(row.appeal)),
        StateColumn(
            "state",
            "状态",
            value=lambda row: row.appeal.matter.state_now.label,
            tone=lambda row: TONES[row.appeal.matter.state_now.tone],
        ),
        Column("appeal.category.label", "事项", shown=False),
        Column("number", "派单次序", shown=False),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Dispatch]:
        rows = orders(request.user)  # type: ignore[arg-type]
        rows = rows.select_related("unit", "appeal__matter", "appeal__category")
        return rows.defer("appeal__text", "appeal__address", "appeal__matter__search")

    def href(self, row: Dispatch) -> str:
        return appeal_url(row.appeal.number)


class IntakeList(Listing):
    """Appeals as they came in, latest first."""

    title = "受理明细"
    model = Appeal
    filters = IntakeFilter
    first_filters = ("part", "since", "until", "category")
    order = ("-pk",)
    count_to = 100_000
    empty = ("这段时间没有诉求。", "", "")
    columns = (
        Column("number", "编号", css="num", excel_width=20),
        Column("matter.title", "诉求", wide=True, excel_width=50, link=lambda row: appeal_url(row.number)),
        Column("get_type_display", "类型"),
        Column("category.label", "事项", excel_width=18),
        Column("matter.lead_unit.label", "承办单位"),
        MomentColumn("matter.opened_at", "登记时间"),
        Column("get_channel_display", "渠道"),
        StateColumn(
            "state",
            "状态",
            value=lambda row: row.matter.state_now.label,
            tone=lambda row: TONES[row.matter.state_now.tone],
        ),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Appeal]:
        rows = intake(request.user)  # type: ignore[arg-type]
        return rows.select_related("matter__lead_unit", "category").defer("text", "address", "matter__search")

    def href(self, row: Appeal) -> str:
        return appeal_url(row.number)
