"""What each party of an appeal has to do next, in a few words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from gongzhi.kernel.flow.models import Assignment, AssignmentState, Role
from gongzhi.modules.appeals.intake.models import Appeal

STATES = {
    "dispatched": "待签收",
    "signed": "待联系诉求人",
    "returning": "退单审核中，时限照计",
    "arbitrating": "待热线裁定，时限照计",
    "returned": "已退，等待改派",
    "handling": "待回复",
    "suspended": "挂起",
    "replied": "等待审核",
    "callback": "等待回访",
}


def steps(assignments: Sequence[Assignment], at: datetime) -> dict[int, str]:
    """The next step of each assignment (its matter loaded). One query, whatever their number."""
    rows = Appeal.objects.filter(pk__in={one.matter_id for one in assignments})
    facts = {pk: (redos, anonymous) for pk, redos, anonymous in rows.values_list("pk", "redos", "anonymous")}
    return {one.pk: _step(one, *facts.get(one.matter_id, (0, False))) for one in assignments}


def _step(one: Assignment, redos: int, anonymous: bool) -> str:
    state = one.matter.state
    if one.role == Role.CHECKER:
        return "待派单" if state in ("registered", "returned") else ""
    if one.state == AssignmentState.RETURNED:
        return "已退单，新单位签收前仍负责"
    if one.role == Role.CO:
        return "待提出协办意见"
    if one.state == AssignmentState.OPEN and state in ("dispatched", "signed"):
        return "待签收"
    if state == "signed" and anonymous:
        return "待开始办理"
    words = STATES.get(state, "")
    return f"重办，{words}" if redos and state == "handling" else words
