"""Units: the tree, one unit, and every change of it."""

from __future__ import annotations

from functools import partial
from typing import Any

import django_filters
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from gongzhi.kernel.clock import today
from gongzhi.kernel.org import actions
from gongzhi.kernel.org.models import Unit, UnitKind, UnitName
from gongzhi.kernel.org.queries import posts_in_charge
from gongzhi.kernel.web.columns import Column, DateColumn, NumberColumn, StateColumn
from gongzhi.kernel.web.filters import choice
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.administration import forms
from gongzhi.modules.administration.module import ORG
from gongzhi.modules.administration.views.buttons import Button, buttons
from gongzhi.modules.administration.views.tables import Table, act, days, link


def href(unit: Unit) -> str:
    return reverse("administration:unit", args=[unit.pk])


class UnitFilter(django_filters.FilterSet):
    kind = choice("类别", UnitKind.choices)
    state = choice("状态", [("now", "现有"), ("gone", "已撤销")], "by_state")

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        now_listed = Unit.listed_on(today())
        return rows.filter(now_listed) if value == "now" else rows.exclude(now_listed)


class UnitList(Listing):
    title = "单位"
    model = Unit
    searchable = "名称、简称、别名、曾用名、代码"
    count_to = 1000
    order = ("code",)
    filters = UnitFilter
    columns = (
        Column("code", "代码", sort="code", css="num"),
        Column("label", "简称", value=lambda row: "　" * (row.path.count("/") - 2) + row.label, link=href),
        Column("name", "全称", sort="name", wide=True),
        Column("kind", "类别", value=lambda row: row.get_kind_display(), sort="kind"),
        Column("parent.label", "上级"),
        Column("place.name", "所在地方"),
        NumberColumn("people", "在用账号"),
        StateColumn(
            "state",
            "状态",
            value=lambda row: "已撤销" if row.listed_to and row.listed_to <= today() else "现有",
            tone=lambda row: "plain" if row.listed_to else "good",
        ),
        DateColumn("listed_from", "设立", shown=False),
        DateColumn("listed_to", "撤销", shown=False),
    )
    empty = ("还没有单位。先建根单位（县委县政府），再建下属单位。", "新建单位", "/administration/units/new")

    def queryset(self, request: HttpRequest) -> QuerySet[Unit]:
        active = Count("officers", filter=Q(officers__is_active=True))
        return Unit.objects.select_related("parent", "place").annotate(people=active)

    def search(self, rows: QuerySet, words: str) -> QuerySet:
        named = UnitName.objects.filter(name__icontains=words).values("unit")
        own = Q(name__icontains=words) | Q(short_name__icontains=words) | Q(code__istartswith=words)
        return rows.filter(own | Q(pk__in=named))

    def href(self, row: Any) -> str:
        return href(row)


@guard(ORG)
def units(request: HttpRequest) -> HttpResponse:
    new = Button("新建单位", reverse("administration:unit-new"), main=True)
    return UnitList(request).response(actions=buttons(new))


@guard(ORG, Unit, lookup="pk")
def unit(request: HttpRequest, unit: Unit) -> HttpResponse:
    """One unit: what it is called, what stands below it, who leads it. Seven queries."""
    heir = unit.successor
    facts = [
        ("代码", unit.code),
        ("全称", unit.name),
        ("简称", unit.short_name),
        ("类别", unit.get_kind_display()),
        ("上级单位", link(href(unit.parent), unit.parent) if unit.parent else ""),
        ("所在地方", unit.place),
        ("存续", days(unit.listed_from, unit.listed_to)),
        ("承接单位", link(href(heir), heir) if heir else ""),
        ("分管领导", "、".join(str(post) for post in posts_in_charge(unit))),
    ]
    gone = unit.listed_to and unit.listed_to <= today()
    context = {"title": unit.label, "facts": facts, "crumbs": [("单位", reverse("administration:units"))]}
    context |= {"tables": _tables(unit), "actions": "" if gone else _changes(unit)}
    return render(request, "administration/thing.html", context)


