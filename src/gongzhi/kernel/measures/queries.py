"""Counting measures, whole or cut, each figure with its way back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
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


def records(name: str, officer: Officer, *, part: str = "", **filters: Any) -> QuerySet[Any]:
    """The records of a measure under the filters, or of one part of it: what its list shows. Raises KeyError."""
    measure = measure_of(name)
    rows: QuerySet[Any] = measure.rows(officer, **filters)
    return rows.filter(measure.parts[part].where()) if part else rows


def parts(
    name: str,
    officer: Officer,
    *cuts: str,
    only: Iterable[str] = (),
    by: Mapping[str, Any] | None = None,
    **filters: Any,
) -> dict[tuple[Any, ...], dict[str, int]]:
    """How many records each part has, by the keys of the cuts and then of `by` (names with expressions to group by).

    Under "" stand all records. One query, whatever the number of parts and records. Without cuts the key is ().
    """
    measure = measure_of(name)
    wanted = list(only) or list(measure.parts)
    counts = {f"n_{one}": Count("pk", filter=measure.parts[one].where()) for one in wanted}
    rows = measure.rows(officer, **filters).order_by()
    if by:
        rows = rows.annotate(**{f"by_{key}": given for key, given in by.items()})
    columns = [measure.cuts[cut].column for cut in cuts] + [f"by_{key}" for key in by or ()]
    if not columns:
        found = [tuple(rows.aggregate(n=Count("pk"), **counts).values())]
    else:
        found = list(rows.values_list(*columns).annotate(n=Count("pk"), **counts))
    width = len(columns)
    return {tuple(row[:width]): dict(zip(("", *wanted), row[width:], strict=True)) for row in found}


def part_url(name: str, part: str = "", **filters: Any) -> str:
    """The address of the list with exactly the records of a part."""
    return _url(measure_of(name).drill, filters | ({"part": part} if part else {}))


def words_of(cut: Cut, keys: list[Any]) -> Mapping[Any, str]:
    if cut.words is None:
        return {key: str(key) for key in keys}
    return cut.words(keys) if callable(cut.words) else cut.words


def _url(name: str, filters: Mapping[str, Any]) -> str:
    if not name:
        return ""
    plain = {key: getattr(value, "pk", value) for key, value in filters.items() if value not in (None, "")}
    return f"{reverse(name)}?{urlencode(plain)}" if plain else reverse(name)
