"""Doing what is due: one transaction for each, never twice, never forgotten."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import structlog
from django.db import DatabaseError, IntegrityError, transaction

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.duty import rules
from gongzhi.kernel.duty.models import DutyDone, DutyRun, DutyTrouble
from gongzhi.kernel.duty.rules import Duty
from gongzhi.kernel.duty.schedule import registered

CHUNK = 500
CLOCK = ""  # the name of the clock's own row among the runs

log = structlog.get_logger(__name__)


@dataclass
class Tally:
    """How many duties were done and how many failed."""

    done: int = 0
    failed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.done + other.done, self.failed + other.failed)


def sweep(at: datetime, *, between: Callable[[], object] = lambda: None) -> Tally:
    """Do all that is due at `at`, duty by duty; failures are noted and tried again later.

    `between` is called before each act; the clock renews its lease there. Two queries when nothing is due.
    """
    last = dict(DutyRun.objects.values_list("duty", "last_at"))
    troubled = _troubled(at)
    total = Tally()
    for duty in registered():
        if duty.name in troubled or rules.is_due(duty.every, last.get(duty.name), at):
            total += run(duty, at, between=between)
    return total


def catch_up(
    from_at: datetime,
    to_at: datetime,
    *,
    between: Callable[[], object] = lambda: None,
    reached: Callable[[datetime], object] = lambda at: None,
) -> Tally:
    """Play the time between two moments day by day, so that what falls due on the way happens at its own moment.

    For the demo's clock, which jumps. At most three looks a day for each duty, and longer steps past 400 days.
    `reached` is told the first moment of each new day, when all before it is done.
    """
    total, day = Tally(), local_day(from_at)
    for at, duty in _merged(from_at, to_at):
        if local_day(at) != day:
            reached(at)
            day = local_day(at)
        total += run(duty, at, between=between)
    return total + sweep(to_at, between=between)


def _merged(from_at: datetime, to_at: datetime) -> Iterator[tuple[datetime, Duty]]:
    """The skipped moments of all duties in the order of time."""

    def of(duty: Duty) -> Iterator[tuple[datetime, str, Duty]]:
        return ((slot.astimezone(UTC), duty.name, duty) for slot in rules.skipped(duty.every, from_at, to_at))

    lines = [of(duty) for duty in registered()]
    return ((slot, duty) for slot, _, duty in heapq.merge(*lines, key=lambda row: row[:2]))


def run(duty: Duty, at: datetime, *, between: Callable[[], object] = lambda: None) -> Tally:
    """Run one duty now: find what is owed, leave out what is done, act on the rest."""
    total, found = Tally(), set[str]()
    try:
        for chunk in _chunks(duty.find(at)):
            found.update(key for key, _ in chunk)
            total += _act_on(duty, _owed(duty, chunk, at), at, between)
        _settle(duty, found, at)
    except DatabaseError:
        raise  # the engine is gone or the disk is full: the next tick tries everything again
    except Exception as error:
        _note(duty, "", error, at)
        total.failed += 1
    DutyRun.objects.update_or_create(
        duty=duty.name, defaults={"last_at": at, "done": total.done, "failed": total.failed}
    )
    return total


def _chunks(pairs: Iterable[tuple[str, Any]]) -> Iterator[list[tuple[str, Any]]]:
    rest = iter(pairs)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _owed(duty: Duty, chunk: list[tuple[str, Any]], at: datetime) -> list[tuple[str, Any]]:
    """Those not done yet and not waiting after a failure. Two queries."""
    keys = [key for key, _ in chunk]
    passed = set(DutyDone.objects.filter(duty=duty.name, key__in=keys).values_list("key", flat=True))
    waiting = DutyTrouble.objects.filter(duty=duty.name, key__in=keys, next_at__gt=at, last_at__lte=at)
    passed.update(waiting.values_list("key", flat=True))
    return [(key, row) for key, row in chunk if key not in passed]


def _act_on(duty: Duty, owed: list[tuple[str, Any]], at: datetime, between: Callable[[], object]) -> Tally:
    total = Tally()
    for key, row in owed:
        between()
        try:
            total.done += _once(duty, key, row, at)
        except Exception as error:
            log.exception("duty failed", duty=duty.name, key=key)
            _note(duty, key, error, at)
            total.failed += 1
    return total


def _once(duty: Duty, key: str, row: Any, at: datetime) -> bool:
    """Do one in a transaction with its unique row; False when another clock has done it meanwhile."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                DutyDone.objects.create(duty=duty.name, key=key, at=at)
        except IntegrityError:
            return False
        duty.act(row, at)
        DutyTrouble.objects.filter(duty=duty.name, key=key).delete()
    return True


def _note(duty: Duty, key: str, error: Exception, at: datetime) -> None:
    """Keep the failure where an administrator sees it, with the moment of the next try."""
    with transaction.atomic():
        trouble, _ = DutyTrouble.objects.select_for_update().get_or_create(
            duty=duty.name, key=key, defaults={"first_at": at, "last_at": at, "next_at": at, "error": ""}
        )
        trouble.attempts += 1
        trouble.last_at, trouble.next_at = at, at + rules.pause(trouble.attempts)
        trouble.error = f"{type(error).__name__}: {error}"[:2000]
        trouble.save()


def _troubled(at: datetime) -> set[str]:
    """Duties with a failure whose next try has come; one noted in a future that was left again counts too."""
    rows = DutyTrouble.objects.values_list("duty", "next_at", "last_at")
    return {name for name, next_at, last_at in rows if next_at <= at or last_at > at}


def _settle(duty: Duty, found: set[str], at: datetime) -> None:
    """Drop failures whose key is owed no longer, and that of `find` itself, which has just succeeded."""
    for trouble in DutyTrouble.objects.filter(duty=duty.name):
        if trouble.key not in found:
            trouble.delete()
