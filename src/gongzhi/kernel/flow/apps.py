from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created


def take_many(connection: Any, **_: Any) -> None:
    """Let bulk writes use as many parameters as this SQLite takes; Django counts on 999, a limit of 2009."""
    if connection.vendor == "sqlite":
        import sqlite3

        connection.features.max_query_params = min(
            32_000, connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        )


class Config(AppConfig):
    name = "gongzhi.kernel.flow"
    label = "flow"

    def ready(self) -> None:
        connection_created.connect(take_many, dispatch_uid="gongzhi.flow.take_many")
        from gongzhi.kernel.flow.scoping import register

        register()
