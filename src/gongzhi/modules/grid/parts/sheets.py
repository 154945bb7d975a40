"""部件 by spreadsheet: thousands of them by the rules of one. What is there already is updated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from gongzhi.kernel.access.queries import scope
from gongzhi.kernel.events.actions import Entry, record_all
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.sheets import Column, Line, Planned, SheetKind, Told, compare, differences
from gongzhi.kernel.sheets.cells import Units, position
from gongzhi.kernel.sheets.lines import plain
from gongzhi.kernel.sheets.models import Intake
from gongzhi.kernel.web.sheets.pages import Pages
from gongzhi.modules.grid.parts.actions import PERMISSION, checked_code, checked_place, settle, told_of
from gongzhi.modules.grid.parts.models import Component, Condition
from gongzhi.modules.grid.places import Grids
from gongzhi.modules.grid.refused import (
    ComponentCodeWrong,
    OutsideOwnPlaces,
    PlaceNeeded,
    PlaceUnknown,
    PositionOutside,
)

BATCH = 500
KEYS = 5000
CODE, NAME, GRID, SPOT, UNIT, STATE = "部件编码", "名称", "网格代码", "位置说明", "养护单位", "状态"
COLUMNS = (
    Column(
        CODE,
        needed=True,
        key=True,
        hint="16位数字，这一列要设为文本：区划6位、大类2位（01至05）、小类2位、顺序6位",
    ),
    Column(NAME, needed=True, longest=40),
    Column(GRID, hint="不填的，按经度和纬度定网格"),
    Column("经度", hint="如116.305123，和纬度一起填"),
    Column("纬度", hint="如32.905123"),
    Column(SPOT, longest=120, hint="如：人民路12号门前"),
    Column(UNIT, hint="全称、简称或别名"),
    Column(STATE, choices={label: code for code, label in Condition.choices}, hint="新部件不填算完好"),
)
CHANGED = (
    "name", "part_class", "place_code", "spot", "longitude", "latitude", "unit", "condition", "checked_on", "changed_at",
)  # fmt: skip


def check(lines: Sequence[Line], *, about: Any, by: Officer, at: datetime) -> None:
    """The rules of `set_component`, line by line. Some six statements, whatever the number of lines."""
    for line in lines:
        line.values["position"] = position(line)
    grids = Grids((line.cells[GRID], *line.values["position"]) for line in lines)
    units = Units(at)
    for line in lines:
        _code(line)
        _place(line, grids, by)
        line.values["unit"] = units.one(line, UNIT)


def _code(line: Line) -> None:
    if not line.cells[CODE] or any(column == CODE for column, _ in line.faults):
        return
    try:
        line.values["code"] = checked_code(plain(line.cells[CODE]))
    except ComponentCodeWrong as wrong:
        line.fault(CODE, str(wrong))


def _place(line: Line, grids: Grids, by: Officer) -> None:
    longitude, latitude = line.values["position"]
    try:
        there, useful = grids.of(line.cells[GRID], longitude, latitude)
        checked_place(there, by=by)
    except PlaceNeeded:
        if not any(column == "经度" for column, _ in line.faults):
            line.fault(GRID, "网格代码和经纬度都没有填，请填网格代码，或者填经度和纬度")
    except PositionOutside:
        line.fault("经度", f"（{longitude}，{latitude}）不在本县范围内，请核对，或者填网格代码")
    except PlaceUnknown:
        line.fault(GRID, f"没有代码为“{line.cells[GRID][:20]}”的网格，请核对")
    except OutsideOwnPlaces as outside:
        line.fault(GRID if line.cells[GRID] else "经度", str(outside))
    else:
        line.values |= {"place": there.code, "useful": useful}


def plan(lines: Sequence[Line], *, about: Any, by: Officer, at: datetime) -> Planned:
    """New codes are added; of known ones what differs is changed. A statement for each few thousand lines."""
    there, reach = _there(lines), scope(by, PERMISSION)

    def differs(line: Line, row: Component) -> Told | None:
        if not reach.covers((), row.place_code):
            line.fault(CODE, "已在您的范围以外登记，请联系县网格中心核对")
            return None
        return differences(_wanted(line), _stands(row))

    return compare(lines, there, differs)


def _there(lines: Sequence[Line]) -> dict[int, Component]:
    index = {line.values["code"]: line.number for line in lines}
    codes, found = sorted(index), {}
    for first in range(0, len(codes), KEYS):
        for row in Component.objects.filter(code__in=codes[first : first + KEYS]).select_related("unit"):
            found[index[row.code]] = row
    return found


def _wanted(line: Line) -> dict[str, str]:
    unit = line.values["unit"]
    return {
        NAME: line.cells[NAME], GRID: line.values["place"], "经纬度": _spot(line.values["position"]) if line.values["useful"] else "",
        SPOT: line.cells[SPOT], UNIT: unit.label if unit else "", STATE: line.cells[STATE],
    }  # fmt: skip


def _stands(row: Component) -> dict[str, str]:
    return {
        NAME: row.name, GRID: row.place_code, "经纬度": _spot((row.longitude, row.latitude)), SPOT: row.spot,
        UNIT: row.unit.label if row.unit else "", STATE: row.get_condition_display(),
    }  # fmt: skip


def _spot(where: tuple[float | None, float | None]) -> str:
    longitude, latitude = where
    return "" if longitude is None or latitude is None else f"{longitude:.6f}，{latitude:.6f}"


def take(planned: Planned, *, intake: Intake, about: Any, by: Officer, at: datetime) -> None:
    """Add and change in bulk. Records: grid.component_set for each."""
    new = [_component(line, Component(), at) for line in planned.add]
    old = [_component(line, row, at) for line, row, _ in planned.change]
    Component.objects.bulk_create(new, batch_size=BATCH)
    _change(old)
    told = [Entry(told_of(row)) for row in (*new, *old)]
    for first in range(0, len(told), BATCH):
        record_all(told[first : first + BATCH], by=by, at=at)


def _change(rows: Sequence[Component]) -> None:
    """Write known components anew in one statement for each batch; `bulk_update` would take a case for every cell."""
    anew = [Component(code=row.code, **{name: getattr(row, name) for name in CHANGED}) for row in rows]
    Component.objects.bulk_create(
        anew, batch_size=BATCH, update_conflicts=True, unique_fields=("code",), update_fields=CHANGED
    )


def _component(line: Line, row: Component, at: datetime) -> Component:
    """A row as the line tells of it; what the line leaves empty stays."""
    settle(row, line.values["code"], line.cells[NAME], line.values["place"], at)
    row.spot = line.cells[SPOT] or row.spot
    row.unit = line.values["unit"] or row.unit
    row.condition = line.values[STATE] or row.condition
    if line.values["useful"]:
        row.longitude, row.latitude = line.values["position"]
    return row


COMPONENTS = SheetKind("grid.component", "部件", PERMISSION, COLUMNS, check=check, plan=plan, take=take)
SHEETS = Pages(
    "grid",
    kinds=(COMPONENTS,),
    name="component_sheet",
    below="components/sheets/",
    title="用表格登记部件",
    into="台账",
    back=lambda about: [("部件", reverse("grid:components"))],
    intro="先核对，看过报告、确认以后才记入台账。已有的编码按表里填写的内容更新，空格不改；内容一样的不变。",
    after="登记了哪些部件记在日志里。",
)