def _changes(unit: Unit) -> str:
    def to(name: str) -> str:
        return reverse(f"administration:{name}", args=[unit.pk])

    return buttons(
        Button("更名", to("unit-rename"), "pencil"),
        Button("调整上级", to("unit-move"), "arrows-split"),
        Button("加名称", to("unit-name-new"), "plus"),
        Button("撤销或并入", to("unit-abolish"), "git-merge"),
    )


def _tables(unit: Unit) -> list[Table]:
    names = [
        (
            one.name,
            one.get_kind_display(),
            days(one.valid_from, one.valid_to),
            act(reverse("administration:unit-name-drop", args=[one.pk]), "删除"),
        )
        for one in unit.names.order_by("kind", "id")
    ]
    below = [(one.code, link(href(one), one), one.name) for one in unit.children.order_by("code")[:200]]
    people = [
        (link(reverse("administration:officer", args=[one.pk]), one.name), one.duty, one.username)
        for one in unit.officers.filter(is_active=True).order_by("username")[:200]
    ]
    return [
        Table(
            "其他名称",
            ("名称", "种类", "使用时间", ""),
            names,
            "没有别名和曾用名。文件里的其他叫法可以加在这里。",
        ),
        Table("下属单位", ("代码", "简称", "全称"), below, "没有下属单位。"),
        Table("人员", ("姓名", "职务", "账号"), people, "还没有账号。"),
    ]


def _form(request: HttpRequest, form: Any, action: Any, title: str, **more: Any) -> HttpResponse:
    more.setdefault("submit", "保存")
    return form_page(request, form, action, title=title, **more)


@guard(ORG)
def create(request: HttpRequest) -> HttpResponse:
    return _form(
        request,
        forms.UnitForm,
        actions.create_unit,
        "新建单位",
        done=href,
        message=lambda made: f"已新建{made.label}。",
        cancel=reverse("administration:units"),
        initial={"parent": Unit.objects.filter(parent=None).first()},
    )


def _of(unit: Unit, name: str) -> dict[str, Any]:
    """What every form about one unit shares."""
    return {"cancel": href(unit), "done": lambda _: href(unit), "message": f"{unit.label}：{name}已保存。"}


@guard(ORG, Unit, lookup="pk")
def rename(request: HttpRequest, unit: Unit) -> HttpResponse:
    action = partial(actions.rename_unit, unit=unit)
    given = {"name": unit.name, "short_name": unit.short_name, "on": today()}
    return _form(request, forms.RenameForm, action, f"{unit.label}更名", initial=given, **_of(unit, "更名"))


@guard(ORG, Unit, lookup="pk")
def move(request: HttpRequest, unit: Unit) -> HttpResponse:
    action = partial(actions.move_unit, unit=unit)
    return _form(
        request,
        forms.MoveForm,
        action,
        f"调整{unit.label}的上级",
        initial={"parent": unit.parent_id},
        **_of(unit, "上级"),
    )


@guard(ORG, Unit, lookup="pk")
def abolish(request: HttpRequest, unit: Unit) -> HttpResponse:
    action = partial(actions.abolish_unit, unit=unit)
    title = f"撤销{unit.label}"
    return _form(request, forms.AbolishForm, action, title, submit="撤销", danger=True, **_of(unit, "撤销"))


@guard(ORG, Unit, lookup="pk")
def learn(request: HttpRequest, unit: Unit) -> HttpResponse:
    action = partial(actions.learn_alias, unit=unit)
    return _form(request, forms.NameForm, action, f"给{unit.label}加名称", **_of(unit, "名称"))


@guard(ORG, UnitName, lookup="pk")
def drop(request: HttpRequest, name: UnitName) -> HttpResponse:
    action = partial(actions.drop_alias, name=name)
    intro = f"“{name.name}”不再认作{name.unit.label}。只是停用的名称请改停用日期，不要删除。"
    return _form(
        request,
        forms.NothingForm,
        action,
        f"删除名称“{name.name}”",
        submit="删除",
        danger=True,
        intro=intro,
        **_of(name.unit, "名称"),
    )
