"""Disputes of the last months in 清泽县: where people tell of them, who mediates, what became of them."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.flow.actions import run
from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.org.models import Officer, Place, PlaceKind, Unit, UnitKind
from gongzhi.modules.appeals.mediation.models import Dispute, Mediator, Room, TalkPoint
from gongzhi.modules.appeals.mediation.opening import DisputeTold, PartyTold, register

Progress = Callable[[str, int, int], None]
COUNT, DAYS, OPENED = 60, 120, date(2024, 3, 1)
SURNAMES = "陶魏姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
# type, what it is about, what was agreed
STORIES = (
    ("neighbour", "两家相邻，一家新砌院墙滴水到另一家墙根，多次争吵。", "双方以老墙为界，拆除新砌部分，另一方补助工料费五百元。"),
    ("land_homestead", "承包地边界多年不清，今年插秧时双方各多占一垄。", "以土地确权图为准重新埋界石，双方各退半垄。"),
    ("marriage_family", "兄弟三人为老人轮流赡养和看病钱起争执。", "老人随长子生活，医药费三人平摊，每月五日前付清。"),
    ("property_mgmt", "楼上漏水泡坏楼下吊顶，双方为赔偿数额相持不下。", "楼上十五日内修好漏点，赔偿楼下修缮费一千八百元。"),
    ("labour_wage", "包工头拖欠六名工人两个月工资，工人到工地讨要。", "分两次付清所欠工资，第一次付六成，余款月底前结清。"),
    ("contract_loan", "借款三万元到期没有归还，出借人要求付利息。", "本金分三期归还，利息按约定减半计付。"),
    ("tort", "散养的狗咬伤路过的孩子，双方为打针和误工费争执。", "养狗人承担全部疫苗费用，另补误工费六百元，狗拴养。"),
    ("traffic", "电动车与三轮车路口相碰，双方都说对方全责。", "各自承担修车费，三轮车一方补助对方检查费三百元。"),
)  # fmt: skip
FACTS = "经实地查看并听取双方陈述，情况属实，双方对事实没有异议。"


def play(at: datetime, progress: Progress) -> None:
    """The disputes up to a moment; does nothing when there are some already."""
    if not Dispute.objects.exists():
        with transaction.atomic():
            _Months(at).tell(progress)


class _Months:
    def __init__(self, at: datetime) -> None:
        self.at, self.dice = at, random.Random(171)
        self.officers = {one.username: one for one in Officer.objects.select_related("unit")}
        towns = Unit.objects.filter(kind=UnitKind.TOWNSHIP).exclude(place=None).select_related("place")
        self.towns = [one for one in towns.order_by("code") if one.code.lower() in self.officers]
        self.points: dict[int, list[TalkPoint]] = {}
        self.mediators: dict[int, list[Mediator]] = {}
        for town in self.towns:
            self.registers(town)

    def somebody(self) -> str:
        return f"{self.dice.choice(SURNAMES)}某某"

    def registers(self, town: Unit) -> None:
        """Three talk points of a township, its office and a studio of respected villagers, each with mediators."""
        place = town.place
        assert place is not None
        kinds = (PlaceKind.VILLAGE, PlaceKind.COMMUNITY)
        villages = list(Place.objects.filter(parent=place, kind__in=kinds).order_by("code")[:3])
        self.points[town.pk] = [
            TalkPoint.objects.create(
                name=f"{town.label}{one.name}百姓说事点", place=one, keeper=self.somebody(),
                hours="工作日 8:30—17:30，逢集全天", opened_on=OPENED,
            )
            for one in villages
        ]  # fmt: skip
        office = Room.objects.create(
            name=f"{town.label}司法所调解室",
            kind="office",
            place=place,
            committee=f"{town.label}人民调解委员会",
        )
        elders = Room.objects.create(
            name=f"{town.label}{villages[0].name}乡贤调解工作室", kind="elders", place=villages[0],
            committee=f"{town.label}{villages[0].name}人民调解委员会",
        )  # fmt: skip
        self.mediators[town.pk] = [
            self.mediator(office, "full"), self.mediator(office, "lawyer"), self.mediator(elders, "elder"),
        ]  # fmt: skip

    def mediator(self, room: Room, kind: str) -> Mediator:
        made, _ = Mediator.objects.get_or_create(
            room=room, name=self.somebody(), defaults={"kind": kind, "from_on": OPENED}
        )
        return made

    def tell(self, progress: Progress) -> None:
        for n in range(COUNT):
            town = self.towns[n % len(self.towns)]
            began = self.at - timedelta(days=DAYS * (COUNT - n) / COUNT, minutes=self.dice.randint(30, 300))
            self.one(town, began, n)
            progress("矛盾纠纷", n + 1, COUNT)

    def one(self, town: Unit, at: datetime, n: int) -> None:
        """One dispute, as far as time has come and its fate goes: one in twelve is not settled."""
        kind, text, agreed = self.dice.choice(STORIES)
        by, mediators = self.officers[town.code.lower()], self.mediators[town.pk]
        told = DisputeTold(
            text, kind, [PartyTold(self.somebody(), f"1990002{n:04}"), PartyTold(self.somebody(), side="respondent")],
            source="talk_point", point=self.points[town.pk][n % 3], people=self.dice.choice((2, 2, 2, 3, 6)),
        )  # fmt: skip
        self.matter, self.by = register(told, by=by, at=at).matter, by
        if n >= COUNT - 2:
            return
        who = str(mediators[n % len(mediators)].pk)
        self.move("accept", at + timedelta(hours=2), mediator=who)
        heard = at + timedelta(days=1, hours=self.dice.randint(1, 20))
        self.move(
            "hear", heard, came="both", mediator=who, minutes="双方各自说了经过和要求，调解员讲清法理和情理。"
        )
        done = heard + timedelta(days=self.dice.randint(0, 4), hours=1)
        if n % 12 == 7:
            self.move("fail", done, reason="双方对数额分歧过大，不愿再谈。", told=True, risk="blue")
            return
        self.agree(agreed, done, n)

    def agree(self, content: str, at: datetime, n: int) -> None:
        """The agreement, written on paper by every fourth; the visits whose days have come; the end."""
        on = local_day(at)
        if not self.move(
            "agree", at, content=content, effective_on=on, perform_by=on + timedelta(days=30), signed=True
        ):
            return
        if n % 4 == 0:
            self.move(
                "write_agreement", at + timedelta(hours=1), facts=FACTS, content=content, how="当面付清"
            )
        if n % 10 == 4:
            self.move("apply", at + timedelta(days=3))
        for days in (7, 30, 90):
            self.move(
                "visit",
                at + timedelta(days=days, hours=2),
                performed="yes",
                stable="yes",
                note="双方都说没有再起争执。",
            )
        self.move("close", at + timedelta(days=91))

    def move(self, code: str, at: datetime, **values: Any) -> bool:
        """Make a move whose time has come."""
        if at > self.at:
            return False
        self.matter = run(Matter.objects.get(pk=self.matter.pk), code, by=self.by, at=at, **values)
        return True
