"""The filters of lists: one choice, one row, a unit, a place, a day.

class TaskFilter(django_filters.FilterSet):
    light = choice("亮灯", Light.choices)
    plan = one_of("任务清单", lambda request: Plan.objects.filter(state="issued"), searched=False)
    unit = unit_filter("单位", "by_unit")
    since = DayFilter(label="自", method="by_since")

`method` names the FilterSet's function for it; without one the filter's own name, or `field_name`, is looked up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from gongzhi.kernel.org.models import Unit
from gongzhi.kernel.org.queries import bare_places
from gongzhi.kernel.web.fields import DateField, Picker, place_label, places

ALL = "全部"


def choice(label: str, choices: Any, method: str | None = None, **more: Any) -> django_filters.ChoiceFilter:
    """One of fixed choices, or of a function's: [(value, words)]."""
    # by a function either way: a list of choices is copied in depth for every page
    offered = choices if callable(choices) else lambda: choices
    return django_filters.ChoiceFilter(label=label, choices=offered, method=method, empty_label=ALL, **more)


def one_of(
    label: str,
    rows: Callable[[HttpRequest], QuerySet],
    method: str | None = None,
    *,
    searched: bool = True,
    **more: Any,
) -> django_filters.ModelChoiceFilter:
    """One of a table's rows, each by its `str`; `searched` lets the officer type."""
    if searched:
        more.setdefault("widget", Picker())
    return django_filters.ModelChoiceFilter(
        label=label, queryset=rows, method=method, empty_label=ALL, **more
    )


def unit_filter(
    label: str, method: str | None = None, kind: str = "", **more: Any
) -> django_filters.ModelChoiceFilter:
    """A unit, of one kind if given; any unit is found by typing its name, an alias or the code."""

    def units(request: HttpRequest) -> QuerySet[Unit]:
        rows = Unit.objects.only("code", "name", "short_name").order_by("code")
        return rows.filter(kind=kind) if kind else rows

    widget = Picker() if kind else Picker(url="choices-units")
    return one_of(label, units, method, widget=widget, **more)


class PlaceFilter(django_filters.ModelChoiceFilter):
    """A place by search; `every` takes grids and places that have ended as well, which figures link to."""

    def __init__(self, *, every: bool = False, **more: Any) -> None:
        def rows(request: HttpRequest) -> QuerySet:
            if every:
                return bare_places().order_by("code")
            return places().select_related(None).only("code", "name")

        super().__init__(queryset=rows, widget=Picker(url="choices-places"), empty_label=ALL, **more)

    @property
    def field(self) -> Any:
        field = super().field
        field.label_from_instance = place_label
        return field


class DayFilter(django_filters.DateFilter):
    """A day, by the browser's calendar."""

    field_class = DateField

    def __init__(self, **more: Any) -> None:
        more.setdefault(
            "widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "max": "2099-12-31"})
        )
        super().__init__(**more)
