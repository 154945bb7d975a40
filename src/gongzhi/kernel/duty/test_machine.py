from __future__ import annotations

import pytest

from gongzhi.kernel.duty import machine


@pytest.mark.django_db
def test_engine_and_sizes_are_told_on_either_engine(engine):
    name = {"sqlite3": "SQLite", "postgresql": "PostgreSQL"}[engine]

    assert machine.engine().startswith(f"{name} ")
    assert machine.database_mb() >= 0
    assert 0 < machine.disk_mb()[0] <= machine.disk_mb()[1]
