import pytest
from django.db import connection


@pytest.mark.django_db
def test_each_engine_answers_in_its_own_name(engine):
    with connection.cursor() as cursor:
        cursor.execute("select 1")
        assert cursor.fetchone() == (1,)
    assert connection.vendor == {"sqlite3": "sqlite", "postgresql": "postgresql"}[engine]
