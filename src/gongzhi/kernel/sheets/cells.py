"""What cells commonly mean: a position, a day, a unit by any of its names, several words in one cell."""

from __future__ import annotations

import re
from datetime import date, datetime

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.org.models import Place, PlaceKind, Unit
from gongzhi.kernel.org.queries import Match, Resolver
from gongzhi.kernel.sheets.lines import Line

LONGITUDE, LATITUDE = "经度", "纬度"
WEST, EAST, SOUTH, NORTH = 73, 136, 3, 54  # what lies outside is no position in the country
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?")


def position(line: Line) -> tuple[float, float] | tuple[None, None]:
    """经度 and 纬度 of a line, both or neither; what is wrong becomes its fault.

    >>> line = Line(2, {"经度": "32.9", "纬度": "116.3"})
    >>> position(line), line.faults
    ((None, None), [('经度', '（32.9，116.3）不在国内，经度在前、纬度在后，请核对')])
    """
    given = (line.cells[LONGITUDE], line.cells[LATITUDE])
    if not any(given):
        return None, None
    try:
        longitude, latitude = float(given[0]), float(given[1])
    except ValueError:
        line.fault(LONGITUDE, "经度和纬度要么都填，要么都不填，填数字")
        return None, None
    if not (WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH):
        line.fault(LONGITUDE, f"（{given[0]}，{given[1]}）不在国内，经度在前、纬度在后，请核对")
        return None, None
    return longitude, latitude


def day_in(text: str) -> date | None:
    """The day that a cell names, None when it names none.

    >>> day_in("2026年6月30日"), day_in("2026-06-30 00:00:00"), day_in("2026.6.31"), day_in("年底")
    (datetime.date(2026, 6, 30), datetime.date(2026, 6, 30), None, None)
    """
    found = _DAY.fullmatch(text.strip())
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def words(text: str) -> list[str]:
    """Several in one cell.

    >>> words("县水利局、县城管局，泽口镇")
    ['县水利局', '县城管局', '泽口镇']
    """
    return [one for one in (one.strip() for one in re.split(r"[、，,；;\n]", text)) if one]


class Units:
    """Units by their names, short names, aliases and former names, read in three statements for a whole sheet."""

    def __init__(self, at: datetime) -> None:
        self.on = local_day(at)
        self._resolver: Resolver | None = None
        self._known: dict[str, Match] = {}

    def one(self, line: Line, column: str) -> Unit | None:
        """The unit of a cell, None when it is empty; what is not clear becomes the line's fault."""
        text = line.cells[column]
        return self._of(line, column, text) if text else None

    def several(self, line: Line, column: str) -> list[Unit]:
        """The units of a cell, once each; what is not clear becomes the line's fault."""
        found = [self._of(line, column, one) for one in words(line.cells[column])]
        return list(dict.fromkeys(one for one in found if one is not None))

    def _of(self, line: Line, column: str, text: str) -> Unit | None:
        match = self._match(text)
        unit = match.unit
        if unit is None:
            line.fault(column, _unclear(text, match))
        elif unit.listed_to is not None and unit.listed_to <= self.on:
            line.fault(column, f"{unit.label}已于{unit.listed_to}撤销，请填现在的单位")
            return None
        return unit

    def _match(self, text: str) -> Match:
        if text not in self._known:
            self._resolver = self._resolver or Resolver.load(self.on)
            self._known[text] = self._resolver.unit(text)
        return self._known[text]


def _unclear(text: str, match: Match) -> str:
    names = "、".join(one.label for one in match.candidates[:3])
    if match.via == "several":
        return f"“{text[:20]}”可能是{names}，请写全称"
    return f"没有叫“{text[:20]}”的单位，" + (f"是不是{names}？请改正" if names else "请填单位全称或简称")


class Places:
    """Places from the county down to its villages by code, name or full name, read in one statement when asked for."""

    BELOW = (PlaceKind.GRID, PlaceKind.MICRO_GRID, PlaceKind.TEN_HOMES)
    ABOVE = (PlaceKind.PROVINCE, PlaceKind.CITY)

    def __init__(self) -> None:
        self._named: dict[str, list[tuple[str, str]]] | None = None

    def one(self, line: Line, column: str) -> str:
        """The code of the place that a cell names, "" when it is empty or not clear: then the line is faulty."""
        text = line.cells[column]
        if not text:
            return ""
        if self._named is None:
            self._named = self._read()
        found = self._named.get("".join(text.split()), [])
        if len(found) == 1:
            return found[0][0]
        if found:
            names = "、".join(full for _, full in found[:3])
            line.fault(column, f"有{len(found)}个地方叫“{text[:20]}”，请写全称：{names}")
        else:
            line.fault(column, f"没有叫“{text[:20]}”的地方，请填乡镇、村（社区）的名称或区划代码")
        return ""

    def _read(self) -> dict[str, list[tuple[str, str]]]:
        rows = Place.objects.filter(listed_to=None).exclude(kind__in=(*self.BELOW, *self.ABOVE))
        known = {one.code: one for one in rows.only("code", "name", "kind", "parent")}
        found: dict[str, list[tuple[str, str]]] = {}
        for one in known.values():
            above = known.get(one.parent_id or "")
            full = f"{above.name}{one.name}" if above and above.kind != PlaceKind.COUNTY else one.name
            for name in dict.fromkeys((one.code, one.name, full)):
                found.setdefault(name, []).append((one.code, full))
        return found
