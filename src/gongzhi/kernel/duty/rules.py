"""When a duty is due, and how long to wait after a failure. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cronsim import CronSim

ZONE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
LOOKS = (time(9), time(14), time(18))  # when a duty that looks often is played on a skipped day
MOST_STEPS = 400  # days played one by one; a longer gap is played in longer steps


@dataclass(frozen=True)
class Duty:
    """Something owed by the clock.

    `find(at)` gives what is owed at that moment as (key, row), keys of at most 180 characters; it may give what is
    done already. `act(row, at)` does one: it re-reads the row under a lock when it writes it, and returns without
    doing anything when it is owed no longer. Both get `at`; neither asks a clock.
    """

    name: str
    label: str
    every: str
    find: Callable[[datetime], Iterable[tuple[str, Any]]]
    act: Callable[[Any, datetime], object]

    def __post_init__(self) -> None:
        next(
            CronSim(self.every, datetime(2026, 1, 1, tzinfo=ZONE))
        )  # a wrong cron line fails where it is written


def next_slot(every: str, after: datetime) -> datetime:
    """The first scheduled moment later than `after`.

    >>> next_slot("0 8 * * 1-5", datetime(2026, 3, 6, 8, 0, tzinfo=ZONE)).isoformat()
    '2026-03-09T08:00:00+08:00'
    """
    return next(CronSim(every, after.astimezone(ZONE)))


def is_due(every: str, last: datetime | None, at: datetime) -> bool:
    """Whether a slot lies in (last, at]; a duty that never ran is due, and so is one whose last run lies ahead.

    >>> day = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)
    >>> is_due("0 8 * * *", day, day + timedelta(hours=22)), is_due("0 8 * * *", day, day + timedelta(hours=23))
    (False, True)
    """
    return last is None or last > at or next_slot(every, last) <= at


def skipped(every: str, start: datetime, end: datetime) -> Iterator[datetime]:
    """The moments in (start, end] at which a duty is played after a jump: its slots, at most three a day.

    >>> start = datetime(2026, 3, 2, 20, 0, tzinfo=ZONE)
    >>> [f"{m:%d %H:%M}" for m in skipped("*/10 * * * *", start, start + DAY)]
    ['03 09:00', '03 14:00', '03 18:00']
    >>> [f"{m:%d %H:%M}" for m in skipped("30 8 * * *", start, start + 2 * DAY)]
    ['03 08:30', '04 08:30']
    """
    step = max(1, -(-(end - start).days // MOST_STEPS))
    day = start.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    while day <= end:
        yield from (slot for slot in _slots_of(every, day) if start < slot <= end)
        day += step * DAY


def _slots_of(every: str, day: datetime) -> list[datetime]:
    slots: list[datetime] = []
    for slot in CronSim(every, day - timedelta(seconds=1)):
        if slot >= day + DAY or len(slots) > len(LOOKS):
            break
        slots.append(slot)
    if len(slots) <= len(LOOKS):
        return slots
    looks = (datetime.combine(day, look, ZONE) for look in LOOKS)
    return sorted(
        {slot for look in looks if (slot := next_slot(every, look - timedelta(seconds=1))) < day + DAY}
    )


def pause(attempts: int) -> timedelta:
    """How long to wait after so many failures of a duty: 1, 2, 4 … minutes, at most six hours; it is never given up.

    >>> [str(pause(n)) for n in (1, 2, 5, 20)]
    ['0:01:00', '0:02:00', '0:16:00', '6:00:00']
    """
    return min(timedelta(minutes=2 ** min(attempts - 1, 10)), timedelta(hours=6))


def task_pause(attempts: int) -> timedelta:
    """How long a failed background task waits: half a minute, two, eight … at most six hours.

    >>> [str(task_pause(n)) for n in (1, 2, 5)]
    ['0:00:30', '0:02:00', '2:08:00']
    """
    return min(timedelta(seconds=30 * 4 ** min(attempts - 1, 10)), timedelta(hours=6))


def in_words(every: str) -> str:
    """A cron line as people say it; one of an unusual form as it is written.

    >>> in_words("*/5 * * * *"), in_words("10 0 * * *"), in_words("* * * * *"), in_words("0 8 * * 1")
    ('每5分钟', '每天0:10', '每分钟', '0 8 * * 1')
    >>> in_words("15 * * * *"), in_words("0 9 1 * *"), in_words("30 8 * * 1-5")
    ('每小时的15分', '每月1日9:00', '周一至周五8:30')
    """
    minute, hour, day, month, week = every.split()
    if month != "*":
        return every
    if (hour, day, week) == ("*", "*", "*"):
        if minute.isdecimal():
            return f"每小时的{minute}分"
        return "每分钟" if minute == "*" else f"每{minute[2:]}分钟" if minute[:2] == "*/" else every
    if not (minute.isdecimal() and hour.isdecimal()):
        return every
    clock = f"{int(hour)}:{int(minute):02}"
    days = {("*", "*"): "每天", ("*", "1-5"): "周一至周五"}.get((day, week))
    if days is None and day.isdecimal() and week == "*":
        days = f"每月{int(day)}日"
    return f"{days}{clock}" if days else every
