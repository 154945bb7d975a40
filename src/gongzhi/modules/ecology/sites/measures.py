"""“六个百分百”“三个全覆盖” counted: by township, in all, each figure with its list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q

from gongzhi.kernel.measures import Cut, Measure, Part
from gongzhi.kernel.measures.queries import part_url, parts
from gongzhi.kernel.measures.rules import Ratio
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.web.rounds.filters import filtered
from gongzhi.modules.ecology.sites.lists import SiteFilter
from gongzhi.modules.ecology.sites.policy import STANDARDS
from gongzhi.modules.ecology.sites.queries import PARTS, part, seen
from gongzhi.modules.ecology.words import SiteKind

COLUMNS = ("standing", "meeting", "below", "unchecked", "stale")


def _units(keys: list[Any]) -> Mapping[Any, str]:
    return {key: one.label for key, one in Unit.objects.in_bulk([key for key in keys if key]).items()}


def _part(name: str) -> Any:
    def where() -> Q:
        return part(name)

    return where


SITES = Measure(
    name="ecology.sites",
    label="工地和企业",
    unit="处",
    rows=filtered(SiteFilter, seen),  # type: ignore[arg-type]
    cuts={
        "town": Cut("town", "乡镇", "town", _units),
        "kind": Cut("kind", "类别", "kind", dict(SiteKind.choices)),
    },
    parts={code: Part(code, label, _part(code)) for code, label in PARTS},
    drill="ecology:sites",
    rule="截至今天。最近一次检查没有不达标项，或不达标项都已核查整改到位的，算达标；达标率是达标的占在管的，没有检查过的不算达标。",
)


@dataclass(frozen=True)
class Line:
    """One township's sites, or all."""

    label: str
    counts: Mapping[str, int]
    urls: Mapping[str, str]

    @property
    def cells(self) -> list[tuple[int, str]]:
        return [(self.counts.get(one, 0), self.urls[one]) for one in COLUMNS]

    @property
    def share(self) -> str:
        return str(Ratio(100 * self.counts.get("meeting", 0), self.counts.get("standing", 0)))


@dataclass
class Standing:
    """How what an officer sees stands today by one standard. Two statements."""

    standard: str
    officer: Officer

    @property
    def label(self) -> str:
        return STANDARDS[self.standard]

    @cached_property
    def by_town(self) -> dict[Any, dict[str, int]]:
        found = parts(SITES.name, self.officer, "town", only=COLUMNS, standard=self.standard)
        return {town: told for (town,), told in found.items() if told["standing"]}

    @cached_property
    def lines(self) -> list[Line]:
        """The townships that have any, in the order of their codes."""
        units = Unit.objects.filter(pk__in=self.by_town).order_by("code")
        return [Line(one.label, self.by_town[one.pk], self._urls(town=one.pk)) for one in units]

    @cached_property
    def total(self) -> Line:
        counts: Counter[str] = sum((Counter(one) for one in self.by_town.values()), Counter())
        return Line("合计", counts, self._urls())

    def _urls(self, **more: Any) -> dict[str, str]:
        return {one: part_url(SITES.name, one, standard=self.standard, **more) for one in COLUMNS}


def standings(officer: Officer) -> list[Standing]:
    return [Standing(one, officer) for one in STANDARDS]
