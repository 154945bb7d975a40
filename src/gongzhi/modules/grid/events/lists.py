"""The list of events: what every figure of events opens, and the worklists of the desks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from gongzhi.kernel.access import holds
from gongzhi.kernel.clock import now
from gongzhi.kernel.flow.search import search
from gongzhi.kernel.web.columns import Column, LightColumn, MomentColumn, NumberColumn, StateColumn
from gongzhi.kernel.web.listing import Bulk, Listing
from gongzhi.kernel.web.matters import TONES
from gongzhi.modules.grid.events import queries
from gongzhi.modules.grid.events.actions import REPORT
from gongzhi.modules.grid.events.filters import EventFilter
from gongzhi.modules.grid.events.models import GridEvent
from gongzhi.modules.grid.places import names_of

TABS = ("dispatch", "accept", "handle", "verify", "close")


def event_url(number: str) -> str:
    return reverse("grid:event", args=[number])


class EventList(Listing):
    title = "网格事件"
    model = GridEvent
    filters = EventFilter
    first_filters = ("state", "light", "category", "place", "special")
    order = ("-pk",)
    searchable = "编号、情况、地方"
    count_to = 1000
    template = "grid/event_list.html"
    bulk = (Bulk("催办", "/grid/bulk/press/", "grid.press", icon="bell", dialog=True),)
    columns = (
        Column("number", "编号", css="num", sort="matter__number", link=lambda one: event_url(one.number)),
        LightColumn("light", "灯", sort="matter__due_at"),
        Column("matter.title", "情况", wide=True, excel_width=40),
        Column("category.label", "类别"),
        Column("place", "网格", value=lambda one: one.place, excel_width=24),
        Column("level", "层级", value=lambda one: one.get_level_display(), shown=False),
        Column("channel", "来源", value=lambda one: one.get_channel_display(), shown=False),
        Column("matter.lead_unit.label", "处理单位"),
        MomentColumn("matter.opened_at", "上报", sort="matter__opened_at"),
        Column("reported_by.name", "上报人", shown=False),
        MomentColumn("matter.due_at", "时限", sort="matter__due_at"),
        NumberColumn("reworks", "返工", unit="次", shown=False, value=lambda one: one.reworks or None),
        StateColumn(
            "state", "状态", value=lambda one: one.matter.state_now.label,
            tone=lambda one: TONES[one.matter.state_now.tone],
        ),
    )  # fmt: skip

    @property
    def empty(self) -> tuple[str, str, str]:  # type: ignore[override]
        if holds(self.request.user, REPORT):  # type: ignore[arg-type]
            return ("没有符合条件的事件。", "上报事件", reverse("grid:report"))
        return ("没有符合条件的事件。", "", "")

    def queryset(self, request: HttpRequest) -> QuerySet[GridEvent]:
        return queries.with_light(queries.events(request.user), now())  # type: ignore[arg-type]

    def search(self, rows: QuerySet[GridEvent], words: str) -> QuerySet[GridEvent]:
        return search(rows, words)

    def complete(self, rows: Sequence[Any]) -> None:
        names = names_of(one.matter.place_code for one in rows)
        for one in rows:
            one.place = names.get(one.matter.place_code, "")

    def href(self, row: GridEvent) -> str:
        return event_url(row.number)

    @property
    def tabs(self) -> list[tuple[str, str, None, bool]]:
        asked = self.request.GET.get("desk", "")
        lists = [("全部", ""), *[(queries.DESKS[desk][0], desk) for desk in TABS]]
        return [(label, self.link(desk=desk), None, asked == desk) for label, desk in lists]
