"""A county with a town's principal and a command desk; `drafted` to `closed` take a whistle through its states."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from gongzhi.kernel.flow.actions import run
from gongzhi.kernel.flow.models import Matter
from gongzhi.modules.appeals.conftest import AT, World
from gongzhi.modules.appeals.whistles.models import Call, Whistle
from gongzhi.modules.appeals.whistles.opening import WhistleTold, blow

WORDS = "东庄村河边夜里有人偷倒建筑垃圾，镇里没有执法权，拦不住。"
TRIED = "镇里设了卡口，劝阻三次。"


class Whistling:
    """`world` with `principal` of 泽口镇 and `commander` of the command desk."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.principal = world.officer("principal", "韩书记", world.town, "unit_head", world.town)
        self.commander = world.officer("commander", "唐指挥", world.root, "whistle_command")

    def drafted(self, text: str = WORDS, *, at: datetime = AT, by: Any = None, **more: Any) -> Whistle:
        given: dict[str, Any] = {
            "type": "enforcement", "tried": TRIED, "wanted": [self.world.city, self.world.water],
            "lead": self.world.city, "place_code": "349921100200",
        }  # fmt: skip
        return blow(WhistleTold(text, **(given | more)), by=by or self.world.townsman, at=at)

    def move(
        self, whistle: Whistle, code: str, by: Any = None, *, at: datetime = AT, **values: Any
    ) -> Whistle:
        run(Matter.objects.get(pk=whistle.pk), code, by=by or self.world.townsman, at=at, **values)
        return Whistle.objects.select_related("matter").get(pk=whistle.pk)

    def approved(self, *, at: datetime = AT, **more: Any) -> Whistle:
        return self.move(self.drafted(at=at, **more), "approve", self.principal, at=at)

    def dispatched(self, *, at: datetime = AT, days: int | None = None, **more: Any) -> Whistle:
        whistle = self.move(self.approved(at=at, **more), "accept", self.commander, at=at)
        lead, co = self.world.city, [self.world.water]
        return self.move(whistle, "dispatch", self.commander, at=at, lead=lead, co=co, days=days)

    def came(self, whistle: Whistle, by: Any, *, at: datetime = AT) -> Whistle:
        return self.move(whistle, "report_in", by, at=at, who="孙队长等3人", place="河边卡口")

    def settled(self, *, at: datetime = AT, **more: Any) -> Whistle:
        """Both units came an hour later and say that they are done after two."""
        whistle = self.dispatched(at=at, **more)
        for by in (self.world.cityman, self.world.waterman):
            self.came(whistle, by, at=at + timedelta(hours=1))
            whistle = self.move(whistle, "result", by, at=at + timedelta(hours=2), text="已清运并处罚。")
        return whistle

    def confirmed(self, *, at: datetime = AT, **more: Any) -> Whistle:
        whistle = self.settled(at=at, **more)
        for unit in (self.world.city, self.world.water):
            whistle = self.move(whistle, "confirm", at=at + timedelta(hours=3), unit=str(unit.pk))
        return whistle

    def closed(self, *, at: datetime = AT, scores: tuple[int, int] = (90, 60), **more: Any) -> Whistle:
        whistle = self.confirmed(at=at, **more)
        for unit, score in zip((self.world.city, self.world.water), scores, strict=True):
            given = {"unit": str(unit.pk), "score": score, "reason": "来得快。"}
            whistle = self.move(whistle, "rate", at=at + timedelta(hours=4), **given)
        return whistle

    def call(self, whistle: Whistle, unit: Any) -> Call:
        return Call.objects.select_related("assignment").get(whistle=whistle, unit=unit)


@pytest.fixture
def county(world: World) -> Whistling:
    return Whistling(world)
