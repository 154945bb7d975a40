"""Moments as GeoReport writes them: to the second, always with a zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime

# the space before hours is a plus sign that was not escaped in an address
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?(?:([Zz])|([+\- ])(\d{2}):?(\d{2}))", re.ASCII
)


def written(moment: datetime) -> str:
    """A moment in UTC without fractions, which strict readers refuse.

    >>> written(datetime(2026, 3, 2, 9, 0, 5, 999, tzinfo=UTC))
    '2026-03-02T09:00:05Z'
    """
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def read(text: str) -> datetime | None:
    """The moment of a text with a zone; None for anything else.

    >>> read("2026-03-02T17:00:00+08:00") == read("2026-03-02T17:00:00 08:00") == read("2026-03-02T09:00:00.5Z")
    True
    >>> [read(one) for one in ("yesterday", "2026-03-02", "2026-03-02T09:00:00", "2026-02-30T09:00:00Z", "")]
    [None, None, None, None, None]
    >>> read("0001-01-01T00:00:00+08:00") is None
    True
    """
    found = _MOMENT.fullmatch(text.strip())
    if not found:
        return None
    day, time, zulu, sign, hours, minutes = found.groups()
    zone = "+00:00" if zulu else f"{'-' if sign == '-' else '+'}{hours}:{minutes}"
    try:
        return datetime.fromisoformat(f"{day}T{time}{zone}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
