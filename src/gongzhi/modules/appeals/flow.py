"""The flow of an appeal: its states and clocks. The moves are declared in the parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongzhi.kernel.flow import ClockRule, Flow, State


def _row() -> Any:
    from gongzhi.modules.appeals.models import Appeal

    return Appeal


def _steps(assignments: Sequence[Any], at: Any) -> dict[int, str]:
    from gongzhi.modules.appeals.desk.steps import steps

    return steps(assignments, at)


APPEAL = Flow(
    "appeal",
    "民声诉求",
    prefix="SQ",
    view="appeals.view",
    page="appeals:appeal",
    start="registered",
    row=_row,
    steps=_steps,
    states=(
        State("registered", "待派单", tone="warn"),
        State("dispatched", "待签收", tone="warn"),
        State("signed", "待联系", tone="active"),
        State("returning", "退单待审", tone="warn"),
        State("arbitrating", "待裁定", tone="bad"),
        State("returned", "待重派", tone="warn"),
        State("handling", "办理中", tone="active"),
        State("suspended", "疑难挂起", tone="neutral"),
        State("replied", "待审核", tone="active"),
        State("callback", "待回访", tone="active"),
        State("answered", "直接办结", closed=True, tone="good"),
        State("rejected", "不予受理", closed=True, tone="neutral"),
        State("merged", "已并案", closed=True, tone="neutral"),
        State("withdrawn", "已撤回", closed=True, tone="neutral"),
        State("closed", "已办结", closed=True, tone="good"),
        State("archived", "已归档", closed=True, tone="neutral"),
    ),
    clocks=(
        ClockRule("triage", "派单", "appeals.triage.normal"),
        ClockRule("sign", "签收", "appeals.sign.complaint"),
        ClockRule("contact", "首次联系", "appeals.contact.complaint"),
        ClockRule("opinion", "协办意见", "appeals.finish.complaint"),
        ClockRule("finish", "办结", "appeals.finish.complaint", "appeals.warn", governs=True),
        ClockRule("return", "退单审核", "appeals.return.decide"),
        ClockRule("review", "回复审核", "appeals.review.term"),
        ClockRule("callback", "回访", "appeals.callback.term"),
    ),
)
UNDECIDED = ("registered", "returned")  # nobody owes it yet, or nobody any more
WORKING = ("signed", "handling")
OVER = ("closed", "answered", "rejected", "merged", "withdrawn")
