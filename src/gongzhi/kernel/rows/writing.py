"""New rows by a statement that is made once for each table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import models

from .cursors import cursor, database

M = TypeVar("M", bound=models.Model)
MOST = 12  # rows; above that Django's way costs less for each than it does for one
# what the PostgreSQL driver takes as it stands in the model; other fields say themselves how they are stored
PLAIN = (
    models.CharField, models.TextField, models.IntegerField, models.FloatField, models.BooleanField,
    models.DateField, models.DecimalField, models.ForeignKey,
)  # fmt: skip


def insert(rows: Sequence[M]) -> Sequence[M]:
    """Write new rows of one model in one statement; those without a key get theirs. As `bulk_create` without options.

    Every field holds a value of its own Python type. No signals.
    """
    if not rows:
        return rows
    model = type(rows[0])
    if len(rows) > MOST:
        return model._default_manager.bulk_create(rows)
    keyed = rows[0].pk is not None
    connection = database()
    sql, takes = _statement(model, len(rows), keyed, connection.vendor)
    values = [take(row) for row in rows for take in takes]
    with cursor() as writer:
        writer.execute(sql, values)
        keys = [] if keyed else [key for (key,) in writer.fetchall()]
    for row, key in zip(rows, keys, strict=False):
        row.pk = key
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows


@lru_cache(maxsize=512)
def _statement(model: type[models.Model], count: int, keyed: bool, vendor: str) -> tuple[str, list[Callable]]:
    """The statement for so many rows, and what gives each column's value."""
    fields = [field for field in model._meta.concrete_fields if keyed or not field.primary_key]
    quoted = database().ops.quote_name
    names = ", ".join(quoted(field.column) for field in fields)
    marks = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * count)
    sql = f"INSERT INTO {quoted(model._meta.db_table)} ({names}) VALUES {marks}"
    if not keyed:
        sql += f" RETURNING {quoted(model._meta.pk.column)}"
    return sql, [_taking(field, vendor) for field in fields]


def _taking(field: Any, vendor: str) -> Callable[[Any], Any]:
    """What reads a field's value from a row, as the driver stores it."""
    name = field.attname
    as_stored = any(
        type(field).get_prep_value is one.get_prep_value for one in PLAIN
    )  # not a text that seals itself
    if vendor == "postgresql" and isinstance(field, PLAIN) and as_stored:
        return lambda row: getattr(row, name)
    return lambda row: field.get_db_prep_save(getattr(row, name), database())
