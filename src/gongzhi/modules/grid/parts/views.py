"""Pages of components."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from gongzhi.kernel.access import decide, visible
from gongzhi.kernel.flow.scoping import places
from gongzhi.kernel.org.models import Place
from gongzhi.kernel.web.columns import Column, DateColumn, StateColumn
from gongzhi.kernel.web.fields import UnitField
from gongzhi.kernel.web.filters import PlaceFilter, choice
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.grid.events.forms import GridField, Located
from gongzhi.modules.grid.events.queries import events
from gongzhi.modules.grid.parts.actions import PERMISSION, set_component
from gongzhi.modules.grid.parts.models import Component, Condition, PartClass
from gongzhi.modules.grid.places import names_of

TONES = {"good": "good", "damaged": "warn", "lost": "bad", "gone": "plain"}


class ComponentForm(Located):
    code = forms.CharField(
        label="部件编码", max_length=16, help_text="16位：区划6位、大类2位（01至05）、小类2位、顺序6位"
    )
    name = forms.CharField(label="名称", max_length=40)
    place = GridField(label="网格", required=False, help_text="在地图上点一下，网格自动填好")
    spot = forms.CharField(label="位置说明", max_length=120, required=False)
    unit = UnitField(label="养护单位", required=False, empty_label="未定")
    condition = forms.ChoiceField(label="状态", choices=Condition.choices)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        place: Place | None = given.get("place")
        given["place"] = place.code if place else ""
        return given


class ComponentFilter(django_filters.FilterSet):
    place = PlaceFilter(label="地方", method="by_place", every=True)
    part_class = choice("大类", PartClass.choices, "by_own")
    condition = choice("状态", Condition.choices, "by_own")

    class Meta:
        model = Component
        fields = ()

    def by_place(self, rows: QuerySet[Component], name: str, value: Place) -> QuerySet[Component]:
        return rows.filter(places(value.code, "place_code"))

    def by_own(self, rows: QuerySet[Component], name: str, value: str) -> QuerySet[Component]:
        return rows.filter(**{name: value})


def components(officer: Any) -> QuerySet[Component]:
    """The components that the officer sees: all, for whoever holds the permission over units. One query."""
    return visible(Component.objects.all(), officer, "grid.view").select_related("unit")


class ComponentList(Listing):
    title = "部件"
    model = Component
    filters = ComponentFilter
    order = ("code",)
    searchable = "编码、名称、位置"
    count_to = 1000
    template = "grid/new_list.html"
    empty = ("没有符合条件的部件。", "", "")
    columns = (
        Column("code", "部件编码", css="num", sort="code"),
        Column("name", "名称"),
        Column("part_class", "大类", value=lambda one: one.get_part_class_display()),
        Column("spot", "位置", wide=True),
        Column("place", "网格", value=lambda one: one.place, excel_width=24),
        Column("unit.label", "养护单位"),
        StateColumn(
            "condition",
            "状态",
            value=lambda one: one.get_condition_display(),
            tone=lambda one: TONES[one.condition],
        ),
        DateColumn("checked_on", "最近普查", sort="checked_on"),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Component]:
        return components(request.user)

    def search(self, rows: QuerySet[Component], words: str) -> QuerySet[Component]:
        return rows.filter(Q(code__startswith=words) | Q(name__icontains=words) | Q(spot__icontains=words))

    def complete(self, rows: Sequence[Any]) -> None:
        names = names_of(one.place_code for one in rows)
        for one in rows:
            one.place = names.get(one.place_code, one.place_code)

    def href(self, row: Component) -> str:
        return reverse("grid:component", args=[row.pk])


def _crumbs() -> list[tuple[str, str]]:
    return [("部件", reverse("grid:components"))]


@guard("grid.view")
def listed(request: HttpRequest) -> HttpResponse:
    may = decide(request.user, PERMISSION).allowed
    new, sheet = (reverse("grid:component_new"), reverse("grid:component_sheets")) if may else ("", "")
    return ComponentList(request).response(new=new, sheet=sheet)


def _row(request: HttpRequest, pk: int) -> Component:
    found = components(request.user).filter(pk=pk).first()
    if found is None:
        raise NotFound(value=pk)
    return found


@guard("grid.view")
def component(request: HttpRequest, pk: int) -> HttpResponse:
    """One component with the events that concerned it."""
    row = _row(request, pk)
    values = {
        "title": f"{row.name}",
        "crumbs": _crumbs(),
        "row": row,
        "facts": [
            ("部件编码", row.code), ("大类", row.get_part_class_display()), ("位置", row.spot),
            ("网格", names_of([row.place_code]).get(row.place_code, row.place_code)),
            ("养护单位", row.unit.label if row.unit else ""), ("状态", row.get_condition_display()), ("最近普查", row.checked_on),
        ],
        "events": events(request.user).filter(component=row).order_by("-pk")[:50],  # type: ignore[arg-type]
        "may_change": decide(request.user, PERMISSION, row).allowed,
    }  # fmt: skip
    return render(request, "grid/component.html", values)


@guard(PERMISSION)
def component_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@guard(PERMISSION, Component, lookup="pk")
def component_edit(request: HttpRequest, row: Component) -> HttpResponse:
    return _edit(request, row)


def _edit(request: HttpRequest, row: Component | None) -> HttpResponse:
    names = ("code", "name", "spot", "unit", "condition", "longitude", "latitude")
    initial = {name: getattr(row, name) for name in names} | {"place": row.place_code} if row else None
    return form_page(
        request,
        ComponentForm,
        partial(set_component, component=row),
        title="修改部件" if row else "登记部件",
        submit="保存",
        initial=initial,
        done=lambda made: reverse("grid:component", args=[made.pk]),
        message="部件已保存。",
        cancel=reverse("grid:component", args=[row.pk]) if row else reverse("grid:components"),
        crumbs=_crumbs(),
        intro="点一下部件的位置",
        template="grid/visit.html",
        partial="grid/visit_form.html",
        within=row.place_code[:12] if row else "",
        level="grid" if row else "town",
    )


part_urls = [
    path("components/", listed, name="components"),
    path("components/new/", component_new, name="component_new"),
    path("components/<int:pk>/", component, name="component"),
    path("components/<int:pk>/edit/", component_edit, name="component_edit"),
]
