"""Holding the lines of a spreadsheet against what is known: every fault names its column and the remedy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from gongzhi.kernel.access.queries import scope
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.files.sheets import LOST
from gongzhi.kernel.org.models import Officer, Place, PlaceKind
from gongzhi.kernel.people.census.models import House, Household
from gongzhi.kernel.people.census.rules import credit_fault, identity_fault, phone_fault, plain
from gongzhi.kernel.people.census.words import Subject
from gongzhi.kernel.sheets.cells import position
from gongzhi.kernel.sheets.lines import Line

COLLECT = "people.collect"
LOW = (PlaceKind.GRID, PlaceKind.MICRO_GRID, PlaceKind.TEN_HOMES)
MARKS = 6


def check(subject: Subject, lines: Sequence[Line], *, about: Any = None, by: Officer, at: datetime) -> None:
    """What is wrong with each line, and what its cells mean. Five statements, whatever the number of lines."""
    known, on = _Known(subject, lines, by), local_day(at)
    for line in lines:
        _place(line, known)
        _CHECKS[subject](line, known, on)


class _Known:
    """What the cells are held against, read once: grids, houses and households that the sheet names."""

    def __init__(self, subject: str, lines: Sequence[Line], by: Officer) -> None:
        codes = {line.cells["网格代码"] for line in lines}
        rows = Place.objects.filter(code__in=[one for one in codes if one]).defer("boundary")
        self.places = {one.code: one for one in rows}
        self.reach = scope(by, COLLECT)
        self.houses: dict[str, House] = {}
        self.households: dict[str, Household] = {}
        if subject == Subject.RESIDENT:
            self.houses = _by(House, "code", {line.cells["房屋编码"] for line in lines})
            numbers = {line.cells["户号"] for line in lines}
            self.households = _by(Household, "number", numbers)


def _by(model: Any, key: str, wanted: set[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    some = sorted(one for one in wanted if one)
    for first in range(0, len(some), 5000):
        rows = model.objects.filter(**{f"{key}__in": some[first : first + 5000], "gone_on": None})
        found |= {getattr(one, key): one for one in rows}
    return found


def _place(line: Line, known: _Known) -> None:
    code = line.cells["网格代码"]
    place = known.places.get(code)
    if not code:
        return
    if place is None:
        line.fault("网格代码", f"没有代码为“{code[:20]}”的网格，请核对")
    elif place.kind not in LOW:
        line.fault("网格代码", f"{place.name}是{place.get_kind_display()}，请填到网格")
    elif place.listed_to is not None:
        line.fault("网格代码", f"{place.name}已于{place.listed_to}撤销，请填现在的网格")
    elif not known.reach.covers((), code):
        line.fault("网格代码", f"{place.name}（{code}）不在您的采集范围内，请由该网格的人员采集")


def _phone(line: Line, column: str) -> None:
    if wrong := phone_fault(line.cells[column]):
        line.fault(column, wrong)


def _number(line: Line, column: str, check: Any) -> None:
    """An identity number or credit code: kept in its comparable form, or its fault."""
    given = line.cells[column]
    if not given:
        return
    if not given.endswith(LOST) and (wrong := check(given)):  # of what is lost the columns tell
        line.fault(column, wrong)
    line.values[column] = plain(given)


def _resident(line: Line, known: _Known, on: date) -> None:
    _number(line, "身份证号", lambda given: identity_fault(given, on))
    _phone(line, "电话")
    number, code = line.cells["户号"], line.cells["房屋编码"]
    home, house = known.households.get(number), known.houses.get(code)
    if code and house is None:
        line.fault("房屋编码", f"没有编码为“{code[:30]}”的房屋，请先采集房屋")
    if number and home is None and not code:
        line.fault("房屋编码", f"户号{number}是新户，要填房屋编码")
    if house is not None and house.place_code != line.cells["网格代码"]:
        line.fault("网格代码", f"与房屋{code}所在网格{house.place_code}不一致，请核对")
    marks = [one.strip()[:20] for one in line.cells["标签"].replace("，", "、").split("、") if one.strip()]
    if len(marks) > MARKS:
        line.fault("标签", f"最多{MARKS}个标签，现在{len(marks)}个")
    line.values |= {"house": house, "home": home, "marks": marks}


def _house(line: Line, known: _Known, on: date) -> None:
    _phone(line, "产权人电话")
    line.values["position"] = position(line)


def _organisation(line: Line, known: _Known, on: date) -> None:
    _number(line, "统一社会信用代码", credit_fault)
    _phone(line, "负责人电话")
    line.values["position"] = position(line)


_CHECKS: dict[Subject, Callable[[Line, _Known, date], None]] = {
    Subject.RESIDENT: _resident,
    Subject.HOUSE: _house,
    Subject.ORGANISATION: _organisation,
}
