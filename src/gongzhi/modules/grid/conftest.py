"""A small county with two grids: `world` gives its people and takes events through their stages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.flow.actions import run
from gongzhi.kernel.flow.models import Clock, Matter
from gongzhi.kernel.org.models import Officer, Place, PlaceKind, Unit, UnitKind
from gongzhi.kernel.people.models import House, Household, Person, Resident
from gongzhi.modules.grid.catalogue.models import Category, Rule
from gongzhi.modules.grid.events.actions import report, verify
from gongzhi.modules.grid.events.models import GridEvent
from gongzhi.modules.grid.grids.models import Member

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday 2 March 2026, 09:00 in Shanghai
LONG_AGO = date(2020, 1, 1)
TEXT = "东门口的路灯坏了三盏，晚上看不见路。"
FIRST, SECOND = "349921100200001", "349921100200002"
HERE = (116.305, 32.905)  # in the first grid


def square(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def photo(name: str = "现场.jpg", more: bytes = b"") -> SimpleUploadedFile:
    """A photo as a phone sends it."""
    return SimpleUploadedFile(name, JPEG + more, "image/jpeg")


JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300" + "08" * 64
    + "ffc0000b080001000101011100ffc4001f0000010501010101010100000000000000000102030405060708090a0b"
    "ffc40014100100000000000000000000000000000000ffda0008010100003f0037ffd9"
)  # fmt: skip


class World:
    """清泽县泽口镇东庄村: two grids, each with workers; the town's and the county's desk; the lamps' bureau."""

    at = AT

    def __init__(self) -> None:
        self.county = self.place(
            "349921000000", "清泽县", PlaceKind.COUNTY, None, square(116.2, 32.8, 116.5, 33.0)
        )
        self.town_place = self.place(
            "349921100000", "泽口镇", PlaceKind.TOWN, self.county, square(116.25, 32.85, 116.4, 32.95)
        )
        self.village = self.place(
            "349921100200", "东庄村", PlaceKind.VILLAGE, self.town_place, square(116.3, 32.9, 116.32, 32.91)
        )
        self.first = self.place(
            FIRST, "第1网格", PlaceKind.GRID, self.village, square(116.3, 32.9, 116.31, 32.91)
        )
        self.second = self.place(
            SECOND, "第2网格", PlaceKind.GRID, self.village, square(116.31, 32.9, 116.32, 32.91)
        )
        self.root = self.unit("A00", "清泽县人民政府", "县政府")
        self.city = self.unit("U26", "清泽县城市管理局", "县城管局")
        self.housing = self.unit("U13", "清泽县住房和城乡建设局", "县住建局")
        self.law = self.unit("U35", "中共清泽县委政法委员会", "县委政法委")
        self.town = self.unit(
            "T03", "泽口镇人民政府", "泽口镇", place=self.town_place, kind=UnitKind.TOWNSHIP
        )
        self.worker = self.officer("wang", "王网格", self.town, "grid_worker", place=self.first)
        self.other = self.officer("li", "李网格", self.town, "grid_worker", place=self.first)
        self.neighbour = self.officer("zhao", "赵网格", self.town, "grid_worker", place=self.second)
        self.head = self.officer("qian", "钱网格长", self.town, "grid_head", place=self.village)
        self.office = self.officer("sun", "孙主任", self.town, "grid_office", place=self.town_place)
        self.centre = self.officer("zhou", "周主任", self.law, "grid_centre")
        self.cityman = self.officer("wu", "吴干事", self.city, "unit_handler", over=self.city)
        self.builder = self.officer("zheng", "郑干事", self.housing, "unit_handler", over=self.housing)
        for officer, grid in (
            (self.worker, self.first),
            (self.other, self.first),
            (self.neighbour, self.second),
        ):
            Member.objects.create(
                place=grid, post="worker", officer=officer, name=officer.name, from_on=LONG_AGO
            )
        self.lamp = self.category("E09", "设施", "路灯不亮", self.city, "1wd")
        self.rubbish = self.category("E01", "市容", "暴露垃圾", None, "4wh")
        self.gas = self.category("E31", "安全", "燃气隐患", self.housing, "2h", self_allowed=False)

    def place(self, code: str, name: str, kind: str, parent: Place | None, boundary: dict[str, Any]) -> Place:
        one = Place(code=code, name=name, kind=kind, parent=parent)
        one.bound(boundary)
        one.save()
        return one

    def unit(self, code: str, name: str, short: str, **more: Any) -> Unit:
        more.setdefault("parent", getattr(self, "root", None))
        more.setdefault("place", self.county)
        return Unit.objects.create(code=code, name=name, short_name=short, **more)

    def officer(
        self,
        username: str,
        name: str,
        unit: Unit,
        held: str,
        *,
        place: Place | None = None,
        over: Unit | None = None,
    ) -> Officer:
        officer = Officer.objects.create(username=username, name=name, unit=unit, password="!")
        given = PermissionSet.objects.get(name=held)
        Holding.objects.create(officer=officer, set=given, unit=over, place=place, from_on=LONG_AGO)
        return officer

    def category(
        self, code: str, major: str, name: str, unit: Unit | None, limit: str, **more: Any
    ) -> Category:
        made = Category.objects.create(code=code, major=major, name=name)
        Rule.objects.create(
            category=made, from_on=LONG_AGO, unit=unit, limit=limit, source="县城市管理手册", at=AT, **more
        )
        return made

    def household(
        self, number: str = "0001", place: str = FIRST, *, head: str = "王小明", **more: Any
    ) -> Household:
        lon = {FIRST: 116.302, SECOND: 116.312}.get(place, 116.302) + int(number[-4:]) * 0.0001
        house = House.objects.create(
            code=f"H{number}",
            place_code=place,
            address=f"东庄村{number}号",
            longitude=lon,
            latitude=32.905,
            changed_at=AT,
        )
        home = Household.objects.create(
            number=number, house=house, place_code=place, head_name=head[:1] + "**", size=1, **more
        )
        person = Person.told(name=head, phone="19900000001", at=AT)
        person.save()
        Resident.objects.create(
            person=person, household=home, place_code=place, relation="head", changed_at=AT
        )
        return home

    # taking an event through its stages

    def reported(self, *, at: datetime = AT, by: Officer | None = None, **more: Any) -> GridEvent:
        given: dict[str, Any] = {
            "text": TEXT, "category": "E09", "longitude": HERE[0], "latitude": HERE[1], "accuracy": 15, "photos": [photo()],
        }  # fmt: skip
        return report(**(given | more), by=by or self.worker, at=at)

    def dispatched(self, *, at: datetime = AT, lead: Unit | None = None, **more: Any) -> GridEvent:
        event = self.reported(at=at, **more)
        return self.move(
            event, "dispatch", by=self.office, at=at + timedelta(minutes=10),
            category=event.category.code if event.category else "E09", lead=lead or self.city,
        )  # fmt: skip

    def handling(self, *, at: datetime = AT, **more: Any) -> GridEvent:
        return self.move(
            self.dispatched(at=at, **more), "accept", by=self.cityman, at=at + timedelta(minutes=20)
        )

    def handled(self, *, at: datetime = AT, **more: Any) -> GridEvent:
        return self.move(
            self.handling(at=at, **more), "feed_back", by=self.cityman, at=at + timedelta(hours=2),
            result="已更换三盏路灯，恢复照明。", photos=[photo("修好.jpg", b"2")],
        )  # fmt: skip

    def verified(self, *, at: datetime = AT, **more: Any) -> GridEvent:
        return self.look(self.handled(at=at, **more), at=at + timedelta(hours=3))

    def closed(self, *, at: datetime = AT, **more: Any) -> GridEvent:
        return self.move(
            self.verified(at=at, **more), "close", by=self.office, at=at + timedelta(hours=4), rating=5
        )

    def look(
        self,
        event: GridEvent,
        *,
        passed: bool = True,
        by: Officer | None = None,
        at: datetime = AT,
        **more: Any,
    ) -> GridEvent:
        given: dict[str, Any] = {
            "longitude": HERE[0], "latitude": HERE[1], "accuracy": 10, "photos": [photo("核查.jpg", b"3")], "note": "灯亮了。",
        }  # fmt: skip
        return verify(event=event, passed=passed, by=by or self.other, at=at, **(given | more))

    def move(
        self, event: GridEvent, code: str, *, by: Officer | None, at: datetime = AT, **values: Any
    ) -> GridEvent:
        """Make a move and read the event again."""
        moved = run(Matter.objects.get(pk=event.pk), code, by=by, at=at, **values)
        event = GridEvent.objects.get(pk=event.pk)
        event.matter = moved
        return event


def clocks_of(event: GridEvent) -> set[str]:
    """The clocks that run."""
    return set(Clock.objects.filter(matter=event.pk, stopped_at=None).values_list("name", flat=True))


@pytest.fixture
def world(db: None) -> World:
    return World()
