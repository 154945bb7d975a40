"""The lists of visits and of what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from gongzhi.kernel.clock import day_bounds
from gongzhi.kernel.flow.scoping import places
from gongzhi.kernel.org.models import Officer, Place
from gongzhi.kernel.people.census.words import Care
from gongzhi.kernel.web.columns import Column, DateColumn, MomentColumn, NumberColumn, StateColumn
from gongzhi.kernel.web.filters import DayFilter, PlaceFilter, choice, one_of
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.grid.places import names_of
from gongzhi.modules.grid.visits import queries
from gongzhi.modules.grid.visits.models import AskList, Visit

SPECIAL = [("found", "发现问题"), ("unmet", "没见到人")]


class VisitFilter(django_filters.FilterSet):
    """The filters of visits. Their names are what figures link to."""

    special = choice("结果", SPECIAL, "by_special")
    place = PlaceFilter(label="地方", method="by_place", every=True)
    since = DayFilter(label="自", method="by_since")
    until = DayFilter(label="至", method="by_until")
    part = choice("统计项", SPECIAL, "by_special")
    by = one_of(
        "走访人",
        lambda request: Officer.objects.filter(grid_posts__isnull=False).distinct().order_by("username"),
        "by_officer",
        searched=False,
    )

    class Meta:
        model = Visit
        fields = ()

    def by_special(self, rows: QuerySet[Visit], name: str, value: str) -> QuerySet[Visit]:
        return rows.filter(Q(findings__gt=0) if value == "found" else Q(met=False))

    def by_place(self, rows: QuerySet[Visit], name: str, value: Place) -> QuerySet[Visit]:
        return rows.filter(places(value.code, "place_code"))

    def by_since(self, rows: QuerySet[Visit], name: str, value: date) -> QuerySet[Visit]:
        return rows.filter(at__gte=day_bounds(value)[0])

    def by_until(self, rows: QuerySet[Visit], name: str, value: date) -> QuerySet[Visit]:
        return rows.filter(at__lt=day_bounds(value)[1])

    def by_officer(self, rows: QuerySet[Visit], name: str, value: Officer) -> QuerySet[Visit]:
        return rows.filter(by=value)


class VisitList(Listing):
    title = "走访记录"
    model = Visit
    filters = VisitFilter
    first_filters = ("special", "place", "since", "until")
    order = ("-at", "-pk")
    searchable = "户号、地址"
    count_to = 1000
    template = "grid/visit_list.html"
    empty = ("还没有走访记录。", "", "")
    columns = (
        MomentColumn("at", "走访时间", sort="at"),
        Column("household.number", "户号", css="num"),
        Column("household.house.address", "地址", wide=True),
        Column("household.head_name", "户主"),
        Column("place", "网格", value=lambda one: one.place, excel_width=24),
        StateColumn(
            "met",
            "见到人",
            value=lambda one: "见到" if one.met else "没见到",
            tone=lambda one: "good" if one.met else "warn",
        ),
        NumberColumn("findings", "发现问题", unit="个", value=lambda one: one.findings or None),
        NumberColumn("metres", "距房屋", unit="米"),
        Column("by.name", "走访人"),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Visit]:
        return queries.visits(request.user)  # type: ignore[arg-type]

    def search(self, rows: QuerySet[Visit], words: str) -> QuerySet[Visit]:
        return rows.filter(
            Q(household__number__istartswith=words) | Q(household__house__address__icontains=words)
        )

    def complete(self, rows: Sequence[Any]) -> None:
        names = names_of(one.place_code for one in rows)
        for one in rows:
            one.place = names.get(one.place_code, one.place_code)

    def href(self, row: Visit) -> str:
        return reverse("grid:household", args=[row.household_id])


class AskListing(Listing):
    title = "走访问题"
    model = AskList
    order = ("care", "-from_on")
    template = "grid/new_list.html"
    empty = ("还没有走访问题。走访时只登记情况。", "新增", "/grid/asks/new/")
    columns = (
        Column("name", "名称", wide=True),
        Column(
            "care", "适用", value=lambda one: dict(Care.choices).get(one.care, "") if one.care else "所有住户"
        ),
        NumberColumn("questions", "问题", unit="个", value=lambda one: len(one.questions)),
        DateColumn("from_on", "施行日期"),
        Column("by.name", "维护人"),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[AskList]:
        return AskList.objects.select_related("by")

    def href(self, row: AskList) -> str:
        return f"{reverse('grid:ask_new')}?of={row.pk}"
