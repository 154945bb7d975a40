"""How a grid event is opened for whoever finds something on a round."""

from __future__ import annotations

from datetime import datetime

from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.flow.spawning import Wanted, offer
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.modules.grid.events.actions import report
from gongzhi.modules.grid.words import Channel


@offer("grid_event", "网格事件", needs="grid.report")
def opened(wanted: Wanted, lead: Unit, co: list[Unit], *, by: Officer | None, at: datetime) -> Matter:
    """A finding of a patrol. `lead` is the unit of its route; the event's own unit follows from its category."""
    more = dict(wanted.more)
    return report(
        text=wanted.text, category=wanted.category, place=wanted.place_code, longitude=wanted.longitude,
        latitude=wanted.latitude, spot=more.get("spot", ""), photos=wanted.files, urgent=bool(more.get("urgent")),
        channel=Channel.PATROL, by=by, at=at,
    ).matter  # fmt: skip
