"""Who may do what, where, from when to when; and the sets that say what."""

from __future__ import annotations

from functools import partial
from typing import Any

import django_filters
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from gongzhi.kernel.access import actions, rules
from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.clock import today
from gongzhi.kernel.modules.declare import permission_names
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.web.columns import Column, DateColumn, NumberColumn, StateColumn
from gongzhi.kernel.web.filters import choice, one_of
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.listing import Bulk, Listing, picked
from gongzhi.modules.administration import forms, queries
from gongzhi.modules.administration.module import GRANTS
from gongzhi.modules.administration.views.buttons import Button, buttons
from gongzhi.modules.administration.views.tables import act


def in_force(holding: Holding) -> str:
    if holding.from_on > today():
        return "未开始"
    return "已停止" if holding.to_on and holding.to_on <= today() else "有效"


def separation() -> str:
    """Who the three administrators are, and which of them is missing."""
    parts = []
    for duty, names in queries.administrators(today()):
        parts.append(f"{rules.SEPARATED_LABELS[duty]}：{'、'.join(names) or '空缺'}")
    return "三员分立，一人只能担任其中一种。" + "；".join(parts) + "。"


class HoldingFilter(django_filters.FilterSet):
    set = one_of("权限集", lambda _: PermissionSet.objects.all(), searched=False)
    state = choice("状态", [("now", "有效"), ("gone", "已停止或未开始")], "by_state")

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        now = Holding.in_force(today())
        return rows.filter(now) if value == "now" else rows.exclude(now)


class HoldingList(Listing):
    title = "授权"
    model = Holding
    searchable = "姓名、账号、单位"
    count_to = 1000
    order = ("officer__username", "id")
    filters = HoldingFilter
    columns = (
        Column("officer.name", "姓名", sort="officer__name", wide=True),
        Column("officer.username", "账号", sort="officer__username"),
        Column("officer.unit.label", "所在单位", shown=False),
        Column("set.label", "权限集", sort="set__label"),
        Column("extent", "范围", value=lambda row: rules.extent(str(row.unit or ""), str(row.place or ""))),
        DateColumn("from_on", "自", sort="from_on"),
        DateColumn("to_on", "至"),
        StateColumn(
            "state", "状态", value=in_force, tone=lambda row: "good" if in_force(row) == "有效" else "plain"
        ),
        Column("granted_by.name", "授权人"),
    )
    empty = ("还没有授权。", "授权", "/administration/holdings/new")

    def queryset(self, request: HttpRequest) -> QuerySet[Holding]:
        return queries.holdings()

    def search(self, rows: QuerySet, words: str) -> QuerySet:
        person = Q(officer__name__icontains=words) | Q(officer__username__icontains=words)
        return rows.filter(person | Q(officer__unit__name__icontains=words) | Q(unit__name__icontains=words))


class Granting(HoldingList):
    """The same with the way to end each."""

    columns = (
        *HoldingList.columns,
        Column(
            "end",
            "办理",
            value=lambda row: (
                act(reverse("administration:holding-end", args=[row.pk]), "停止")
                if in_force(row) != "已停止"
                else ""
            ),
        ),
    )


@guard(GRANTS)
def holdings(request: HttpRequest) -> HttpResponse:
    new = Button("授权", reverse("administration:holding-new"), "key", main=True)
    return Granting(request).response(actions=buttons(new), intro=separation())


@guard(GRANTS)
def grant(request: HttpRequest) -> HttpResponse:
    there = reverse("administration:holdings")
    return form_page(
        request,
        forms.GrantForm,
        actions.grant,
        title="授权",
        submit="授权",
        done=there,
        message=lambda made: f"已授予{made.officer.name}“{made.set.label}”。",
        cancel=there,
    )


@guard(GRANTS, Holding, lookup="pk")
def end(request: HttpRequest, holding: Holding) -> HttpResponse:
    there = reverse("administration:holdings")
    return form_page(
        request,
        forms.DayForm,
        partial(actions.end, holding=holding),
        title=f"停止{holding.officer.name}的“{holding.set.label}”",
        submit="停止",
        danger=True,
        done=there,
        message="已停止。",
        cancel=there,
    )


