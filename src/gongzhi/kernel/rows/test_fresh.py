"""What a new database is built as at once, and what the migrations build, is the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from gongzhi.kernel.rows import fresh

# Django's own and empty: its migrations gave this key 8 bytes, its model gives 4
UNUSED = {"auth_group_permissions"}
INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
    " UNION SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
    " UNION SELECT stxname, pg_get_statisticsobjdef(oid) FROM pg_statistic_ext",
}


@pytest.fixture(scope="module")
def both(
    engine: str, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[tuple[Any, Any]]:
    """Connections to a database that was built at once and to one that went through every migration."""
    folder = tmp_path_factory.mktemp("fresh")
    with (
        django_db_blocker.unblock(),
        _empty("built", folder) as built,
        _empty("migrated", folder) as migrated,
    ):
        call_command("migrate", database="built", verbosity=0)
        with migrated.cursor() as cursor:
            cursor.execute("CREATE TABLE not_empty (id integer)")
        call_command("migrate", database="migrated", verbosity=0)
        with migrated.cursor() as cursor:
            cursor.execute("DROP TABLE not_empty")
        yield built, migrated


@contextmanager
def _empty(name: str, folder: Any) -> Iterator[Any]:
    """An empty database under this alias, gone afterwards."""
    server = connection.vendor == "postgresql"
    place = f"{connection.settings_dict['NAME']}_{name}" if server else str(folder / f"{name}.sqlite3")
    connections.databases[name] = connection.settings_dict | {"NAME": place}
    if server:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{place}"')
            cursor.execute(f'CREATE DATABASE "{place}"')
    try:
        yield connections[name]
    finally:
        connections[name].close()
        del connections[name], connections.databases[name]
        if server:
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{place}"')


def test_both_have_the_same_tables_and_columns(both):
    built, migrated = (_columns(one) for one in both)

    assert built == migrated


def test_both_have_the_same_keys_and_checks(both):
    built, migrated = (_constraints(one) for one in both)

    assert built == migrated


def test_both_have_the_same_indexes_and_triggers(both):
    built, migrated = (_defined(one) for one in both)

    assert built == migrated
    assert any("events_event_no_update" in name for name in built)


def test_after_building_no_migration_is_owed(both):
    built, _migrated = both
    executor = MigrationExecutor(built)

    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


@pytest.mark.django_db
def test_a_database_with_a_table_is_not_empty():
    assert not fresh.is_empty(connection)


def _columns(one: Any) -> dict[str, list[Any]]:
    with one.cursor() as cursor:
        return {
            table: sorted(
                (column.name, column.type_code, column.null_ok, column.default, column.internal_size)
                for column in one.introspection.get_table_description(cursor, table)
            )
            for table in set(one.introspection.table_names(cursor)) - UNUSED
        }


def _constraints(one: Any) -> dict[str, list[str]]:
    """By what they say, for some have no name of ours."""
    with one.cursor() as cursor:
        return {
            table: sorted(
                str(sorted(told.items()))
                for told in one.introspection.get_constraints(cursor, table).values()
            )
            for table in one.introspection.table_names(cursor)
        }


def _defined(one: Any) -> dict[str, str]:
    with one.cursor() as cursor:
        cursor.execute(INDEXES[one.vendor])
        return dict(cursor.fetchall())
