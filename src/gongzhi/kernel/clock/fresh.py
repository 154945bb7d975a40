"""A value compiled from rows and kept in memory until the rows change, in any process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from django.db import connection, transaction

T = TypeVar("T")
_NEVER = object()


class Fresh(Generic[T]):
    """Keeps what `load` makes while `stamp` answers the same; asks `stamp` once a second at most.

    `stamp` is one cheap query whose answer changes with every change of the rows and is never used twice.
    A change by another process is seen within a second; one by this process at once. The transaction that
    makes a change sees it, and nobody else does until it is committed; rolled back, it was never there.
    """

    def __init__(self, stamp: Callable[[], Hashable], load: Callable[[], T], seconds: float = 1.0) -> None:
        self._stamp = stamp
        self._load = load
        self._seconds = seconds
        self._own = threading.local()
        self._kept: tuple[object, float, T] | None = None

    def get(self) -> T:
        """The value; no query, or one, or after a change those of `load`."""
        if self._is_changing():
            return self._within()
        kept = self._kept
        if kept is not None and 0 <= time.monotonic() - kept[1] < self._seconds:
            return kept[2]
        stamp = self._stamp()  # before loading: what is loaded is at least as new as its stamp
        value = kept[2] if kept is not None and kept[0] == stamp else self._load()
        self._kept = (stamp, time.monotonic(), value)
        return value

    def changed(self) -> None:
        """Tell that this transaction has changed the rows; called by the action that does so."""

        def marker() -> None:
            self.forget()

        self._own.marker = marker
        self._own.kept = (_NEVER, None)
        transaction.on_commit(marker)

    def forget(self) -> None:
        """Drop what is kept; the next `get` loads it again."""
        self._kept = None

    def _is_changing(self) -> bool:
        """Whether this thread's transaction has a change that is neither committed nor rolled back."""
        marker = getattr(self._own, "marker", None)
        if marker is None:
            return False
        if any(entry[1] is marker for entry in connection.run_on_commit):
            return True
        self._own.marker = None
        self.forget()
        return False

    def _within(self) -> T:
        stamp = self._stamp()
        if self._own.kept[0] != stamp:
            self._own.kept = (stamp, self._load())
        return self._own.kept[1]
