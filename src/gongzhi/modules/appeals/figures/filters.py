"""The filters that figures and their lists share: one function gives the rows of both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import django_filters
from django.db.models import QuerySet

from gongzhi.kernel.access import visible
from gongzhi.kernel.access.queries import scope
from gongzhi.kernel.clock import day_bounds
from gongzhi.kernel.flow.scoping import places
from gongzhi.kernel.org.models import Officer, Place, UnitKind
from gongzhi.kernel.web.filters import DayFilter, PlaceFilter, choice, one_of, unit_filter
from gongzhi.modules.appeals.desk import queries as desk
from gongzhi.modules.appeals.directory.models import Category
from gongzhi.modules.appeals.handling.models import Dispatch
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.words import AppealType, Channel

# units are compared with their like; a county regroups by changing a unit's kind
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "towns": ("乡镇、街道和园区", (UnitKind.TOWNSHIP, UnitKind.ZONE)),
    "departments": (
        "县直部门",
        (UnitKind.GOV, UnitKind.PARTY, UnitKind.PARTY_GOV, UnitKind.PUBLIC, UnitKind.MASS),
    ),
    "enterprises": ("垂管单位和企业", (UnitKind.VERTICAL, UnitKind.SOE, UnitKind.OTHER)),
}


def majors() -> list[tuple[str, str]]:
    """The fields that categories lie in. One query."""
    rows = Category.objects.order_by("major").values_list("major", flat=True).distinct()
    return [(one, one) for one in rows]


class _Filter(django_filters.FilterSet):
    """What both lists know; `prefix` leads from a row to its appeal, `moment` is the column of its day."""

    prefix = ""
    moment = ""

    since = DayFilter(label="自", method="by_since")
    until = DayFilter(label="至", method="by_until")
    place = PlaceFilter(label="地方", method="by_place")
    category = one_of("事项", lambda request: Category.objects.order_by("code"), "by_own")
    major = choice("领域", lambda: majors(), "by_major")
    type = choice("类型", AppealType.choices, "by_own")
    channel = choice("渠道", Channel.choices, "by_own")

    def by_since(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        return rows.filter(**{f"{self.moment}__gte": day_bounds(value)[0]})

    def by_until(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        return rows.filter(**{f"{self.moment}__lt": day_bounds(value)[1]})

    def by_place(self, rows: QuerySet[Any], name: str, value: Place) -> QuerySet[Any]:
        return rows.filter(places(value.code, f"{self.prefix}matter__place_code"))

    def by_major(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(**{f"{self.prefix}category__major": value})

    def by_own(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return rows.filter(**{f"{self.prefix}{name}": value})


class OrderFilter(_Filter):
    """Of work orders."""

    prefix, moment = "appeal__", "at"

    part = choice("统计项", lambda: _parts("appeals.orders"), "by_part")
    unit = unit_filter("承办单位")
    group = choice("分组", [(name, label) for name, (label, _) in GROUPS.items()], "by_group")

    class Meta:
        model = Dispatch
        fields = ()

    def by_part(self, rows: QuerySet[Dispatch], name: str, value: str) -> QuerySet[Dispatch]:
        return rows.filter(_where("appeals.orders", value))

    def by_group(self, rows: QuerySet[Dispatch], name: str, value: str) -> QuerySet[Dispatch]:
        return rows.filter(unit__kind__in=GROUPS[value][1])


class IntakeFilter(_Filter):
    """Of appeals as they came in."""

    prefix, moment = "", "matter__opened_at"

    part = choice("统计项", lambda: _parts("appeals.intake"), "by_part")

    class Meta:
        model = Appeal
        fields = ()

    def by_part(self, rows: QuerySet[Appeal], name: str, value: str) -> QuerySet[Appeal]:
        return rows.filter(_where("appeals.intake", value))


def _parts(measure: str) -> list[tuple[str, str]]:
    from gongzhi.kernel.measures import measure_of

    return [(one.name, one.label) for one in measure_of(measure).parts.values()]


def _where(measure: str, part: str) -> Any:
    from gongzhi.kernel.measures import measure_of

    return measure_of(measure).parts[part].where()


def orders(officer: Officer) -> QuerySet[Dispatch]:
    """The work orders of the appeals that this officer sees."""
    rows = Dispatch.objects.all()
    if scope(officer, "appeals.view").whole:
        return rows
    seen = visible(Appeal.objects.order_by(), officer, "appeals.view")
    return rows.filter(appeal__in=seen.values("pk"))


def filtered(which: type[_Filter], base: Callable[[Officer], QuerySet[Any]]) -> Callable[..., QuerySet[Any]]:
    """`rows` of a measure: what the list with these filters shows this officer."""

    def rows(officer: Officer, **filters: Any) -> QuerySet[Any]:
        given = {name: getattr(one, "pk", one) for name, one in filters.items() if one not in (None, "")}
        return which(given, queryset=base(officer), request=SimpleNamespace(user=officer)).qs

    return rows


def intake(officer: Officer) -> QuerySet[Appeal]:
    """The appeals that this officer sees."""
    return visible(Appeal.objects.all(), officer, "appeals.view")


__all__ = ["GROUPS", "IntakeFilter", "OrderFilter", "desk", "filtered", "intake", "orders"]
