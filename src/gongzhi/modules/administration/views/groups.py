"""Groups of units: the words that stand for many."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from gongzhi.kernel.org import actions
from gongzhi.kernel.org.models import UnitGroup
from gongzhi.kernel.web.columns import Column, NamesColumn, NumberColumn
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.administration import forms
from gongzhi.modules.administration.module import ORG
from gongzhi.modules.administration.views.buttons import Button, buttons


def href(group: UnitGroup) -> str:
    return reverse("administration:group", args=[group.pk])


class GroupList(Listing):
    title = "单位组"
    model = UnitGroup
    order = ("name",)
    columns = (
        Column("name", "名称", sort="name", link=href, wide=True),
        Column("aliases", "其他写法", value=lambda row: "、".join(row.aliases)),
        NumberColumn("count", "单位数", value=lambda row: len(row.members.all())),
        NamesColumn("members", "成员", value=lambda row: list(row.members.all()), first=6),
    )
    empty = (
        "还没有单位组。文件里的“县直各单位”“各乡镇”要先在这里说明是哪些单位。",
        "新建单位组",
        "/administration/groups/new",
    )

    def queryset(self, request: HttpRequest) -> QuerySet[UnitGroup]:
        return UnitGroup.objects.prefetch_related("members")

    def href(self, row: Any) -> str:
        return href(row)


@guard(ORG)
def groups(request: HttpRequest) -> HttpResponse:
    new = Button("新建单位组", reverse("administration:group-new"), main=True, dialog=False)
    return GroupList(request).response(actions=buttons(new))


@guard(ORG)
def create(request: HttpRequest) -> HttpResponse:
    there = reverse("administration:groups")
    return form_page(
        request,
        forms.GroupForm,
        actions.create_group,
        title="新建单位组",
        submit="保存",
        done=there,
        message=lambda group: f"已新建{group.name}。",
        cancel=there,
    )


@guard(ORG, UnitGroup, lookup="pk")
def change(request: HttpRequest, group: UnitGroup) -> HttpResponse:
    there = reverse("administration:groups")
    return form_page(
        request,
        forms.GroupChangeForm,
        partial(actions.set_group, group=group),
        title=group.name,
        submit="保存",
        done=there,
        message=f"{group.name}已保存。",
        cancel=there,
        initial={"aliases": group.aliases, "members": group.members.all()},
        crumbs=[("单位组", there)],
    )
