"""Listeners: run after commit, at least once, in order per matter; a failing one never undoes the fact."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from gongzhi.kernel.events.kinds import listeners_of, wants
from gongzhi.kernel.events.models import Delivery, DeliveryState, Event

BACK_OFF_SECONDS = (5, 30, 120, 600, 3600)
BATCH = 100


def owe(events: Sequence[Event], *, at: datetime) -> None:
    """Write what is owed to listeners, in the transaction of the events. One statement, or none."""
    rows = [
        Delivery(event=event, listener=name, matter=event.matter, next_at=at)
        for event in events
        for name in listeners_of(event.kind)
        if wants(name, event)
    ]
    if rows:
        Delivery.objects.bulk_create(rows)


def drain(at: datetime, limit: int = 500) -> int:
    """Deliver what is owed and due, oldest first; returns how many were done. Safe with many workers.

    A delivery whose turn has not come (an earlier one of its matter is still owed to the same listener) is not
    looked at, so that one listener failing on one matter holds up nothing else.
    """
    done, failed = 0, set[int]()
    while done < limit:
        heads = list(_heads(at).exclude(pk__in=failed).values_list("pk", flat=True)[:BATCH])
        before = done
        for key in heads:
            if _deliver(key, at):
                done += 1
            else:
                failed.add(key)
        if not heads or (done == before and len(failed) >= limit):
            return done
    return done


def _heads(at: datetime) -> QuerySet[Delivery]:
    """What is due and first in its line: per listener and matter the oldest that is owed."""
    earlier = Delivery.objects.filter(
        state=DeliveryState.PENDING,
        listener=OuterRef("listener"),
        matter=OuterRef("matter"),
        pk__lt=OuterRef("pk"),
    )
    due = Delivery.objects.filter(state=DeliveryState.PENDING, next_at__lte=at)
    return due.filter(~Exists(earlier)).order_by("next_at", "id")


def _deliver(key: int, at: datetime) -> bool:
    """One delivery in one transaction; False when another has it, it must wait its turn, or it failed."""
    try:
        with transaction.atomic():
            delivery = _claim(key)
            if delivery is None or _must_wait(delivery):
                return False
            function = listeners_of(delivery.event.kind).get(delivery.listener)
            if function is not None:
                function(delivery.event)
            delivery.state = DeliveryState.DONE if function is not None else DeliveryState.SKIPPED
            delivery.error = "" if function is not None else "没有这个监听者了"
            delivery.save(update_fields=["state", "error"])
            return True
    except Exception:  # any failure of a listener is kept for the administrator; the fact stands
        _postpone(key, at, traceback.format_exc(limit=-6))
        return False


def _claim(key: int) -> Delivery | None:
    rows = Delivery.objects.filter(pk=key, state=DeliveryState.PENDING)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return rows.select_related("event").first()


def _must_wait(delivery: Delivery) -> bool:
    """Whether an earlier event of the same matter is still owed to the same listener."""
    if delivery.matter is None:
        return False
    earlier = Delivery.objects.filter(
        state=DeliveryState.PENDING, listener=delivery.listener, matter=delivery.matter, pk__lt=delivery.pk
    )
    return earlier.exists()


def _postpone(key: int, at: datetime, error: str) -> None:
    with transaction.atomic():
        rows = Delivery.objects.select_for_update().filter(pk=key, state=DeliveryState.PENDING)
        delivery = rows.first()
        if delivery is None:
            return
        wait = BACK_OFF_SECONDS[min(delivery.attempts, len(BACK_OFF_SECONDS) - 1)]
        delivery.attempts += 1
        delivery.next_at = at + timedelta(seconds=wait)
        delivery.error = error[-4000:]
        delivery.save(update_fields=["attempts", "next_at", "error"])


def failing(least_attempts: int = 1) -> list[Delivery]:
    """Deliveries that failed and are still owed, most tried first. One query."""
    rows = Delivery.objects.filter(state=DeliveryState.PENDING, attempts__gte=least_attempts)
    return list(rows.select_related("event").order_by("-attempts", "id")[:200])


def retry(delivery: Delivery, *, at: datetime) -> None:
    """Let a failing delivery be tried at once, as an administrator asks."""
    Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.PENDING).update(next_at=at)


def skip(delivery: Delivery) -> bool:
    """Give a delivery up, as an administrator decides; those behind it go on. Whether it was still owed."""
    rows = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.PENDING)
    return rows.update(state=DeliveryState.SKIPPED) == 1


def forget_done(before: datetime, limit: int = 5000) -> int:
    """Drop what was delivered before a moment; the events stay. Returns how many; call again until 0."""
    old = Delivery.objects.filter(next_at__lt=before).exclude(state=DeliveryState.PENDING)
    keys = list(old.order_by("id").values_list("pk", flat=True)[:limit])
    return Delivery.objects.filter(pk__in=keys).delete()[0]
