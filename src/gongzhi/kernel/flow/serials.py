"""Allotting numbers and keys: unique, never reused, without a lock that all writers share."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.db.models import Model

from gongzhi.kernel.flow.models import Serial
from gongzhi.kernel.flow.rules import STRIPE_SPAN, number
from gongzhi.kernel.rows import cursor

STRIPES = 8

_FREE = """UPDATE flow_serial SET last = last + %s WHERE id = (
    SELECT id FROM flow_serial WHERE prefix = %s AND day = %s ORDER BY stripe LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING stripe, last"""
_FIRST = """UPDATE flow_serial SET last = last + %s WHERE prefix = %s AND day = %s AND stripe = 0
RETURNING stripe, last"""
# the keys of rows that are about to be written, so that others can name them first
_KEYS = {
    "postgresql": ", ARRAY(SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, {count}))",
    "sqlite": ", (SELECT seq FROM sqlite_sequence WHERE name = '{table}')",
}


def allot(prefix: str, day: date, count: int = 1) -> list[str]:
    """`count` numbers of a day, in order, in one statement (three or four for the first of a day).

    On PostgreSQL a writer takes the first stripe that no other transaction holds, so that numbers run on
    without gaps while one writer works and writers at once do not wait for each other; only a writer who finds
    all stripes taken waits. A transaction that is undone leaves no gap, as its stripe goes back with it.
    """
    return [name for name, _ in _allot(prefix, day, count, "")]


def allot_rows(prefix: str, day: date, count: int, model: type[Model]) -> list[tuple[str, int]]:
    """Numbers with the keys of rows of `model` to be, in the same one statement.

    Call inside a transaction: on SQLite it holds the database's only write lock, which makes the keys one's own.
    """
    return _allot(prefix, day, count, model._meta.db_table)


def _allot(prefix: str, day: date, count: int, table: str) -> list[tuple[str, int]]:
    free = connection.features.has_select_for_update_skip_locked
    taken = _take(_FREE if free else _FIRST, prefix, day, count, table)
    if taken is None:  # the first of the day, or all stripes are held
        _begin(prefix, day)
        taken = _take(_FREE if free else _FIRST, prefix, day, count, table)
        taken = taken or _take(_FIRST, prefix, day, count, table)
    if taken is None:
        raise RuntimeError(f"no serial for {prefix} {day}")
    stripe, last, keys = taken
    serials = range(last - count + 1, last + 1)
    names = [number(prefix, day, stripe * STRIPE_SPAN + serial) for serial in serials]
    return list(zip(names, keys, strict=True))


def _take(sql: str, prefix: str, day: date, count: int, table: str) -> tuple[int, int, list[int]] | None:
    """Stripe, last serial and keys (zeros without a table), or None when no stripe is free."""
    more = _KEYS[connection.vendor].format(table=table, count=count) if table else ""
    with cursor() as taker:
        taker.execute(sql + more, [count, prefix, connection.ops.adapt_datefield_value(day)])
        row = taker.fetchone()
    if row is None:
        return None
    if not table:
        return row[0], row[1], [0] * count
    if connection.vendor == "postgresql":
        return row
    before = row[2] or 0
    return row[0], row[1], list(range(before + 1, before + count + 1))


def _begin(prefix: str, day: date) -> None:
    stripes = STRIPES if connection.features.has_select_for_update_skip_locked else 1
    Serial.objects.bulk_create(
        [Serial(prefix=prefix, day=day, stripe=n) for n in range(stripes)], ignore_conflicts=True
    )
