"""Working the outbox."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django_tasks import task

from gongzhi.kernel.clock import now
from gongzhi.kernel.duty import Duty, register
from gongzhi.kernel.notify import rules
from gongzhi.kernel.notify.models import Delivery, DeliveryState
from gongzhi.kernel.notify.sending import NotSent, send

LEASE = timedelta(minutes=10)
RUN_SECONDS = 60  # no new claim after that: with one slow batch on top a run ends well within its leases
_BATCH = 5

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Delivered:
    """How one run went."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0


def deliver(at: datetime, limit: int = 200) -> Delivered:
    """Send what is due, oldest first. Safe with many workers; nothing is held locked while sending.

    A worker that is killed leaves its lease behind, and the delivery is tried again when it ends. Then it may
    reach the channel a second time, under the same Idempotency-Key or Message-ID; only there can it be known.
    """
    outcome = {DeliveryState.SENT: 0, DeliveryState.PENDING: 0, DeliveryState.FAILED: 0}
    done, until = 0, time.monotonic() + RUN_SECONDS
    while done < limit and time.monotonic() < until:
        claimed = _claim(at, min(_BATCH, limit - done))
        if not claimed:
            break
        for delivery in claimed:
            outcome[_send(delivery, at)] += 1
        done += len(claimed)
    return Delivered(
        outcome[DeliveryState.SENT], outcome[DeliveryState.PENDING], outcome[DeliveryState.FAILED]
    )


@transaction.atomic
def _claim(at: datetime, count: int) -> list[Delivery]:
    """Lease due deliveries to this worker, oldest first; what another has locked or leased is passed over.

    SQLite has no row locks: there the transaction is the only writer, so what it reads it may take.
    """
    free = Q(leased_until=None) | Q(leased_until__lt=Now())
    rows = Delivery.objects.filter(free, state=DeliveryState.PENDING, next_at__lte=at).order_by(
        "next_at", "id"
    )
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    keys = [delivery.pk for delivery in rows[:count]]
    Delivery.objects.filter(pk__in=keys).update(leased_until=Now() + LEASE, attempts=F("attempts") + 1)
    return list(Delivery.objects.filter(pk__in=keys).select_related("channel").order_by("next_at", "id"))


def _send(delivery: Delivery, at: datetime) -> DeliveryState:
    """Send one leased delivery and write down how it went, unless another has taken it over meanwhile."""
    state, error = _try(delivery, at)
    mine = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.PENDING, attempts=delivery.attempts)
    mine.update(
        state=state,
        last_error=error,
        leased_until=None,
        next_at=rules.next_try(delivery.attempts, at) if state == DeliveryState.PENDING else delivery.next_at,
        sent_at=at if state == DeliveryState.SENT else None,
    )
    return state


def _try(delivery: Delivery, at: datetime) -> tuple[DeliveryState, str]:
    """How sending went, and why it went wrong."""
    try:
        send(delivery, at)
    except NotSent as not_sent:
        error, final = str(not_sent)[:400], not_sent.final
    except Exception as bug:  # a bug of one channel must not hold up the others
        log.exception("delivery failed", delivery=delivery.pk)
        error, final = f"程序错误：{type(bug).__name__}", False
    else:
        return DeliveryState.SENT, ""
    over = final or delivery.attempts >= rules.MOST_ATTEMPTS
    return (DeliveryState.FAILED if over else DeliveryState.PENDING), error


@task()
def work() -> None:
    """Send what is due now; the duty below asks for it every minute while anything is due."""
    deliver(now())


def declare() -> None:
    register(Duty("notify.deliver", "发送到期的外部通知", "* * * * *", find=_due, act=_enqueue))


def _due(at: datetime) -> Iterator[tuple[str, Any]]:
    """One occasion a minute while anything is due."""
    if Delivery.objects.filter(state=DeliveryState.PENDING, next_at__lte=at).exists():
        yield at.strftime("%Y-%m-%dT%H:%MZ"), None


def _enqueue(_: None, at: datetime) -> None:
    work.enqueue()
