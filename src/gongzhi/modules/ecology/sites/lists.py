"""The list of sites and firms: what figures of them open."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from gongzhi.kernel.org.models import PlaceKind, Unit
from gongzhi.kernel.web.columns import Column, DateColumn, StateColumn
from gongzhi.kernel.web.filters import choice, unit_filter
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.ecology.sites import queries
from gongzhi.modules.ecology.sites.models import Site
from gongzhi.modules.ecology.sites.policy import KINDS, STANDARDS
from gongzhi.modules.ecology.words import SiteKind

LABELS = dict(queries.PARTS) | {"unchecked": "未检查"}
TONES = {"meeting": "good", "below": "bad", "unchecked": "warn", "ended": "plain", "coming": "plain"}


def site_url(site: Site) -> str:
    return reverse("ecology:site", args=[site.pk])


def state_words(site: Any) -> str:
    """How a site of `queries.told` stands, in a word."""
    last = site.last_check
    if site.state == "meeting" and last.met < last.of:
        return "整改到位"
    return LABELS[site.state]


def rhythm_words(site: Any) -> str:
    """Whether a site of `queries.told` is checked as often as it should be; "" for one that does not stand."""
    if site.state in ("ended", "coming"):
        return ""
    return "到期未检查" if site.stale else "按期"


def place_name(site: Site) -> str:
    """A grid's name with its village's."""
    place = site.place
    above = place.parent.name if place.kind == PlaceKind.GRID and place.parent else ""
    return f"{above}{place.name}"


class SiteFilter(django_filters.FilterSet):
    """The filters of sites. Their names are what figures link to."""

    standard = choice("标准", list(STANDARDS.items()), "by_standard")
    part = choice("达标情况", queries.PARTS, "by_part")
    kind = choice("类别", SiteKind.choices, "by_own")
    town = unit_filter("属地乡镇", "by_unit")
    unit = unit_filter("监管单位", "by_unit")

    class Meta:
        model = Site
        fields = ()

    def by_standard(self, rows: QuerySet[Site], name: str, value: str) -> QuerySet[Site]:
        return rows.filter(kind__in=KINDS[value])

    def by_part(self, rows: QuerySet[Site], name: str, value: str) -> QuerySet[Site]:
        return rows.filter(queries.part(value))

    def by_own(self, rows: QuerySet[Site], name: str, value: str) -> QuerySet[Site]:
        return rows.filter(**{name: value})

    def by_unit(self, rows: QuerySet[Site], name: str, value: Unit) -> QuerySet[Site]:
        return rows.filter(**{f"{name}__path__startswith": value.path})


class SiteList(Listing):
    title = "工地和企业"
    model = Site
    filters = SiteFilter
    first_filters = ("standard", "part", "kind", "town")
    order = ("-pk",)
    searchable = "名称、责任企业"
    count_to = 10_000
    template = "ecology/sites.html"
    columns = (
        Column("name", "工地、企业", wide=True, sort="name", excel_width=36),
        Column("get_kind_display", "类别"),
        Column("town.label", "属地乡镇"),
        Column("place", "地方", value=place_name),
        Column("unit.label", "监管单位"),
        Column("owner", "责任企业", excel_width=28),
        DateColumn("last_check.on", "最近检查", sort="last_check__at", late=lambda one: one.stale),
        Column("last_check.result", "达标项", css="num end"),
        StateColumn("state", "达标情况", value=state_words, tone=lambda one: TONES[one.state]),
        StateColumn("stale", "频次", value=rhythm_words, tone=lambda one: "warn" if one.stale else "plain"),
        DateColumn("from_on", "开工、投产", shown=False),
        DateColumn("to_on", "完工、停产", shown=False),
    )  # fmt: skip
    empty = ("还没有登记工地和企业。登记后在这里检查“六个百分百”“三个全覆盖”。", "", "")

    def queryset(self, request: HttpRequest) -> QuerySet[Site]:
        return queries.told(queries.seen(request.user))  # type: ignore[arg-type]

    def search(self, rows: QuerySet[Site], words: str) -> QuerySet[Site]:
        return rows.filter(Q(name__icontains=words) | Q(owner__icontains=words))

    def href(self, row: Site) -> str:
        return site_url(row)

    @cached_property
    def tabs(self) -> list[tuple[str, str, None, bool]]:
        asked = self.request.GET.get("part", "")
        lists = [
            ("全部", ""),
            *[(LABELS[one], one) for one in ("standing", "below", "stale", "unchecked", "meeting", "ended")],
        ]
        return [(label, self.link(part=one), None, asked == one) for label, one in lists]
