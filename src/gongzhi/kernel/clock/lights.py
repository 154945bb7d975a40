"""The light of a term: how near its end is. Pure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum


class Light(StrEnum):
    """How near the end of a term is. GREY: nothing is due."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"

    @property
    def label(self) -> str:
        return {"green": "绿灯", "yellow": "黄灯", "red": "红灯", "grey": "未计时"}[self.value]


def light_of(due: datetime | None, warn: datetime | None, now: datetime) -> Light:
    """The light at a moment: red after due, yellow from warn on, else green. The due moment itself is in time.

    >>> from datetime import timedelta
    >>> due, warn = datetime.fromisoformat("2026-03-06T09:30Z"), datetime.fromisoformat("2026-03-04T00:30Z")
    >>> [light_of(due, warn, moment).value for moment in (warn - timedelta(days=1), warn, due, due + timedelta(days=1))]
    ['green', 'yellow', 'yellow', 'red']
    """
    if due is None:
        return Light.GREY
    if now > due:
        return Light.RED
    return Light.YELLOW if warn is not None and now >= warn else Light.GREEN
