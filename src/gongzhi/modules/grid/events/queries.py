"""Reading events: which an officer sees, and what each desk has to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from gongzhi.kernel.access import visible
from gongzhi.kernel.clock import day_bounds
from gongzhi.kernel.flow.queries import light_at
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.grid.events.models import GridEvent
from gongzhi.modules.grid.flow import OWED, UNSENT

VIEW = "grid.view"
SEALED = ("text", "done", "result")
# what a desk has to do -> (its name, the states it looks at)
DESKS: dict[str, tuple[str, tuple[str, ...]]] = {
    "dispatch": ("待派遣", UNSENT),
    "accept": ("待接单", ("dispatched",)),
    "handle": ("处理中", ("handling",)),
    "defer": ("缓办", ("deferring", "deferred")),
    "verify": ("待核查", ("handled",)),
    "close": ("待结案", ("verified",)),
}


def events(officer: Officer) -> QuerySet[GridEvent]:
    """The events this officer sees, with what a list shows of them, in no order. One query."""
    rows = visible(GridEvent.objects.all(), officer, VIEW)
    return rows.select_related("matter__lead_unit", "category", "reported_by").defer(
        "matter__search", *SEALED
    )


def with_light(rows: QuerySet[GridEvent], at: datetime) -> QuerySet[GridEvent]:
    return rows.annotate(light=light_at(at, "matter__"))


def overdue(at: datetime) -> Q:
    """Events that a unit owes past their term."""
    return Q(matter__state__in=OWED, matter__due_at__lt=at, matter__paused_at=None)


def since(on: date) -> Q:
    return Q(matter__opened_at__gte=day_bounds(on)[0])


def until(on: date) -> Q:
    return Q(matter__opened_at__lt=day_bounds(on)[1])


def special(what: str) -> Q:
    """Events out of the ordinary."""
    return {
        "self": Q(matter__state="settled"),
        "urgent": Q(urgent=True),
        "returned": Q(returns__gt=0),
        "rework": Q(reworks__gt=0),
        "deferred": Q(deferrals__gt=0),
        "off_spot": Q(looks__on_spot=False),
        "unplaced": Q(matter__longitude=None),
    }[what]


Counter = Callable[[Officer], int]


def waiting(*desks: str) -> Counter:
    """How many wait at the desks, for a badge: counted no further than 99. One query."""

    def count(officer: Officer) -> int:
        states = [state for desk in desks for state in DESKS[desk][1]]
        rows = visible(GridEvent.objects.order_by(), officer, VIEW).filter(matter__state__in=states)
        return rows[:99].count()

    return count
