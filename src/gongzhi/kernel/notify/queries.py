"""The inbox, and what is stuck on the way outside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import BigIntegerField, Count, Q, QuerySet

from gongzhi.kernel.access.models import Holding
from gongzhi.kernel.access.rules import Reach
from gongzhi.kernel.notify.models import Channel, Delivery, DeliveryState, Message
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.rows import Prepared, Slot


def unread_count(officer: Officer) -> int:
    """How many messages the officer has not read. One query over the index of unread ones."""
    return sum(count for (count,) in _UNREAD.tuples(officer=officer.pk))


_UNREAD = Prepared(
    lambda: (
        Message.objects.filter(officer=Slot("officer", BigIntegerField()), read_at=None)
        .order_by()
        .values("officer")
        .annotate(count=Count("pk"))
        .values_list("count")
    )
)


def inbox(officer: Officer, *, unread: bool = False, level: str = "") -> QuerySet[Message]:
    """The officer's messages, newest first; page by `id__lt` the last key seen. One query."""
    rows = Message.objects.filter(officer=officer)
    if unread:
        rows = rows.filter(read_at=None)
    if level:
        rows = rows.filter(level=level)
    return rows.order_by("-id")


def staff(units: Iterable[Unit], needs: str, on: date) -> list[Officer]:
    """The active officers of these very units who hold the permission `needs` there ('' asks for none). One query."""
    keys = [unit.pk for unit in units]
    if not keys:
        return []
    active = Officer.objects.filter(unit__in=keys, is_active=True)
    if not needs:
        return list(active.order_by("id"))
    held = Holding.objects.filter(Holding.in_force(on), officer__in=active)
    found = {
        holding.officer_id: holding.officer
        for holding in held.select_related("set", "unit", "officer__unit").order_by("officer_id")
        if needs in holding.set.permissions
        and Reach(holding.unit.path if holding.unit else "", holding.place_id or "").covers(
            [holding.officer.unit.path], holding.officer.unit.place_id or ""
        )
    }
    return list(found.values())


def channels_for(officers: Iterable[int], units: Iterable[int]) -> list[Channel]:
    """The channels in use of these officers and units, by key. One query."""
    owned = Q(officer__in=list(officers)) | Q(unit__in=list(units))
    return list(Channel.objects.filter(owned, active=True).order_by("id"))


def troubled() -> QuerySet[Delivery]:
    """Deliveries that failed for good or are being tried again, newest first: for administrators. One query."""
    rows = Delivery.objects.filter(
        Q(state=DeliveryState.FAILED) | Q(state=DeliveryState.PENDING, attempts__gte=1)
    )
    return rows.select_related("channel__officer", "channel__unit").order_by("-id")


def channels() -> QuerySet[Channel]:
    """All channels with their owners, in no order. One query."""
    return Channel.objects.select_related("officer__unit", "unit")


def deliveries_of(channel: Channel) -> QuerySet[Delivery]:
    """What went to a channel or is owed to it, newest first. One query."""
    return Delivery.objects.filter(channel=channel).order_by("-id")
