from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ClockConfig(AppConfig):
    name = "gongzhi.kernel.clock"
    label = "clock"
    verbose_name = "工作日历"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(_adopt, sender=self, dispatch_uid="clock.adopt")


def _adopt(using: str, **_: object) -> None:
    """After each migration take over the years that the calendar package has learned."""
    from django.db import DEFAULT_DB_ALIAS, connections

    from . import actions, models, present, queries

    queries.forget()
    if (
        using == DEFAULT_DB_ALIAS
        and models.CalendarVersion._meta.db_table in connections[using].introspection.table_names()
    ):
        actions.adopt_statutory(at=present.now())
