"""A county with one patrol: `walks` gives its route, its people and its rounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.support.errands import ERRAND

from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.access.queries import label_permissions
from gongzhi.kernel.flow import spawning
from gongzhi.kernel.flow.actions import New, Party, open_matter
from gongzhi.kernel.flow.models import Matter, Role
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.org.world import World
from gongzhi.kernel.rounds import declare
from gongzhi.kernel.rounds.actions import Problem, Spot, begin_round, check_in, finish_round, found
from gongzhi.kernel.rounds.declare import RoundKind
from gongzhi.kernel.rounds.models import CheckIn, Finding, Round, Route
from gongzhi.kernel.rounds.planning import Plan, Point, set_route

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday 2 March 2026, 09:00 in Shanghai
KIND = RoundKind(
    "test.patrol",
    "试验巡查",
    "test",
    view="test.view",
    walk="test.walk",
    plan="test.plan",
    finding="test_find",
)
GATE, BRIDGE = (116.0, 33.0), (116.01, 33.0)  # 933 m apart
STOPS = (Point("闸口", *GATE, todo="看水色"), Point("老桥", *BRIDGE))
PHOTO = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def photo(name: str = "现场.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PHOTO, content_type="image/png")


def open_find(
    wanted: spawning.Wanted, lead: Unit, co: list[Unit], *, by: Officer | None, at: datetime
) -> Matter:
    new = New(
        title=wanted.title or wanted.text, place_code=wanted.place_code, longitude=wanted.longitude, latitude=wanted.latitude,
        category=wanted.category, source=wanted.source, parties=[Party(Role.LEAD, unit=lead)],
    )  # fmt: skip
    return open_matter(ERRAND, new, by=by, at=at)


@dataclass
class Walks:
    """`he` and `lin` walk 清河线 of the town's station twice a week; `boss` plans for the whole county."""

    world: World
    he: Officer
    lin: Officer
    boss: Officer
    route: Route

    def plan(self, **more: Any) -> Plan:
        given = Plan(
            "清河线",
            self.world.station,
            self.world.place,
            [self.he, self.lin],
            STOPS,
            date(2026, 3, 2),
            times=2,
        )
        return replace(given, **more)

    def due(self) -> Round:
        return Round.objects.select_related("route").order_by("due_on").filter(extra=False)[0]

    def stop(self, n: int) -> Any:
        return self.route.stops.all()[n]

    def begun(self, *, at: datetime = AT, **more: Any) -> Round:
        return begin_round(round=self.due(), by=self.he, at=at, **more)

    def at_stop(
        self, round: Round, n: int, *, minutes: int = 10, by: Officer | None = None, **more: Any
    ) -> CheckIn:
        stop = self.stop(n)
        given: dict[str, Any] = {"spot": Spot(stop.longitude, stop.latitude, 10)} | more
        return check_in(round=round, stop=stop, by=by or self.he, at=AT + timedelta(minutes=minutes), **given)

    def done(self) -> Round:
        round = self.begun()
        self.at_stop(round, 0)
        self.at_stop(round, 1, minutes=40)
        return finish_round(round=round, by=self.he, at=AT + timedelta(hours=1))

    def find(self, round: Round, text: str = "河边有新倒的建筑垃圾。", **more: Any) -> Finding:
        files = more.pop("files", ())
        problem = Problem(
            text, spot=more.pop("spot", Spot(*GATE)), category=more.pop("category", ""), files=files
        )
        return found(round=round, problem=problem, by=self.he, at=AT + timedelta(minutes=20), **more)


def allow(officer: Officer, name: str, permissions: list[str], unit: Unit | None = None) -> None:
    held = PermissionSet.objects.create(name=name, label=name, permissions=permissions)
    Holding.objects.create(officer=officer, set=held, unit=unit, from_on=date(2020, 1, 1))


@pytest.fixture
def kind() -> Iterator[RoundKind]:
    """The test's own kind, and one that opens its findings."""
    declare.register(KIND)
    spawning.offer("test_find", "试验问题", needs="test.walk")(open_find)
    label_permissions({"test.walk": "巡查", "test.plan": "设定巡查路线"})
    yield KIND
    declare._kinds.pop(KIND.code)
    spawning._offers.pop("test_find")


@pytest.fixture
def walks(db: None, kind: RoundKind) -> Walks:
    world = World()
    boss = world.officer("boss", "县站长")
    he, lin = world.officer("sun", "孙丙", world.station), world.officer("qian", "钱丁", world.station)
    allow(he, "walker", ["test.view", "test.walk"], world.station)
    allow(lin, "walker2", ["test.view", "test.walk"], world.station)
    allow(boss, "planner", ["test.view", "test.walk", "test.plan"])
    plan = Plan("清河线", world.station, world.place, [he, lin], STOPS, date(2026, 3, 2), times=2)
    return Walks(world, he, lin, boss, set_route(kind=KIND.code, plan=plan, by=boss, at=AT))
