"""Leading groups and their seats."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from gongzhi.kernel.org import seats as acting
from gongzhi.kernel.org.models import LeadingGroup, LeadingGroupMember
from gongzhi.kernel.web.columns import Column, DateColumn, NumberColumn
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.administration import forms
from gongzhi.modules.administration.module import ORG
from gongzhi.modules.administration.views.buttons import Button, buttons
from gongzhi.modules.administration.views.tables import Table, days


def href(group: LeadingGroup) -> str:
    return reverse("administration:leading-group", args=[group.pk])


class LeadingGroupList(Listing):
    title = "领导小组"
    model = LeadingGroup
    searchable = "名称"
    order = ("name",)
    columns = (
        Column("name", "名称", sort="name", link=href, wide=True),
        Column("office.label", "办公室设在"),
        NumberColumn("seats", "成员"),
        DateColumn("from_on", "成立"),
        DateColumn("to_on", "撤销"),
    )
    empty = ("还没有领导小组。", "新建领导小组", "/administration/leading-groups/new")

    def queryset(self, request: HttpRequest) -> QuerySet[LeadingGroup]:
        return LeadingGroup.objects.select_related("office").annotate(seats=Count("members"))

    def search(self, rows: QuerySet, words: str) -> QuerySet:
        return rows.filter(name__icontains=words)

    def href(self, row: Any) -> str:
        return href(row)


def _members(group: LeadingGroup) -> list[LeadingGroupMember]:
    return list(group.members.select_related("post", "officer", "unit"))


def _words(seat: LeadingGroupMember) -> str:
    return str(seat.post or seat.unit or seat.officer or seat.printed_post or seat.printed_name)


@guard(ORG)
def leading_groups(request: HttpRequest) -> HttpResponse:
    new = Button("新建领导小组", reverse("administration:leading-group-new"), main=True)
    return LeadingGroupList(request).response(actions=buttons(new))


@guard(ORG, LeadingGroup, lookup="pk")
def leading_group(request: HttpRequest, group: LeadingGroup) -> HttpResponse:
    facts = [("名称", group.name), ("办公室设在", group.office), ("存续", days(group.from_on, group.to_on))]
    rows = [(seat.get_role_display(), _words(seat), seat.printed_name) for seat in _members(group)]
    to_seats = reverse("administration:leading-group-seats", args=[group.pk])
    to_end = reverse("administration:leading-group-dissolve", args=[group.pk])
    context = {
        "title": group.name,
        "facts": facts,
        "tables": [Table("成员", ("角色", "职务、单位或人员", "文件所列姓名"), rows, "还没有成员。")],
        "crumbs": [("领导小组", reverse("administration:leading-groups"))],
        "actions": buttons(
            Button("修改成员", to_seats, "pencil", main=True), Button("撤销", to_end, "trash")
        ),
    }
    return render(request, "administration/thing.html", context)


@guard(ORG)
def create(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        forms.LeadingGroupForm,
        acting.create_leading_group,
        title="新建领导小组",
        submit="保存",
        done=href,
        message=lambda made: f"已新建{made.name}。",
        cancel=reverse("administration:leading-groups"),
    )


@guard(ORG, LeadingGroup, lookup="pk")
def seats(request: HttpRequest, group: LeadingGroup) -> HttpResponse:
    lines = [f"{seat.get_role_display()} {_words(seat)}" for seat in _members(group)]
    return form_page(
        request,
        forms.SeatsForm,
        partial(acting.seat, group=group),
        title=f"{group.name}成员",
        submit="保存",
        done=lambda _: href(group),
        message="成员已保存。",
        cancel=href(group),
        initial={"seats": "\n".join(lines)},
    )


@guard(ORG, LeadingGroup, lookup="pk")
def dissolve(request: HttpRequest, group: LeadingGroup) -> HttpResponse:
    return form_page(
        request,
        forms.DayForm,
        partial(acting.dissolve, group=group),
        title=f"撤销{group.name}",
        submit="撤销",
        danger=True,
        done=lambda _: href(group),
        message="已撤销。",
        cancel=href(group),
    )
