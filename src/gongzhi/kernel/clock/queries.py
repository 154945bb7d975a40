"""The calendar in force, and what an administrator's page shows of it."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from . import statutory
from .fresh import Fresh
from .local import day_bounds
from .models import CalendarDay, CalendarVersion, Notice, OfficeHoursRow
from .rules import WorkCalendar


def calendar(on: date | None = None) -> WorkCalendar:
    """The calendar in force now, or the one that was by the end of a local day.

    Now: kept in memory; one query a second at most, none in between. Before anything was published it is
    the package's own, version 0. A day before the first version gets the first.
    """
    if on is None:
        return _current.get()
    known = CalendarVersion.objects.order_by("version")
    row = known.filter(at__lt=day_bounds(on)[1]).last() or known.first()
    return WorkCalendar.from_data(row.data, row.version) if row else _statutory()


def calendar_of(version: int) -> WorkCalendar:
    """The calendar that a stored deadline came from. Raises CalendarVersion.DoesNotExist; 0 is the package's."""
    if version == 0:
        return _statutory()
    return WorkCalendar.from_data(CalendarVersion.objects.get(version=version).data, version)


def versions() -> QuerySet[CalendarVersion]:
    """Published calendars, newest first, without their content."""
    return CalendarVersion.objects.defer("data").order_by("-version")


def special_days(year: int) -> list[tuple[date, bool, str]]:
    """The days of a year that differ from the plain week: (day, worked, note), in order. No query of its own."""
    current = calendar()
    days = [(day, True) for day in current.worked] + [(day, False) for day in current.off]
    return sorted((day, worked, current.notes.get(day, "")) for day, worked in days if day.year == year)


def years_missing(on: date) -> list[int]:
    """Years that need their notice entered by a day: this one, and from mid-November the next. No query of its own.

    The State Council announces a year between late October and December.
    """
    known = calendar().years or frozenset()
    wanted = [on.year, on.year + 1] if (on.month, on.day) >= (11, 15) else [on.year]
    return [year for year in wanted if year not in known]


def days_set_apart() -> QuerySet[CalendarDay]:
    """Days that the county set itself, latest first."""
    return CalendarDay.objects.order_by("-day")


def compiled() -> dict[str, Any]:
    """What the rows say now, as the data of a version: the notices, then the days set apart over them."""
    notices = {row.year: {"off": row.off, "worked": row.worked} for row in Notice.objects.all()}
    data = _joined(statutory.years() | notices)
    for row in CalendarDay.objects.all():
        day, note = row.day.isoformat(), row.note or row.source
        data["off"].pop(day, None)
        data["worked"].pop(day, None)
        data["worked" if row.open else "off"][day] = note
    data["hours"] = [
        {"from_on": row.from_on.isoformat(), "spans": row.spans}
        for row in OfficeHoursRow.objects.order_by("from_on")
    ]
    return data


def forget() -> None:
    """Drop the calendar in memory."""
    _current.forget()


def changed() -> None:
    """Tell that this transaction publishes a calendar."""
    _current.changed()


def _joined(years: dict[int, dict[str, dict[str, str]]]) -> dict[str, Any]:
    data: dict[str, Any] = {"years": sorted(years), "off": {}, "worked": {}, "hours": []}
    for year in sorted(years):  # a notice may set days of the December before it: the later one holds
        for way, other in (("off", "worked"), ("worked", "off")):
            data[other] = {day: note for day, note in data[other].items() if day not in years[year][way]}
            data[way] |= years[year][way]
    return data


@lru_cache(maxsize=1)
def _statutory() -> WorkCalendar:
    return WorkCalendar.from_data(_joined(statutory.years()), 0)


def _stamp() -> tuple[int, str] | None:
    return CalendarVersion.objects.order_by("-version").values_list("version", "digest").first()


def _load() -> WorkCalendar:
    row = CalendarVersion.objects.order_by("-version").first()
    return WorkCalendar.from_data(row.data, row.version) if row else _statutory()


_current: Fresh[WorkCalendar] = Fresh(_stamp, _load)
