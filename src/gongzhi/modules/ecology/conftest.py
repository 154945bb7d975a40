"""A county with a township station, its bureau, a chief of a river: `eco` takes a problem from patrol to being struck off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.flow.actions import run
from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.org.models import Officer, Place, PlaceKind, Unit, UnitKind
from gongzhi.kernel.rounds.actions import Problem as Finding
from gongzhi.kernel.rounds.actions import Spot, begin_round, check_in, finish_round, found
from gongzhi.kernel.rounds.models import Round, Route
from gongzhi.kernel.rounds.planning import Plan, Point, set_route
from gongzhi.modules.ecology.models import Problem, Station
from gongzhi.modules.ecology.stations.actions import join, set_station
from gongzhi.modules.ecology.words import Duty

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday 2 March 2026, 09:00 in Shanghai
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LONG_AGO = date(2020, 1, 1)
GATE, BRIDGE = (116.0, 33.0), (116.01, 33.0)
WORDS = "排口有黑色污水流出，气味刺鼻，下游水面有泡沫。"
MEASURE = "已封堵排口，污水抽运至污水处理厂，责令停产整改。"
PHOTO = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def photo(name: str = "现场.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PHOTO, content_type="image/png")


def shanghai(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026 on the county's wall."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


class Eco:
    """`scout` and `second` of the station; `townsman` and `mayor` of 泽口镇; `checker` and `chief` of the bureau;
    `office` runs ecology for the county; `leader` watches; `stranger` belongs to another bureau."""

    def __init__(self) -> None:
        place = Place.objects.create
        self.county = place(code="349921000000", name="清泽县", kind=PlaceKind.COUNTY)
        self.town_place = place(code="349921100000", name="泽口镇", kind=PlaceKind.TOWN, parent=self.county)
        self.village = place(
            code="349921100200", name="东庄村", kind=PlaceKind.VILLAGE, parent=self.town_place
        )
        self.root = self.unit("U00", "清泽县人民政府", "县政府", parent=None)
        self.bureau = self.unit("U12", "淮宁市清泽县生态环境分局", "县生态环境分局", kind=UnitKind.VERTICAL)
        self.water = self.unit("U15", "清泽县水利局", "县水利局")
        self.forestry = self.unit("U29", "清泽县林业局", "县林业局")
        self.town = self.unit(
            "T01", "泽口镇人民政府", "泽口镇", place=self.town_place, kind=UnitKind.TOWNSHIP
        )
        self.site = self.unit(
            "T01-1",
            "泽口镇生态环保工作站",
            "泽口镇工作站",
            place=self.town_place,
            parent=self.town,
            kind=UnitKind.PUBLIC,
        )
        self.scout = self.officer("scout", "孙巡查", self.site, "eco_walker", self.site)
        self.second = self.officer("second", "钱巡查", self.site, "eco_walker", self.site)
        self.townsman = self.officer("townsman", "冯干事", self.town, "unit_handler", self.town)
        self.mayor = self.officer("mayor", "韩镇长", self.town, "unit_head", self.town)
        self.checker = self.officer("checker", "沈科员", self.bureau, "unit_handler", self.bureau)
        self.chief = self.officer("chief", "潘局长", self.bureau, "unit_head", self.bureau)
        self.office = self.officer("office", "葛主任", self.bureau, "eco_office")
        self.head = self.officer("head", "奚主任", self.bureau, "eco_head")
        self.leader = self.officer("leader", "范县长", self.root, "leader")
        self.stranger = self.officer("stranger", "彭干事", self.forestry, "unit_handler", self.forestry)
        self.station = self.opened()
        self.route = self.planned()

    def unit(self, code: str, name: str, short: str, **more: Any) -> Unit:
        more.setdefault("parent", getattr(self, "root", None))
        more.setdefault("place", self.county)
        return Unit.objects.create(code=code, name=name, short_name=short, **more)

    def officer(self, username: str, name: str, unit: Unit, held: str, over: Unit | None = None) -> Officer:
        officer = Officer.objects.create(username=username, name=name, unit=unit, password="!")
        given = PermissionSet.objects.get(name=held)
        Holding.objects.create(officer=officer, set=given, unit=over, from_on=LONG_AGO)
        return officer

    def opened(self) -> Station:
        station = set_station(
            unit=self.site,
            town=self.town,
            opened_on=date(2019, 6, 5),
            posts=8,
            budget=30_000_000,
            by=None,
            at=AT,
        )
        for officer, duties in ((self.scout, Duty.values), (self.second, [Duty.SCOUT])):
            join(station=station, officer=officer, duties=duties, from_on=date(2020, 1, 1), by=None, at=AT)
        return station

    def plan(self, **more: Any) -> Plan:
        given: dict[str, Any] = {
            "name": "清河线", "unit": self.site, "place": self.town_place, "officers": [self.scout, self.second],
            "stops": [Point("闸口", *GATE), Point("老桥", *BRIDGE)], "from_on": date(2026, 3, 2), "times": 2,
        }  # fmt: skip
        return Plan(**(given | more))

    def planned(self, kind: str = "ecology.patrol", **more: Any) -> Route:
        return set_route(kind=kind, plan=self.plan(**more), by=None, at=AT)

    # walking

    def begun(
        self, *, at: datetime = AT, by: Officer | None = None, others: Any = (), route: Route | None = None
    ) -> Round:
        by = by or self.scout
        due = Round.objects.filter(route=route or self.route, state="due").order_by("due_on").first()
        if due is None:
            return begin_round(route=route or self.route, by=by, others=others, at=at)
        return begin_round(round=due, by=by, others=others, at=at)

    def walked(
        self, *, at: datetime = AT, find: int = 0, others: Any = (), route: Route | None = None
    ) -> Round:
        """A finished round, with problems found on the way."""
        round = self.begun(at=at, others=others, route=route)
        for n, stop in enumerate(round.route.stops.all()):
            there = Spot(stop.longitude, stop.latitude, 8)
            check_in(
                round=round, stop=stop, spot=there, by=self.scout, at=at + timedelta(minutes=20 * (n + 1))
            )
        for _ in range(find):
            self.find(round, at=at + timedelta(minutes=25))
        return finish_round(round=round, by=self.scout, at=at + HOUR)

    def find(self, round: Round, *, at: datetime = AT, by: Officer | None = None, **more: Any) -> Problem:
        given: dict[str, Any] = {"text": WORDS, "category": "sewage", "spot": Spot(*GATE, 8)} | more
        made = found(
            round=round, problem=Finding(**given), stop=round.route.stops.first(), by=by or self.scout, at=at
        )
        return Problem.objects.select_related("matter").get(pk=made.matter_id)

    def reported(self, *, at: datetime = AT, **more: Any) -> Problem:
        return self.find(self.begun(at=at), at=at, **more)

    # putting right

    def move(self, problem: Problem, code: str, by: Officer, *, at: datetime = AT, **values: Any) -> Problem:
        run(Matter.objects.get(pk=problem.pk), code, by=by, at=at, **values)
        return Problem.objects.select_related("matter").get(pk=problem.pk)

    def received(self, *, at: datetime = AT, **more: Any) -> Problem:
        problem = self.move(self.reported(at=at, **more), "receive", self.townsman, at=at + HOUR)
        return self.move(problem, "receive", self.checker, at=at + HOUR)

    def put_right(self, *, at: datetime = AT, **more: Any) -> Problem:
        problem = self.received(at=at, **more)
        return self.move(
            problem, "rectified", self.townsman, at=at + DAY, measure=MEASURE, files=[photo("改后.png")]
        )

    def checked(self, *, at: datetime = AT, **more: Any) -> Problem:
        problem = self.put_right(at=at, **more)
        return self.move(
            problem,
            "confirm",
            self.checker,
            at=at + 2 * DAY,
            text="到现场查看，已封堵。",
            files=[photo("核查.png")],
        )

    def struck(self, *, at: datetime = AT, **more: Any) -> Problem:
        return self.move(self.checked(at=at, **more), "strike", self.chief, at=at + 3 * DAY)


@pytest.fixture
def eco(db: None) -> Eco:
    return Eco()


@pytest.fixture
def friday() -> Iterator[datetime]:
    """It is 09:00 on Friday 6 March 2026."""
    import time_machine

    with time_machine.travel(AT + 4 * DAY, tick=False):
        yield AT + 4 * DAY
