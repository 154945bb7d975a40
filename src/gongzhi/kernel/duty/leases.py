"""Leases and heartbeats, by the database's clock: machines disagree about the time, and a demo's county jumps in it."""

from __future__ import annotations

import hashlib
import threading
from datetime import timedelta
from uuid import uuid4

import structlog
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from gongzhi.kernel.duty.models import Beat, Lease

EVERY = 5.0  # seconds between two beats
PATIENCE = timedelta(seconds=30)  # without a beat a process counts as dead

log = structlog.get_logger(__name__)


def name_of(kind: str, place: str) -> str:
    """The name of a process: always the same for a place that has only one at a time, so that the one started after
    a kill goes on at once with what its forerunner held; else a new one."""
    return f"{kind}-{hashlib.sha256(place.encode()).hexdigest()[:24] if place else uuid4().hex}"


def take(name: str, holder: str, term: timedelta) -> bool:
    """Take or renew a lease; False while somebody else holds it. One or three queries."""
    until = Now() + term
    free = Q(holder=holder) | Q(until__lt=Now())
    if Lease.objects.filter(free, name=name).update(holder=holder, until=until):
        return True
    try:
        with transaction.atomic():
            Lease.objects.create(name=name, holder=holder, until=until)
    except IntegrityError:
        return False
    return True


def give_back(name: str, holder: str) -> None:
    """Let go of a lease at once, so that another need not wait for its end."""
    Lease.objects.filter(name=name, holder=holder).delete()


def beat(name: str, kind: str) -> None:
    """Say that this process lives."""
    if not Beat.objects.filter(name=name).update(beat_at=Now()):
        Beat.objects.create(name=name, kind=kind, beat_at=Now())


def alive(kind: str, patience: timedelta = PATIENCE) -> QuerySet[Beat]:
    """Processes of a kind ("worker", "clock") that gave a sign lately."""
    return Beat.objects.filter(kind=kind, beat_at__gte=Now() - patience)


class Heartbeat:
    """Beats in a thread of its own, so that a long task does not look like a dead worker."""

    def __init__(self, name: str, kind: str) -> None:
        self.name, self.kind, self._end = name, kind, threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="heartbeat")

    def __enter__(self) -> Heartbeat:
        beat(self.name, self.kind)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join(timeout=2)
        Beat.objects.filter(name=self.name).delete()

    def _run(self) -> None:
        while not self._end.wait(EVERY):
            try:
                beat(self.name, self.kind)
            except DatabaseError as error:  # a locked or absent database: the next beat may succeed
                log.warning("heartbeat missed", error=str(error))
                connection.close()
        connection.close()
