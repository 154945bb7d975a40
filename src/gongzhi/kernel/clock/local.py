"""The local day: moments are kept in UTC, days are days in the county's time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def local_day(moment: datetime) -> date:
    """The day on the county's wall at this moment.

    >>> local_day(datetime(2026, 3, 1, 16, 30, tzinfo=UTC))
    datetime.date(2026, 3, 2)
    """
    return aware(moment).astimezone(ZONE).date()


def at_local(day: date, clock: time) -> datetime:
    """The moment, in UTC, when the county's wall clock shows `clock` on `day`.

    >>> at_local(date(2026, 3, 2), time(17, 30)).isoformat()
    '2026-03-02T09:30:00+00:00'
    """
    return datetime.combine(day, clock, ZONE).astimezone(UTC)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of a local day and the first moment after it, in UTC.

    >>> [bound.isoformat() for bound in day_bounds(date(2026, 3, 2))]
    ['2026-03-01T16:00:00+00:00', '2026-03-02T16:00:00+00:00']
    """
    return at_local(day, time.min), at_local(day + timedelta(days=1), time.min)


def aware(moment: datetime) -> datetime:
    """The moment itself. Raises ValueError when it has no time zone: guessing one would move deadlines."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment
