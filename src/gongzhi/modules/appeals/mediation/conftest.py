"""A county with a talk point, two rooms and their mediators."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from gongzhi.kernel.flow.actions import run
from gongzhi.kernel.flow.models import Matter
from gongzhi.modules.appeals.conftest import AT, LONG_AGO, World
from gongzhi.modules.appeals.mediation.models import Dispute, Mediator, Room, TalkPoint
from gongzhi.modules.appeals.mediation.opening import DisputeTold, PartyTold, register

WORDS = "东庄村两户为宅基地滴水起争执，一户要求拆墙，一户不肯。"
CONTENT = "双方同意以老墙为界，乙方于四月底前拆除新砌部分，甲方补助工料费五百元。"


class Mediation:
    """`world` with what mediation needs; `told`, `mediating` and `agreed` take a dispute through its states."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.centre_unit = world.unit("U35", "中共清泽县委政法委员会", "县委政法委")
        self.judge = world.officer("judge", "沈干事", self.centre_unit, "unit_handler", self.centre_unit)
        self.point = TalkPoint.objects.create(name="东庄村百姓说事点", place=world.village, keeper="魏某某")
        self.room = Room.objects.create(name="东庄乡贤调解工作室", kind="elders", place=world.village)
        self.centre = Room.objects.create(name="县综治中心调解室", kind="centre", place=world.county)
        self.elder = self.mediator("陶某某", "elder", self.room)
        self.lawyer = self.mediator("姜某某", "lawyer", self.centre)

    def mediator(self, name: str, kind: str, room: Room) -> Mediator:
        return Mediator.objects.create(name=name, kind=kind, room=room, from_on=LONG_AGO)

    def told(self, text: str = WORDS, *, at: datetime = AT, by: Any = None, **more: Any) -> Dispute:
        given: dict[str, Any] = {
            "kind": "land_homestead", "source": "talk_point", "point": self.point,
            "parties": [PartyTold("谢某", "13800138000"), PartyTold("邹某", side="respondent")],
        }  # fmt: skip
        return register(DisputeTold(text, **(given | more)), by=by or self.world.townsman, at=at)

    def move(
        self, dispute: Dispute, code: str, *, by: Any = None, at: datetime = AT, **values: Any
    ) -> Dispute:
        run(Matter.objects.get(pk=dispute.pk), code, by=by or self.world.townsman, at=at, **values)
        return Dispute.objects.select_related("matter").get(pk=dispute.pk)

    def mediating(self, *, at: datetime = AT, **more: Any) -> Dispute:
        return self.move(self.told(at=at, **more), "accept", at=at, mediator=str(self.elder.pk))

    def agreed(self, *, at: datetime = AT, on: date = date(2026, 3, 2), **more: Any) -> Dispute:
        return self.move(
            self.mediating(at=at, **more), "agree", at=at, content=CONTENT, effective_on=on, signed=True
        )


@pytest.fixture
def county(world: World) -> Mediation:
    return Mediation(world)
