"""What an administrator does to the calendar. Each change publishes a version and tells the observers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, Protocol

from django.db import transaction

from gongzhi.kernel.refusals import Kind, Refusal

from . import queries, statutory
from .models import CalendarDay, CalendarVersion, Notice, OfficeHoursRow
from .rules import OfficeHours, WorkCalendar

YEARS = range(2000, 2200)


class SourceMissing(Refusal):
    code = "clock.source_missing"
    message = "请填写依据，例如通知的名称和文号。"


class TooLong(Refusal):
    code = "clock.too_long"
    message = "最多{most}个字，现在{length}个字。"


class YearOutOfRange(Refusal):
    code = "clock.year_out_of_range"
    message = "{year}年不在可设置的范围（2000—2199年）内。"


class NotThatYear(Refusal):
    code = "clock.not_that_year"
    message = "{day}不属于{year}年的安排；只能是当年的日期，或上一年12月的日期。"


class BothWays(Refusal):
    code = "clock.both_ways"
    message = "{day}既列为放假又列为上班，请保留一项。"


class AlreadyWorked(Refusal):
    code = "clock.already_worked"
    message = "{day}是周一至周五，本来就上班，不能列为调休上班。"


class NoDaysOff(Refusal):
    code = "clock.no_days_off"
    message = "{year}年的安排里没有放假日期，请核对后填写。"


class DayNotSet(Refusal):
    code = "clock.day_not_set"
    kind = Kind.ABSENT
    message = "{day}没有单独设置过，不用取消。"


class HoursOutOfOrder(Refusal):
    code = "clock.hours_out_of_order"
    message = "办公时间应按先后排列且不重叠，例如8:30—12:00、14:30—17:30。"


class Observer(Protocol):
    def __call__(self, *, calendar: WorkCalendar, version: CalendarVersion) -> None: ...


_observers: list[Observer] = []


def on_calendar_change(callback: Observer) -> Observer:
    """Register who is told, in the same transaction, that a version was published: open clocks are recomputed.

    Called with `calendar` and `version` (its `reason`, `set_by`, `at` say why, who and when).
    """
    if callback not in _observers:
        _observers.append(callback)
    return callback


@transaction.atomic
def set_day(
    *, day: date, open: bool, note: str = "", source: str, by: int | None, at: datetime
) -> CalendarDay:
    """Set one day apart from the notice, or change how it was set.

    Raises: SourceMissing, TooLong, YearOutOfRange.
    """
    source, note = _sourced(source), _short(note.strip(), 100, "note")
    _check_year(day.year, "day")
    _lock()
    fields = {"open": open, "note": note, "source": source, "set_by": by, "set_at": at}
    row, _ = CalendarDay.objects.update_or_create(day=day, defaults=fields)
    _publish(f"{row}：{source}", by, at)
    return row


@transaction.atomic
def clear_day(*, day: date, by: int | None, at: datetime) -> None:
    """Let a day follow the notice again. Raises: DayNotSet."""
    _lock()
    removed, _ = CalendarDay.objects.filter(day=day).delete()
    if not removed:
        raise DayNotSet(field="day", day=day)
    _publish(f"{day}恢复按通知执行", by, at)


@transaction.atomic
def publish_notice(
    *,
    year: int,
    off: Mapping[date, str],
    worked: Mapping[date, str],
    source: str = "",
    by: int | None,
    at: datetime,
) -> Notice:
    """Enter or correct the State Council's notice for a year; days map to notes such as 春节.

    Without a source the notice's usual title is taken.
    Raises: YearOutOfRange, NoDaysOff, NotThatYear, BothWays, AlreadyWorked, TooLong.
    """
    _check_year(year, "year")
    _check_notice(year, off, worked)
    source = _sourced(source or statutory.source(year))
    _lock()
    fields = {
        "source": source,
        "off": {day.isoformat(): off[day] for day in sorted(off)},
        "worked": {day.isoformat(): worked[day] for day in sorted(worked)},
        "set_by": by,
        "set_at": at,
    }
    row, _ = Notice.objects.update_or_create(year=year, defaults=fields)
    _publish(source, by, at)
    return row


@transaction.atomic
def set_office_hours(
    *, from_on: date, spans: Iterable[tuple[time, time]], source: str, by: int | None, at: datetime
) -> OfficeHoursRow:
    """Set the office hours from a day on, for summer or winter. Raises: SourceMissing, TooLong, HoursOutOfOrder."""
    source, pairs = _sourced(source), tuple(spans)
    try:
        OfficeHours(from_on, pairs)
    except ValueError as wrong:
        raise HoursOutOfOrder(field="spans") from wrong
    _lock()
    written = [[f"{a:%H:%M}", f"{b:%H:%M}"] for a, b in pairs]
    fields = {"spans": written, "source": source, "set_by": by, "set_at": at}
    row, _ = OfficeHoursRow.objects.update_or_create(from_on=from_on, defaults=fields)
    _publish(f"办公时间：{row}", by, at)
    return row


@transaction.atomic
def adopt_statutory(*, at: datetime) -> CalendarVersion | None:
    """Take over the years that the calendar package knows and nobody entered by hand; None when none is new.

    Run after every migration, so that an upgraded package brings the new year with it.
    """
    _lock()
    entered = {row.year: row for row in Notice.objects.all()}
    changed = []
    for year, days in statutory.years().items():
        row = entered.get(year)
        if row is None or (row.set_by is None and (row.off, row.worked) != (days["off"], days["worked"])):
            Notice.objects.update_or_create(
                year=year, defaults={"source": statutory.source(year), **days, "set_at": at, "set_by": None}
            )
            changed.append(year)
    if not changed and CalendarVersion.objects.exists():
        return None
    return _publish(_span(changed), None, at)


def _publish(reason: str, by: int | None, at: datetime) -> CalendarVersion:
    """Make the rows the new version, in the caller's transaction and under its lock."""
    data = queries.compiled()
    last = CalendarVersion.objects.order_by("-version").values_list("version", flat=True).first() or 0
    row = CalendarVersion.objects.create(
        version=last + 1, at=at, reason=reason[:200], set_by=by, digest=_digest(data), data=data
    )
    queries.changed()
    published = WorkCalendar.from_data(data, row.version)
    for observer in _observers:
        observer(calendar=published, version=row)
    return row


