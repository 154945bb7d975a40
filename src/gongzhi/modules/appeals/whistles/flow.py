"""The flow of a whistle: its states and clocks. The moves are declared in `moves`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongzhi.kernel.flow import ClockRule, Flow, State


def _row() -> Any:
    from gongzhi.modules.appeals.whistles.models import Whistle

    return Whistle


TOWN = {
    "drafted": "待审批",
    "approved_by_town": "等待指挥中心受理",
    "accepted_by_command": "等待派哨",
    "dispatched": "跟踪、确认、评价",
    "confirmed": "待评价",
}
UNIT = {"open": "待报到", "signed": "待办结", "replied": "等待乡镇确认", "closed": "等待评价"}


def _steps(assignments: Sequence[Any], at: Any) -> dict[int, str]:
    """What each party owes next. No query."""
    return {
        one.pk: TOWN.get(one.matter.state, "") if one.role == "checker" else UNIT.get(one.state, "")
        for one in assignments
    }


WHISTLE = Flow(
    "whistle",
    "吹哨单",
    prefix="CS",
    view="appeals.whistles",
    page="appeals:whistle",
    start="drafted",
    row=_row,
    steps=_steps,
    states=(
        State("drafted", "待审批", tone="warn"),
        State("approved_by_town", "待受理", tone="warn"),
        State("accepted_by_command", "待派哨", tone="warn"),
        State("dispatched", "处置中", tone="active"),
        State("confirmed", "待评价", tone="active"),
        State("closed", "已办结", closed=True, tone="good"),
        State("disapproved", "未批准", closed=True, tone="neutral"),
        State("refused", "不予受理", closed=True, tone="bad"),
        State("withdrawn", "已撤回", closed=True, tone="neutral"),
    ),
    clocks=(
        ClockRule("report_in", "报到", "appeals.whistle.in.enforcement"),
        ClockRule("result", "办结", "appeals.whistle.end.enforcement", "appeals.whistle.warn", governs=True),
    ),
)
AWAITING = ("drafted", "approved_by_town", "accepted_by_command")
