"""四化三可 of a plan's items: what each has, what is missing, totals, and the same per lead unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from gongzhi.kernel.documents.reading import Deadline, Node, Piece, Span, Target, Task
from gongzhi.kernel.documents.reading.completeness import Completeness, completeness
from gongzhi.modules.supervision.models import Item, Plan

CHECKS = (
    ("has_target", "目标化", "有可以衡量的目标"),
    ("has_concrete", "项目化", "有具体项目或清单"),
    ("has_owner", "责任化", "有牵头单位"),
    ("has_date", "时限化", "有完成时限"),
)
FLAGS = (
    ("is_quantified", "可量化", "目标有数字"),
    ("is_assessable", "可考核", "有责任单位、时限和可见的结果"),
    ("is_checkable", "可检查", "做没做到一看便知"),
)
NOWHERE = Span(0, 0)


def as_task(item: Item) -> Task:
    """The item as the reader's value, for the reader's own rules."""
    deadline = None
    if item.deadline or item.deadline_text:
        deadline = Deadline(item.deadline, item.deadline_text, NOWHERE, item.is_continuous)
    targets = [_target(one) for one in item.targets]
    return Task(
        item.no,
        tuple(item.headings),
        item.text,
        Span(item.start, item.end),
        Span(item.start, item.end),
        lead_units=tuple(Piece(name, NOWHERE) for name in item.lead_units),
        co_units=tuple(Piece(name, NOWHERE) for name in item.co_units),
        targets=tuple(one for one in targets if one.value is not None),
        implied=tuple(one for one in targets if one.value is None),
        deadline=deadline,
        is_continuous=item.is_continuous,
        nodes=tuple(
            Node((date.fromisoformat(one["on"]).month + 2) // 3, one["text"], NOWHERE) for one in item.nodes
        ),
    )


def _target(one: dict[str, Any]) -> Target:
    value = None if one["value"] is None else Decimal(one["value"])
    return Target(one["name"], one["op"], value, one["unit"], one["raw"], NOWHERE, bool(one.get("stretch")))


@dataclass(frozen=True)
class Check:
    """One check or flag as a page shows it."""

    label: str
    met: bool
    title: str


def checks_of(found: Completeness) -> list[Check]:
    return [Check(label, getattr(found, name), title) for name, label, title in CHECKS]


def flags_of(found: Completeness) -> list[Check]:
    return [Check(label, getattr(found, name), title) for name, label, title in FLAGS]


@dataclass
class Row:
    item: Item
    found: Completeness

    @property
    def checks(self) -> list[Check]:
        return checks_of(self.found)

    @property
    def flags(self) -> list[Check]:
        return flags_of(self.found)

    @property
    def lead(self) -> str:
        return self.item.lead_units[0] if self.item.lead_units else "（未定）"


@dataclass
class Total:
    """One check over many items."""

    label: str
    title: str
    met: int
    of: int

    @property
    def missing(self) -> int:
        return self.of - self.met

    @property
    def percent(self) -> int:
        return round(100 * self.met / self.of) if self.of else 0


@dataclass
class UnitTotal:
    """The tasks of one lead unit, as printed."""

    name: str
    tasks: int = 0
    complete: int = 0
    missing: list[int] = field(default_factory=lambda: [0] * len(CHECKS))


@dataclass
class Diagnosis:
    rows: list[Row]

    @property
    def totals(self) -> list[Total]:
        return [self._total(*one) for one in (*CHECKS, *FLAGS)]

    def _total(self, name: str, label: str, title: str) -> Total:
        return Total(label, title, sum(getattr(row.found, name) for row in self.rows), len(self.rows))

    @property
    def complete(self) -> int:
        """How many tasks meet all four checks."""
        return sum(row.found.score == len(CHECKS) for row in self.rows)

    @property
    def units(self) -> list[UnitTotal]:
        """By first lead unit, those with most missing first."""
        found: dict[str, UnitTotal] = {}
        for row in self.rows:
            one = found.setdefault(row.lead, UnitTotal(row.lead))
            one.tasks += 1
            one.complete += row.found.score == len(CHECKS)
            for n, (name, _, _) in enumerate(CHECKS):
                one.missing[n] += not getattr(row.found, name)
        return sorted(found.values(), key=lambda one: (one.complete - one.tasks, one.name))


def diagnose(plan: Plan, items: Sequence[Item] | None = None) -> Diagnosis:
    """One query, or none when the items are given."""
    rows = plan.items.filter(removed=False) if items is None else items
    whole = plan.default_deadline is not None
    return Diagnosis([Row(item, completeness(as_task(item), plan_has_date=whole)) for item in rows])
