"""The log's tables. The database itself refuses to change or delete an event (see `guards`)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongzhi.kernel.events.kinds import sentence_of
from gongzhi.kernel.events.rules import Link, masked, moment


class Event(models.Model):
    """One fact. Chained per matter by `seq` and `previous`; events of no matter are held by the daily anchor alone."""

    at = models.DateTimeField(db_index=True)
    matter = models.BigIntegerField(null=True)
    seq = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    behalf = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    from_state = models.CharField(max_length=30, default="", blank=True)
    to_state = models.CharField(max_length=30, default="", blank=True)
    payload = models.TextField()
    correlation = models.CharField(max_length=40, default="", blank=True)
    previous = models.CharField(max_length=64, default="", blank=True)
    hash = models.CharField(max_length=64)
    algorithm = models.CharField(max_length=10, default="sha256")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("matter", "seq"), name="events_event_chain"),)
        indexes = (
            models.Index(fields=("actor", "at", "id"), name="events_event_actor"),
            # kinds of no matter are few rows among many; those of matters are found soon without an index
            models.Index(fields=("kind", "at", "id"), condition=Q(matter=None), name="events_event_kind"),
        )
        verbose_name = "事件"

    def __str__(self) -> str:
        return self.sentence

    @property
    def facts(self) -> dict[str, Any]:
        return json.loads(self.payload)

    @property
    def sentence(self) -> str:
        """In words. Reads the personal texts unless they were prefetched (`prefetch_related("personals")`)."""
        return sentence_of(self.kind, self.facts, {one.field: one.text for one in self.personals.all()})

    @property
    def masked_sentence(self) -> str:
        """In words, personal texts masked."""
        return sentence_of(
            self.kind, self.facts, {one.field: masked(one.text) for one in self.personals.all()}
        )

    def link(self) -> Link:
        return Link(
            actor=self.actor_id,
            algorithm=self.algorithm,
            at=moment(self.at),
            behalf=self.behalf_id,
            correlation=self.correlation,
            from_state=self.from_state,
            kind=self.kind,
            matter=self.matter,
            payload=self.payload,
            previous=self.previous,
            seq=self.seq,
            to_state=self.to_state,
        )


class Personal(models.Model):
    """The plaintext of a personal field; erasing the row leaves the chain whole."""

    event = models.ForeignKey(Event, models.DO_NOTHING, related_name="personals")
    field = models.CharField(max_length=40)
    text = models.TextField()
    salt = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("event", "field"), name="events_personal_once"),)

    def __str__(self) -> str:
        return f"{self.event_id}.{self.field}"


class Anchor(models.Model):
    """A day's Merkle root over its events, chained to the day before; printed or deposited outside."""

    day = models.DateField(unique=True)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    count = models.PositiveIntegerField()
    root = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    algorithm = models.CharField(max_length=10, default="sha256")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-day",)
        verbose_name = "日锚"

    def __str__(self) -> str:
        return f"{self.day} {self.hash[:16]}"


class DeliveryState(models.TextChoices):
    PENDING = "pending", "待处理"
    DONE = "done", "已处理"
    SKIPPED = "skipped", "已跳过"


class Delivery(models.Model):
    """An event owed to a listener: the outbox. Unique, so that a listener's work has an idempotency key."""

    event = models.ForeignKey(Event, models.DO_NOTHING, related_name="deliveries", db_index=False)
    listener = models.CharField(max_length=60)
    matter = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, choices=DeliveryState, default=DeliveryState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    error = models.TextField(blank=True, default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("event", "listener"), name="events_delivery_once"),)
        indexes = (
            models.Index(
                fields=("next_at", "id"), condition=models.Q(state="pending"), name="events_delivery_pending"
            ),
            models.Index(
                fields=("listener", "matter", "id"),
                condition=models.Q(state="pending"),
                name="events_delivery_order",
            ),
        )
        verbose_name = "投递"

    def __str__(self) -> str:
        return f"{self.event_id} → {self.listener}"


def aware(at: datetime) -> datetime:
    """The moment itself; a naive one is a bug.

    Raises ValueError on a moment without a time zone.
    """
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return at
