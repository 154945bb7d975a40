"""The lists of residents, households, houses, organisations and of what was taken in. All masked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from gongzhi.kernel.access import holds, visible
from gongzhi.kernel.clock import today
from gongzhi.kernel.flow.scoping import places
from gongzhi.kernel.org.models import Place
from gongzhi.kernel.people.blind import blinds, folded
from gongzhi.kernel.people.census.checking import COLLECT
from gongzhi.kernel.people.census.words import Care, OrganisationKind, Stay, Use
from gongzhi.kernel.people.models import House, Household, Organisation, Resident
from gongzhi.kernel.web.columns import Column, DateColumn, NumberColumn, StateColumn
from gongzhi.kernel.web.filters import PlaceFilter, choice
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.grid.places import names_of

VIEW = "people.view"
AGES = [("80", "80岁以上"), ("60", "60岁以上"), ("-18", "18岁以下")]
DUE = [("late", "超期未走访"), ("soon", "七天内应走访"), ("never", "从未走访")]
SEALED_OF = {House: ("owner", "owner_phone"), Organisation: ("principal", "phone"), Resident: ()}


def seen(model: Any, officer: Any) -> QuerySet[Any]:
    """The rows that the officer sees, without what lies sealed, in no order. One query."""
    gone = "left_on" if model is Resident else "gone_on"
    rows = visible(model.objects.filter(**{gone: None}), officer, VIEW)
    return rows.defer(*SEALED_OF.get(model, ()))


class PlacedFilter(django_filters.FilterSet):
    """What every list of 人房企 is narrowed by."""

    place = PlaceFilter(label="地方", method="by_place", every=True)

    class Meta:
        model = Resident
        fields = ()

    def by_place(self, rows: QuerySet[Any], name: str, value: Place) -> QuerySet[Any]:
        return rows.filter(places(value.code, "place_code"))

    def by_own(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return rows.filter(**{name: value})


class ResidentFilter(PlacedFilter):
    stay = choice("居住类别", Stay.choices, "by_own")
    age = choice("年龄", AGES, "by_age")

    def by_age(self, rows: QuerySet[Resident], name: str, value: str) -> QuerySet[Resident]:
        year = today().year
        if value == "-18":
            return rows.filter(born_year__gt=year - 18)
        return rows.filter(born_year__lte=year - int(value))


class HouseholdFilter(PlacedFilter):
    care = choice("关爱类别", [("none", "一般户"), *[one for one in Care.choices if one[0]]], "by_care")
    due = choice("走访", DUE, "by_due")

    def by_care(self, rows: QuerySet[Household], name: str, value: str) -> QuerySet[Household]:
        return rows.filter(care="" if value == "none" else value)

    def by_due(self, rows: QuerySet[Household], name: str, value: str) -> QuerySet[Household]:
        from datetime import timedelta

        if value == "never":
            return rows.filter(visited_on=None)
        if value == "late":
            return rows.filter(visit_by__lt=today())
        return rows.filter(visit_by__gte=today(), visit_by__lte=today() + timedelta(days=7))


class HouseFilter(PlacedFilter):
    use = choice("用途", Use.choices, "by_own")
    rented = choice("出租", [("1", "出租"), ("0", "自用")], "by_rented")

    def by_rented(self, rows: QuerySet[House], name: str, value: str) -> QuerySet[House]:
        return rows.filter(rented=value == "1")


class OrganisationFilter(PlacedFilter):
    kind = choice("类别", OrganisationKind.choices, "by_own")


class Placed:
    """A list whose rows lie in grids: `place` is the grid's name, read for a page at once."""

    model: Any
    request: HttpRequest
    order: tuple[str, ...] = ("pk",)
    count_to = 1000
    template = "grid/census_list.html"
    tab = ""

    @property
    def empty(self) -> tuple[str, str, str]:  # type: ignore[override]
        if holds(self.request.user, COLLECT):  # type: ignore[arg-type]
            return ("没有符合条件的记录。", "用表格采集", reverse("grid:intakes"))
        return ("没有符合条件的记录。", "", "")

    def queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return seen(self.model, request.user)

    def complete(self, rows: Sequence[Any]) -> None:
        names = names_of(one.place_code for one in rows)
        for one in rows:
            one.place = names.get(one.place_code, one.place_code)

    @property
    def tabs(self) -> list[tuple[str, str, None, bool]]:
        return census_tabs(self.tab)


def census_tabs(current: str) -> list[tuple[str, str, None, bool]]:
    """The pages of 人房企."""
    pages = (
        ("居民", "residents"),
        ("住户", "households"),
        ("房屋", "houses"),
        ("单位", "organisations"),
        ("采集批次", "intakes"),
    )
    return [(label, reverse(f"grid:{name}"), None, name == current) for label, name in pages]


