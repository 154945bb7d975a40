"""Full-text search in Chinese, with the same answers on both engines."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from gongzhi.kernel.flow.rules import looks_like_number, query_terms


def search(rows: QuerySet[Any], text: str, key: str = "pk") -> QuerySet[Any]:
    """The rows whose matter holds every word of `text`; `key` is the column with the matter's key.

    An empty text changes nothing; a text with no word in it (only signs) finds nothing. What reads like a number is
    looked up among the numbers.
    """
    if not text.strip():
        return rows
    terms = query_terms(text)
    if not terms:
        return rows.none()
    numbers = [term for term, prefix in terms if prefix and looks_like_number(term)]
    words = [(term, prefix) for term, prefix in terms if term not in numbers]
    for found in [*map(_numbered, numbers), *([_worded(words)] if words else [])]:
        rows = rows.filter(**{f"{key}__in": found})
    return rows


def _numbered(term: str) -> RawSQL:
    first = term.upper()
    return RawSQL("SELECT id FROM flow_matter WHERE number >= %s AND number < %s", [first, first + "~"])


def _worded(terms: list[tuple[str, bool]]) -> RawSQL:
    if connection.vendor == "postgresql":
        # the planner takes rare beginnings of Latin words for common ones; the fence keeps it to the index
        fence = " OFFSET 0" if all(prefix and term.isascii() for term, prefix in terms) else ""
        sql = (
            "SELECT id FROM flow_matter WHERE array_to_tsvector(string_to_array(search, ' ')) @@ %s::tsquery"
        )
        return RawSQL(sql + fence, [" & ".join(_postgres(term, prefix) for term, prefix in terms)])
    sql = "SELECT rowid FROM flow_matter_search WHERE flow_matter_search MATCH %s"
    return RawSQL(sql, [" AND ".join(_sqlite(term, prefix) for term, prefix in terms)])


def _postgres(term: str, prefix: bool) -> str:
    return f"'{term}'" + (":*" if prefix else "")


def _sqlite(term: str, prefix: bool) -> str:
    return f'"{term}"' + ("*" if prefix else "")


POSTGRES_INDEX = "CREATE INDEX flow_matter_search_gin ON flow_matter USING gin (array_to_tsvector(string_to_array(search, ' ')))"
SQLITE_TABLE = (
    "CREATE VIRTUAL TABLE flow_matter_search USING fts5("
    "search, content='flow_matter', content_rowid='id', detail='none', tokenize=\"unicode61 tokenchars '.'\")"
)
SQLITE_TRIGGERS = (
    "CREATE TRIGGER flow_matter_search_add AFTER INSERT ON flow_matter BEGIN "
    "INSERT INTO flow_matter_search(rowid, search) VALUES (new.id, new.search); END",
    "CREATE TRIGGER flow_matter_search_change AFTER UPDATE OF search ON flow_matter "
    "WHEN old.search <> new.search BEGIN "
    "INSERT INTO flow_matter_search(flow_matter_search, rowid, search) VALUES ('delete', old.id, old.search); "
    "INSERT INTO flow_matter_search(rowid, search) VALUES (new.id, new.search); END",
    "CREATE TRIGGER flow_matter_search_drop AFTER DELETE ON flow_matter BEGIN "
    "INSERT INTO flow_matter_search(flow_matter_search, rowid, search) VALUES ('delete', old.id, old.search); END",
)


def install(connection: Any) -> None:
    """Make the index of this engine; called once by the migration."""
    with connection.cursor() as cursor:
        for statement in (
            (POSTGRES_INDEX,) if connection.vendor == "postgresql" else (SQLITE_TABLE, *SQLITE_TRIGGERS)
        ):
            cursor.execute(statement)


def remove(connection: Any) -> None:
    """Take the index away again, as the migration's way back."""
    statements = ("DROP INDEX flow_matter_search_gin",)
    if connection.vendor == "sqlite":
        triggers = [f"DROP TRIGGER flow_matter_search_{name}" for name in ("add", "change", "drop")]
        statements = (*triggers, "DROP TABLE flow_matter_search")
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
