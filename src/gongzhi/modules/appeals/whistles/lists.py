"""The lists of whistles and of the units that were called."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from gongzhi.kernel.access import holds
from gongzhi.kernel.clock import now
from gongzhi.kernel.flow.models import Light
from gongzhi.kernel.flow.queries import light_is
from gongzhi.kernel.flow.search import search
from gongzhi.kernel.org.models import Unit
from gongzhi.kernel.web.columns import (
    Column,
    DateColumn,
    LightColumn,
    MomentColumn,
    NumberColumn,
    StateColumn,
)
from gongzhi.kernel.web.filters import PlaceFilter, choice, unit_filter
from gongzhi.kernel.web.listing import Listing
from gongzhi.kernel.web.matters import TONES
from gongzhi.modules.appeals.directory.queries import known
from gongzhi.modules.appeals.whistles import queries
from gongzhi.modules.appeals.whistles.flow import WHISTLE
from gongzhi.modules.appeals.whistles.models import Call, Whistle
from gongzhi.modules.appeals.whistles.opening import BLOW
from gongzhi.modules.appeals.whistles.words import Came, Period, Step, WhistleType

STATES = [("open", "全部未结"), *[(state.code, state.label) for state in WHISTLE.states.values()]]
WAITS = [("missing", "超时未报到"), *[one for one in Step.choices if one[0] != "rated"]]
SPECIAL = [("repeated", "重复吹哨"), ("appeal", "诉求转入")]
CAME_TONES = {True: "good", False: "bad", None: "plain"}


def whistle_url(number: str) -> str:
    return reverse("appeals:whistle", args=[number])


class WhistleFilter(django_filters.FilterSet):
    """The filters of whistles. Their names are what figures link to."""

    state = choice("状态", STATES, "by_state")
    type = choice("类型", WhistleType.choices, "by_column")
    wait = choice("等待", WAITS, "by_wait")
    light = choice("亮灯", Light.choices, "by_light")
    special = choice("特殊", SPECIAL, "by_special")
    period = choice("吹哨时间", Period.choices, "by_period")
    town = unit_filter("乡镇（街道）", "by_column", "township")
    unit = unit_filter("报到单位", "by_unit")
    place = PlaceFilter(label="地方", method="by_place")

    class Meta:
        model = Whistle
        fields = ()

    def by_column(self, rows: QuerySet[Whistle], name: str, value: Any) -> QuerySet[Whistle]:
        return rows.filter(**{name: value})

    def by_state(self, rows: QuerySet[Whistle], name: str, value: str) -> QuerySet[Whistle]:
        return rows.filter(Q(matter__closed_at=None) if value == "open" else Q(matter__state=value))

    def by_wait(self, rows: QuerySet[Whistle], name: str, value: str) -> QuerySet[Whistle]:
        return rows.filter(queries.waiting(value, now()))

    def by_light(self, rows: QuerySet[Whistle], name: str, value: str) -> QuerySet[Whistle]:
        return rows.filter(light_is(value, now(), "matter__"))

    def by_special(self, rows: QuerySet[Whistle], name: str, value: str) -> QuerySet[Whistle]:
        return rows.filter(Q(earlier__isnull=False) if value == "repeated" else Q(matter__source="appeal"))

    def by_period(self, rows: QuerySet[Whistle], name: str, value: str) -> QuerySet[Whistle]:
        return rows.filter(queries.since(value, now()))

    def by_unit(self, rows: QuerySet[Whistle], name: str, value: Unit) -> QuerySet[Whistle]:
        return rows.filter(pk__in=Call.objects.filter(unit=value).values("whistle"))

    def by_place(self, rows: QuerySet[Whistle], name: str, value: Any) -> QuerySet[Whistle]:
        return rows.filter(queries.at_place(value.code))


class WhistleList(Listing):
    title = "吹哨报到"
    model = Whistle
    filters = WhistleFilter
    order = ("-pk",)
    searchable = "编号、标题、地方"
    count_to = 1000
    template = "appeals/whistle_list.html"

    @cached_property
    def columns(self) -> tuple[Column, ...]:  # type: ignore[override]
        there = known()  # once for all rows
        return (
            Column("number", "编号", css="num", sort="matter__number", link=lambda one: whistle_url(one.number)),
            LightColumn("light", "灯", sort="matter__due_at"),
            Column("matter.title", "事项", wide=True),
            StateColumn(
                "type", "类型", value=lambda one: one.get_type_display(),
                tone=lambda one: {"emergency": "bad", "enforcement": "warn"}.get(one.type, "plain"),
            ),
            Column("town.label", "吹哨乡镇"),
            Column("place", "地方", value=lambda one: there.place_name(one.matter.place_code)),
            Column("matter.lead_unit.label", "牵头单位"),
            Column(
                "reported", "报到", css="num end",
                value=lambda one: f"{one.reported}/{one.called}" if one.called else "—",
            ),
            StateColumn("earlier", "重复", value=lambda one: "重复" if one.earlier_id else "", tone=lambda one: "warn"),
            MomentColumn("matter.opened_at", "吹哨", sort="matter__opened_at"),
            DateColumn("matter.due_at", "办结期限", sort="matter__due_at"),
            StateColumn(
                "state", "状态", value=lambda one: one.matter.state_now.label,
                tone=lambda one: TONES[one.matter.state_now.tone],
            ),
        )  # fmt: skip

    @property
    def empty(self) -> tuple[str, str, str]:  # type: ignore[override]
        if holds(self.request.user, BLOW):  # type: ignore[arg-type]
            return ("还没有吹哨单。", "吹哨", reverse("appeals:whistle_new"))
        return ("还没有吹哨单。", "", "")

    def queryset(self, request: HttpRequest) -> QuerySet[Whistle]:
        return queries.with_light(queries.whistles(request.user), now())  # type: ignore[arg-type]

    def search(self, rows: QuerySet[Whistle], words: str) -> QuerySet[Whistle]:
        return search(rows, words)

    def href(self, row: Whistle) -> str:
        return whistle_url(row.number)

    @property
    def tabs(self) -> list[tuple[str, str, None, bool]]:
        lists: list[tuple[str, dict[str, str]]] = [
            ("全部", {}), ("待审批", {"state": "drafted"}), ("待受理", {"state": "approved_by_town"}),
            ("待派哨", {"state": "accepted_by_command"}), ("待报到", {"wait": "report"}), ("超时未报到", {"wait": "missing"}),
            ("待确认", {"wait": "confirm"}), ("待评价", {"wait": "rate"}),
        ]  # fmt: skip
        blank = {"state": "", "wait": ""}
        asked = {name: self.request.GET.get(name, "") for name in blank}
        return [(label, self.link(**(blank | one)), None, asked == blank | one) for label, one in lists]


class CallFilter(django_filters.FilterSet):
    """The filters of called units. Their names are what figures link to."""

    came = choice("报到", Came.choices, "by_came")
    step = choice("等待", Step.choices, "by_step")
    type = choice("类型", WhistleType.choices, "by_type")
    period = choice("吹哨时间", Period.choices, "by_period")
    unit = unit_filter("报到单位", "by_unit")
    town = unit_filter("乡镇（街道）", "by_town", "township")

    class Meta:
        model = Call
        fields = ()

    def by_came(self, rows: QuerySet[Call], name: str, value: str) -> QuerySet[Call]:
        return rows.filter(queries.came(value, now()))

    def by_step(self, rows: QuerySet[Call], name: str, value: str) -> QuerySet[Call]:
        return rows.filter(queries.step(value))

    def by_type(self, rows: QuerySet[Call], name: str, value: str) -> QuerySet[Call]:
        return rows.filter(whistle__type=value)

    def by_period(self, rows: QuerySet[Call], name: str, value: str) -> QuerySet[Call]:
        return rows.filter(queries.since(value, now(), "whistle__matter__opened_at"))

    def by_unit(self, rows: QuerySet[Call], name: str, value: Unit) -> QuerySet[Call]:
        return rows.filter(unit=value)

    def by_town(self, rows: QuerySet[Call], name: str, value: Unit) -> QuerySet[Call]:
        return rows.filter(whistle__town=value)


def came_words(call: Call) -> str:
    """How the unit of a call with its terms reported in."""
    if call.in_time is not None:
        return Came.IN_TIME.label if call.in_time else Came.LATE.label
    late = call.report_due is not None and call.report_due < (call.whistle.matter.closed_at or now())  # type: ignore[attr-defined]
    if late:
        return str(Came.MISSING.label)
    return "未报到" if call.whistle.matter.closed_at else str(Came.WAITING.label)


def came_tone(call: Call) -> str:
    return {Came.IN_TIME.label: "good", Came.LATE.label: "bad", Came.MISSING.label: "bad"}.get(
        came_words(call), "plain"
    )


class CallList(Listing):
    title = "部门报到"
    model = Call
    filters = CallFilter
    order = ("-pk",)
    searchable = "编号、事项"
    count_to = 1000
    columns = (
        Column("whistle.number", "编号", css="num", link=lambda one: whistle_url(one.whistle.number)),
        Column("unit.label", "报到单位"),
        Column("assignment.role", "角色", value=lambda one: one.assignment.get_role_display()),
        Column("whistle.matter.title", "事项", wide=True),
        Column("whistle.town.label", "吹哨乡镇"),
        Column("whistle.type", "类型", value=lambda one: one.whistle.get_type_display()),
        MomentColumn("called_at", "派哨", sort="called_at"),
        MomentColumn("report_due", "报到时限"),
        MomentColumn("reported_at", "报到"),
        StateColumn("came", "报到情况", value=came_words, tone=came_tone),
        MomentColumn("result_due", "办结时限", shown=False),
        MomentColumn("result_at", "办结"),
        MomentColumn("confirmed_at", "确认"),
        NumberColumn("score", "评分", unit="分"),
    )
    empty = ("还没有派到单位的吹哨单。", "", "")

    def queryset(self, request: HttpRequest) -> QuerySet[Call]:
        return queries.with_terms(queries.calls(request.user))  # type: ignore[arg-type]

    def search(self, rows: QuerySet[Call], words: str) -> QuerySet[Call]:
        return rows.filter(
            Q(whistle__matter__number__icontains=words) | Q(whistle__matter__title__icontains=words)
        )

    def href(self, row: Call) -> str:
        return whistle_url(row.whistle.number)
