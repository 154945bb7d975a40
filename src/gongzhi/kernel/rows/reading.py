"""Queries that are compiled once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models
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


@dataclass(frozen=True)
class _Compiled:
    sql: str
    values: Sequence[Any]
    converters: dict[int, Any]
    compiler: Any
    names: list[str]
    span: slice
    related: list[Any]


class Prepared(Generic[M]):
    """A query whose statement is compiled at its first use; `select_related` and slots are understood, no more.

    by_code = Prepared(lambda: Unit.objects.filter(code=Slot("code", CharField())))
    by_code.all(code="U01")
    """

    def __init__(self, make: Callable[[], QuerySet[M]]) -> None:
        self._make = make
        self._compiled: dict[str, _Compiled] = {}

    def all(self, **values: Any) -> list[M]:
        """The rows. One query."""
        connection = database()
        known = self._compiled.get(connection.vendor) or self._compile(connection)
        given = [
            one.filled(values[one.name], connection) if isinstance(one, Slot) else one for one in known.values
        ]
        with cursor() as reader:
            reader.execute(known.sql, given)
            rows = reader.fetchall()
        if known.converters:
            rows = list(known.compiler.apply_converters(rows, known.converters))
        return [self._object(known, row, connection.alias) for row in rows]

    def first(self, **values: Any) -> M | None:
        """The first row, or None. One query."""
        return next(iter(self.all(**values)), None)

    def _object(self, known: _Compiled, row: Sequence[Any], alias: str) -> M:
        made = known.compiler.klass_info["model"].from_db(alias, known.names, row[known.span])
        for one in known.related:
            one.populate(row, made)
        return made

    def _compile(self, connection: Any) -> _Compiled:
        queryset = self._make()
        compiler = queryset.query.get_compiler(connection.alias)
        sql, values = compiler.as_sql()
        select, klass = compiler.select, compiler.klass_info
        first, last = klass["select_fields"][0], klass["select_fields"][-1] + 1
        known = _Compiled(
            sql=sql,
            values=values,
            converters=compiler.get_converters([one[0] for one in select]),
            compiler=compiler,
            names=[one[0].target.attname for one in select[first:last]],
            span=slice(first, last),
            related=get_related_populators(klass, select, connection.alias),
        )
        self._compiled[connection.vendor] = known
        return known
