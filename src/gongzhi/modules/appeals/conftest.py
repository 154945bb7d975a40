"""A small county with a hotline: `world` gives its people and takes appeals through their states."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.flow.actions import run
from gongzhi.kernel.flow.models import Clock, Matter
from gongzhi.kernel.org.models import Officer, Place, PlaceKind, Unit, UnitKind
from gongzhi.kernel.parameters.actions import set_value
from gongzhi.modules.appeals.directory import queries as directory
from gongzhi.modules.appeals.directory.actions import Draft, publish, set_category
from gongzhi.modules.appeals.directory.models import Category
from gongzhi.modules.appeals.intake.actions import Told, register
from gongzhi.modules.appeals.intake.models import Appeal

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday 2 March 2026, 09:00 in Shanghai
LONG_AGO = date(2020, 1, 1)
TEXT = "昨晚起小区三栋楼没水，家里有孩子和老人，什么时候恢复供水？"
PHONE = "13800138000"
CHECKED, DONE = "经现场查看，三号楼加压水泵烧坏，情况属实。", "已更换水泵，3月2日20时恢复供水，并逐户告知。"
REPLY = {
    "checked": CHECKED,
    "done": DONE,
    "basis": "《城市供水条例》第二十二条",
    "contact": "吴干事 0550-0000000",
}


class World:
    """清泽县: the hotline with its desks, three bureaus, two towns, and officers with the shipped permission sets.

    `clerk` takes in, `sender` dispatches and reviews, `caller` calls back, `head` and `second` head the hotline;
    `waterman`, `cityman`, `builder` and `townsman` handle for their units.
    """

    at = AT

    def __init__(self) -> None:
        place = Place.objects.create
        self.county = place(code="349921000000", name="清泽县", kind=PlaceKind.COUNTY)
        self.street = place(code="349921001000", name="城关街道", kind=PlaceKind.STREET, parent=self.county)
        self.community = place(
            code="349921001001", name="文昌社区", kind=PlaceKind.COMMUNITY, parent=self.street
        )
        self.town_place = place(code="349921100000", name="泽口镇", kind=PlaceKind.TOWN, parent=self.county)
        self.village = place(
            code="349921100200", name="东庄村", kind=PlaceKind.VILLAGE, parent=self.town_place
        )
        self.root = self.unit("U00", "清泽县人民政府", "县政府")
        self.hotline = self.unit("U27", "清泽县数据资源管理局", "县数管局")
        self.city = self.unit("U26", "清泽县城市管理局", "县城管局")
        self.housing = self.unit("U13", "清泽县住房和城乡建设局", "县住建局")
        self.water = self.unit("U30", "清泽县供水有限公司", "县供水公司")
        self.town = self.unit(
            "T03", "泽口镇人民政府", "泽口镇", place=self.town_place, kind=UnitKind.TOWNSHIP
        )
        self.clerk = self.officer("clerk", "李受理", self.hotline, "appeal_clerk")
        self.sender = self.officer("sender", "周派单", self.hotline, "appeal_dispatcher")
        self.caller = self.officer("caller", "吴回访", self.hotline, "appeal_caller")
        self.head = self.officer("head", "郑负责", self.hotline, "appeal_head")
        self.second = self.officer("second", "王副职", self.hotline, "appeal_head")
        self.waterman = self.officer("waterman", "钱干事", self.water, "unit_handler", self.water)
        self.cityman = self.officer("cityman", "孙干事", self.city, "unit_handler", self.city)
        self.builder = self.officer("builder", "赵干事", self.housing, "unit_handler", self.housing)
        self.townsman = self.officer("townsman", "冯干事", self.town, "unit_handler", self.town)
        self.categories = self.directory()

    def unit(self, code: str, name: str, short: str, **more: Any) -> Unit:
        more.setdefault("parent", getattr(self, "root", None))
        more.setdefault("place", self.county)
        return Unit.objects.create(code=code, name=name, short_name=short, **more)

    def officer(self, username: str, name: str, unit: Unit, held: str, over: Unit | None = None) -> Officer:
        """An officer of a unit with a shipped permission set over a unit (None: the whole county)."""
        officer = Officer.objects.create(username=username, name=name, unit=unit, password="!")
        given = PermissionSet.objects.get(name=held)
        Holding.objects.create(officer=officer, set=given, unit=over, from_on=LONG_AGO)
        return officer

    def directory(self) -> dict[str, Category]:
        """Four categories and the first edition: 停水 and 垃圾 by the bureaus, 村务 by the townships."""
        rows = (
            ("E01", "市容", "暴露垃圾", ["垃圾", "臭"], self.city, "4wh"),
            ("E10", "设施", "道路破损", ["路面", "坑"], self.housing, "7wd"),
            ("E13", "设施", "供水中断", ["没水", "停水", "供水"], self.water, ""),
            ("E30", "村务", "村务公开", ["公开栏", "账"], None, ""),
        )
        made = {
            code: set_category(code=code, major=major, name=name, keywords=words, by=None, at=AT)
            for code, major, name, words, _, _ in rows
        }
        drafts = [Draft(made[code], unit, limit=limit) for code, _, _, _, unit, limit in rows]
        publish(drafts=drafts, from_on=LONG_AGO, source="县热线管理办法附件", by=None, at=AT)
        return made

    # taking an appeal through its states

    def told(self, text: str = TEXT, **more: Any) -> Told:
        given: dict[str, Any] = {
            "type": "help", "category": "E13", "name": "王小明", "phone": PHONE, "place_code": "349921001001",
        }  # fmt: skip
        return Told(text, **(given | more))

    def appeal(
        self, text: str = TEXT, *, at: datetime = AT, by: Officer | None = None, **more: Any
    ) -> Appeal:
        """One that waits to be dispatched."""
        return register(self.told(text, **more), by=by or self.clerk, at=at)

    def dispatched(self, *, at: datetime = AT, unit: Unit | None = None, co: Any = (), **more: Any) -> Appeal:
        appeal = self.appeal(at=at, **more)
        return self.move(appeal, "dispatch", by=self.sender, at=at, unit=unit, co=list(co))

    def signed(self, *, at: datetime = AT, **more: Any) -> Appeal:
        appeal = self.dispatched(at=at, **more)
        return self.move(appeal, "sign_for", by=self.handler(appeal), at=at + timedelta(minutes=10))

    def handling(self, *, at: datetime = AT, **more: Any) -> Appeal:
        appeal = self.signed(at=at, **more)
        if appeal.anonymous:
            return self.move(appeal, "begin", by=self.handler(appeal), at=at + timedelta(minutes=20))
        return self.move(
            appeal,
            "contact",
            by=self.handler(appeal),
            at=at + timedelta(minutes=20),
            note="已电话联系，约定上门。",
        )

    def replied(self, *, at: datetime = AT, **more: Any) -> Appeal:
        appeal = self.handling(at=at, **more)
        return self.move(appeal, "reply", by=self.handler(appeal), at=at + timedelta(hours=1), **REPLY)

    def awaiting_call(self, *, at: datetime = AT, **more: Any) -> Appeal:
        appeal = self.replied(at=at, **more)
        return self.move(appeal, "review_pass", by=self.sender, at=at + timedelta(hours=2))

    def closed(
        self, *, at: datetime = AT, solved: str = "full", satisfied: str = "yes", **more: Any
    ) -> Appeal:
        appeal = self.awaiting_call(at=at, **more)
        return self.heard(appeal, solved, satisfied, at=at + timedelta(hours=3))

    def heard(self, appeal: Appeal, solved: str, satisfied: str, *, at: datetime, **more: Any) -> Appeal:
        more = {"verbatim": "水来了，谢谢。"} | more
        return self.move(
            appeal, "call_back", by=self.caller, at=at, solved=solved, satisfied=satisfied, **more
        )

    def handler(self, appeal: Appeal) -> Officer:
        """The handler of the unit that has the latest order."""
        unit = appeal.orders.latest("number").unit_id
        return next(
            one for one in (self.waterman, self.cityman, self.builder, self.townsman) if one.unit_id == unit
        )

    def move(
        self, appeal: Appeal, code: str, *, by: Officer | None, at: datetime = AT, **values: Any
    ) -> Appeal:
        """Make a move and read the appeal again."""
        moved = run(Matter.objects.get(pk=appeal.pk), code, by=by, at=at, **values)
        appeal = Appeal.objects.get(pk=appeal.pk)
        appeal.matter = moved
        return appeal

    def rule(self, name: str, value: Any) -> None:
        """A parameter's value, from long ago on."""
        set_value(
            name=name, value=value, from_on=LONG_AGO, source="热线办法", note="补录", by=self.head.pk, at=AT
        )


def clocks_of(appeal: Appeal) -> dict[str, datetime]:
    """When the running clocks end, by name."""
    return {one.name: one.due_at for one in Clock.objects.filter(matter=appeal.pk, stopped_at=None)}


def photo(name: str = "照片说明.txt") -> SimpleUploadedFile:
    """One upload, as a browser sends it."""
    return SimpleUploadedFile(name, "现场情况说明。".encode(), "text/plain")


def shanghai(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    """A moment of 2026 in the county's time."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@pytest.fixture
def world(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    # no model: the words of the directory propose
    monkeypatch.setenv("GONGZHI_APPEALS_MODEL", str(tmp_path / "none.npz"))
    directory.forget()
    yield World()
    directory.forget()


@pytest.fixture
def frozen() -> Iterator[Callable[[datetime], None]]:
    """`frozen(moment)` makes it the present for pages and queries."""
    import time_machine

    travels: list[Any] = []

    def at(moment: datetime) -> None:
        while travels:
            travels.pop().stop()
        travel = time_machine.travel(moment, tick=False)
        travel.start()
        travels.append(travel)

    yield at
    while travels:
        travels.pop().stop()
