from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from gongzhi.kernel.clock import actions as clock_actions
from gongzhi.kernel.clock.models import CalendarVersion

from . import rules
from .actions import set_value
from .models import Value
from .rules import Parameter, declare

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
FIRST = date(2026, 5, 1)


@pytest.fixture(autouse=True)
def two_writers(monkeypatch, db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time; needs PostgreSQL")
    monkeypatch.setattr(rules, "_declared", {})
    declare(Parameter("roads.limit", "限额", 5, "管理办法", int))


def at_once(work, n=8):
    """Run `work(i)` in `n` threads and return what failed."""
    failed, gate = [], threading.Barrier(n)

    def run(i):
        gate.wait()
        try:
            work(i)
        except Exception as wrong:
            failed.append(wrong)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(i,)) for i in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def test_values_set_at_once_follow_one_another_without_overlap():
    def give(i):
        day = FIRST + timedelta(days=i * 3 % 8)
        set_value(name="roads.limit", value=10 + i, from_on=day, source="文", by=3, at=AT)

    assert at_once(give) == []

    rows = list(Value.objects.order_by("from_on"))
    assert [row.to_on for row in rows] == [*(row.from_on - timedelta(days=1) for row in rows[1:]), None]


def test_calendars_published_at_once_lose_no_day():
    days = [FIRST + timedelta(days=i) for i in range(8)]

    def close(i):
        clock_actions.set_day(day=days[i], open=False, source="文", by=3, at=AT)

    assert at_once(close) == []

    last = CalendarVersion.objects.first()
    assert [day.isoformat() in last.data["off"] for day in days] == [True] * 8
    assert last.version == CalendarVersion.objects.count()
