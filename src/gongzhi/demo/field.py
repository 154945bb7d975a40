"""Patrols of grids in the last week: a route for each grid that has workers with accounts, with today's round to walk."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.clock.local import at_local
from gongzhi.kernel.org.geometry import area_of
from gongzhi.kernel.org.models import Officer, Place
from gongzhi.kernel.rounds.actions import Spot, begin_round, check_in, finish_round
from gongzhi.kernel.rounds.models import Round, Route
from gongzhi.kernel.rounds.planning import Plan, Point, make_rounds, set_route
from gongzhi.modules.grid.grids.models import Member
from gongzhi.modules.grid.patrols.kinds import PATROL
from gongzhi.modules.grid.places import town_unit

Progress = Callable[[str, int, int], None]
GRIDS, DAYS, REACH = 12, 6, 0.25
STOPS = (
    ("村口公交站", "看占道堆放、井盖、路灯"),
    ("健身广场", "看设施、垃圾桶、充电桩"),
    ("沟塘边", "看水面、护栏、警示牌"),
)


def play(at: datetime, progress: Progress) -> None:
    """Everything up to a moment; does nothing when there are routes of grids already."""
    if not Route.objects.filter(kind=PATROL.code).exists():
        with transaction.atomic():
            _Week(at, progress).tell()


class _Week:
    def __init__(self, at: datetime, progress: Progress) -> None:
        self.at, self.progress, self.today = at, progress, local_day(at)
        self.begun = at - timedelta(days=DAYS)
        self.dice = random.Random(3407)

    def tell(self) -> None:
        manned = Member.objects.exclude(officer=None).filter(place__boundary__isnull=False, post="worker")
        codes = (
            manned.values("place")
            .annotate(many=Count("pk"))
            .order_by("place")
            .values_list("place", flat=True)
        )
        routes = [self.route(Place.objects.get(pk=code)) for code in codes[:GRIDS]]
        for n in range(DAYS):
            day = local_day(self.begun) + timedelta(days=n)
            make_rounds(routes, day)
            for row in Round.objects.filter(route__in=routes, due_on=day).select_related("route"):
                if self.dice.random() < 0.9:
                    self.walk(row, day)
            self.progress("网格巡查", n + 1, DAYS)
        make_rounds(routes, self.today)

    def route(self, grid: Place) -> Route:
        workers = Officer.objects.filter(grid_posts__place=grid, grid_posts__to_on=None).order_by("username")
        town = town_unit(grid.code)
        assert town is not None
        area = area_of(grid.boundary or {})
        west, south, east, north = area.bounds
        middle = area.representative_point()
        points = [
            Point(
                name,
                round(middle.x + self.dice.uniform(-REACH, REACH) * (east - west), 6),
                round(middle.y + self.dice.uniform(-REACH, REACH) * (north - south), 6),
                80,
                todo=todo,
            )
            for name, todo in STOPS
        ]
        village = grid.parent.name if grid.parent else ""
        plan = Plan(
            f"{village}{grid.name}日常巡查", town, grid, list(workers), points, local_day(self.begun), "daily"
        )
        return set_route(kind=PATROL.code, plan=plan, by=None, at=self.begun)

    def walk(self, row: Round, day: date) -> None:
        """One morning's round, with one stop in twenty left out."""
        worker = row.route.officers.order_by("username").last()
        if worker is None:
            return
        now = at_local(day, time(8, self.dice.randint(5, 55)))
        row = begin_round(round=row, by=worker, at=now, said_at=now)
        left = False
        for stop in row.route.stops.filter(is_active=True):
            now += timedelta(minutes=self.dice.randint(9, 20))
            if self.dice.random() < 0.05:
                left = True
                continue
            shift = [self.dice.uniform(-0.0004, 0.0004) for _ in range(2)]
            spot = Spot(
                (stop.longitude or 0) + shift[0], (stop.latitude or 0) + shift[1], self.dice.randint(4, 20)
            )
            check_in(round=row, stop=stop, spot=spot, by=worker, at=now, said_at=now)
        now += timedelta(minutes=6)
        finish_round(
            round=row, by=worker, at=now, said_at=now, note="道路施工，有一处没有进去" if left else ""
        )
