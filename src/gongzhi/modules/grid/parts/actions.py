"""Keeping components: entered, changed, struck off; their code says where they are and of what class."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongzhi.kernel.access import decide, require
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.events import event
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.org.models import Officer, Place, Unit
from gongzhi.modules.grid.parts.models import Component, Condition, PartClass
from gongzhi.modules.grid.places import grid_for
from gongzhi.modules.grid.refused import CodeTaken, ComponentCodeWrong, OutsideOwnPlaces

PERMISSION = "grid.parts"


@event("grid.component_set", "登记部件")
@dataclass(frozen=True)
class ComponentSet:
    """A component was entered or changed."""

    code: str
    name: str
    condition: str

    def sentence(self) -> str:
        return f"登记部件{self.name}（{self.code}），{self.condition}"


def is_component_code(code: str) -> bool:
    """16 digits: county 6, class 01 to 05, sort 2, serial 6 (GB/T 30428.2).

    >>> is_component_code("3499210101000001"), is_component_code("3499210901000001")
    (True, False)
    """
    return bool(re.fullmatch(r"[0-9]{16}", code)) and code[6:8] in PartClass.values


def checked_code(code: str) -> str:
    """The code without blanks. Raises: ComponentCodeWrong."""
    code = code.strip()
    if not is_component_code(code):
        raise ComponentCodeWrong(field="code", given=code[:20])
    return code


def checked_place(there: Place, *, by: Officer) -> Place:
    """Where a component stands is within the officer's reach. Raises: OutsideOwnPlaces."""
    if not decide(by, PERMISSION, there):
        raise OutsideOwnPlaces(field="place", place=there.name)
    return there


@transaction.atomic
def set_component(
    *,
    component: Component | None = None,
    code: str,
    name: str,
    place: str = "",
    spot: str = "",
    longitude: float | None = None,
    latitude: float | None = None,
    unit: Unit | None = None,
    condition: str = Condition.GOOD,
    by: Officer,
    at: datetime,
) -> Component:
    """Enter a component or change it. `place` is a grid's code; without one the position decides.

    Raises: NotAllowed, ComponentCodeWrong, CodeTaken, OutsideOwnPlaces, PlaceNeeded, PlaceUnknown, PositionOutside.
    Records: grid.component_set.
    """
    require(by, PERMISSION)
    code = checked_code(code)
    row = component or Component()
    other = Component.objects.filter(code=code).exclude(pk=row.pk).first()
    if other is not None:
        raise CodeTaken(field="code", given=code, label=other.name)
    there, useful = grid_for(place, longitude, latitude)
    checked_place(there, by=by)
    row.spot, row.unit, row.condition = spot.strip(), unit, condition
    row.longitude, row.latitude = (longitude, latitude) if useful else (None, None)
    settle(row, code, name, there.code, at).save()
    record(told_of(row), by=by, at=at)
    return row


def settle(row: Component, code: str, name: str, place_code: str, at: datetime) -> Component:
    """What every component has, however it came: its class follows from its code, and it was looked at today."""
    row.code, row.name, row.part_class, row.place_code = code, name.strip(), code[6:8], place_code
    row.changed_at, row.checked_on = at, local_day(at)
    return row


def told_of(row: Component) -> ComponentSet:
    """The event of one component's being entered or changed."""
    return ComponentSet(row.code, row.name, Condition(row.condition).label)
