"""The flow of a problem found on patrol: its states and clocks. The moves are declared in `moves`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongzhi.kernel.flow import ClockRule, Flow, State


def _row() -> Any:
    from gongzhi.modules.ecology.problems.models import Problem

    return Problem


LEAD = {"open": "待接报", "signed": "待整改", "replied": "等待核查"}
BUREAU = {"open": "待接报", "signed": "待提出意见", "replied": "督促整改"}


def _steps(assignments: Sequence[Any], at: Any) -> dict[int, str]:
    """What each party owes next. No query."""
    return {one.pk: _step(one) for one in assignments}


def _step(one: Any) -> str:
    state = one.matter.state
    if one.role == "checker":
        return "跟踪督办" if state in OPEN else ""
    if one.role == "lead":
        return "待整改" if one.state == "replied" and state == "rectifying" else LEAD.get(one.state, "")
    if one.state != "open" and state in ("rectified", "checked"):
        return {"rectified": "待核查", "checked": "待销号"}[state]
    return BUREAU.get(one.state, "")


PROBLEM = Flow(
    "eco_problem",
    "生态环境问题",
    prefix="HB",
    view="ecology.view",
    page="ecology:problem",
    start="reported",
    row=_row,
    steps=_steps,
    states=(
        State("reported", "已双报告", tone="warn"),
        State("rectifying", "整改中", tone="active"),
        State("rectified", "待核查", tone="warn"),
        State("checked", "待销号", tone="active"),
        State("struck", "已销号", closed=True, tone="good"),
        State("void", "已撤销", closed=True, tone="neutral"),
    ),
    clocks=(
        ClockRule("receive", "接报", "ecology.problem.receive.normal"),
        ClockRule("advise", "提出意见", "ecology.problem.advise"),
        ClockRule("rectify", "整改", "ecology.problem.rectify.normal", "ecology.problem.warn", governs=True),
        ClockRule("check", "核查", "ecology.problem.check"),
    ),
)
OPEN = ("reported", "rectifying", "rectified", "checked")
