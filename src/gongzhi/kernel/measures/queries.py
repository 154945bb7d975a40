"""Counting measures, whole or cut, each figure with its way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from gongzhi.kernel.measures.declare import Cut, measure_of
from gongzhi.kernel.org.models import Officer


@dataclass(frozen=True)
class Figure:
    """One number, with its words and the address of the records that it was counted from."""

    value: int
    label: str
    unit: str
    url: str = ""
    key: Any = None

    def __str__(self) -> str:
        return f"{self.value}"


def figure(name: str, officer: Officer, **filters: Any) -> Figure:
    """The number over all records that the officer may see under the filters. One query."""
    measure = measure_of(name)
    return Figure(
        measure.rows(officer, **filters).count(), measure.label, measure.unit, _url(measure.drill, filters)
    )


def table(name: str, officer: Officer, *cuts: str, **filters: Any) -> dict[tuple[Any, ...], int]:
    """Counts by the keys of one or more cuts. One query."""
    measure = measure_of(name)
    columns = [measure.cuts[cut].column for cut in cuts]
    rows = measure.rows(officer, **filters).order_by().values_list(*columns).annotate(n=Count("pk"))
    return {tuple(row[:-1]): row[-1] for row in rows}


def figures(name: str, officer: Officer, cut: str, **filters: Any) -> list[Figure]:
    """One figure for each value of a cut, greatest first. One query, and one more for the words when they need it."""
    measure = measure_of(name)
    counted = table(name, officer, cut, **filters)
    words = words_of(measure.cuts[cut], [key for (key,) in counted])
    found = [
        Figure(value, words.get(key, str(key)), measure.unit, _url(measure.drill, {**filters, cut: key}), key)
        for (key,), value in counted.items()
    ]
    return sorted(found, key=lambda one: (-one.value, one.label))


def words_of(cut: Cut, keys: list[Any]) -> Mapping[Any, str]:
    if cut.words is None:
        return {key: str(key) for key in keys}
    return cut.words(keys) if callable(cut.words) else cut.words


def _url(name: str, filters: Mapping[str, Any]) -> str:
    if not name:
        return ""
    plain = {key: getattr(value, "pk", value) for key, value in filters.items() if value not in (None, "")}
    return f"{reverse(name)}?{urlencode(plain)}" if plain else reverse(name)
