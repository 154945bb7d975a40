"""The filters of rounds and person-times; figures and the lists that they open share them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet

from gongzhi.kernel.access import visible
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.rounds.declare import round_kinds
from gongzhi.kernel.rounds.models import CheckIn, Round, Route, Walker
from gongzhi.kernel.rounds.words import Doubt, RoundState
from gongzhi.kernel.web.filters import DayFilter, choice, one_of, unit_filter

FAULTS = [
    ("any", "有疑点"), ("off", "有不在现场的签到"), ("late", "事后补传"), *Doubt.choices,
]  # fmt: skip


def kind_filter(module: str) -> django_filters.ChoiceFilter:
    """The module's own kinds of rounds."""
    return choice("种类", lambda: [(one.code, one.label) for one in round_kinds(module)], "by_kind")


class RoundFilter(django_filters.FilterSet):
    """Of rounds; `prefix` leads from a row to its round."""

    prefix = ""

    state = choice("状态", RoundState.choices, "by_own")
    since = DayFilter(label="自", method="by_since")
    until = DayFilter(label="至", method="by_until")
    unit = unit_filter("单位", "by_unit")
    fault = choice("核查", FAULTS, "by_fault")
    route = one_of("路线", lambda request: Route.objects.order_by("name", "pk"), "by_own")

    class Meta:
        model = Round
        fields = ()

    def by_own(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return rows.filter(**{f"{self.prefix}{name}": value})

    def by_kind(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return self.by_own(rows, name, value)

    def by_since(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        return rows.filter(**{f"{self.prefix}on__gte": value})

    def by_until(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        return rows.filter(**{f"{self.prefix}on__lte": value})

    def by_unit(self, rows: QuerySet[Any], name: str, value: Unit) -> QuerySet[Any]:
        return rows.filter(**{f"{self.prefix}unit__path__startswith": value.path})

    def by_fault(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        round = OuterRef("round" if self.prefix else "pk")
        ins = CheckIn.objects.filter(round=round)
        if value == "off":
            return rows.filter(Exists(ins.filter(verdict="off_spot")))
        if value == "late":
            return rows.filter(
                Exists(ins.exclude(said_at=None).filter(received_at__gt=_an_hour_after_said()))
            )
        if value == "any":
            return rows.exclude(**{f"{self.prefix}doubts": []}) | rows.filter(Exists(ins.exclude(doubts=[])))
        quoted = f'"{value}"'  # a JSON list as text: the same on both engines
        own = Round.objects.annotate(told=_text("doubts")).filter(told__contains=quoted).values("pk")
        said = CheckIn.objects.annotate(told=_text("doubts")).filter(told__contains=quoted).values("round")
        key = f"{self.prefix}pk__in"
        return rows.filter(**{key: own}) | rows.filter(**{key: said})


def _text(column: str) -> Any:
    from django.db.models import TextField
    from django.db.models.functions import Cast

    return Cast(column, TextField())


def _an_hour_after_said() -> Any:
    from datetime import timedelta

    from django.db.models import DateTimeField, ExpressionWrapper, F

    return ExpressionWrapper(F("said_at") + timedelta(hours=1), output_field=DateTimeField())


class WalkerFilter(RoundFilter):
    """Of person-times."""

    prefix = "round__"

    class Meta:
        model = Walker
        fields = ()


def seen_rounds(officer: Officer, permission: str, kinds: Any) -> QuerySet[Round]:
    """The rounds of kinds that an officer sees."""
    return visible(Round.objects.all(), officer, permission).filter(kind__in=kinds)


def filtered(
    which: type[django_filters.FilterSet], base: Callable[[Officer], QuerySet[Any]]
) -> Callable[..., QuerySet[Any]]:
    """`rows` of a measure: what the list with these filters shows this officer."""

    def rows(officer: Officer, **filters: Any) -> QuerySet[Any]:
        given = {name: getattr(one, "pk", one) for name, one in filters.items() if one not in (None, "")}
        return which(given, queryset=base(officer), request=SimpleNamespace(user=officer)).qs

    return rows
