"""Setting up stations, their staff, and writing down what was done under the four duties."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gongzhi.kernel.access import require
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.events import event
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.kernel.rounds.models import Round
from gongzhi.modules.ecology.stations.models import Activity, Staff, Station
from gongzhi.modules.ecology.words import Duty

PLAN, PATROL = "ecology.plan", "ecology.patrol"


@event("ecology.station_set", "设立工作站")
@dataclass(frozen=True)
class StationSet:
    station: int
    name: str
    posts: int
    opened_on: str

    def sentence(self) -> str:
        return f"{self.name}：{self.opened_on}挂牌，编制{self.posts}人"


@event("ecology.staff_set", "工作站人员", personal=("name",))
@dataclass(frozen=True)
class StaffSet:
    station: int
    name: str
    duties: list[str]
    to_on: str = ""

    def sentence(self) -> str:
        return f"{self.name}自{self.to_on}起离站" if self.to_on else f"{self.name}：{'、'.join(self.duties)}"


class StationThere(Refusal):
    code = "ecology.station_there"
    kind = Kind.CONFLICT
    message = "{unit}已经设立工作站，请打开原来的修改。"


class StationAmongTowns(Refusal):
    code = "ecology.station_among_towns"
    message = "{unit}不在{town}之下，不能作为它的工作站。请先在单位管理里把它设为{town}的下属单位。"


class StaffElsewhere(Refusal):
    code = "ecology.staff_elsewhere"
    kind = Kind.CONFLICT
    message = "{name}现在是{station}的人员，请先办离站。"


class NoDuty(Refusal):
    code = "ecology.no_duty"
    message = "请至少选一项职责（宣传员、侦查员、信息员、督办员）。"


class DayWrong(Refusal):
    code = "ecology.day_wrong"
    message = "日期{given}不对：{why}。"


@transaction.atomic
def set_station(
    *,
    unit: Unit,
    town: Unit,
    opened_on: date,
    posts: int,
    budget: int = 0,
    address: str = "",
    phone: str = "",
    station: Station | None = None,
    by: Officer | None,
    at: datetime,
) -> Station:
    """Set up a township's station, or change what is fixed of it. `budget` is in cents.

    Raises: NotAllowed, StationThere, StationAmongTowns. Records: ecology.station_set.
    """
    if by is not None:
        require(by, PLAN, town)
    twins = Station.objects.filter(unit=unit)
    if (twins.exclude(pk=station.pk) if station else twins).exists():
        raise StationThere(field="unit", unit=unit.label)
    if not unit.path.startswith(town.path):
        raise StationAmongTowns(field="unit", unit=unit.label, town=town.label)
    station = station or Station()
    given = {
        "unit": unit, "town": town, "opened_on": opened_on, "posts": posts, "budget": budget, "address": address,
        "phone": phone,
    }  # fmt: skip
    for name, one in given.items():
        setattr(station, name, one)
    station.save()
    record(StationSet(station.pk, unit.label, posts, opened_on.isoformat()), by=by, at=at)
    return station


@transaction.atomic
def join(
    *,
    station: Station,
    officer: Officer,
    duties: Collection[str],
    head: bool = False,
    from_on: date | None = None,
    by: Officer | None,
    at: datetime,
) -> Staff:
    """Somebody comes to a station, or gets other duties there.

    Raises: NotAllowed, NoDuty, StaffElsewhere. Records: ecology.staff_set.
    """
    if by is not None:
        require(by, PLAN, station.unit)
    known = [one for one in Duty.values if one in duties]
    if not known:
        raise NoDuty(field="duties")
    row = Staff.objects.filter(officer=officer, to_on=None).select_related("station__unit").first()
    if row is not None and row.station_id != station.pk:
        raise StaffElsewhere(field="officer", name=officer.name, station=row.station)
    row = row or Staff(station=station, officer=officer, from_on=from_on or local_day(at))
    row.duties, row.head = known, head
    row.save()
    record(StaffSet(station.pk, officer.name, [Duty(one).label for one in known]), by=by, at=at)
    return row


@transaction.atomic
def leave(*, staff: Staff, on: date, by: Officer | None, at: datetime) -> Staff:
    """Somebody leaves a station. Raises: NotAllowed, DayWrong. Records: ecology.staff_set."""
    if by is not None:
        require(by, PLAN, staff.station.unit)
    if on < staff.from_on:
        raise DayWrong(field="on", given=on, why=f"不能早于到站日期{staff.from_on}")
    staff.to_on = on
    staff.save(update_fields=["to_on"])
    record(StaffSet(staff.station_id, staff.officer.name, list(staff.duties), on.isoformat()), by=by, at=at)
    return staff


@transaction.atomic
def log_activity(
    *, station: Station, duty: str, on: date, text: str, people: int | None = None, by: Officer, at: datetime
) -> Activity:
    """Write down by hand what was done: publicity above all. Raises: NotAllowed, DayWrong."""
    require(by, PATROL, station.unit)
    if on > local_day(at):
        raise DayWrong(field="on", given=on, why="还没有到")
    return Activity.objects.create(
        station=station, duty=duty, officer=by, on=on, at=at, text=text.strip()[:300], people=people
    )


def note_duty(
    duty: str,
    unit: Unit,
    officer: Officer | None,
    at: datetime,
    *,
    text: str,
    round: Round | None = None,
    matter: Matter | None = None,
) -> None:
    """Write down what an officer did under a duty, when the unit is a station. One or two queries."""
    station = Station.objects.filter(unit=unit).first()
    if station is not None:
        Activity.objects.create(
            station=station,
            duty=duty,
            officer=officer,
            on=local_day(at),
            at=at,
            text=text[:300],
            round=round,
            matter=matter,
        )


def note_round(round: Round) -> int:
    """Every one who walked a finished round was a scout that day. Twice is once. Three queries."""
    station = Station.objects.filter(unit=round.unit_id).first()
    if station is None or round.ended_at is None:
        return 0
    text = f"巡查：{round.route.name}，到点{round.stops_reached}/{round.stops_total}"
    rows = [
        Activity(
            station=station,
            duty=Duty.SCOUT,
            officer_id=one,
            on=round.on,
            at=round.ended_at,
            text=text,
            round=round,
        )
        for one in round.walkers.values_list("officer", flat=True)
    ]
    return len(Activity.objects.bulk_create(rows, ignore_conflicts=True))
