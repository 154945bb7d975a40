"""Keeping reaches, and naming their chiefs; a chief's patrol follows from the level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from gongzhi.kernel.access import require
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.events import event
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.org.models import Officer, Place, Unit
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.kernel.rounds.planning import Plan, Point, set_route
from gongzhi.modules.ecology.chiefs.models import Chief, Reach
from gongzhi.modules.ecology.chiefs.policy import often
from gongzhi.modules.ecology.words import Level, ReachKind

PLAN = "ecology.plan"
TITLES = {"river": "河长", "lake": "湖长", "woods": "林长"}


@event("ecology.chief_named", "任命河长林长", personal=("name",))
@dataclass(frozen=True)
class ChiefNamed:
    reach: int
    on_reach: str
    name: str
    title: str
    from_on: str

    def sentence(self) -> str:
        return f"{self.name}自{self.from_on}起任{self.on_reach}{self.title}"


@event("ecology.reach_set", "登记河湖林区")
@dataclass(frozen=True)
class ReachSet:
    reach: int
    name: str
    level: str
    unit: str
    new: bool = True

    def sentence(self) -> str:
        return f"{'登记' if self.new else '修改'}{self.level}“{self.name}”，责任单位{self.unit}"


class ReachThere(Refusal):
    code = "ecology.reach_there"
    kind = Kind.CONFLICT
    message = "{place}已有“{name}”，请打开原来的修改。"


class ChiefBefore(Refusal):
    code = "ecology.chief_before"
    message = "现任{name}的任职从{from_on}开始，新的任职不能早于这一天。"


@dataclass(frozen=True)
class Drawn:
    """A reach as it is kept."""

    name: str
    kind: str
    level: str
    place: Place
    unit: Unit
    parent: Reach | None = None
    metres: int = 0
    hectares: Decimal = Decimal(0)
    line: dict[str, Any] | None = None


@transaction.atomic
def set_reach(*, drawn: Drawn, reach: Reach | None = None, by: Officer | None, at: datetime) -> Reach:
    """Keep a river, lake or wood. Raises: NotAllowed, ReachThere. Records: ecology.reach_set."""
    if by is not None:
        require(by, PLAN, drawn.unit)
    twins = Reach.objects.filter(name=drawn.name.strip(), place=drawn.place)
    if (twins.exclude(pk=reach.pk) if reach else twins).exists():
        raise ReachThere(field="name", place=drawn.place.name, name=drawn.name.strip())
    new, reach = reach is None, reach or Reach()
    for name in ("kind", "level", "place", "unit", "parent", "metres", "hectares"):
        setattr(reach, name, getattr(drawn, name))
    reach.name, reach.line = drawn.name.strip(), drawn.line
    reach.save()
    said = ReachSet(reach.pk, reach.name, Level(reach.level).label, drawn.unit.label, new)
    record(said, by=by, at=at)
    return reach


def title_of(reach: Reach) -> str:
    """
    >>> title_of(Reach(kind="river", level="village"))
    '村级河长'
    """
    return f"{Level(reach.level).label}{TITLES[reach.kind]}"


@transaction.atomic
def name_chief(
    *,
    reach: Reach,
    officer: Officer,
    from_on: date | None = None,
    title: str = "",
    stops: Sequence[Point] = (),
    by: Officer | None,
    at: datetime,
) -> Chief:
    """Name the chief of a reach; the one before ends. The reach's patrol is the new chief's from now on.

    Without `stops` a new patrol has none but the reach itself. Raises: NotAllowed, ChiefBefore, what a route is refused for.
    Records: ecology.chief_named, rounds.route_set.
    """
    if by is not None:
        require(by, PLAN, reach.unit)
    on = from_on or local_day(at)
    present = reach.chiefs.filter(to_on=None).select_related("officer").first()
    if present is not None:
        if on < present.from_on:
            raise ChiefBefore(field="from_on", name=present.officer.name, from_on=present.from_on)
        present.to_on = on
        present.save(update_fields=["to_on"])
    chief = Chief.objects.create(
        reach=reach, officer=officer, title=title.strip() or title_of(reach), from_on=on
    )
    _patrol(reach, chief, stops, by, at)
    record(ChiefNamed(reach.pk, reach.name, officer.name, chief.title, on.isoformat()), by=by, at=at)
    return chief


def _patrol(reach: Reach, chief: Chief, stops: Sequence[Point], by: Officer | None, at: datetime) -> None:
    rhythm, times, minutes, metres = often(reach.level, local_day(at))
    route = reach.route
    points = list(stops)
    if not points and route is not None:
        points = [
            Point(one.name, one.longitude, one.latitude, one.radius, one.place, one.todo, one.subject, one.pk)
            for one in route.stops.filter(is_active=True)
        ]
    plan = Plan(
        name=f"{reach.name}{'巡林' if reach.kind == ReachKind.WOODS else '巡河'}", unit=reach.unit, place=reach.place,
        officers=[chief.officer], stops=points or [Point(reach.name, place=reach.place)],
        from_on=route.from_on if route else chief.from_on, rhythm=rhythm, times=times, least_minutes=minutes,
        least_metres=metres, subject=f"reach:{reach.pk}",
    )  # fmt: skip
    kind = "ecology.forest" if reach.kind == ReachKind.WOODS else "ecology.river"
    reach.route = set_route(kind=kind, plan=plan, route=route, by=by, at=at)
    reach.save(update_fields=["route"])