PLACE = Column("place", "网格", value=lambda one: one.place, excel_width=24)


class ResidentList(Placed, Listing):
    title = "居民"
    model = Resident
    tab = "residents"
    filters = ResidentFilter
    searchable = "户号、完整的身份证号或电话"
    columns = (
        Column("person.masked_name", "姓名"),
        Column("woman", "性别", value=lambda one: {True: "女", False: "男"}.get(one.woman, "")),
        NumberColumn("age", "年龄", unit="岁", value=lambda one: today().year - one.born_year if one.born_year else None),
        Column("stay", "居住类别", value=lambda one: one.get_stay_display()),
        Column("household.number", "户号", css="num"),
        Column("relation", "与户主关系", value=lambda one: one.get_relation_display()),
        Column("person.masked_phone", "电话", css="num"),
        Column("marks", "标签", value=lambda one: "、".join(mark.label for mark in one.marks.all() if not mark.sensitive), wide=True),
        PLACE,
        DateColumn("changed_at", "更新", shown=False),
    )  # fmt: skip

    def queryset(self, request: HttpRequest) -> QuerySet[Resident]:
        return super().queryset(request).select_related("person", "household").prefetch_related("marks")

    def search(self, rows: QuerySet[Resident], words: str) -> QuerySet[Resident]:
        found = Q(household__number__istartswith=words)
        if len(folded(words)) >= 7:
            found |= Q(identity_index__in=blinds(words, "identity")) | Q(
                person__phone_index__in=blinds(words, "phone")
            )
        return rows.filter(found)

    def href(self, row: Resident) -> str:
        return reverse("grid:resident", args=[row.pk])


class HouseholdList(Placed, Listing):
    title = "住户"
    model = Household
    tab = "households"
    filters = HouseholdFilter
    searchable = "户号、地址"
    order = ("visit_by", "pk")
    columns = (
        Column("number", "户号", css="num", sort="number"),
        Column("house.address", "地址", wide=True),
        Column("head_name", "户主"),
        NumberColumn("size", "人数", unit="人", sort="size"),
        StateColumn(
            "care", "关爱类别", value=lambda one: one.get_care_display(),
            tone=lambda one: {"high": "bad", "key": "warn"}.get(one.care, "plain"),
        ),
        PLACE,
        DateColumn("visited_on", "最近走访", sort="visited_on"),
        DateColumn("visit_by", "应走访", sort="visit_by", late=lambda one: one.visit_by is not None and one.visit_by < today()),
    )  # fmt: skip

    def queryset(self, request: HttpRequest) -> QuerySet[Household]:
        return super().queryset(request).select_related("house").defer("house__owner", "house__owner_phone")

    def search(self, rows: QuerySet[Household], words: str) -> QuerySet[Household]:
        return rows.filter(Q(number__istartswith=words) | Q(house__address__icontains=words))

    def href(self, row: Household) -> str:
        return reverse("grid:household", args=[row.pk])


class HouseList(Placed, Listing):
    title = "房屋"
    model = House
    tab = "houses"
    filters = HouseFilter
    searchable = "房屋编码、地址"
    columns = (
        Column("code", "房屋编码", css="num", sort="code"),
        Column("address", "地址", wide=True),
        Column("use", "用途", value=lambda one: one.get_use_display()),
        StateColumn(
            "rented", "出租", value=lambda one: "出租" if one.rented else "", tone=lambda one: "busy"
        ),
        Column("masked_owner", "产权人"),
        PLACE,
        DateColumn("changed_at", "更新", sort="changed_at"),
    )

    def search(self, rows: QuerySet[House], words: str) -> QuerySet[House]:
        return rows.filter(Q(code__istartswith=words) | Q(address__icontains=words))

    def href(self, row: House) -> str:
        return reverse("grid:house", args=[row.pk])


class OrganisationList(Placed, Listing):
    title = "单位"
    model = Organisation
    tab = "organisations"
    filters = OrganisationFilter
    searchable = "名称、统一社会信用代码"
    columns = (
        Column("name", "名称", wide=True, sort="name"),
        Column("credit_code", "统一社会信用代码", css="num"),
        Column("kind", "类别", value=lambda one: one.get_kind_display()),
        Column("trade", "行业"),
        Column("risk", "重点类型"),
        Column("masked_principal", "负责人"),
        Column("masked_phone", "电话", css="num"),
        PLACE,
        DateColumn("changed_at", "更新", shown=False),
    )

    def search(self, rows: QuerySet[Organisation], words: str) -> QuerySet[Organisation]:
        return rows.filter(Q(name__icontains=words) | Q(credit_code__istartswith=words.upper()))

    def href(self, row: Organisation) -> str:
        return reverse("grid:organisation", args=[row.pk])
