"""The lists of stations and of what was done under the four duties."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse

from gongzhi.kernel.access import visible
from gongzhi.kernel.clock import day_bounds, today
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.rounds.models import Round, Walker
from gongzhi.kernel.rounds.words import RoundState
from gongzhi.kernel.web.columns import Column, DateColumn, NumberColumn, StateColumn
from gongzhi.kernel.web.filters import DayFilter, choice, one_of, unit_filter
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.ecology.problems.models import Problem
from gongzhi.modules.ecology.stations.models import Activity, Staff, Station
from gongzhi.modules.ecology.words import Duty

VIEW = "ecology.view"


def stations(officer: Officer) -> QuerySet[Station]:
    """The stations that an officer sees, with people and this month's rounds, person-times and problems. One query."""
    first = today().replace(day=1)
    done = Round.objects.filter(unit=OuterRef("unit"), state=RoundState.DONE, on__gte=first)
    walked = Walker.objects.filter(
        round__unit=OuterRef("unit"), round__state=RoundState.DONE, round__on__gte=first
    )
    found = Problem.objects.filter(station=OuterRef("unit"), reported_at__gte=day_bounds(first)[0])
    rows = visible(Station.objects.order_by(), officer, VIEW).select_related("unit", "town")
    return rows.annotate(
        people=_count(Staff.objects.filter(station=OuterRef("pk"), to_on=None), "station"),
        rounds=_count(done, "unit"), persons=_count(walked, "round__unit"),
        problems=_count(found.exclude(matter__state="void"), "station"),
    )  # fmt: skip


def _count(rows: QuerySet[Any], by: str) -> Any:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


class StationList(Listing):
    title = "乡镇生态环保工作站"
    model = Station
    order = ("unit__code",)
    template = "ecology/stations.html"
    columns = (
        Column("unit.label", "工作站", wide=True),
        Column("town.label", "乡镇（街道）"),
        DateColumn("opened_on", "挂牌"),
        NumberColumn("posts", "编制", unit="人"),
        NumberColumn("people", "在岗", unit="人"),
        StateColumn(
            "full", "配备", value=lambda one: "缺员" if one.people < one.posts else "配齐",
            tone=lambda one: "warn" if one.people < one.posts else "good",
        ),
        NumberColumn("rounds", "本月轮次"),
        NumberColumn("persons", "本月人次"),
        NumberColumn("problems", "本月问题"),
    )  # fmt: skip
    empty = ("还没有工作站。", "", "")

    def queryset(self, request: HttpRequest) -> QuerySet[Station]:
        return stations(request.user)  # type: ignore[arg-type]

    def href(self, row: Station) -> str:
        return reverse("ecology:station", args=[row.pk])


class ActivityFilter(django_filters.FilterSet):
    """What was done: by duty, station and day."""

    duty = choice("职责", Duty.choices, "by_own")
    unit = unit_filter("单位", "by_unit")
    officer = one_of(
        "人员",
        lambda request: Officer.objects.filter(is_active=True).order_by("username"),
        "by_own",
        searched=False,
    )
    since = DayFilter(label="自", method="by_since")
    until = DayFilter(label="至", method="by_until")

    class Meta:
        model = Activity
        fields = ()

    def by_own(self, rows: QuerySet[Activity], name: str, value: Any) -> QuerySet[Activity]:
        return rows.filter(**{name: value})

    def by_unit(self, rows: QuerySet[Activity], name: str, value: Unit) -> QuerySet[Activity]:
        return rows.filter(station__unit__path__startswith=value.path)

    def by_since(self, rows: QuerySet[Activity], name: str, value: date) -> QuerySet[Activity]:
        return rows.filter(on__gte=value)

    def by_until(self, rows: QuerySet[Activity], name: str, value: date) -> QuerySet[Activity]:
        return rows.filter(on__lte=value)


class ActivityList(Listing):
    title = "四员履职记录"
    model = Activity
    filters = ActivityFilter
    first_filters = ("duty", "unit", "since", "until")
    order = ("-on", "-pk")
    count_to = 100_000
    columns = (
        DateColumn("on", "日期", sort="on"),
        Column("get_duty_display", "职责"),
        Column("officer.name", "人员"),
        Column("station.unit.label", "工作站"),
        Column("text", "内容", wide=True),
        NumberColumn("people", "覆盖", unit="人"),
    )
    empty = ("还没有履职记录。巡查、双报告和跟踪督办会自动记入，宣传活动由人员登记。", "", "")

    def queryset(self, request: HttpRequest) -> QuerySet[Activity]:
        seen = visible(Station.objects.order_by(), request.user, VIEW)  # type: ignore[arg-type]
        rows = Activity.objects.filter(station__in=seen.values("pk"))
        return rows.select_related("officer", "station__unit", "round", "matter")

    def href(self, row: Activity) -> str:
        if row.matter is not None:
            return reverse("matter", args=[row.matter.number])
        return reverse("ecology:round", args=[row.round_id]) if row.round_id else ""


def duty_counts(station: Station, since: date, until: date) -> dict[str, int]:
    """How often each duty was done in a span. One query."""
    rows = Activity.objects.filter(station=station, on__gte=since, on__lte=until).order_by()
    return dict(rows.values_list("duty").annotate(n=Count("pk")))


def reached(station: Station, since: date, until: date) -> int:
    """How many people publicity reached. One query."""
    rows = Activity.objects.filter(Q(duty=Duty.PUBLICIST), station=station, on__gte=since, on__lte=until)
    return rows.aggregate(n=Sum("people"))["n"] or 0
