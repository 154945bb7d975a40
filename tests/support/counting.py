"""Counting statements, without those that come once a second."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gongzhi.kernel.clock.fresh import Fresh


@contextmanager
def bounded(most: int, *, exact: bool) -> Iterator[Any]:
    """At most, or exactly, so many statements run within; what `Fresh` asks once a second may come on top."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured, asked_by_fresh() as aside:
        yield captured
    ran = len(captured)
    own = ran - len([at for at in aside if at >= captured.initial_queries])
    told = "\n".join(one["sql"][:300] for one in captured.captured_queries)
    fits = most in (ran, own) if exact else own <= most
    assert fits, f"{own} statements and {ran - own} of what is kept fresh, not {most}:\n{told}"


@contextmanager
def asked_by_fresh() -> Iterator[set[int]]:
    """The places, in the connection's log, of the statements that any `Fresh` runs within."""
    from django.db import connection

    aside: set[int] = set()
    get = Fresh.get

    def noting(fresh: Fresh[Any]) -> Any:
        first = len(connection.queries_log)
        value = get(fresh)
        aside.update(range(first, len(connection.queries_log)))
        return value

    Fresh.get = noting  # type: ignore[method-assign]
    try:
        yield aside
    finally:
        Fresh.get = get  # type: ignore[method-assign]
