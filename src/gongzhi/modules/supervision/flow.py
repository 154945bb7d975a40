"""The flow of a supervised task: its states and clocks. The moves are declared in `moves`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from gongzhi.kernel.flow import ClockRule, Flow, State


def _row() -> Any:
    from gongzhi.modules.supervision.models import Task

    return Task


def _steps(assignments: Sequence[Any], at: Any) -> dict[int, str]:
    from gongzhi.modules.supervision.steps import steps

    return steps(assignments, at)


def _after(row: Any, at: datetime) -> None:
    from gongzhi.modules.supervision.judging import judge_task

    judge_task(row, at=at)


TASK = Flow(
    "task",
    "督查任务",
    prefix="DC",
    view="supervision.view",
    page="supervision:task",
    start="issued",
    row=_row,
    steps=_steps,
    after=_after,
    states=(
        State("issued", "待签收", tone="warn"),
        State("signed", "待报方案", tone="warn"),
        State("in_progress", "办理中", tone="active"),
        State("verifying", "核查中", tone="active"),
        State("completed", "已办结", tone="good"),
        State("closed", "已销号", closed=True, tone="neutral"),
        State("terminated", "已终止", closed=True, tone="neutral"),
    ),
    clocks=(
        ClockRule("sign", "签收", "supervision.term.sign"),
        ClockRule("objection", "异议", "supervision.term.objection"),
        ClockRule("plan", "报方案", "supervision.term.plan"),
        ClockRule("check", "核查", "supervision.term.check"),
        ClockRule("close", "销号", "supervision.term.close"),
    ),
)
WORKING = ("signed", "in_progress")
