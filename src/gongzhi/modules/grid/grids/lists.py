"""The lists of grids, of their people, of volunteers and of departments' tasks."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from gongzhi.kernel.access import visible
from gongzhi.kernel.clock import today
from gongzhi.kernel.flow.scoping import places
from gongzhi.kernel.org.models import Place
from gongzhi.kernel.web.columns import Column, DateColumn, NumberColumn, StateColumn
from gongzhi.kernel.web.filters import PlaceFilter, choice, unit_filter
from gongzhi.kernel.web.listing import Listing
from gongzhi.kernel.web.maps import full_name
from gongzhi.modules.grid.grids import queries
from gongzhi.modules.grid.grids.models import Duty, Member, Post, Volunteer
from gongzhi.modules.grid.places import named

STANDING = [("present", "现有"), ("ended", "已撤销"), ("unmanned", "没有网格员")]


class GridFilter(django_filters.FilterSet):
    place = PlaceFilter(label="地方", method="by_place")
    standing = choice("情况", STANDING, "by_standing")
    sort_of = choice("类型", [("0", "基础网格"), ("1", "专属网格")], "by_sort")

    class Meta:
        model = Place
        fields = ()

    def by_place(self, rows: QuerySet[Place], name: str, value: Place) -> QuerySet[Place]:
        return rows.filter(places(value.code, "code"))

    def by_standing(self, rows: QuerySet[Place], name: str, value: str) -> QuerySet[Place]:
        if value == "unmanned":
            return rows.filter(listed_to=None, worker=None)
        return rows.filter(listed_to__isnull=value == "present")

    def by_sort(self, rows: QuerySet[Place], name: str, value: str) -> QuerySet[Place]:
        return rows.filter(code__regex=rf"^.{{12}}{value}")


def grid_url(code: str) -> str:
    return reverse("grid:grid", args=[code])


class GridList(Listing):
    title = "网格"
    model = Place
    filters = GridFilter
    order = ("code",)
    searchable = "名称、村（社区）、编码"
    count_to = 2000
    template = "grid/grid_list.html"
    empty = ("没有符合条件的网格。", "", "")
    columns = (
        Column("code", "编码", css="num", sort="code"),
        Column("name", "网格", value=full_name, wide=True, link=lambda one: grid_url(one.code), excel_width=30),
        Column("worker", "网格员"),
        Column("chief", "网格长", value=lambda one: one.head or one.village_head or ""),
        NumberColumn(
            "homes", "户数", unit="户", sort="homes", link=lambda one: f"{reverse('grid:households')}?place={one.code}"
        ),
        NumberColumn(
            "open_events", "未结事件", unit="件", sort="open_events",
            link=lambda one: f"{reverse('grid:events')}?place={one.code}&state=open",
        ),
        StateColumn(
            "standing", "情况", value=lambda one: "已撤销" if one.listed_to else "现有" if one.worker else "没有网格员",
            tone=lambda one: "plain" if one.listed_to else "good" if one.worker else "warn",
        ),
        DateColumn("listed_from", "设立", shown=False),
        DateColumn("listed_to", "撤销", shown=False),
    )  # fmt: skip

    def queryset(self, request: HttpRequest) -> QuerySet[Place]:
        return queries.with_counts(queries.grids(request.user), today())  # type: ignore[arg-type]

    def search(self, rows: QuerySet[Place], words: str) -> QuerySet[Place]:
        for word in words.split():
            said = (
                Q(name__icontains=word)
                | Q(parent__name__icontains=word)
                | Q(parent__parent__name__icontains=word)
            )
            rows = rows.filter(said | Q(code__startswith=word))
        return rows

    def href(self, row: Place) -> str:
        return grid_url(row.code)


class MemberFilter(django_filters.FilterSet):
    place = PlaceFilter(label="地方", method="by_place", every=True)
    post = choice("岗位", Post.choices, "by_post")

    class Meta:
        model = Member
        fields = ()

    def by_place(self, rows: QuerySet[Member], name: str, value: Place) -> QuerySet[Member]:
        return rows.filter(places(value.code, "place__code"))

    def by_post(self, rows: QuerySet[Member], name: str, value: str) -> QuerySet[Member]:
        return rows.filter(post=value)


class MemberList(Listing):
    title = "网格力量"
    model = Member
    filters = MemberFilter
    order = ("place", "pk")
    searchable = "姓名"
    count_to = 2000
    empty = ("没有符合条件的人员。在网格的页面上安排。", "", "")
    columns = (
        Column("place", "网格", value=lambda one: full_name(one.place), wide=True, excel_width=30),
        Column("post", "岗位", value=lambda one: one.get_post_display()),
        Column("name", "姓名"),
        Column("officer.username", "账号"),
        Column("phone", "公示电话", css="num"),
        DateColumn("from_on", "起"),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Member]:
        return queries.members(request.user)  # type: ignore[arg-type]

    def search(self, rows: QuerySet[Member], words: str) -> QuerySet[Member]:
        return rows.filter(name__icontains=words)

    def href(self, row: Member) -> str:
        return grid_url(row.place_id)


class VolunteerFilter(django_filters.FilterSet):
    place = PlaceFilter(label="地方", method="by_place", every=True)

    class Meta:
        model = Volunteer
        fields = ()

    def by_place(self, rows: QuerySet[Volunteer], name: str, value: Place) -> QuerySet[Volunteer]:
        return rows.filter(places(value.code, "place__code"))


class VolunteerList(Listing):
    title = "志愿者"
    model = Volunteer
    filters = VolunteerFilter
    order = ("place", "pk")
    searchable = "队伍、服务专长"
    template = "grid/new_list.html"
    empty = ("还没有登记志愿者。", "", "")
    columns = (
        Column("masked_name", "姓名"),
        Column("masked_phone", "电话", css="num"),
        Column("team", "队伍"),
        Column("skills", "服务专长", wide=True),
        Column("place", "网格", value=lambda one: full_name(one.place), excel_width=30),
        DateColumn("joined_on", "加入"),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Volunteer]:
        rows = visible(Volunteer.objects.filter(left_on=None), request.user, "grid.view")  # type: ignore[arg-type]
        return named(rows.defer("name", "phone"), "place__")

    def search(self, rows: QuerySet[Volunteer], words: str) -> QuerySet[Volunteer]:
        return rows.filter(Q(team__icontains=words) | Q(skills__icontains=words))

    def href(self, row: Volunteer) -> str:
        return reverse("grid:volunteer", args=[row.pk])


class DutyFilter(django_filters.FilterSet):
    unit = unit_filter("部门", "by_unit")
    standing = choice("情况", [("present", "在网格运行"), ("ended", "已退出")], "by_standing")

    class Meta:
        model = Duty
        fields = ()

    def by_unit(self, rows: QuerySet[Duty], name: str, value: Any) -> QuerySet[Duty]:
        return rows.filter(unit=value)

    def by_standing(self, rows: QuerySet[Duty], name: str, value: str) -> QuerySet[Duty]:
        ended = Q(to_on__lte=today())
        return rows.filter(ended) if value == "ended" else rows.exclude(ended)


class DutyList(Listing):
    title = "多网合一"
    model = Duty
    filters = DutyFilter
    order = ("net", "pk")
    template = "grid/new_list.html"
    empty = ("还没有准入的任务。部门要网格员做的事，先在这里准入。", "", "")
    columns = (
        Column("net", "原有网格"),
        Column("name", "任务", wide=True),
        Column("content", "内容和频次", excel_width=40, value=lambda one: one.content),
        Column("unit.label", "部门"),
        Column("place", "范围", value=lambda one: one.place.name if one.place else "全县"),
        Column("basis", "准入依据"),
        DateColumn("from_on", "起"),
        DateColumn("to_on", "止"),
        StateColumn(
            "standing", "情况", value=lambda one: "已退出" if one.to_on and one.to_on <= today() else "运行中",
            tone=lambda one: "plain" if one.to_on and one.to_on <= today() else "good",
        ),
    )  # fmt: skip

    def queryset(self, request: HttpRequest) -> QuerySet[Duty]:
        return Duty.objects.select_related("unit", "place").defer("place__boundary")

    def href(self, row: Duty) -> str:
        return reverse("grid:duty", args=[row.pk])
