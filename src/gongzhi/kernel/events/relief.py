"""What an administrator does about a listener that fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from gongzhi.kernel.events import outbox
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.events.kinds import event
from gongzhi.kernel.events.models import Delivery, DeliveryState
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Kind, Refusal


@event("events.delivery_skipped", "跳过投递")
@dataclass(frozen=True)
class DeliverySkipped:
    """A listener will not be told of an event any more."""

    event: int
    listener: str
    reason: str

    def sentence(self) -> str:
        return f"跳过第{self.event}号记录对{self.listener}的投递：{self.reason}"


class NotOwed(Refusal):
    code = "events.not_owed"
    kind = Kind.CONFLICT
    message = "这次投递已经处理完，不用再办。请刷新页面。"


def failing() -> QuerySet[Delivery]:
    """Deliveries that failed and are still owed, in no order. One query."""
    rows = Delivery.objects.filter(state=DeliveryState.PENDING, attempts__gte=1)
    return rows.select_related("event__actor")


def retry(*, delivery: Delivery, at: datetime) -> Delivery:
    """Let a failing delivery be tried at once. Raises: NotOwed."""
    if not failing().filter(pk=delivery.pk).exists():
        raise NotOwed()
    outbox.retry(delivery, at=at)
    return delivery


@transaction.atomic
def skip(*, delivery: Delivery, reason: str, by: Officer | None, at: datetime) -> Delivery:
    """Give a delivery up for a reason; those behind it go on.

    Raises: NotOwed. Records: events.delivery_skipped.
    """
    if not outbox.skip(delivery):
        raise NotOwed()
    record(DeliverySkipped(delivery.event_id, delivery.listener, reason.strip()), by=by, at=at)
    return delivery
