"""The patrol of a grid, and what a finding on it becomes."""

from __future__ import annotations

from datetime import datetime

from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.flow.spawning import Wanted, offer
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.rounds import RoundKind
from gongzhi.modules.grid.events.actions import REPORT, report
from gongzhi.modules.grid.words import Channel

VIEW, WALK, PLAN = "grid.view", REPORT, "grid.teams"
PATROL = RoundKind(
    "grid.patrol", "网格巡查", "grid", view=VIEW, walk=WALK, plan=PLAN, finding="grid_event",
    finding_label="网格事件", page="grid:round",
)  # fmt: skip
KINDS = (PATROL,)
CODES = tuple(one.code for one in KINDS)


@offer("grid_event", "网格事件", needs=REPORT)
def open_event(wanted: Wanted, lead: Unit, co: list[Unit], *, by: Officer | None, at: datetime) -> Matter:
    """A finding becomes an event of the grid where it lies; the desk of the township sends it on, whoever leads."""
    event = report(
        text=wanted.text or wanted.title, category=wanted.category, place=wanted.place_code,
        longitude=wanted.longitude, latitude=wanted.latitude, spot=str(wanted.more.get("spot", "")),
        photos=wanted.files, urgent=bool(wanted.more.get("urgent")), channel=Channel.PATROL,
        said_at=wanted.more.get("found_at"), by=by, at=at,
    )  # fmt: skip
    return event.matter
