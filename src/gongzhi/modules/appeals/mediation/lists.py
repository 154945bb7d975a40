"""The lists of mediation."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from gongzhi.kernel.access import holds
from gongzhi.kernel.clock import now, today
from gongzhi.kernel.flow.models import Light
from gongzhi.kernel.flow.queries import light_is
from gongzhi.kernel.flow.search import search
from gongzhi.kernel.web.columns import (
    Column,
    DateColumn,
    LightColumn,
    MomentColumn,
    NumberColumn,
    StateColumn,
)
from gongzhi.kernel.web.filters import PlaceFilter, choice, one_of
from gongzhi.kernel.web.listing import Listing
from gongzhi.kernel.web.matters import TONES
from gongzhi.modules.appeals.directory.queries import known
from gongzhi.modules.appeals.mediation import queries
from gongzhi.modules.appeals.mediation.flow import DISPUTE
from gongzhi.modules.appeals.mediation.models import Dispute, Mediator, Room, TalkPoint
from gongzhi.modules.appeals.mediation.words import DisputeKind, Level, Risk, Source

STATES = [
    ("open", "全部未结"),
    ("settled", "调解成功"),
    ("decided", "已有结果"),
    *[(state.code, state.label) for state in DISPUTE.states.values()],
]
WAITS = [("visit", "该回访了"), ("confirm", "可申请司法确认")]


def dispute_url(number: str) -> str:
    return reverse("appeals:dispute", args=[number])


class DisputeFilter(django_filters.FilterSet):
    """The filters of disputes. Their names are what figures link to."""

    state = choice("状态", STATES, "by_state")
    kind = choice("类型", DisputeKind.choices, "by_column")
    level = choice("层级", Level.choices, "by_column")
    risk = choice("风险", Risk.choices, "by_column")
    source = choice("来源", Source.choices, "by_column")
    light = choice("亮灯", Light.choices, "by_light")
    wait = choice("等待", WAITS, "by_wait")
    place = PlaceFilter(label="地方", method="by_place")
    point = one_of("说事点", lambda request: TalkPoint.objects.all())
    mediator = one_of("调解员", lambda request: Mediator.objects.select_related("room"))

    class Meta:
        model = Dispute
        fields = ()

    def by_column(self, rows: QuerySet[Dispute], name: str, value: str) -> QuerySet[Dispute]:
        return rows.filter(**{name: value})

    def by_state(self, rows: QuerySet[Dispute], name: str, value: str) -> QuerySet[Dispute]:
        found = {
            "open": Q(matter__closed_at=None),
            "settled": queries.settled(),
            "decided": queries.decided(),
        }
        return rows.filter(found.get(value, Q(matter__state=value)))

    def by_light(self, rows: QuerySet[Dispute], name: str, value: str) -> QuerySet[Dispute]:
        return rows.filter(light_is(value, now(), "matter__"))

    def by_wait(self, rows: QuerySet[Dispute], name: str, value: str) -> QuerySet[Dispute]:
        return rows.filter(queries.visit_owed(today()) if value == "visit" else queries.confirmable(today()))

    def by_place(self, rows: QuerySet[Dispute], name: str, value: Any) -> QuerySet[Dispute]:
        return rows.filter(queries.at_place(value.code))


class DisputeList(Listing):
    title = "矛盾纠纷"
    model = Dispute
    filters = DisputeFilter
    order = ("-pk",)
    searchable = "编号、标题、地方"
    count_to = 1000
    template = "appeals/dispute_list.html"

    @cached_property
    def columns(self) -> tuple[Column, ...]:  # type: ignore[override]
        there = known()  # once for all rows
        return (
            Column("number", "编号", css="num", sort="matter__number", link=lambda one: dispute_url(one.number)),
            LightColumn("light", "灯", sort="matter__due_at"),
            Column("matter.title", "纠纷", wide=True),
            Column("kind", "类型", value=lambda one: one.get_kind_display()),
            Column("level", "层级", value=lambda one: one.get_level_display()),
            StateColumn(
                "risk", "风险", value=lambda one: one.get_risk_display(),
                tone=lambda one: {"red": "bad", "orange": "warn", "yellow": "busy"}.get(one.risk, "plain"),
            ),
            Column("place", "地方", value=lambda one: there.place_name(one.matter.place_code)),
            Column("matter.lead_unit.label", "调解单位"),
            Column("mediator.name", "调解员"),
            Column("source", "来源", value=lambda one: one.get_source_display(), shown=False),
            Column("point.name", "说事点", shown=False),
            MomentColumn("matter.opened_at", "登记", sort="matter__opened_at"),
            DateColumn("matter.due_at", "期限", sort="matter__due_at"),
            StateColumn(
                "state", "状态", value=lambda one: one.matter.state_now.label,
                tone=lambda one: TONES[one.matter.state_now.tone],
            ),
        )  # fmt: skip

    @property
    def empty(self) -> tuple[str, str, str]:  # type: ignore[override]
        if holds(self.request.user, "appeals.mediate"):  # type: ignore[arg-type]
            return ("还没有矛盾纠纷。", "登记纠纷", reverse("appeals:dispute_new"))
        return ("还没有矛盾纠纷。", "", "")

    def queryset(self, request: HttpRequest) -> QuerySet[Dispute]:
        return queries.with_light(queries.disputes(request.user), now())  # type: ignore[arg-type]

    def search(self, rows: QuerySet[Dispute], words: str) -> QuerySet[Dispute]:
        return search(rows, words)

    def href(self, row: Dispute) -> str:
        return dispute_url(row.number)

    @property
    def tabs(self) -> list[tuple[str, str, None, bool]]:
        names = ("state", "risk", "wait", "light")
        lists: list[tuple[str, dict[str, str]]] = [
            ("全部", {}), ("未结", {"state": "open"}), ("超期", {"light": "red", "state": "open"}), ("重大", {"risk": "red", "state": "open"}),
            ("该回访了", {"wait": "visit"}), ("可司法确认", {"wait": "confirm"}),
        ]  # fmt: skip
        asked = {name: self.request.GET.get(name, "") for name in names}
        blank = dict.fromkeys(names, "")
        return [(label, self.link(**(blank | one)), None, asked == blank | one) for label, one in lists]


def _of(name: str, key: Any, **more: str) -> str:
    query = "&".join(f"{one}={value}" for one, value in {name: key, **more}.items())
    return f"{reverse('appeals:disputes')}?{query}"


class PointList(Listing):
    template = "appeals/register_list.html"
    title = "百姓说事点"
    model = TalkPoint
    columns = (
        Column("name", "名称", wide=True, sort="name", link=lambda one: reverse("appeals:point", args=[one.pk])),
        Column("place.parent.name", "乡镇（街道）"),
        Column("place.name", "所在地方"),
        Column("keeper", "说事员"),
        Column("hours", "开放时间"),
        NumberColumn("collected", "收集", unit="件", sort="collected", link=lambda one: _of("point", one.pk)),
        NumberColumn("dealt", "已处理", unit="件", sort="dealt"),
        Column("share", "处理率", css="end", value=lambda one: f"{one.dealt / one.collected:.1%}" if one.collected else "—"),
        DateColumn("closed_on", "停用", shown=False),
    )  # fmt: skip
    order = ("place_id",)
    searchable = "名称、说事员"
    count_to = 1000

    @property
    def empty(self) -> tuple[str, str, str]:  # type: ignore[override]
        return ("还没有百姓说事点。", "新增说事点", reverse("appeals:point_new"))

    def queryset(self, request: HttpRequest) -> QuerySet[TalkPoint]:
        return queries.points()

    def search(self, rows: QuerySet[TalkPoint], words: str) -> QuerySet[TalkPoint]:
        return rows.filter(Q(name__icontains=words) | Q(keeper__icontains=words))

    def href(self, row: TalkPoint) -> str:
        return reverse("appeals:point", args=[row.pk])


class RoomList(Listing):
    template = "appeals/register_list.html"
    title = "调解室"
    model = Room
    columns = (
        Column(
            "name", "名称", wide=True, sort="name", link=lambda one: reverse("appeals:room", args=[one.pk])
        ),
        Column("kind", "类别", value=lambda one: one.get_kind_display()),
        Column("place.name", "所在地方"),
        Column("committee", "所属调解委员会"),
        NumberColumn("people", "调解员", unit="人", sort="people"),
        NumberColumn("taken", "调解", unit="件", sort="taken"),
    )
    order = ("kind",)
    searchable = "名称"
    count_to = 1000

    @property
    def empty(self) -> tuple[str, str, str]:  # type: ignore[override]
        return ("还没有调解室。", "新增调解室", reverse("appeals:room_new"))

    def queryset(self, request: HttpRequest) -> QuerySet[Room]:
        return queries.rooms()

    def search(self, rows: QuerySet[Room], words: str) -> QuerySet[Room]:
        return rows.filter(name__icontains=words)

    def href(self, row: Room) -> str:
        return reverse("appeals:room", args=[row.pk])


class MediatorList(Listing):
    template = "appeals/register_list.html"
    title = "调解员"
    model = Mediator
    columns = (
        Column("name", "姓名", wide=True, sort="name", link=lambda one: reverse("appeals:mediator", args=[one.pk])),
        Column("kind", "类别", value=lambda one: one.get_kind_display()),
        Column("room.name", "调解室"),
        Column("good_at", "擅长"),
        Column("phone", "联系电话"),
        DateColumn("from_on", "聘任"),
        DateColumn("to_on", "离任"),
        NumberColumn("taken", "承办", unit="件", sort="taken", link=lambda one: _of("mediator", one.pk)),
        NumberColumn("settled", "调解成功", unit="件", sort="settled", link=lambda one: _of("mediator", one.pk, state="settled")),
    )  # fmt: skip
    order = ("room__name",)
    searchable = "姓名、擅长"
    count_to = 1000

    @property
    def empty(self) -> tuple[str, str, str]:  # type: ignore[override]
        return ("还没有调解员。先建调解室，再登记调解员。", "新增调解员", reverse("appeals:mediator_new"))

    def queryset(self, request: HttpRequest) -> QuerySet[Mediator]:
        return queries.mediators()

    def search(self, rows: QuerySet[Mediator], words: str) -> QuerySet[Mediator]:
        return rows.filter(Q(name__icontains=words) | Q(good_at__icontains=words))

    def href(self, row: Mediator) -> str:
        return reverse("appeals:mediator", args=[row.pk])
