"""The database itself refuses to change the log."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from tests.support.errands import County

from gongzhi.kernel.events.guards import SAYS, install, lifted
from gongzhi.kernel.events.models import Event


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events_event SET kind = 'x'",
        "UPDATE events_event SET hash = hash",
        "DELETE FROM events_event",
        "UPDATE events_anchor SET root = ''",
        "DELETE FROM events_anchor",
    ],
)
def test_update_and_delete_are_refused(county: County, statement: str) -> None:
    county.open()
    anchor()

    with pytest.raises(DatabaseError, match=SAYS), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["events_event", "events_anchor"])
def test_truncate_is_refused(county: County, table: str) -> None:
    with pytest.raises(DatabaseError, match=SAYS), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_replacing_a_row_is_refused(county: County) -> None:
    county.open()
    row = Event.objects.values().first()

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
        columns = ", ".join(row)
        cursor.execute(
            f"{verb} INTO events_event ({columns}) VALUES ({', '.join(['%s'] * len(row))})",
            list(row.values()),
        )


def test_lifted_guards_come_back(county: County) -> None:
    county.open()
    with lifted(connection):
        Event.objects.update(kind="forged")
    install(connection)

    with pytest.raises(DatabaseError, match=SAYS), transaction.atomic():
        Event.objects.all().delete()


def anchor() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events_anchor (day, first_id, last_id, count, root, previous, hash, algorithm, made_at)"
            " VALUES ('2026-03-02', 1, 1, 1, '', '', '', 'sha256', '2026-03-03 00:10:00+00:00')"
        )
