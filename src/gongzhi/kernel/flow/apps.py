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
    verbose_name = "事项"

    def ready(self) -> None:
        from gongzhi.kernel.events.verify import register_replay
        from gongzhi.kernel.flow import follow, replay, scoping
        from gongzhi.kernel.org import facts

        connection_created.connect(take_many, dispatch_uid="gongzhi.flow.take_many")

        scoping.register()
        register_replay(replay.MATTERS)
        facts.on_change(follow.unit_moved, name="flow")
