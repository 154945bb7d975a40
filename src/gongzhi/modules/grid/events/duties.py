"""What grid events owe by the clock: units are reminded and urged, late ones go up, deferred ones go on by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.duty import Duty
from gongzhi.kernel.duty.ladder import Ladder
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.flow.actions import run
from gongzhi.kernel.flow.facts import Noted
from gongzhi.kernel.flow.models import Matter
from gongzhi.modules.grid.events.models import GridEvent
from gongzhi.modules.grid.events.orders import current, tell_desk, tell_unit
from gongzhi.modules.grid.flow import GRID_EVENT, OWED, UNSENT
from gongzhi.modules.grid.words import Level

UNITS = Ladder(GRID_EVENT.name, states=OWED)
DESKS = Ladder(GRID_EVENT.name, states=(*UNSENT, "handled", "verified"))


def _event(matter: Matter) -> GridEvent:
    event = GridEvent.objects.get(pk=matter.pk)
    event.matter = matter
    return event


def _note(matter: Matter, what: str, text: str, at: datetime) -> None:
    record(Noted(what, text), by=None, at=at, matter=matter)
    matter.save(update_fields=["tip_seq", "tip_hash"])


def prompt(matter: Matter, at: datetime) -> None:
    """One reminder before the unit's term ends."""
    event = _event(matter)
    tell_unit(event, current(event).unit, f"时限将到：{matter.title[:40]}", at, level="remind")
    _note(matter, "到期提醒", "处理时限将到", at)


def urge(matter: Matter, at: datetime) -> None:
    """The unit's term has passed: it is urged, the desk is told."""
    event = _event(matter)
    tell_unit(event, current(event).unit, f"已超时，请立即处理：{matter.title[:40]}", at, level="urge")
    tell_desk(event, f"{current(event).unit.label}处理超时：{matter.title[:40]}", at)
    _note(matter, "超时催办", "处理时限已过", at)


def hand_up(matter: Matter, at: datetime) -> None:
    """A desk let its own term pass: what the town left undone goes up to the county."""
    event = _event(matter)
    if matter.state in UNSENT and event.level != Level.COUNTY:
        event.level = Level.COUNTY
        event.save(update_fields=["level"])
        tell_desk(event, f"乡镇超时未派遣，转县级：{matter.title[:40]}", at)
        _note(matter, "自动上报", "乡镇超时未派遣，转县级处置", at)


def deferred(at: datetime) -> Iterator[tuple[str, int]]:
    """Deferred events whose day has come, as a duty is found. One query."""
    rows = GridEvent.objects.filter(matter__state="deferred", defer_until__lte=local_day(at))
    for key, until in rows.values_list("pk", "defer_until"):
        yield f"{key}:{until}", key


def resume(key: int, at: datetime) -> None:
    """Let a deferred event go on."""
    matter = Matter.objects.get(pk=key)
    if matter.state == "deferred":
        run(matter, "resume", by=None, at=at)


DUTIES = (
    UNITS.duty("grid.prompt", "网格事件到期提醒", prompt, early=True),
    UNITS.duty("grid.urge", "网格事件超时催办", urge),
    DESKS.duty("grid.hand_up", "网格事件自动上报", hand_up),
    Duty("grid.resume", "缓办到期恢复", "5 * * * *", deferred, resume),
)
