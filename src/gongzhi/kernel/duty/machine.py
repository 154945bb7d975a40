"""What carries the system: the database and the disk, for the administrator's page."""

from __future__ import annotations

import shutil

from django.db import connection

from gongzhi.env import VAR

MB = 1024**2


def engine() -> str:
    """The database's name and version. One query."""
    question = "SHOW server_version" if connection.vendor == "postgresql" else "SELECT sqlite_version()"
    name = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    return f"{name} {_one(question).split()[0]}"


def database_mb() -> int:
    """Megabytes that the database takes. One query."""
    if connection.vendor == "postgresql":
        return round(int(_one("SELECT pg_database_size(current_database())")) / MB)
    size = _one("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
    return round(int(size) / MB)


def disk_mb() -> tuple[int, int]:
    """Megabytes left and in all where the data lie."""
    usage = shutil.disk_usage(VAR)
    return usage.free // MB, usage.total // MB


def _one(question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return str(cursor.fetchone()[0])
