"""Delivering soon: a thread beside a process that runs anyway, which looks for what is owed twice a second."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.db import DatabaseError, close_old_connections, connection

from gongzhi.kernel.clock import now
from gongzhi.kernel.events.outbox import drain

EVERY = 0.5  # seconds between two looks when nothing was owed

log = structlog.get_logger(__name__)


@contextmanager
def running(every: float = EVERY) -> Iterator[threading.Thread]:
    """Deliver in the background as long as the block lasts; what is begun is ended first.

    Several processes may pump at once. A kill loses nothing: what is owed lies in the database.
    """
    stop = threading.Event()
    thread = threading.Thread(target=_pump, args=(stop, every), name="events-pump", daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(timeout=10)


def _pump(stop: threading.Event, every: float) -> None:
    while not stop.is_set():
        done = 0
        close_old_connections()
        try:
            done = drain(now(), limit=200)
        except DatabaseError as error:  # the engine is away for a moment: what is owed stays owed
            log.error("cannot deliver", error=str(error))
        finally:
            connection.close()
        if not done:
            stop.wait(every)
