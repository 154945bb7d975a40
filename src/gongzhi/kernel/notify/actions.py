"""Telling, reading, and keeping the channels."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.events import event
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.notify import guard, queries
from gongzhi.kernel.notify.jobs import work
from gongzhi.kernel.notify.models import Channel, ChannelKind, Delivery, DeliveryState, Level, Message
from gongzhi.kernel.notify.rules import KIND_LABELS
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.refusals import Kind, Refusal


@event("notify.channel_set", "设置消息通道")
@dataclass(frozen=True)
class ChannelSet:
    """A channel outside was made, changed or switched; its address and secret are nobody's to read."""

    channel: int
    way: str
    owner: str
    active: bool

    def sentence(self) -> str:
        return f"{'启用' if self.active else '停用'}{self.owner}的通知渠道：{KIND_LABELS[self.way]}"


class AddressInvalid(Refusal):
    code = "notify.address_invalid"
    message = "“{address}”不是电子邮件地址，请检查后重填。"


class LevelUnknown(Refusal):
    code = "notify.level_unknown"
    message = "没有“{level}”这个级别，请在通知、提醒、催办、警示中选择。"


class OwnerMissing(Refusal):
    code = "notify.owner_missing"
    message = "请为通知渠道选择一名人员或一个单位，只能选其一。"


class DeliveryDone(Refusal):
    code = "notify.delivery_done"
    kind = Kind.CONFLICT
    message = "这条通知{state}，不需要重发。"


@transaction.atomic
def tell(
    *,
    officers: Iterable[Officer] = (),
    units: Iterable[Unit] = (),
    needs: str = "",
    title: str,
    body: str = "",
    url: str = "",
    matter: Any = None,
    kind: str = "",
    level: str = Level.INFO,
    at: datetime,
    key: str,
) -> int:
    """Tell officers, and the officers of units who hold `needs`; returns how many had not been told under this key.

    Runs in the caller's transaction with at most six statements, however many are told. Inactive officers
    are left out. What their channels take goes to the outbox. `matter` is a matter or its key.
    """
    units = list(units)
    told = {officer.pk: officer for officer in officers if officer.is_active}
    told |= {officer.pk: officer for officer in queries.staff(units, needs, local_day(at))}
    before = set(Message.objects.filter(officer__in=told, key=key).values_list("officer_id", flat=True))
    fresh = [
        Message(
            officer_id=officer,
            matter_id=getattr(matter, "pk", matter),
            kind=kind,
            level=level,
            title=" ".join(title.split())[:200],
            body=body,
            url=url,
            key=key,
            at=at,
        )
        for officer in told
        if officer not in before
    ]
    Message.objects.bulk_create(fresh, ignore_conflicts=True)
    _owe([message.officer_id for message in fresh], units, level, key, at, _said(title, body, url))
    return len(fresh)


def _said(title: str, body: str, url: str) -> dict[str, str]:
    return {"title": " ".join(title.split())[:200], "body": body, "url": url}


def _owe(
    officers: Collection[int], units: list[Unit], level: str, key: str, at: datetime, said: dict[str, str]
) -> None:
    """Owe each channel of these officers and units one delivery. Three statements at most."""
    channels = queries.channels_for(officers, [unit.pk for unit in units])
    channels = [channel for channel in channels if channel.takes(level)]
    if not channels:
        return
    messages = dict(Message.objects.filter(officer__in=officers, key=key).values_list("officer_id", "pk"))
    Delivery.objects.bulk_create(
        [
            Delivery(
                message_id=messages.get(channel.officer_id),
                channel=channel,
                key=key,
                level=level,
                next_at=at,
                created_at=at,
                **said,
            )
            for channel in channels
        ],
        ignore_conflicts=True,
    )


def retell(*, key: str, title: str, body: str = "") -> None:
    """Say better what was told under a key: unread messages and what waits to be sent. Two statements."""
    said = _said(title, body, "")
    said.pop("url")
    Message.objects.filter(key=key, read_at=None).update(**said)
    Delivery.objects.filter(key=key, state=DeliveryState.PENDING).update(**said)


def mark_read(*, officer: Officer, keys: Collection[int], at: datetime) -> int:
    """Mark the officer's own messages as read; returns how many were unread. One statement."""
    return Message.objects.filter(officer=officer, pk__in=keys, read_at=None).update(read_at=at)


def mark_all_read(*, officer: Officer, at: datetime, upto: int | None = None) -> int:
    """Mark everything up to the newest message that the officer saw (`upto`) as read. One statement."""
    rows = Message.objects.filter(officer=officer, read_at=None)
    return (rows if upto is None else rows.filter(pk__lte=upto)).update(read_at=at)


@transaction.atomic
def set_channel(
    *,
    by: Officer | None,
    at: datetime,
    kind: str,
    address: str,
    secret: str = "",
    officer: Officer | None = None,
    unit: Unit | None = None,
    levels: Collection[str] = (),
    active: bool = True,
    channel: Channel | None = None,
) -> Channel:
    """Make a channel, or change `channel`; an empty address or secret of an existing one is kept.

    Raises: OwnerMissing, LevelUnknown, AddressInvalid, AddressRefused. Records: notify.channel_set.
    """
    channel = channel or Channel(officer=officer, unit=unit)
    if (channel.officer is None) == (channel.unit is None):
        raise OwnerMissing(field="officer")
    for level in levels:
        if level not in Level.values:
            raise LevelUnknown(field="levels", level=level)
    channel.kind, channel.levels, channel.active = ChannelKind(kind), list(levels), active
    address = address.strip() or (channel.address if channel.pk else "")
    _check_address(kind, address)
    channel.address = address
    if secret:
        channel.secret = secret.strip()
    channel.save()
    _record(channel, by, at)
    return channel


def _check_address(kind: str, address: str) -> None:
    if kind != ChannelKind.EMAIL:
        guard.split(address)
        return
    try:
        validate_email(address)
    except ValidationError as error:
        raise AddressInvalid(field="address", address=address) from error


@transaction.atomic
def switch_channel(channel: Channel, *, active: bool, by: Officer | None, at: datetime) -> Channel:
    """Switch a channel on or off. What an inactive one is still owed fails with the reason. Records: notify.channel_set."""
    channel.active = active
    channel.save(update_fields=["active"])
    _record(channel, by, at)
    return channel


def _record(channel: Channel, by: Officer | None, at: datetime) -> None:
    owner = channel.unit.label if channel.unit else f"人员#{channel.officer_id}"
    record(ChannelSet(channel.pk, channel.kind, owner, channel.active), by=by, at=at)


@transaction.atomic
def try_channel(channel: Channel, *, by: Officer, at: datetime) -> Delivery:
    """Put a message that says it is a trial into the outbox for this channel alone; how it went is on its row."""
    said = _said("通道测试", f"{by.name}测试通知渠道，收到即为正常，不用办理。", "")
    key = f"trial:{at.isoformat()}"
    delivery = Delivery.objects.create(
        channel=channel, key=key, level=Level.INFO, next_at=at, created_at=at, **said
    )
    work.enqueue()
    return delivery


@transaction.atomic
def send_again(delivery: Delivery, *, by: Officer, at: datetime) -> Delivery:
    """Put a failed delivery back into the outbox with fresh attempts. Raises: DeliveryDone."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state != DeliveryState.FAILED:
        raise DeliveryDone(state=delivery.get_state_display())
    delivery.state, delivery.attempts, delivery.next_at = DeliveryState.PENDING, 0, at
    delivery.save(update_fields=["state", "attempts", "next_at"])
    work.enqueue()
    return delivery
