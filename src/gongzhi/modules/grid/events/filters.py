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
from gongzhi.kernel.org.queries import bare_places
from gongzhi.kernel.web.fields import Picker, place_label
from gongzhi.kernel.web.fields import places as choosable
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


def choice(label: str, choices: Any, method: str) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label=label, choices=choices, method=method, empty_label="全部")


class PlaceFilter(django_filters.ModelChoiceFilter):
    """A place by search; `every` takes grids and places that have ended as well, which figures link to."""

    def __init__(self, *, every: bool = False, **more: Any) -> None:
        super().__init__(
            queryset=lambda request: bare_places().order_by("code") if every else choosable(),
            widget=Picker(url="choices-places"), empty_label="全部", **more,
        )  # fmt: skip

    @property
    def field(self) -> Any:
        field = super().field
        field.label_from_instance = place_label
        return field


def unit_filter(label: str, method: str) -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        label=label,
        queryset=lambda request: Unit.objects.order_by("code"),
        method=method,
        widget=Picker(url="choices-units"),
        empty_label="全部",
    )


class EventFilter(django_filters.FilterSet):
    """The filters of events. Their names are what figures link to."""

    desk = choice("等待", [(name, label) for name, (label, _) in queries.DESKS.items()], "by_desk")
    state = choice("状态", STATES, "by_state")
    light = choice("亮灯", LIGHTS, "by_light")
    category = django_filters.ModelChoiceFilter(
        label="类别", queryset=lambda request: Category.objects.order_by("code"), method="by_own", widget=Picker(),
        empty_label="全部",
    )  # fmt: skip
    level = choice("层级", Level.choices, "by_own")
    channel = choice("来源", Channel.choices, "by_own")
    special = choice("特殊", SPECIAL, "by_special")
    unit = unit_filter("处理单位", "by_unit")
    place = PlaceFilter(label="地方", method="by_place", every=True)
    grid = PlaceFilter(label="上报时所在地方", method="by_grid", every=True)
    since = django_filters.DateFilter(label="上报自", method="by_since")
    until = django_filters.DateFilter(label="至", method="by_until")
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
