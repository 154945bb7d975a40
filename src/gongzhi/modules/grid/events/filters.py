"""The filters that figures, map and lists share: one function gives the rows of all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import django_filters
from django.db.models import QuerySet

from gongzhi.kernel.access import visible
from gongzhi.kernel.clock import now
from gongzhi.kernel.flow.models import Light
from gongzhi.kernel.flow.queries import light_is
from gongzhi.kernel.flow.scoping import places
from gongzhi.kernel.org.models import Officer, Place, Unit
from gongzhi.kernel.web.filters import DayFilter, PlaceFilter, choice, one_of, unit_filter
from gongzhi.modules.grid.catalogue.models import Category
from gongzhi.modules.grid.events import queries
from gongzhi.modules.grid.events.models import GridEvent
from gongzhi.modules.grid.flow import GRID_EVENT
from gongzhi.modules.grid.words import Channel, Level

LIGHTS = [*Light.choices, ("overdue", "超期未办")]
STATES = [("open", "全部未结"), *[(state.code, state.label) for state in GRID_EVENT.states.values()]]
SPECIAL = [
    ("self", "自办"),
    ("urgent", "紧急"),
    ("returned", "退过"),
    ("rework", "返工"),
    ("deferred", "缓办过"),
    ("off_spot", "核查不在现场"),
    ("unplaced", "没有定位"),
]


class EventFilter(django_filters.FilterSet):
    """The filters of events. Their names are what figures link to."""

    desk = choice("等待", [(name, label) for name, (label, _) in queries.DESKS.items()], "by_desk")
    state = choice("状态", STATES, "by_state")
    light = choice("亮灯", LIGHTS, "by_light")
    category = one_of("类别", lambda request: Category.objects.order_by("code"), "by_own")
    level = choice("层级", Level.choices, "by_own")
    channel = choice("来源", Channel.choices, "by_own")
    special = choice("特殊", SPECIAL, "by_special")
    unit = unit_filter("处理单位", "by_unit")
    place = PlaceFilter(label="地方", method="by_place", every=True)
    grid = PlaceFilter(label="上报时所在地方", method="by_grid", every=True)
    since = DayFilter(label="上报自", method="by_since")
    until = DayFilter(label="至", method="by_until")
    part = choice("统计项", lambda: _parts(), "by_part")

    class Meta:
        model = GridEvent
        fields = ()

    def by_desk(self, rows: QuerySet[GridEvent], name: str, value: str) -> QuerySet[GridEvent]:
        return rows.filter(matter__state__in=queries.DESKS[value][1])

    def by_state(self, rows: QuerySet[GridEvent], name: str, value: str) -> QuerySet[GridEvent]:
        return rows.filter(**({"matter__closed_at": None} if value == "open" else {"matter__state": value}))

    def by_light(self, rows: QuerySet[GridEvent], name: str, value: str) -> QuerySet[GridEvent]:
        return rows.filter(
            queries.overdue(now()) if value == "overdue" else light_is(value, now(), "matter__")
        )

    def by_own(self, rows: QuerySet[GridEvent], name: str, value: Any) -> QuerySet[GridEvent]:
        return rows.filter(**{name: value})

    def by_special(self, rows: QuerySet[GridEvent], name: str, value: str) -> QuerySet[GridEvent]:
        found = rows.filter(queries.special(value))
        return found.distinct() if value == "off_spot" else found

    def by_unit(self, rows: QuerySet[GridEvent], name: str, value: Unit) -> QuerySet[GridEvent]:
        return rows.filter(matter__lead_unit=value)

    def by_place(self, rows: QuerySet[GridEvent], name: str, value: Place) -> QuerySet[GridEvent]:
        return rows.filter(places(value.code, "matter__place_code"))

    def by_grid(self, rows: QuerySet[GridEvent], name: str, value: Place) -> QuerySet[GridEvent]:
        return rows.filter(places(value.code, "reported_in"))

    def by_since(self, rows: QuerySet[GridEvent], name: str, value: date) -> QuerySet[GridEvent]:
        return rows.filter(queries.since(value))

    def by_until(self, rows: QuerySet[GridEvent], name: str, value: date) -> QuerySet[GridEvent]:
        return rows.filter(queries.until(value))

    def by_part(self, rows: QuerySet[GridEvent], name: str, value: str) -> QuerySet[GridEvent]:
        from gongzhi.kernel.measures import measure_of

        return rows.filter(measure_of("grid.events").parts[value].where())


def _parts() -> list[tuple[str, str]]:
    from gongzhi.kernel.measures import measure_of

    return [(one.name, one.label) for one in measure_of("grid.events").parts.values()]


def filtered(
    which: type[django_filters.FilterSet], base: Callable[[Officer], QuerySet[Any]]
) -> Callable[..., QuerySet[Any]]:
    """`rows` of a measure: what the list with these filters shows this officer."""

    def rows(officer: Officer, **filters: Any) -> QuerySet[Any]:
        given = {name: getattr(one, "pk", one) for name, one in filters.items() if one not in (None, "")}
        return which(given, queryset=base(officer), request=SimpleNamespace(user=officer)).qs

    return rows


def seen(officer: Officer) -> QuerySet[GridEvent]:
    """The events that this officer sees."""
    return visible(GridEvent.objects.all(), officer, queries.VIEW)
