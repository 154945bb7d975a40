"""督察整改: what inspections fed back, by source and state; each item from its plan to being struck off."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from gongzhi.kernel.access import decide, visible
from gongzhi.kernel.clock import now, today
from gongzhi.kernel.flow.models import Light
from gongzhi.kernel.flow.queries import light_at, light_is
from gongzhi.kernel.flow.search import search
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.web.columns import Column, DateColumn, LightColumn, StateColumn
from gongzhi.kernel.web.fields import DateField, FilesField, TextField, UnitField, UnitsField
from gongzhi.kernel.web.filters import choice, one_of, unit_filter
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.kernel.web.listing import Listing
from gongzhi.kernel.web.matters import TONES, matter_context
from gongzhi.modules.ecology.inspections import actions
from gongzhi.modules.ecology.inspections.flow import ITEM
from gongzhi.modules.ecology.inspections.models import Inspection, Item
from gongzhi.modules.ecology.words import Source

VIEW, INSPECT = "ecology.view", actions.INSPECT
CRUMBS = [("督察整改", "/ecology/items/")]
STATES = [("open", "全部未销号"), *[(state.code, state.label) for state in ITEM.states.values()]]


def item_url(number: str) -> str:
    return reverse("ecology:item", args=[number])


def seen(officer: Officer) -> QuerySet[Item]:
    return visible(Item.objects.order_by(), officer, VIEW)


class ItemFilter(django_filters.FilterSet):
    """The filters of items. Their names are what figures link to."""

    state = choice("状态", STATES, "by_state")
    source = choice("来源", Source.choices, "by_source")
    inspection = one_of("督察", lambda request: Inspection.objects.order_by("-fed_back_on"), searched=False)
    light = choice("亮灯", [*Light.choices, ("overdue", "逾期未完成")], "by_light")
    unit = unit_filter("牵头单位", "by_unit")

    class Meta:
        model = Item
        fields = ()

    def by_state(self, rows: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        return rows.filter(Q(matter__closed_at=None) if value == "open" else Q(matter__state=value))

    def by_source(self, rows: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        return rows.filter(inspection__source=value)

    def by_light(self, rows: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        if value == "overdue":
            return rows.filter(overdue())
        return rows.filter(light_is(value, now(), "matter__"))

    def by_unit(self, rows: QuerySet[Item], name: str, value: Any) -> QuerySet[Item]:
        return rows.filter(matter__lead_unit__path__startswith=value.path)


def overdue() -> Q:
    return Q(matter__closed_at=None, matter__state__in=("planning", "rectifying"), matter__due_at__lt=now())


class ItemList(Listing):
    title = "督察整改"
    model = Item
    filters = ItemFilter
    first_filters = ("state", "source", "inspection", "unit")
    order = ("matter__due_at", "pk")
    searchable = "编号、问题"
    count_to = 10_000
    template = "ecology/items.html"
    columns = (
        Column("number", "编号", css="num", sort="matter__number", link=lambda one: item_url(one.number)),
        LightColumn("light", "灯", sort="matter__due_at"),
        Column("serial", "序号", css="num end"),
        Column("text", "反馈问题", wide=True, value=lambda one: one.text[:80], excel_width=60),
        Column("inspection.get_source_display", "来源"),
        Column("matter.lead_unit.label", "牵头单位"),
        DateColumn("deadline", "整改时限", sort="deadline"),
        DateColumn("public_to", "公示至", shown=False),
        DateColumn("struck_at", "销号"),
        StateColumn(
            "state", "状态", value=lambda one: one.matter.state_now.label, tone=lambda one: TONES[one.matter.state_now.tone]
        ),
    )  # fmt: skip
    empty = ("还没有督察反馈的问题。", "", "")

    def queryset(self, request: HttpRequest) -> QuerySet[Item]:
        rows = seen(request.user).select_related("matter__lead_unit", "inspection")  # type: ignore[arg-type]
        return rows.defer("matter__search", "target", "measures").annotate(light=light_at(now(), "matter__"))

    def search(self, rows: QuerySet[Item], words: str) -> QuerySet[Item]:
        return search(rows, words)

    def href(self, row: Item) -> str:
        return item_url(row.number)

    @cached_property
    def tabs(self) -> list[tuple[str, str, None, bool]]:
        lists = [("全部", ""), ("未销号", "open"), ("待报方案", "planning"), ("整改中", "rectifying"), ("待验收", "claimed"), ("公示中", "accepted"), ("已销号", "struck")]  # fmt: skip
        asked = self.request.GET.get("state", "")
        return [(label, self.link(state=code), None, asked == code) for label, code in lists]


class InspectionForm(forms.Form):
    title = forms.CharField(label="名称", max_length=120, help_text="如：2026年省生态环境保护督察反馈意见")
    source = forms.ChoiceField(label="来源", choices=Source.choices)
    fed_back_on = DateField(label="反馈日期")
    document = forms.CharField(label="反馈文号", max_length=80, required=False)


class ItemForm(forms.Form):
    serial = forms.IntegerField(
        label="序号", min_value=1, max_value=999, required=False, help_text="不填接着编"
    )
    text = TextField(label="反馈问题", rows=4, max_length=4000, help_text="照反馈意见原文")
    target = TextField(label="整改目标", rows=2, max_length=2000, required=False)
    lead = UnitField(label="牵头单位")
    co = UnitsField(label="配合单位", required=False)
    deadline = DateField(label="整改时限")
    files = FilesField(label="附件", required=False)  # type: ignore[assignment]


def _add(*, inspection: Inspection, by: Officer, at: Any, **given: Any) -> Item:
    told = actions.Told(**(given | {"co": list(given["co"])}))
    return actions.add_item(inspection=inspection, told=told, by=by, at=at)


@guard(VIEW)
def items(request: HttpRequest) -> HttpResponse:
    """The list, with what is open by source; figures open it with filters."""
    officer: Officer = request.user  # type: ignore[assignment]
    context = {"may_inspect": decide(officer, INSPECT).allowed, "sources": _by_source(officer)}
    return ItemList(request).response(**context)


def _by_source(officer: Officer) -> list[dict[str, Any]]:
    """What each source fed back, and what is open, late and struck off of it. One statement."""
    rows = seen(officer).values("inspection__source").annotate(
        n=Count("pk"), open=Count("pk", filter=Q(matter__closed_at=None)), late=Count("pk", filter=overdue()),
        struck=Count("pk", filter=Q(struck_at__isnull=False)),
    )  # fmt: skip
    there = reverse("ecology:items")
    order = list(Source.values)
    found = sorted(rows, key=lambda one: order.index(one["inspection__source"]))
    return [
        one
        | {
            "label": Source(one["inspection__source"]).label,
            "href": f"{there}?source={one['inspection__source']}",
        }
        for one in found
    ]


@guard(INSPECT)
def inspection_new(request: HttpRequest) -> HttpResponse:
    return form_page(
        request, InspectionForm, actions.set_inspection, title="登记督察反馈", submit="保存", crumbs=CRUMBS,
        cancel=reverse("ecology:items"), done=lambda made: reverse("ecology:inspection", args=[made.pk]),
        message="已登记，请逐条添加反馈问题。",
    )  # fmt: skip


@guard(VIEW)
def inspection(request: HttpRequest, pk: int) -> HttpResponse:
    """One inspection with its items, in their order."""
    one = _inspection(pk)
    rows = seen(request.user).filter(inspection=one).select_related("matter__lead_unit").order_by("serial")  # type: ignore[arg-type]
    context = {
        "title": one.title, "inspection": one, "rows": list(rows.annotate(light=light_at(now(), "matter__"))),
        "may_inspect": decide(request.user, INSPECT).allowed, "crumbs": CRUMBS,  # type: ignore[arg-type]
    }  # fmt: skip
    return render(request, "ecology/inspection.html", context)


def _inspection(pk: int) -> Inspection:
    from gongzhi.kernel.web.guard import load

    return load(Inspection.objects.all(), "pk", pk)


@guard(INSPECT)
def item_new(request: HttpRequest, pk: int) -> HttpResponse:
    one = _inspection(pk)
    back = reverse("ecology:inspection", args=[one.pk])
    return form_page(
        request, ItemForm, partial(_add, inspection=one), title="添加反馈问题", submit="交办", intro=one.title, crumbs=CRUMBS,
        cancel=back, done=back, message=lambda made: f"已交办，编号{made.number}。",
    )  # fmt: skip


@guard(VIEW)
def item(request: HttpRequest, number: str) -> HttpResponse:
    """The page of one item. Some twelve statements."""
    rows = seen(request.user).select_related("matter", "inspection", "accepted_by", "claimed_by", "struck_by")  # type: ignore[arg-type]
    one = rows.filter(matter__number=number.strip().upper()).first()
    if one is None:
        raise NotFound(value=number)
    context = {
        **matter_context(one.matter, request.user, one),
        "item": one,
        "title": f"{one.number} {one.matter.title[:40]}",
        "steps": _steps(one),
        "public_left": max((one.public_to - today()).days, 0) if one.public_to else None,
    }
    return render(request, "ecology/item.html", context)


def _steps(one: Item) -> list[tuple[str, Any, str]]:
    return [
        ("报方案", one.planned_at, ""), ("申请验收", one.claimed_at, one.claimed_by.name if one.claimed_by else ""),
        ("验收通过", one.accepted_at, one.accepted_by.name if one.accepted_by else ""),
        ("销号", one.struck_at, one.struck_by.name if one.struck_by else ""),
    ]  # fmt: skip


inspection_urls = [
    path("items/", items, name="items"),
    path("items/inspections/new/", inspection_new, name="inspection_new"),
    path("items/inspections/<int:pk>/", inspection, name="inspection"),
    path("items/inspections/<int:pk>/new/", item_new, name="item_new"),
    path("items/<str:number>/", item, name="item"),
]