class UngrantedList(Listing):
    title = "待授权人员"
    model = Officer
    searchable = "姓名、账号、单位"
    order = ("unit__code", "username")
    columns = (
        Column("username", "账号", sort="username"),
        Column("name", "姓名", wide=True),
        Column("unit.label", "单位", sort="unit__code"),
        Column("duty", "职务"),
    )
    bulk = (Bulk("授权", "/administration/ungranted/grant", GRANTS, icon="key", dialog=True),)
    empty = ("没有等待授权的人员。", "", "")

    def queryset(self, request: HttpRequest) -> QuerySet[Officer]:
        return queries.ungranted(today())

    def search(self, rows: QuerySet, words: str) -> QuerySet:
        unit = Q(unit__name__icontains=words) | Q(unit__short_name__icontains=words)
        return rows.filter(unit | Q(name__icontains=words) | Q(username__icontains=words))


@guard(GRANTS)
def ungranted(request: HttpRequest) -> HttpResponse:
    return UngrantedList(request).response(
        intro="账号已开通，还没有任何权限。勾选后一起授权，范围是各自的单位。"
    )


@guard(GRANTS)
def grant_many(request: HttpRequest) -> HttpResponse:
    """The picks are in the address, from the list's dialog."""
    keys = [int(key) for key in request.GET.getlist("pick") if key.isdigit()] or picked(request)
    people = list(Officer.objects.filter(pk__in=keys, is_active=True).select_related("unit"))
    there = reverse("administration:ungranted")
    return form_page(
        request,
        forms.GrantManyForm,
        partial(actions.grant_many, officers=people),
        title=f"给{len(people)}人授权",
        submit="授权",
        done=there,
        message=lambda made: f"已授权{len(made)}人。",
        cancel=there,
    )


class SetList(Listing):
    title = "权限集"
    model = PermissionSet
    order = ("label", "id")
    columns = (
        Column("label", "名称", link=lambda row: reverse("administration:set", args=[row.pk])),
        Column("name", "代码"),
        Column("exclusive", "分立职责", value=lambda row: rules.SEPARATED_LABELS.get(row.exclusive, "")),
        Column("permissions", "权限", value=lambda row: _labels(row), wide=True),
        NumberColumn("people", "持有人次"),
        Column("shipped", "来源", value=lambda row: "系统提供" if row.shipped else "本县自建"),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[PermissionSet]:
        now = Q(holdings__from_on__lte=today()) & (Q(holdings__to_on=None) | Q(holdings__to_on__gt=today()))
        return PermissionSet.objects.annotate(people=Count("holdings", filter=now))

    def href(self, row: Any) -> str:
        return reverse("administration:set", args=[row.pk])


def _labels(row: PermissionSet) -> str:
    labels = permission_names()
    return "、".join(labels.get(name, name) for name in row.permissions)


@guard(GRANTS)
def sets(request: HttpRequest) -> HttpResponse:
    new = Button("新建权限集", reverse("administration:set-new"), main=True, dialog=False)
    return SetList(request).response(actions=buttons(new), intro=separation())


@guard(GRANTS)
def create_set(request: HttpRequest) -> HttpResponse:
    there = reverse("administration:sets")
    return form_page(
        request,
        forms.SetForm,
        actions.create_set,
        title="新建权限集",
        submit="保存",
        done=there,
        message="已新建。",
        cancel=there,
        crumbs=[("权限集", there)],
    )


@guard(GRANTS, PermissionSet, lookup="pk")
def change_set(request: HttpRequest, held: PermissionSet) -> HttpResponse:
    there = reverse("administration:sets")
    return form_page(
        request,
        forms.SetChangeForm,
        partial(actions.change_set, set=held),
        title=f"权限集：{held.label}",
        submit="保存",
        done=there,
        message="已保存。",
        cancel=there,
        initial={"label": held.label, "permissions": held.permissions},
        crumbs=[("权限集", there)],
        intro="三员的权限由系统规定，不能修改。" if held.exclusive else "",
    )
