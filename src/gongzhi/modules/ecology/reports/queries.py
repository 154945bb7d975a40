"""A month counted: by township, by type, and in all; every figure with the list that it was counted from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from gongzhi.kernel.measures.queries import figures, parts
from gongzhi.kernel.org.models import Officer, Unit, UnitKind
from gongzhi.modules.ecology.reports.measures import PERSONS, PROBLEMS, ROUNDS
from gongzhi.modules.ecology.reports.rules import Month
from gongzhi.modules.ecology.stations.models import Station

# figure: the list that it opens, and with which filters
OPENS: dict[str, tuple[str, dict[str, str]]] = {
    "rounds": (ROUNDS.drill, {"state": "done"}),
    "missed": (ROUNDS.drill, {"state": "missed"}),
    "persons": (PERSONS.drill, {"state": "done"}),
    "problems": (PROBLEMS.drill, {"part": "counted"}),
    "rectified": (PROBLEMS.drill, {"part": "rectified"}),
    "struck": (PROBLEMS.drill, {"part": "struck"}),
    "overdue": (PROBLEMS.drill, {"part": "overdue"}),
}
LABELS = {
    "rounds": ("巡查", "轮次"), "persons": ("参加", "人次"), "problems": ("发现问题", "个"), "rectified": ("已整改", "个"),
    "struck": ("已销号", "个"), "overdue": ("逾期未整改", "个"), "missed": ("未巡查", "轮次"),
}  # fmt: skip
NAMES = tuple(LABELS)
TOWNS = (UnitKind.TOWNSHIP, UnitKind.ZONE)


@dataclass(frozen=True)
class Line:
    """One township's month."""

    unit: Unit
    counts: Mapping[str, int]
    station: bool = False
    urls: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return self.unit.label

    @property
    def cells(self) -> list[tuple[str, int, str]]:
        return [(name, self.counts.get(name, 0), self.urls.get(name, "")) for name in NAMES]


@dataclass
class Report:
    """What an officer sees of a month. Five statements for all of it."""

    month: Month
    officer: Officer

    def url(self, name: str, **more: Any) -> str:
        """The list with exactly the records of a figure."""
        drill, filters = OPENS[name]
        span = {"since": self.month.first, "until": self.month.last}
        return f"{reverse(drill)}?{urlencode(span | filters | more)}"

    @cached_property
    def by_unit(self) -> dict[int, Counter[str]]:
        """Counts by the unit that they belong to."""
        span: dict[str, Any] = {"since": self.month.first, "until": self.month.last}
        found: dict[int, Counter[str]] = {}
        for (unit,), told in parts(
            ROUNDS.name, self.officer, "unit", only=("done", "missed"), **span
        ).items():
            found.setdefault(unit, Counter()).update(rounds=told["done"], missed=told["missed"])
        for (unit,), told in parts(PERSONS.name, self.officer, "unit", **span).items():
            found.setdefault(unit, Counter()).update(persons=told["done"])
        of_problems = parts(
            PROBLEMS.name, self.officer, "unit", only=("counted", "rectified", "struck", "overdue"), **span
        )
        for (unit,), told in of_problems.items():
            given = {name: told[name] for name in ("rectified", "struck", "overdue")}
            found.setdefault(unit, Counter()).update(problems=told["counted"], **given)
        return found

    @cached_property
    def total(self) -> Counter[str]:
        return sum(self.by_unit.values(), Counter())

    @cached_property
    def stations(self) -> int:
        return Station.objects.count()

    @cached_property
    def lines(self) -> list[Line]:
        """The townships in the order of their codes, then units of the county; those without anything are left out
        unless they have a station. Two statements."""
        units = {one.pk: one for one in Unit.objects.order_by("code")}
        stations = set(Station.objects.values_list("town", flat=True))
        counted: dict[int, Counter[str]] = {key: Counter() for key in stations}
        for key, told in self.by_unit.items():
            counted.setdefault(_top(units[key], units).pk, Counter()).update(told)
        order = sorted(counted, key=lambda key: (units[key].kind not in TOWNS, units[key].code))
        return [
            Line(
                units[key], counted[key], key in stations,
                {name: self.url(name, unit=key) for name in NAMES},
            )
            for key in order
        ]  # fmt: skip

    @property
    def types(self) -> list[Any]:
        """Problems by type, most first. One statement."""
        span = {"since": self.month.first, "until": self.month.last, "part": "counted"}
        return figures(PROBLEMS.name, self.officer, "type", **span)


def _top(unit: Unit, units: Mapping[int, Unit]) -> Unit:
    """The township that a unit belongs to, itself when there is none above it."""
    for key in unit.path.split("/"):
        if key and units[int(key)].kind in TOWNS:
            return units[int(key)]
    return unit
