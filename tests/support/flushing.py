"""Emptying the test database after a test with real transactions, although the log refuses deletion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection


def allow() -> None:
    """Have Django's flush get past the triggers that keep the log append-only; they are back afterwards."""
    kind = type(connection.ops)
    plain = kind.execute_sql_flush
    around = {"sqlite": _without_triggers, "postgresql": _as_replica}[connection.vendor]

    def flush(self: Any, sql_list: list[str]) -> None:
        around(lambda more: plain(self, more), sql_list)

    kind.execute_sql_flush = flush  # type: ignore[method-assign]


def _without_triggers(plain: Callable[[list[str]], None], sql_list: list[str]) -> None:
    """SQLite cannot switch triggers off: drop them, empty the tables, create them again, in one transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
    drops = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
    plain([*drops, *sql_list, *(sql for _, sql in triggers)])


def _as_replica(plain: Callable[[list[str]], None], sql_list: list[str]) -> None:
    """A replica fires no triggers; the private server's user is its superuser and may say it is one."""
    plain(["SET LOCAL session_replication_role = replica", *sql_list])
