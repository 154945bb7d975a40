"""Django's `migrate`, which builds an empty database at once."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from gongzhi.kernel.rows import fresh

PART = ("app_label", "migration_name", "fake", "fake_initial", "plan", "check_unapplied", "prune")


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if not any(options.get(name) for name in PART) and fresh.is_empty(connection):
            fresh.build(connection)
        super().handle(*args, **options)
