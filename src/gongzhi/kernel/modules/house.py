"""The duties of the kernel itself that lie below `duty` in the import order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from gongzhi.kernel.duty import Duty
from gongzhi.kernel.events import anchors, outbox
from gongzhi.kernel.flow import clocks

KEEP_DELIVERED = timedelta(days=30)


def _anchor(row: Any, at: datetime) -> None:
    day, until = row
    anchors.make_anchor(day=day, at=at, until=until)


def _send(row: Any, at: datetime) -> None:
    anchors.send(*row)


def _old_deliveries(at: datetime) -> Iterator[tuple[str, datetime]]:
    yield f"{at:%Y-%m-%d}", at - KEEP_DELIVERED


def _forget(before: datetime, at: datetime) -> None:
    while outbox.forget_done(before):
        pass


def _recompute(row: Any, at: datetime) -> None:
    clocks.recompute_one(*row, at=at)


DUTIES = (
    Duty("events.anchor", "日锚", every="10 0 * * *", find=anchors.owed, act=_anchor),
    Duty("events.anchor_out", "日锚外送", every="*/15 * * * *", find=anchors.to_send, act=_send),
    Duty("events.forget_delivered", "清理已投递", every="30 3 * * *", find=_old_deliveries, act=_forget),
    Duty("flow.recompute", "按新日历重算时限", every="*/5 * * * *", find=clocks.stale, act=_recompute),
)
