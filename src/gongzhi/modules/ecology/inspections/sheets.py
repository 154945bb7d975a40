"""The list of measures of an inspection by spreadsheet: each line becomes an item, by the rules of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse

from gongzhi.kernel.documents.reading.deadlines import in_cell
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.sheets import Column, Line, Planned, SheetKind, Told, compare
from gongzhi.kernel.sheets.cells import Places, Units, day_in
from gongzhi.kernel.sheets.models import Intake
from gongzhi.kernel.web.guard import load
from gongzhi.kernel.web.sheets.pages import Pages
from gongzhi.modules.ecology.inspections import actions
from gongzhi.modules.ecology.inspections.models import Inspection, Item

SERIAL, TEXT, TARGET, LEAD, CO, DEADLINE, PLACE = (
    "序号", "反馈问题", "整改目标", "牵头单位", "配合单位", "整改时限", "地方",
)  # fmt: skip
MOST_SERIAL, MOST = 999, 500
COLUMNS = (
    Column(SERIAL, needed=True, key=True, hint="反馈意见里的序号，1至999"),
    Column(TEXT, needed=True, longest=4000, hint="照反馈意见原文，一个问题一行"),
    Column(TARGET, longest=2000),
    Column(LEAD, needed=True, hint="一个单位，全称、简称或别名"),
    Column(CO, hint="几个单位用顿号隔开"),
    Column(DEADLINE, needed=True, hint="如2026-12-31、2026年6月底"),
    Column(PLACE, hint="乡镇、村（社区）的名称或区划代码，不填按牵头单位所在地"),
)
FIELDS = {"text": TEXT, "deadline": DEADLINE, "co": CO, "serial": SERIAL}


def check(lines: Sequence[Line], *, about: Inspection, by: Officer, at: datetime) -> None:
    """The rules of `add_item`, line by line. Four statements, whatever the number of lines."""
    units, places = Units(at), Places()
    for line in lines:
        deadline = _deadline(line, about)
        told = actions.Told(
            text=line.cells[TEXT], lead=units.one(line, LEAD), deadline=deadline or about.fed_back_on,  # type: ignore[arg-type]
            co=units.several(line, CO), target=line.cells[TARGET], serial=_serial(line), place_code=places.one(line, PLACE),
        )  # fmt: skip
        line.values["told"] = told
        for refusal in actions.wrong_with(told, about):
            if line.cells[FIELDS[refusal.field]]:
                line.fault(FIELDS[refusal.field], str(refusal))


def _serial(line: Line) -> int | None:
    """The serial, written as it is compared: 01 is 1."""
    given = line.cells[SERIAL]
    if given.isascii() and given.isdigit() and 1 <= int(given) <= MOST_SERIAL:
        line.cells[SERIAL] = str(int(given))
        return int(given)
    if given:
        line.fault(SERIAL, f"“{given[:20]}”不是1至{MOST_SERIAL}的整数，请照反馈意见的序号填写")
    return None


def _deadline(line: Line, inspection: Inspection) -> date | None:
    """A day as written, or as a list of measures says it: 2026年6月底前."""
    given = line.cells[DEADLINE]
    if not given:
        return None
    day = day_in(given)
    if day is None:
        read = in_cell(given, 0, len(given), inspection.fed_back_on.year)
        day = read.day if read and not read.is_continuous else None
    if day is None:
        line.fault(DEADLINE, f"“{given[:20]}”里没有到哪一天，请填日期，如2026-12-31或2026年6月底")
    return day


def plan(lines: Sequence[Line], *, about: Inspection, by: Officer, at: datetime) -> Planned:
    """Serials that are there stay as they are; one with another text is faulty. One statement."""
    known = {one.serial: one for one in about.items.select_related("matter")}
    there = {line.number: known[serial] for line in lines if (serial := line.values["told"].serial) in known}

    def differs(line: Line, item: Item) -> Told | None:
        if line.cells[TEXT].split() == item.text.split():
            return []
        line.fault(
            TEXT,
            f"第{item.serial}号问题已经交办（{item.number}），表里的文字不同。办理中的问题在它自己的页面上办理，新问题请换一个序号",
        )
        return None

    return compare(lines, there, differs)


def take(planned: Planned, *, intake: Intake, about: Inspection, by: Officer, at: datetime) -> None:
    """Register the new items and give them to their units. Records: flow.opened for each."""
    told = [line.values["told"] for line in planned.add]
    if told:
        actions.add_items(inspection=about, told=told, by=by, at=at)


def inspection_of(key: str) -> Inspection:
    """Raises: NotFound."""
    return load(Inspection.objects.all(), "pk", key)


def _back(one: Inspection) -> list[tuple[str, str]]:
    return [("督察整改", reverse("ecology:items")), (one.title, reverse("ecology:inspection", args=[one.pk]))]


ITEMS = SheetKind(
    "ecology.item", "反馈问题", actions.INSPECT, COLUMNS, check=check, plan=plan, take=take, about=inspection_of, most=MOST
)  # fmt: skip
SHEETS = Pages(
    "ecology",
    kinds=(ITEMS,),
    name="item_sheet",
    below="items/inspections/<str:about>/sheets/",
    label="问题表格",
    title="用表格添加问题",
    verb="交办",
    done="已交办",
    into="已登记的问题",
    sheet="清单",
    back=_back,
    intro="先核对，看过报告、确认以后才交办给各单位。序号已有、文字没变的问题不重复交办。",
    after="交办的问题见督察的页面。",
)
