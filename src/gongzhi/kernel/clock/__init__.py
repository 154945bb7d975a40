"""Time: the present moment, the statutory calendar, terms and what they come to.

`now()` is the only source of the present moment in the whole product. What needs the database
(`calendar` and the actions) is imported on first use, so that the package loads before the apps do.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .lights import Light, light_of
from .local import ZONE, day_bounds, local_day
from .present import demo_time, now, recorded_until, set_demo_time, today
from .rules import Due, OfficeHours, Pause, WorkCalendar
from .terms import Ends, Term, TermKind

if TYPE_CHECKING:
    from .actions import on_calendar_change
    from .queries import calendar, calendar_of

__all__ = [
    "ZONE",
    "Due",
    "Ends",
    "Light",
    "OfficeHours",
    "Pause",
    "Term",
    "TermKind",
    "WorkCalendar",
    "calendar",
    "calendar_of",
    "day_bounds",
    "demo_time",
    "light_of",
    "local_day",
    "now",
    "on_calendar_change",
    "recorded_until",
    "set_demo_time",
    "today",
]

_LATER = {"calendar": "queries", "calendar_of": "queries", "on_calendar_change": "actions"}


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
