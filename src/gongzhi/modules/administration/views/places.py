"""Places: the tree by code."""

from __future__ import annotations

from functools import partial
from typing import Any

import django_filters
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from gongzhi.kernel.org import actions
from gongzhi.kernel.org.models import Place, PlaceKind
from gongzhi.kernel.org.queries import places_below
from gongzhi.kernel.web.columns import Column, NumberColumn
from gongzhi.kernel.web.filters import choice, one_of
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.administration import forms
from gongzhi.modules.administration.module import ORG
from gongzhi.modules.administration.views.buttons import Button, buttons

TOWNS = (PlaceKind.STREET, PlaceKind.TOWN, PlaceKind.TOWNSHIP, PlaceKind.ZONE)


def href(place: Place) -> str:
    return reverse("administration:place", args=[place.pk])


def towns(request: HttpRequest) -> QuerySet[Place]:
    return Place.objects.filter(kind__in=TOWNS)


class PlaceFilter(django_filters.FilterSet):
    kind = choice("类别", PlaceKind.choices)
    within = one_of("乡镇（街道）", towns, "by_town", searched=False)

    def by_town(self, rows: QuerySet, name: str, value: Place) -> QuerySet:
        return rows.filter(pk__in=places_below(value.code).values("pk"))


class PlaceList(Listing):
    title = "地方"
    model = Place
    searchable = "名称、代码"
    count_to = 1000
    order = ("code",)
    filters = PlaceFilter
    columns = (
        Column("code", "区划代码", sort="code", css="num"),
        Column("name", "名称", sort="name", link=href, wide=True),
        Column("kind", "类别", value=lambda row: row.get_kind_display(), sort="kind"),
        Column("parent.name", "上级"),
        NumberColumn("below", "直接下级"),
    )
    empty = (
        "还没有地方。先建县（市、区），再建乡镇（街道）和村（社区）。",
        "新建地方",
        "/administration/places/new",
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Place]:
        return (
            Place.objects.select_related("parent")
            .defer("boundary", "parent__boundary")
            .annotate(below=Count("children"))
        )

    def search(self, rows: QuerySet, words: str) -> QuerySet:
        return rows.filter(Q(name__icontains=words) | Q(code__startswith=words))

    def href(self, row: Any) -> str:
        return href(row)


@guard(ORG)
def places(request: HttpRequest) -> HttpResponse:
    new = Button("新建地方", reverse("administration:place-new"), main=True)
    map_ = Button("地图和边界", reverse("administration:place-map"), icon="map", dialog=False)
    return PlaceList(request).response(actions=buttons(map_, new))


@guard(ORG)
def create(request: HttpRequest) -> HttpResponse:
    there = reverse("administration:places")
    return form_page(
        request,
        forms.PlaceForm,
        actions.create_place,
        title="新建地方",
        submit="保存",
        done=there,
        message=lambda place: f"已新建{place.name}。",
        cancel=there,
    )


@guard(ORG, Place, lookup="pk")
def change(request: HttpRequest, place: Place) -> HttpResponse:
    there = reverse("administration:places")
    return form_page(
        request,
        forms.PlaceChangeForm,
        partial(actions.change_place, place=place),
        title=f"{place.name}（{place.code}）",
        submit="保存",
        done=there,
        message="已保存。",
        cancel=there,
        initial={"name": place.name},
        crumbs=[("地方", there)],
    )
