"""Allotting numbers: unique, never reused, without a lock that all writers share."""

from __future__ import annotations

from datetime import date

from django.db import connection

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
    """`count` numbers of a day, in order, in one statement (two or three for the first of a day).

    On PostgreSQL a writer takes the first stripe that no other transaction holds, so that numbers run on
    without gaps while one writer works and writers at once do not wait for each other.
    """
    free = connection.features.has_select_for_update_skip_locked
    with connection.cursor() as cursor:
        for sql in (_TAKE_FREE, _TAKE) if free else (_TAKE,):
            cursor.execute(sql, [count, prefix, day])
            taken = cursor.fetchone()
            if (
                taken is None
                and sql is not _TAKE
                and not Serial.objects.filter(prefix=prefix, day=day).exists()
            ):
                _begin(prefix, day)
                cursor.execute(sql, [count, prefix, day])
                taken = cursor.fetchone()
            if taken is not None:
                break
        else:
            _begin(prefix, day)
            cursor.execute(_TAKE, [count, prefix, day])
            taken = cursor.fetchone()
    stripe, last = taken
    first = last - count + 1
    return [number(prefix, day, stripe * STRIPE_SPAN + serial) for serial in range(first, last + 1)]


def _begin(prefix: str, day: date) -> None:
    stripes = STRIPES if connection.features.has_select_for_update_skip_locked else 1
    Serial.objects.bulk_create(
        [Serial(prefix=prefix, day=day, stripe=n) for n in range(stripes)], ignore_conflicts=True
    )
