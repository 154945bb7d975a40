"""Values in force, with their history. Reading costs one query a second at most, in any process."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from gongzhi.kernel.clock.fresh import Fresh

from .models import Revision, Value
from .rules import Parameter, declared, parameter


@dataclass(frozen=True)
class Line:
    """A parameter as an administrator's list shows it: what is in force, since when, why, and what comes."""

    parameter: Parameter
    value: Any
    since: date | None  # None: the default
    source: str
    coming: tuple[Value, ...]

    @property
    def shown(self) -> str:
        return self.parameter.shown(self.value)


def value(name: str, on: date) -> Any:
    """The value in force that day. Raises KeyError when no such parameter is declared.

    Lists and dicts are the caller's own copy.
    """
    declaration = parameter(name)
    return _value(declaration, _in_force(_rows.get().get(name, []), on))


def values(prefix: str, on: date) -> dict[str, Any]:
    """The values of all parameters under a prefix, keyed by the rest of the name: fields of one scheme.

    Raises KeyError when nothing is declared under it.
    """
    rows, wanted = _rows.get(), declared(prefix)
    if not wanted:
        raise KeyError(prefix)
    return {
        one.name.removeprefix(prefix): _value(one, _in_force(rows.get(one.name, []), on)) for one in wanted
    }


def history(name: str) -> QuerySet[Value]:
    """Every value of a parameter, also one that no code declares any more; latest first."""
    return Value.objects.filter(name=name).order_by("-from_on")


def upcoming(on: date) -> QuerySet[Value]:
    """Values that come into force after a day, soonest first."""
    return Value.objects.filter(from_on__gt=on).order_by("from_on", "name")


def overview(on: date, prefix: str = "") -> list[Line]:
    """The declared parameters with their values of a day, by group and name. No query of its own."""
    rows = _rows.get()
    return [_line(one, rows.get(one.name, []), on) for one in declared(prefix)]


def forget() -> None:
    """Drop the values in memory."""
    _rows.forget()


def changed() -> None:
    """Tell that this transaction changes values."""
    _rows.changed()


def _line(declaration: Parameter, rows: list[Value], on: date) -> Line:
    row = _in_force(rows, on)
    coming = tuple(later for later in rows if later.from_on > on)
    since, source = (row.from_on, row.source) if row else (None, declaration.source)
    return Line(declaration, _value(declaration, row), since, source, coming)


def _value(declaration: Parameter, row: Value | None) -> Any:
    return declaration.loaded(row.value if row else declaration.value)


def _in_force(rows: list[Value], on: date) -> Value | None:
    """The row of a day among one parameter's rows in the order of their days; None: the default."""
    if isinstance(on, datetime):
        raise TypeError("a value is in force on a day, not at a moment: pass local_day(moment)")
    place = bisect_right(rows, on, key=lambda row: row.from_on)
    row = rows[place - 1] if place else None
    return row if row is not None and (row.to_on is None or on <= row.to_on) else None


def _stamp() -> str | None:
    return Revision.objects.values_list("mark", flat=True).first()


def _load() -> dict[str, list[Value]]:
    """All values by parameter, in the order of their days; a county has a few hundred."""
    found: dict[str, list[Value]] = {}
    for row in Value.objects.order_by("name", "from_on"):
        found.setdefault(row.name, []).append(row)
    return found


_rows: Fresh[dict[str, list[Value]]] = Fresh(_stamp, _load)
