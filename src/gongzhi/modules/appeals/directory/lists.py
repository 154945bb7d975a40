"""Lists of the directory: categories, entries of an edition."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse

from gongzhi.kernel.clock import Term, today
from gongzhi.kernel.org.models import Place
from gongzhi.kernel.web.columns import Column, DateColumn, NamesColumn, StateColumn
from gongzhi.kernel.web.filters import choice, unit_filter
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.appeals.directory.models import Category, Entry


def majors() -> list[tuple[str, str]]:
    return [
        (one, one) for one in Category.objects.order_by("major").values_list("major", flat=True).distinct()
    ]


class EntryFilter(django_filters.FilterSet):
    major = choice("大类", majors, field_name="category__major")
    unit = unit_filter("主办单位")

    class Meta:
        model = Entry
        fields = ("major", "unit")


class EntryList(Listing):
    """The entries of one edition, by category. Two statements besides filters and frame."""

    title = "分派目录"
    model = Entry
    filters = EntryFilter
    order = ("category__code", "place_code")
    searchable = "事项、代码"
    page_size = 60
    template = "appeals/directory.html"
    columns = (
        Column("category.code", "代码", css="num"),
        Column("category.label", "事项", wide=True),
        Column("place", "地方", value=lambda one: one.place_name or one.place_code or "全县"),
        Column("unit", "主办单位", value=lambda one: one.unit.label if one.unit else "属地乡镇"),
        NamesColumn("co_units", "协办单位", value=lambda one: list(one.co_units.all())),
        Column("limit", "办结时限", value=lambda one: Term.parse(one.limit).label if one.limit else "按类型"),
        Column("note", "备注"),
    )

    def __init__(self, request: HttpRequest, edition: int = 0) -> None:
        super().__init__(request)
        self.edition = edition

    @property
    def empty(self) -> tuple[str, str, str]:  # type: ignore[override]
        return ("还没有分派目录。下载空表，填好后上传。", "上传目录", reverse("appeals:directory_upload"))

    def queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        rows = Entry.objects.filter(edition=self.edition) if self.edition else Entry.objects.all()
        named = Place.objects.filter(code=OuterRef("place_code")).values("name")[:1]
        rows = rows.annotate(place_name=Subquery(named))
        return rows.select_related("category", "unit").prefetch_related("co_units")

    def search(self, rows: QuerySet[Entry], words: str) -> QuerySet[Entry]:
        named = Q(category__name__icontains=words) | Q(category__major__icontains=words)
        return rows.filter(named | Q(category__code__istartswith=words))


class CategoryFilter(django_filters.FilterSet):
    major = choice("大类", majors)
    publishable = choice("对外公开", [("True", "是"), ("False", "否")])

    class Meta:
        model = Category
        fields = ("major", "publishable")


class CategoryList(Listing):
    """The categories, those in use first."""

    title = "诉求事项"
    model = Category
    filters = CategoryFilter
    order = ("code",)
    searchable = "事项、代码"
    page_size = 60
    template = "appeals/categories.html"
    columns = (
        Column("code", "代码", css="num", sort="code"),
        Column("label", "事项"),
        NamesColumn("keywords", "常用词", value=lambda one: one.keywords, first=8, wide=True),
        Column("get_closer_display", "办结方式"),
        Column("publishable", "对外公开", value=lambda one: "是" if one.publishable else ""),
        Column("guidance", "引导语", css="text"),
        StateColumn(
            "in_use",
            "使用",
            value=lambda one: "停用" if one.withdrawn_on and one.withdrawn_on <= today() else "在用",
            tone=lambda one: "plain" if one.withdrawn_on and one.withdrawn_on <= today() else "good",
        ),
        DateColumn("withdrawn_on", "停用日期", shown=False),
    )
    empty = ("还没有诉求事项。", "新增事项", "/appeals/directory/categories/new/")

    def search(self, rows: QuerySet[Category], words: str) -> QuerySet[Category]:
        return rows.filter(Q(name__icontains=words) | Q(major__icontains=words) | Q(code__istartswith=words))

    def href(self, row: Any) -> str:
        return reverse("appeals:category", args=[row.pk])
