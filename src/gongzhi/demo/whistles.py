"""Whistles of the last months in 清泽县, played through the product's own moves, so that lists and figures have content."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from gongzhi.kernel.flow.actions import run
from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.org.models import Officer, Place, PlaceKind, Unit, UnitKind
from gongzhi.modules.appeals.whistles.models import Whistle
from gongzhi.modules.appeals.whistles.opening import WhistleTold, blow

Progress = Callable[[str, int, int], None]
COUNT, DAYS = 44, 100
DESK = "rexian"  # sits at the command desk
# type, problem, what the town tried, who is needed (the first leads)
STORIES = (
    ("enforcement", "河道边夜间有人偷倒建筑垃圾，镇里没有执法权，几次拦截都没拦住。", "设卡值守两晚，劝返三车。", ("U26", "U12", "U06")),
    ("enforcement", "沿街商户占道经营屡劝不改，集市日堵塞县道，校车难以通行。", "上门劝导四次，发放告知书。", ("U26", "U14")),
    ("enforcement", "村口砂石堆场无证经营，扬尘和噪声扰民，业主拒不停工。", "现场制止并约谈业主一次。", ("U11", "U12", "U26")),
    ("emergency", "老桥桥面突然塌陷一处，有车辆和行人通过，需要立即封闭并抢修。", "已设警戒线，村干部现场看守。", ("U14", "U06")),
    ("emergency", "集中供水管爆裂，半个集镇停水，路面积水倒灌进两户民房。", "已通知村民储水，组织人员排水。", ("U30", "U13")),
    ("emergency", "化工桶被弃在沟渠边，有刺鼻气味流出，下游是灌溉水源。", "已拉警戒线，通知下游停止取水。", ("U12", "U21", "U06")),
    ("key_work", "老旧小区改造后雨污没有分流，每逢大雨污水外溢，镇里没有资金和图纸。", "清掏管道两次，仍然外溢。", ("U13", "U12", "U15")),
    ("key_work", "农村公路拓宽涉及电杆、光缆和林地，镇里协调半年没有进展。", "召开协调会三次，测量已完成。", ("U14", "U11", "U40")),
)  # fmt: skip
SCORES = ((96, "到得快，办得实。"), (90, "配合主动。"), (82, "按要求办完。"), (70, "来了，办得慢。"), (55, "多次催促才到。"))  # fmt: skip
RESULTS = ("已现场处置并恢复，安排专人巡查。", "已立案查处，责令限期整改。", "已完成抢修，经查验可以使用。")


def play(at: datetime, progress: Progress) -> None:
    """The whistles up to a moment; does nothing when there are some already."""
    if not Whistle.objects.exists():
        with transaction.atomic():
            _Months(at).tell(progress)


class _Months:
    def __init__(self, at: datetime) -> None:
        self.at = at
        self.dice = random.Random(1190)
        self.officers = {one.username: one for one in Officer.objects.select_related("unit")}
        self.units = {one.code: one for one in Unit.objects.all()}
        towns = Unit.objects.filter(kind=UnitKind.TOWNSHIP).exclude(place=None).order_by("code")
        self.towns = [one for one in towns if one.code.lower() in self.officers]
        villages = Place.objects.filter(kind__in=(PlaceKind.VILLAGE, PlaceKind.COMMUNITY)).order_by("code")
        self.villages: dict[str, list[str]] = {}
        for code in villages.values_list("code", flat=True):
            self.villages.setdefault(code[:9], []).append(code)

    def tell(self, progress: Progress) -> None:
        for n in range(COUNT):
            # the first town whistles most, the last one never
            town = self.towns[min(int(self.dice.expovariate(0.25)), len(self.towns) - 2)]
            began = self.at - timedelta(days=DAYS * (COUNT - n) / COUNT, minutes=self.dice.randint(30, 300))
            self.one(town, began, n)
            progress("吹哨报到", n + 1, COUNT)

    def one(self, town: Unit, at: datetime, n: int) -> None:
        """One whistle, as far as time has come and its fate goes."""
        kind, text, tried, wanted = self.dice.choice(STORIES)
        units = [self.units[code] for code in wanted if code in self.units]
        place = self.dice.choice(self.villages[(town.place_id or "")[:9]][:3])
        told = WhistleTold(text, kind, tried, units, lead=units[0], place_code=place, spot="村口现场")
        self.matter = blow(told, by=self.officers[town.code.lower()], at=at).matter
        head, desk = self.officers[f"{town.code.lower()}.head"], self.officers[DESK]
        if n == COUNT - 1 or not self.move("approve", head, at + timedelta(minutes=10)):
            return
        if n % 11 == 5:
            self.move(
                "refuse", desk, at + timedelta(minutes=20), reason="属镇级职责清单第十二项，请自行处置。"
            )
            return
        if n == COUNT - 2 or not self.move("accept", desk, at + timedelta(minutes=20)):
            return
        given = {"lead": units[0], "co": units[1:], "order": "到场后服从镇里统一调度。"}
        if self.move("dispatch", desk, at + timedelta(minutes=25), **given):
            self.work(town, units, kind, at + timedelta(minutes=25))

    def work(self, town: Unit, units: list[Unit], kind: str, at: datetime) -> None:
        """Every unit comes, some late and a few never; then the town confirms and rates."""
        span = {"emergency": 0.5, "enforcement": 24, "key_work": 40}[kind]
        here, done = self.officers[town.code.lower()], []
        for unit in units:
            by = self.officers[unit.code.lower()]
            late = self.dice.random()
            came = at + timedelta(hours=span * (self.dice.uniform(0.2, 0.9) if late < 0.82 else 1.6))
            who = f"{by.name}等{self.dice.randint(2, 4)}人"
            if late > 0.97 or not self.move("report_in", by, came, who=who, place="村口现场"):
                continue
            settled = came + timedelta(hours=self.dice.uniform(3, 60))
            if self.move("result", by, settled, text=self.dice.choice(RESULTS)):
                done.append((unit, settled))
        for unit, settled in done:
            if self.move("confirm", here, settled + timedelta(hours=30), unit=str(unit.pk)):
                score, reason = self.dice.choice(SCORES)
                given = {"unit": str(unit.pk), "score": score, "reason": reason}
                self.move("rate", here, settled + timedelta(hours=50), **given)

    def move(self, code: str, by: Officer, at: datetime, **values: Any) -> bool:
        """Make a move unless its time has not come; whether it was made."""
        if at > self.at:
            return False
        self.matter = run(Matter.objects.get(pk=self.matter.pk), code, by=by, at=at, **values)
        return True
