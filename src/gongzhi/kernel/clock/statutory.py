"""The holidays that the State Council has announced, as a maintained package knows them (2004 on)."""

from __future__ import annotations

from datetime import date
from functools import cache

NOTICE = "国务院办公厅关于{year}年部分节假日安排的通知"


@cache
def years() -> dict[int, dict[str, dict[str, str]]]:
    """Per year the days off and the days worked instead, ISO day to note. Imported on first use: 30 ms.

    Weekends are in `off` only where the notice names them; plain weekends are in neither.
    """
    from chinese_calendar.constants import Holiday, holidays, workdays

    names = {holiday.value: holiday.chinese for holiday in Holiday}
    found: dict[int, dict[str, dict[str, str]]] = {}
    for day, name in sorted(holidays.items()):
        _year(found, day)["off"][day.isoformat()] = names[name]
    for day, name in sorted(workdays.items()):
        _year(found, day)["worked"][day.isoformat()] = f"{names[name]}调休上班"
    return found


def source(year: int) -> str:
    """The notice that fixes a year.

    >>> source(2026)
    '国务院办公厅关于2026年部分节假日安排的通知'
    """
    return NOTICE.format(year=year)


def _year(found: dict[int, dict[str, dict[str, str]]], day: date) -> dict[str, dict[str, str]]:
    return found.setdefault(day.year, {"off": {}, "worked": {}})
