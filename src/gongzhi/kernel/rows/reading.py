"""Queries that are compiled once."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import QuerySet
from django.db.models.expressions import Expression
from django.db.models.query import get_related_populators

from .cursors import cursor, database

M = TypeVar("M", bound=models.Model)


class Slot(Expression):
    """A place in a `Prepared` query for a value that each call gives, of a field's type."""

    def __init__(self, name: str, field: models.Field) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [self]

    def filled(self, value: Any, connection: Any) -> Any:
        return self.output_field.get_db_prep_value(value, connection)


class Keys(Slot):
    """A place for whole numbers, however many: `filter(pk__in=Keys("keys"))`."""

    def __init__(self, name: str) -> None:
        super().__init__(name, models.BigIntegerField())

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "(SELECT unnest(%s::bigint[]))", [self]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "(SELECT value FROM json_each(%s))", [self]

    def filled(self, value: Any, connection: Any) -> Any:
        keys = list(value)
        return keys if connection.vendor == "postgresql" else json.dumps(keys)


@dataclass(frozen=True)
class _Compiled:
    sql: str
    values: Sequence[Any]
    compiler: Any
    converters: dict[int, Any]
    model: Any = None
    names: Sequence[str] = ()
    span: slice | None = None
    related: Sequence[Any] = ()


class Prepared(Generic[M]):
    """A query whose statement is compiled at its first use; `select_related` and slots are understood, no more.

    by_code = Prepared(lambda: Unit.objects.filter(code=Slot("code", CharField())))
    by_code.all(code="U01")
    """

    def __init__(self, make: Callable[[], QuerySet[M, Any]]) -> None:
        self._make = make
        self._compiled: dict[str, _Compiled] = {}

    def all(self, **values: Any) -> list[M]:
        """The rows as objects. One query."""
        known = self._known()
        made = []
        for row in self._fetch(known, values):
            one = known.model.from_db(DEFAULT_DB_ALIAS, known.names, row[known.span])
            for relation in known.related:
                relation.populate(row, one)
            made.append(one)
        return made

    def first(self, **values: Any) -> M | None:
        """The first row, or None. One query."""
        return next(iter(self.all(**values)), None)

    def tuples(self, **values: Any) -> list[Sequence[Any]]:
        """The rows of a query that ends in `values_list`. One query."""
        return self._fetch(self._known(), values)

    def _fetch(self, known: _Compiled, values: dict[str, Any]) -> list[Sequence[Any]]:
        connection = database()
        given = [
            one.filled(values[one.name], connection) if isinstance(one, Slot) else one for one in known.values
        ]
        with cursor() as reader:
            reader.execute(known.sql, given)
            rows = reader.fetchall()
        return list(known.compiler.apply_converters(rows, known.converters)) if known.converters else rows

    def _known(self) -> _Compiled:
        vendor = database().vendor
        if vendor not in self._compiled:
            self._compiled[vendor] = _compile(self._make())
        return self._compiled[vendor]


def _compile(queryset: QuerySet[Any, Any]) -> _Compiled:
    compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    sql, values = compiler.as_sql()
    select, klass = compiler.select, compiler.klass_info
    made = _Compiled(sql, values, compiler, compiler.get_converters([one[0] for one in select]))
    if klass is None:
        return made
    first, last = klass["select_fields"][0], klass["select_fields"][-1] + 1
    return replace(
        made,
        model=klass["model"],
        names=[one[0].target.attname for one in select[first:last]],
        span=slice(first, last),
        related=get_related_populators(klass, select, DEFAULT_DB_ALIAS),
    )
