"""Allotting numbers and keys: unique, never reused, without a lock that all writers share."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.db.models import Model

from gongzhi.kernel.flow.models import Serial
from gongzhi.kernel.flow.rules import STRIPE_SPAN, number

STRIPES = 8

_TAKE_FREE = """
    UPDATE flow_serial SET last = last + %s WHERE id = (
        SELECT id FROM flow_serial WHERE prefix = %s AND day = %s ORDER BY stripe LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING stripe, last
"""
_TAKE = """
    UPDATE flow_serial SET last = last + %s WHERE prefix = %s AND day = %s AND stripe = 0 RETURNING stripe, last
"""


def allot(prefix: str, day: date, count: int = 1) -> list[str]:
    """`count` numbers of a day, in order, in one statement (three or four for the first of a day).

    On PostgreSQL a writer takes the first stripe that no other transaction holds, so that numbers run on
    without gaps while one writer works and writers at once do not wait for each other; only a writer who finds
    all stripes taken waits. A transaction that is undone leaves no gap, as its stripe goes back with it.
    """
    sql = _TAKE_FREE if connection.features.has_select_for_update_skip_locked else _TAKE
    taken = _take(sql, prefix, day, count)
    if taken is None:  # the first of the day, or all stripes are held
        _begin(prefix, day)
        taken = _take(sql, prefix, day, count) or _take(_TAKE, prefix, day, count)
    if taken is None:
        raise RuntimeError(f"no serial for {prefix} {day}")
    stripe, last = taken
    first = last - count + 1
    return [number(prefix, day, stripe * STRIPE_SPAN + serial) for serial in range(first, last + 1)]


def _take(sql: str, prefix: str, day: date, count: int) -> tuple[int, int] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [count, prefix, connection.ops.adapt_datefield_value(day)])
        return cursor.fetchone()


def _begin(prefix: str, day: date) -> None:
    stripes = STRIPES if connection.features.has_select_for_update_skip_locked else 1
    Serial.objects.bulk_create(
        [Serial(prefix=prefix, day=day, stripe=n) for n in range(stripes)], ignore_conflicts=True
    )


def reserve(model: type[Model], count: int) -> list[int]:
    """Keys for rows that are about to be written, in order, so that others can name them first. One statement.

    Call inside a transaction: on SQLite it holds the database's only write lock, which makes them one's own.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        last = row[0] if row else 0
        return list(range(last + 1, last + count + 1))
