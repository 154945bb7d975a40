"""The flow of a grid event: seven stages, their states and clocks. The moves are declared in `events`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongzhi.kernel.flow import ClockRule, Flow, State


def _row() -> Any:
    from gongzhi.modules.grid.events.models import GridEvent

    return GridEvent


UNIT = {
    "dispatched": "待接单",
    "handling": "待处理反馈",
    "deferring": "缓办待批，时限照计",
    "deferred": "缓办中",
}


def _steps(assignments: Sequence[Any], at: Any) -> dict[int, str]:
    """What each party owes next. No query."""
    return {one.pk: UNIT.get(one.matter.state, "") for one in assignments}


GRID_EVENT = Flow(
    "grid_event",
    "网格事件",
    prefix="WG",
    view="grid.view",
    page="grid:event",
    start="reported",
    row=_row,
    steps=_steps,
    states=(
        State("reported", "待立案", tone="warn"),
        State("filed", "待派遣", tone="warn"),
        State("returned", "待改派", tone="warn"),
        State("dispatched", "待接单", tone="warn"),
        State("handling", "处理中", tone="active"),
        State("deferring", "缓办待批", tone="warn"),
        State("deferred", "缓办", tone="neutral"),
        State("handled", "待核查", tone="active"),
        State("verified", "待结案", tone="active"),
        State("settled", "自办办结", closed=True, tone="good"),
        State("closed", "已结案", closed=True, tone="good"),
        State("void", "不予立案", closed=True, tone="neutral"),
    ),
    # each stage gives the event its term, so that its light tells of whoever has it now
    clocks=(
        ClockRule("file", "立案", "grid.file", governs=True),
        ClockRule("dispatch", "派遣", "grid.dispatch", governs=True),
        ClockRule("accept", "接单", "grid.accept"),
        ClockRule("finish", "处理", "grid.limit", "grid.warn", governs=True),
        ClockRule("verify", "核查", "grid.verify", governs=True),
        ClockRule("close", "结案", "grid.close", governs=True),
    ),
)
OWED = ("dispatched", "handling", "deferring")  # a unit owes it
UNSENT = ("reported", "filed", "returned")
