"""The database refuses to change the log: triggers on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

TABLES = {  # what makes a row the same one again
    "events_event": "id = NEW.id OR (matter = NEW.matter AND seq = NEW.seq)",
    "events_anchor": "id = NEW.id OR day = NEW.day",
}
SAYS = "events are append-only"


def install(connection: Any) -> None:
    """Put the triggers in place. Idempotent."""
    with connection.cursor() as cursor:
        for table in TABLES:
            for statement in _install(connection.vendor, table):
                cursor.execute(statement)


def remove(connection: Any) -> None:
    """Take the triggers away: for tests that empty the database, and for a restore into it."""
    with connection.cursor() as cursor:
        for table in TABLES:
            for name in ("update", "delete", "truncate", "replace"):
                if connection.vendor == "postgresql":
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{name} ON {table}")
                else:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{name}")


@contextmanager
def lifted(connection: Any) -> Iterator[None]:
    """Within, the log can be changed: for tests that empty the database or play a forger."""
    remove(connection)
    try:
        yield
    finally:
        install(connection)


def _install(vendor: str, table: str) -> list[str]:
    if vendor == "sqlite":
        replace = f"INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {TABLES[table]})"
        deeds = {"update": f"UPDATE ON {table}", "delete": f"DELETE ON {table}", "replace": replace}
        return [
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_{name} BEFORE {deed} "
            f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
            for name, deed in deeds.items()
        ]
    function = (
        "CREATE OR REPLACE FUNCTION events_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$"
    )
    rows = [
        f"CREATE OR REPLACE TRIGGER {table}_no_{name} BEFORE {name.upper()} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION events_refuse()"
        for name in ("update", "delete")
    ]
    truncate = (
        f"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION events_refuse()"
    )
    return [function, *rows, truncate]
