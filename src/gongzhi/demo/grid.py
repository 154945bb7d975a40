"""Grid governance of the last months in 清泽县, played through the product's own actions, so that lists and maps have content."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from gongzhi.demo import grid_people
from gongzhi.demo.accounts import PASSWORD
from gongzhi.demo.county import SURNAMES
from gongzhi.demo.grid_texts import ASKS, DUTIES, FACILITIES, FOUND, NOT_SELF, RESULTS
from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.clock import ZONE
from gongzhi.kernel.flow.actions import run
from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.org.geometry import area_of
from gongzhi.kernel.org.models import Officer, Place, PlaceKind, Unit
from gongzhi.kernel.people.models import Household
from gongzhi.modules.appeals.directory.models import Category as AppealCategory
from gongzhi.modules.appeals.directory.models import Entry
from gongzhi.modules.grid.catalogue.actions import set_category, set_rule
from gongzhi.modules.grid.catalogue.models import Category
from gongzhi.modules.grid.events.actions import report, verify
from gongzhi.modules.grid.events.models import GridEvent
from gongzhi.modules.grid.grids.actions import admit
from gongzhi.modules.grid.grids.models import Member, Volunteer
from gongzhi.modules.grid.parts.models import Component
from gongzhi.modules.grid.visits.actions import set_asks, visit
from gongzhi.modules.grid.words import Level

Progress = Callable[[str, int, int], None]
COUNT, DAYS, VISITS = 230, 100, 90
SINCE = date(2020, 1, 1)
TOWN = "349921100000"  # 泽口镇: its grids have workers with accounts and people of their own
ASKED_ONLY = frozenset(
    [
        "E13",
        "E14",
        "E15",
        "E19",
        "E26",
        "E27",
        "E30",
        "E37",
        "E39",
        "E41",
        "E42",
        "E43",
        "E44",
        "E46",
        "E47",
        "E48",
        "E51",
        "E52",
        "E53",
        "E54",
        "E55",
        "E59",
        "E60",
    ]
)  # of appeals, not of grids


def play(at: datetime, progress: Progress) -> None:
    """Everything up to a moment; does nothing when there is something already."""
    if Category.objects.exists():
        return
    with transaction.atomic():
        _Months(at, progress).tell()


class _Months:
    def __init__(self, at: datetime, progress: Progress) -> None:
        self.at, self.progress = at, progress
        self.dice = random.Random(2108)
        self.units = {one.code: one for one in Unit.objects.all()}
        self.grids = list(Place.objects.filter(kind=PlaceKind.GRID).select_related("parent").order_by("code"))
        self.own = [one for one in self.grids if one.code.startswith(TOWN[:9])]
        self.towns = {one.place_id: one for one in self.units.values() if one.place_id}

    def tell(self) -> None:
        self.catalogue()
        self.officers()
        self.teams()
        grid_people.settle(self.own[:12], self.at, self.dice)
        self.facilities()
        events = sorted(self.dice.uniform(0, DAYS) for _ in range(COUNT))
        for n, days in enumerate(events):
            moment = self.daytime(self.at - timedelta(days=DAYS - days))
            self.event(moment, n)
            self.progress("网格事件", n + 1, COUNT)
        self.visits()

    def daytime(self, at: datetime) -> datetime:
        """The same day between eight and six."""
        here = at.astimezone(ZONE).replace(hour=self.dice.randint(8, 17), minute=self.dice.randint(0, 59))
        return min(here, self.at - timedelta(minutes=5))

    # what there is

    def catalogue(self) -> None:
        long_ago = self.at - timedelta(days=700)
        hosts = {one.category_id: one for one in Entry.objects.filter(place_code="").select_related("unit")}
        for one in AppealCategory.objects.order_by("code"):
            if one.code in ASKED_ONLY:
                continue
            made = set_category(
                code=one.code, sort="event", major=one.major, name=one.name, by=None, at=long_ago
            )
            entry = hosts.get(one.pk)
            unit = entry.unit if entry else None
            set_rule(
                category=made, from_on=SINCE, unit=unit, limit=(entry.limit if entry else "") or "5wd",
                level=Level.COUNTY if unit else Level.TOWN, self_allowed=one.code not in NOT_SELF,
                source="清泽县网格事件分类与处置标准", by=None, at=long_ago,
            )  # fmt: skip
        set_asks(name="日常走访", care="", questions=ASKS, from_on=SINCE, by=None, at=long_ago)

    def officers(self) -> None:
        """The county's and a town's desk, a village's head, and the workers of a town."""
        sets = {one.name: one for one in PermissionSet.objects.all()}
        town = Place.objects.get(pk=TOWN)
        village = self.own[0].parent
        assert village is not None
        fixed = [
            ("wangge", "章中心", "U35", "网格中心主任", "grid_centre", None),
            ("wgb", "云主任", "T03", "泽口镇网格办", "grid_office", town),
            ("wgz", "苏村长", "T03", f"{village.name}网格长", "grid_head", village),
        ]
        rows = [
            Officer(
                username=name, name=called, unit=self.units[unit], duty=duty, password="!", created_at=self.at
            )
            for name, called, unit, duty, _, _ in fixed
        ]
        workers = [*self.own, self.own[0]]  # the first grid has two
        for n, grid in enumerate(workers):
            called = f"{SURNAMES[(n * 7) % len(SURNAMES)]}网格员"
            rows.append(
                Officer(
                    username=f"wg{n + 1:03}" if grid is not self.own[0] or n == 0 else "wg000", name=called,
                    unit=self.units["T03"], place=grid, duty=f"{grid.parent.name if grid.parent else ''}{grid.name}", password="!",
                    created_at=self.at,
                )
            )  # fmt: skip
        hashed = make_password(PASSWORD)
        for one in rows:
            one.password = hashed
        Officer.objects.bulk_create(rows)
        self.people = {one.username: one for one in Officer.objects.select_related("unit")}
        holdings = [
            Holding(officer=self.people[name], set=sets[held], place=place, from_on=SINCE)
            for name, _, _, _, held, place in fixed
        ]
        holdings += [
            Holding(
                officer=self.people[one.username], set=sets["grid_worker"], place=one.place, from_on=SINCE
            )
            for one in rows[len(fixed) :]
        ]
        Holding.objects.bulk_create(holdings)
        Member.objects.bulk_create(
            [
                *(Member(place=one.place, post="worker", officer=self.people[one.username], name=one.name, from_on=SINCE) for one in rows[len(fixed) :]),
                Member(place=village, post="head", officer=self.people["wgz"], name="苏村长", phone="0550-0000021", from_on=SINCE),
            ]
        )  # fmt: skip
        self.workers: dict[str, Officer] = {}
        for one in rows[len(fixed) :]:
            self.workers.setdefault(one.place_id or "", self.people[one.username])

    def teams(self) -> None:
        """The rest of the county's grids have a worker by name; those of the first villages the whole team."""
        names = [f"{surname}网格员" for surname in SURNAMES]
        members = [
            Member(place=grid, post="worker", name=names[n % len(names)], from_on=SINCE)
            for n, grid in enumerate(self.grids)
            if grid not in self.own and n % 17
        ]
        for grid in self.own[:8]:
            for post, called in (
                ("police", "民警"),
                ("party", "党员"),
                ("leader", "志愿队长"),
                ("doctor", "家庭医生"),
                ("lawyer", "法律顾问"),
            ):
                members.append(
                    Member(place=grid, post=post, name=f"{self.dice.choice(SURNAMES)}{called}", from_on=SINCE)
                )
        Member.objects.bulk_create(members)
        Volunteer.objects.bulk_create(
            Volunteer(
                place=grid, name=f"志愿者{n:03}", masked_name=f"志***{n % 10}", masked_phone="199****0000", team="巾帼志愿队" if n % 2 else "党员先锋队",
                skills=self.dice.choice(("家电维修", "陪护老人", "政策宣传", "矛盾调解", "防溺水巡查")), joined_on=SINCE,
            )
            for n, grid in enumerate(self.own[:30])
        )  # fmt: skip
        for unit, name, net, content, basis in DUTIES:
            given = {"unit": self.units[unit], "name": name, "net": net, "content": content, "basis": basis}
            admit(**given, from_on=SINCE, by=self.people["wangge"], at=self.at - timedelta(days=300))  # type: ignore[arg-type]

    def facilities(self) -> None:
        rows = []
        for n, grid in enumerate(self.own[:20] * 6):
            part_class, sort, name, unit = FACILITIES[n % len(FACILITIES)]
            longitude, latitude = self.spot(grid)
            rows.append(
                Component(
                    code=f"349921{part_class}{sort}{n + 1:06}", name=name, part_class=part_class, place_code=grid.code,
                    spot=f"{grid.parent.name if grid.parent else ''}主路{n % 40 + 1}号旁", longitude=longitude, latitude=latitude,
                    unit=self.units[unit], condition="damaged" if n % 19 == 3 else "good", checked_on=self.at.date(), changed_at=self.at,
                )
            )  # fmt: skip
        Component.objects.bulk_create(rows)

    def spot(self, grid: Place) -> tuple[float, float]:
        """A position in a grid, not far from its middle."""
        area = area_of(grid.boundary or {})
        middle = area.representative_point()
        west, south, east, north = area.bounds
        reach = 0.2
        return (
            round(middle.x + self.dice.uniform(-reach, reach) * (east - west), 6),
            round(middle.y + self.dice.uniform(-reach, reach) * (north - south), 6),
        )

    # what happened

    def event(self, at: datetime, n: int) -> None:
        """One event, as far as time has come and its fate goes."""
        near = n % 3 == 0
        grid = self.dice.choice(self.own[:20] if near else self.grids)
        code, text, done = self.dice.choice(FOUND)
        worker = self.workers.get(grid.code) or self.dice.choice(list(self.workers.values()))
        longitude, latitude = self.spot(grid)
        settled = done and self.dice.random() < 0.62
        given: dict[str, Any] = (
            {"self_handled": True, "done": done, "done_photos": [picture("after", n)]} if settled else {}
        )
        made = report(
            text=f"{grid.parent.name if grid.parent else ''}{text}", category=code, place=grid.code, longitude=longitude, latitude=latitude,
            accuracy=self.dice.randint(4, 40), photos=[picture("before", n)], by=worker, at=at, urgent=n % 23 == 5, **given,
        )  # fmt: skip
        if not settled and n < COUNT - 6:
            self.follow(made, worker, grid, (longitude, latitude), at, n)

    def follow(
        self, made: GridEvent, worker: Officer, grid: Place, here: tuple[float, float], at: datetime, n: int
    ) -> None:
        """Filed, dispatched, handled, verified, closed; some late, some done twice, some not at all."""
        desk, centre = self.people["wgb"], self.people["wangge"]
        desk = desk if grid.code.startswith(TOWN[:9]) else centre
        self.matter = made.matter
        if n % 29 == 7:
            self.move(
                "void", desk, at + timedelta(minutes=20), ground="repeated", reason="与前一件是同一处。"
            )
            return
        unit = self.unit_for(made, grid)
        code = made.category.code if made.category else "E01"
        if not self.move(
            "dispatch", desk, at + timedelta(minutes=self.dice.randint(5, 50)), category=code, lead=unit
        ):
            return
        handler = self.people[unit.code.lower()]
        accepted = at + timedelta(minutes=self.dice.randint(60, 200))
        if self.dice.random() > 0.93 or not self.move("accept", handler, accepted):
            return
        hours = self.dice.choice((1, 2, 3, 6, 20, 30, 70))
        result, later = self.dice.choice(RESULTS), accepted + timedelta(hours=hours)
        if self.dice.random() > 0.9 or not self.move(
            "feed_back", handler, later, result=result, photos=[picture("after", n)]
        ):
            return
        passed = n % 9 != 4
        look = later + timedelta(hours=self.dice.uniform(0.5, 5))
        second = (
            self.people["wg000"]
            if grid.code == self.own[0].code
            else (self.people["wgz"] if grid.code.startswith(self.own[0].code[:12]) else desk)
        )
        if not self.look(made, second, look, here, passed, n):
            return
        if not passed:
            if not self.move(
                "feed_back",
                handler,
                look + timedelta(hours=4),
                result="已返工处理完毕。",
                photos=[picture("after", n + 1)],
            ):
                return
            look += timedelta(hours=6)
            if not self.look(made, second, look, here, True, n + 2):
                return
        self.move(
            "close", desk, look + timedelta(hours=1), rating=3 if not passed else self.dice.randint(4, 5)
        )

    def unit_for(self, made: GridEvent, grid: Place) -> Unit:
        from gongzhi.modules.grid.events.orders import host_of

        return host_of(made, self.at.date()) or self.towns[grid.code[:9] + "000"]

    def look(
        self, made: GridEvent, by: Officer, at: datetime, here: tuple[float, float], passed: bool, n: int
    ) -> bool:
        if at > self.at:
            return False
        made.matter = Matter.objects.get(pk=made.pk)
        verify(
            event=made, passed=passed, note="现场已恢复。" if passed else "还有一处没有处理。", photos=[picture("check", n)],
            longitude=here[0] + 0.0002, latitude=here[1], accuracy=12, by=by, at=at,
        )  # fmt: skip
        return True

    def move(self, code: str, by: Officer, at: datetime, **values: Any) -> bool:
        """Make a move unless its time has not come; whether it was made."""
        if at > self.at:
            return False
        run(Matter.objects.get(pk=self.matter.pk), code, by=by, at=at, **values)
        return True

    def visits(self) -> None:
        homes = list(Household.objects.select_related("house").order_by("pk"))
        for one in homes:
            one.visit_by = self.at.date() + timedelta(days=self.dice.randint(-20, 80))
        Household.objects.bulk_update(homes, ["visit_by"], batch_size=500)
        for n in range(VISITS):
            home = homes[(n * 7) % len(homes)]
            at = self.daytime(self.at - timedelta(days=60 * (VISITS - n) / VISITS))
            worker = self.workers[home.place_code[:15]]
            bad = n % 12 == 5
            answers = {"q1": "是" if bad else "否", "q2": "否", "q3": "务工" if n % 2 else "务农", "q4": ""}
            visit(
                household=home, answers=answers, met=n % 15 != 3, note="家中情况正常。" if n % 3 else "", longitude=home.house.longitude,
                latitude=home.house.latitude, accuracy=15, by=worker, at=at,
            )  # fmt: skip


def picture(sort: str, n: int) -> SimpleUploadedFile:
    """A drawn picture in place of a photo: a road with something on it, without it, or with a tick."""
    from PIL import Image, ImageDraw

    dice = random.Random(f"{sort}{n}")
    image = Image.new("RGB", (480, 360), (190 + dice.randint(0, 40), 210, 225))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 190, 480, 360), fill=(120 + dice.randint(0, 30), 125, 120))
    draw.polygon([(190, 190), (290, 190), (430, 360), (50, 360)], fill=(90, 92, 96))
    for row in range(4):
        draw.rectangle((236, 210 + row * 40, 244, 230 + row * 40), fill=(240, 240, 230))
    if sort == "before":
        for _ in range(14):
            x, y = dice.randint(120, 360), dice.randint(230, 330)
            draw.ellipse(
                (x, y, x + dice.randint(14, 46), y + dice.randint(10, 30)),
                fill=(dice.randint(60, 130), dice.randint(60, 110), 50),
            )
    elif sort == "check":
        draw.line([(180, 120), (225, 160), (310, 60)], fill=(30, 120, 60), width=14)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=70)
    return SimpleUploadedFile(f"{sort}-{n}.jpg", file.getvalue(), "image/jpeg")
