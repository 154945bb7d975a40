"""A measure is declared once: what it counts, by what it can be cut, and how to open it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q


@dataclass(frozen=True)
class Cut:
    """A dimension: the column that groups, its label, and words for its values (a mapping, or a function of the keys)."""

    name: str
    label: str
    column: str
    words: Mapping[Any, str] | Callable[[list[Any]], Mapping[Any, str]] | None = None


@dataclass(frozen=True)
class Part:
    """Some of a measure's records, by name: `where` counts them among the others and picks them for their list."""

    name: str
    label: str
    where: Callable[[], Q]


@dataclass(frozen=True)
class Measure:
    """A named number counted from records.

    `rows(officer, **filters)` gives the records it counts as a queryset under the access rule; the number is
    their count. `drill` is the url name of the list that shows exactly those rows for the same filters.
    `parts` are counted side by side in one statement (`queries.parts`); the list takes one by its filter `part`.
    """

    name: str
    label: str
    unit: str
    rows: Callable[..., Any]
    cuts: Mapping[str, Cut] = field(default_factory=dict)
    parts: Mapping[str, Part] = field(default_factory=dict)
    drill: str = ""
    rule: str = ""  # in words, for the page that explains the figure
    period: Callable[[date, date], dict[str, Any]] | None = None


_measures: dict[str, Measure] = {}


def register(measure: Measure) -> Measure:
    if measure.name in _measures and _measures[measure.name] is not measure:
        raise ValueError(f"measure {measure.name} is declared twice")
    _measures[measure.name] = measure
    return measure


def measure_of(name: str) -> Measure:
    """Raises KeyError."""
    return _measures[name]


def measures() -> list[Measure]:
    return [_measures[name] for name in sorted(_measures)]
