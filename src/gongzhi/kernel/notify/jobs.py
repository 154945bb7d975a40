"""Working the outbox."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from gongzhi.kernel.notify import rules
from gongzhi.kernel.notify.models import Delivery, DeliveryState
from gongzhi.kernel.notify.sending import NotSent, send

LEASE = timedelta(minutes=10)
RUN_SECONDS = 60  # no new claim after that: with one slow batch on top a run ends well within its leases
_BATCH = 5

log = logging.getLogger(__name__)


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
    rows = Delivery.objects.filter(state=DeliveryState.PENDING, next_at__lte=at).order_by("next_at", "id")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    claimed = list(rows[:count])
    for delivery in claimed:
        delivery.next_at, delivery.attempts = at + LEASE, delivery.attempts + 1
    Delivery.objects.bulk_update(claimed, ["next_at", "attempts"])
    keys = [delivery.pk for delivery in claimed]
    return list(Delivery.objects.filter(pk__in=keys).select_related("channel").order_by("id"))


def _send(delivery: Delivery, at: datetime) -> DeliveryState:
    """Send one leased delivery and write down how it went, unless the lease ran out meanwhile."""
    state, error = _try(delivery, at)
    mine = Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.PENDING, attempts=delivery.attempts, next_at=delivery.next_at
    )
    mine.update(
        state=state,
        last_error=error,
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
        log.exception("delivery %s", delivery.pk)
        error, final = f"程序错误：{type(bug).__name__}", False
    else:
        return DeliveryState.SENT, ""
    over = final or delivery.attempts >= rules.MOST_ATTEMPTS
    return (DeliveryState.FAILED if over else DeliveryState.PENDING), error
