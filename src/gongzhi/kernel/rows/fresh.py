"""A new database, built at once: the tables as the models have them, then what migrations add to tables.

Migrations make a model of every state between; for an empty database that is most of half a minute, for the same
tables. What is built here and what the migrations build is compared by a test (docs/decisions/0017).
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import router
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython, RunSQL

OURS = "gongzhi."


def is_empty(connection: Any) -> bool:
    """Whether there is not one table."""
    return not connection.introspection.table_names()


def build(connection: Any) -> None:
    """Make every table and write every migration down as applied, in one transaction. The database must be empty."""
    executor = MigrationExecutor(connection)
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    with connection.schema_editor() as editor:
        for model in _models(connection, executor.loader.migrated_apps):
            editor.create_model(model)
        editor.create_model(executor.recorder.Migration)
        while editor.deferred_sql:  # indexes and foreign keys, which what follows may name
            editor.execute(editor.deferred_sql.pop(0))
        for migration in plan:
            if migration.__module__.startswith(OURS):
                _complete(migration, editor)
            executor.recorder.record_applied(migration.app_label, migration.name)


def _models(connection: Any, labels: set[str]) -> list[Any]:
    return [
        model
        for config in apps.get_app_configs()
        if config.label in labels
        for model in router.get_migratable_models(config, connection.alias, include_auto_created=False)
        if model._meta.can_migrate(connection)
    ]


def _complete(migration: Any, editor: Any) -> None:
    """What a migration does beside its models: triggers, indexes of one engine. Raises: TypeError for a RunSQL."""
    for operation in migration.operations:
        if isinstance(operation, RunSQL):
            raise TypeError(f"{migration}: write it as RunPython, a new database runs only those")
        if isinstance(operation, RunPython):
            operation.code(apps, editor)
