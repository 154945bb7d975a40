"""The clock process: look often, do what is due, follow a demo's clock when it jumps."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from types import FrameType

import structlog
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from gongzhi.env import VAR
from gongzhi.kernel.clock import now
from gongzhi.kernel.duty import leases, tasks
from gongzhi.kernel.duty.models import DutyRun
from gongzhi.kernel.duty.sweeping import CLOCK, Tally, catch_up, sweep

EVERY = 10.0  # seconds between two looks
TERM = timedelta(seconds=45)
MOMENT = timedelta(microseconds=1)
JUMP = timedelta(hours=3)  # a demo's clock that is further on than this since the last look has been set

log = structlog.get_logger(__name__)


class Stopping(BaseException):
    """Asked to stop between two acts. Not an Exception, so that it is no failure of the duty at hand."""


class Ticker:
    """Looks until asked to stop; several may run, one of them holds the lease and works."""

    def __init__(self, place: str = "") -> None:
        self.name = leases.name_of("clock", place)
        self.stopping = False
        self._renewed = 0.0

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def run(self) -> None:
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        with leases.Heartbeat(self.name, "clock"):
            while not self.stopping:
                self._guarded(self.tick)
                self._rest()
            self._guarded(lambda: leases.give_back("clock", self.name))

    def _guarded(self, work: Callable[[], object]) -> None:
        """A database that is away for a moment must not end the clock."""
        close_old_connections()
        try:
            work()
        except Stopping:
            pass
        except DatabaseError as error:
            log.error("clock could not look", error=str(error))
            connection.close()

    def tick(self) -> Tally:
        """One look, if the lease is ours."""
        if not leases.take("clock", self.name, TERM):
            return Tally()
        self._renewed = time.monotonic()
        tasks.reap()
        return look(between=self._between)

    def _between(self) -> None:
        if self.stopping:
            raise Stopping
        if time.monotonic() - self._renewed > TERM.total_seconds() / 3:
            leases.take("clock", self.name, TERM)
            self._renewed = time.monotonic()

    def _rest(self) -> None:
        """Wait for the next look, or until the demo's clock is set."""
        until, seen = time.monotonic() + EVERY, _clock_file()
        while not self.stopping and time.monotonic() < until and _clock_file() == seen:
            time.sleep(0.25)


def look(between: Callable[[], object] = lambda: None) -> Tally:
    """Do all that is due now. In a demo whose clock was set forward, play the days in between first."""
    at = now()
    last = DutyRun.objects.filter(duty=CLOCK).values_list("last_at", flat=True).first()
    if settings.DEMO and last and at - last > JUMP:
        total = catch_up(last, at, between=between, reached=lambda day: _looked(day - MOMENT, Tally()))
    else:
        total = sweep(at, between=between)
    _looked(at, total)
    return total


def _looked(at: datetime, total: Tally) -> None:
    """Note how far the clock has come; after a kill it goes on from there."""
    DutyRun.objects.update_or_create(
        duty=CLOCK, defaults={"last_at": at, "done": total.done, "failed": total.failed}
    )


def _clock_file() -> int:
    try:
        return (VAR / "clock.json").stat().st_mtime_ns if settings.DEMO else 0
    except FileNotFoundError:
        return 0
