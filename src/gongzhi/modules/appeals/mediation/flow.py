"""The flow of a dispute. The moves are declared in `moves`."""

from __future__ import annotations

from typing import Any

from gongzhi.kernel.flow import ClockRule, Flow, State


def _row() -> Any:
    from gongzhi.modules.appeals.mediation.models import Dispute

    return Dispute


DISPUTE = Flow(
    "dispute",
    "矛盾纠纷",
    prefix="JF",
    view="appeals.disputes",
    page="appeals:dispute",
    start="registered",
    row=_row,
    states=(
        State("registered", "待受理", tone="warn"),
        State("mediating", "调解中", tone="active"),
        State("agreed", "已达成协议", tone="good"),
        State("closed", "案结事了", closed=True, tone="good"),
        State("failed", "调解不成", closed=True, tone="bad"),
        State("withdrawn", "已撤回", closed=True, tone="neutral"),
    ),
    clocks=(
        ClockRule("mediate", "调解", "appeals.mediate.village", "appeals.mediate.warn", governs=True),
        ClockRule("report", "重大纠纷报告", "appeals.mediate.report"),
    ),
)