def _lock() -> None:
    """One publisher at a time. The first version's row is the lock: it always exists after a migration."""
    CalendarVersion.objects.select_for_update().defer("data").order_by("version").first()


def _digest(data: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _span(years: list[int]) -> str:
    """`2004—2026年节假日安排`, from years in order."""
    ends = dict.fromkeys(str(year) for year in (*years[:1], *years[-1:]))
    return f"{'—'.join(ends)}年节假日安排" if ends else "节假日安排"


def _sourced(source: str) -> str:
    if not source.strip():
        raise SourceMissing(field="source")
    return _short(source.strip(), 200, "source")


def _short(text: str, most: int, field: str) -> str:
    if len(text) > most:
        raise TooLong(field=field, most=most, length=len(text))
    return text


def _check_year(year: int, field: str) -> None:
    if year not in YEARS:
        raise YearOutOfRange(field=field, year=year)


def _check_notice(year: int, off: Mapping[date, str], worked: Mapping[date, str]) -> None:
    if not off:
        raise NoDaysOff(field="off", year=year)
    for field, days in (("off", off), ("worked", worked)):
        for day in days:
            if day.year != year and (day.year, day.month) != (year - 1, 12):
                raise NotThatYear(field=field, day=day, year=year)
    for day in worked:
        if day in off:
            raise BothWays(field="worked", day=day)
        if day.weekday() < 5:
            raise AlreadyWorked(field="worked", day=day)
