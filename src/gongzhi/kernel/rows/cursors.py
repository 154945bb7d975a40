"""A cursor whose statements the server may keep prepared."""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper


def database() -> BaseDatabaseWrapper:
    """This thread's connection itself: `django.db.connection` looks for it at every attribute."""
    return connections[DEFAULT_DB_ALIAS]


def cursor() -> Any:
    """Django's cursor; on PostgreSQL one whose values travel beside the statement, so that it is planned once.

    While statements are logged it is Django's plain one, which shows them with their values.
    """
    connection = database()
    if connection.vendor != "postgresql" or connection.queries_logged:
        return connection.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.ensure_connection()
    return connection._prepare_cursor(ServerBindingCursor(connection.connection))
