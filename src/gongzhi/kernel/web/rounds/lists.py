"""The lists of rounds, person-times and routes; a module names itself in a subclass."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from gongzhi.kernel.access import visible
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.rounds.declare import kind_of, round_kinds
from gongzhi.kernel.rounds.models import Finding, Round, Route, Walker
from gongzhi.kernel.rounds.words import Doubt, RoundState
from gongzhi.kernel.web.columns import (
    Column,
    DateColumn,
    MomentColumn,
    NamesColumn,
    NumberColumn,
    StateColumn,
)
from gongzhi.kernel.web.listing import Listing

TONES = {"due": "busy", "under_way": "busy", "done": "good", "missed": "bad"}


def state_words(round: Round) -> str:
    return str(RoundState(round.state).label)


def doubts_in_words(round: Round) -> str:
    return "、".join(str(Doubt(one).label) for one in round.doubts)


class _OfModule(Listing):
    """A list of one module: its pages have the names of `rounds.views` in the module's own space."""

    module = ""
    view = ""  # the permission to see it
    count_to = 100_000

    @property
    def kinds(self) -> list[str]:
        return [one.code for one in round_kinds(self.module)]

    def url(self, name: str, key: Any) -> str:
        return reverse(f"{self.module}:{name}", args=[key])

    @property
    def officer(self) -> Officer:
        return self.request.user  # type: ignore[return-value]


class RoundList(_OfModule):
    """Rounds, latest first."""

    title = "巡查轮次"
    template = "rounds/list.html"
    model = Round
    order = ("-on", "-pk")
    searchable = "路线"
    columns = (
        Column("route.name", "路线", wide=True),
        Column("kind", "种类", value=lambda one: kind_of(one.kind).label),
        Column("unit.label", "单位"),
        NamesColumn("people", "人员", first=2, value=lambda one: one.people),
        DateColumn("on", "日期", sort="on"),
        MomentColumn("began_at", "开始"),
        MomentColumn("ended_at", "结束", shown=False),
        Column(
            "reached", "到点", css="num end",
            value=lambda one: f"{one.stops_reached}/{one.stops_total}" if one.began_at else "—",
        ),
        NumberColumn("metres", "里程", unit="米", shown=False),
        NumberColumn("problems", "问题"),
        Column("doubts", "疑点", value=doubts_in_words),
        DateColumn("due_on", "应完成", sort="due_on"),
        StateColumn("state", "状态", value=state_words, tone=lambda one: TONES[one.state]),
    )  # fmt: skip
    empty = ("还没有巡查。先设定巡查路线，到期的轮次由系统生成。", "", "")

    def queryset(self, request: HttpRequest) -> QuerySet[Round]:
        rows = visible(Round.objects.order_by(), self.officer, self.view).filter(kind__in=self.kinds)
        return rows.select_related("route", "unit")

    def search(self, rows: QuerySet[Round], words: str) -> QuerySet[Round]:
        return rows.filter(route__name__icontains=words)

    def complete(self, rows: Sequence[Any]) -> None:
        """Who walked and how much was found, by two queries for the page."""
        keys = [one.pk for one in rows]
        people: dict[int, list[str]] = {}
        for key, name in (
            Walker.objects.filter(round__in=keys).order_by("pk").values_list("round", "officer__name")
        ):
            people.setdefault(key, []).append(name)
        found = dict(
            Finding.objects.filter(round__in=keys).order_by().values_list("round").annotate(n=Count("pk"))
        )
        for one in rows:
            one.people, one.problems = people.get(one.pk, []), found.get(one.pk, 0)

    def href(self, row: Round) -> str:
        return self.url("round", row.pk)


class WalkerList(_OfModule):
    """Person-times, latest first: one row for each person on each round."""

    title = "巡查人次"
    model = Walker
    order = ("-round__on", "-pk")
    columns = (
        Column("officer.name", "人员"),
        Column("officer.unit.label", "所在单位"),
        Column("round.route.name", "路线", wide=True),
        Column("round.kind", "种类", value=lambda one: kind_of(one.round.kind).label),
        DateColumn("round.on", "日期", sort="round__on"),
        MomentColumn("round.began_at", "开始"),
        MomentColumn("round.ended_at", "结束"),
        StateColumn(
            "state", "状态", value=lambda one: state_words(one.round), tone=lambda one: TONES[one.round.state]
        ),
    )
    empty = ("这段时间没有巡查。", "", "")

    def queryset(self, request: HttpRequest) -> QuerySet[Walker]:
        seen = visible(Round.objects.order_by(), self.officer, self.view).filter(kind__in=self.kinds)
        rows = Walker.objects.filter(round__in=seen.values("pk"))
        return rows.select_related("round__route", "officer__unit")

    def href(self, row: Walker) -> str:
        return self.url("round", row.round_id)


class RouteList(_OfModule):
    """Routes, with how often they are walked."""

    title = "巡查路线"
    template = "rounds/routes.html"
    model = Route
    order = ("unit__code", "name")
    searchable = "路线"
    columns = (
        Column("name", "路线", wide=True),
        Column("kind", "种类", value=lambda one: kind_of(one.kind).label),
        Column("unit.label", "单位"),
        Column("place.name", "地方"),
        Column("often", "频次"),
        NumberColumn("points", "点位"),
        NamesColumn("people", "人员", first=3, value=lambda one: one.people),
        DateColumn("last_on", "最近完成"),
        NumberColumn("missed", "未巡查", unit="次"),
        DateColumn("to_on", "停用"),
    )
    empty = ("还没有巡查路线。", "", "")

    def queryset(self, request: HttpRequest) -> QuerySet[Route]:
        from django.db.models import Max, Q

        rows = visible(Route.objects.order_by(), self.officer, self.view).filter(kind__in=self.kinds)
        return rows.select_related("unit", "place").annotate(
            last_on=Max("rounds__on", filter=Q(rounds__state=RoundState.DONE)),
            missed=Count("rounds", filter=Q(rounds__state=RoundState.MISSED)),
        )

    def search(self, rows: QuerySet[Route], words: str) -> QuerySet[Route]:
        return rows.filter(name__icontains=words)

    def complete(self, rows: Sequence[Any]) -> None:
        """Stops and people, by two queries for the page."""
        keys, people = [one.pk for one in rows], {}  # type: ignore[var-annotated]
        through = Route.officers.through.objects.filter(route__in=keys)
        for key, name in through.order_by("officer__username").values_list("route", "officer__name"):
            people.setdefault(key, []).append(name)
        points = Route.objects.filter(pk__in=keys, stops__is_active=True).order_by().values_list("pk")
        counted = dict(points.annotate(n=Count("stops")))
        for one in rows:
            one.people, one.points = people.get(one.pk, []), counted.get(one.pk, 0)

    def href(self, row: Route) -> str:
        return self.url("route", row.pk)
