"""核查, 办结, 销号: three actors, three moments."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from gongzhi.kernel.clock import today
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow import Ask
from gongzhi.kernel.flow.models import Assignment
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.parameters import value
from gongzhi.modules.supervision.flow import TASK, WORKING
from gongzhi.modules.supervision.models import Check, Task
from gongzhi.modules.supervision.moves.terms import leaders_of
from gongzhi.modules.supervision.refused import NoFigure, NothingReported, OpenHold

CLOSING = "销号后任务归档；如有反弹可以重开。"
METHODS = [("file", "资料核查"), ("site", "现场核查"), ("phone", "电话核查"), ("third_party", "第三方核查")]


@TASK.move(
    "check_pass",
    "核查通过",
    "verifying",
    "completed",
    needs="supervision.check",
    stops=("check",),
    starts=("close",),
    tone="primary",
)
def check_pass(
    task: Task,
    *,
    method: Annotated[str, Ask("核查方式", choices=METHODS)],
    opinion: Annotated[str, Ask("核查意见", long=True, required=False)] = "",
    evidence: Annotated[list[Attachment] | None, Ask("核查材料", required=False)] = None,
    by: Officer,
    at: datetime,
) -> None:
    """The office agrees that the task is done."""
    Check.objects.create(task=task, passed=True, method=method, opinion=opinion, by=by, at=at)
    task.matter.paused_at = None


@TASK.move(
    "send_back",
    "核查退回",
    "verifying",
    "in_progress",
    needs="supervision.check",
    stops=("check",),
    tone="danger",
)
def send_back(
    task: Task,
    *,
    method: Annotated[str, Ask("核查方式", choices=METHODS)],
    reason: Annotated[str, Ask("退回原因", long=True, least=2)],
    by: Officer,
    at: datetime,
) -> None:
    """The office finds that it is not done; after the second time it goes on account."""
    from gongzhi.modules.supervision.moves.holding import enter

    Check.objects.create(task=task, passed=False, method=method, opinion=reason, by=by, at=at)
    task.matter.paused_at = None
    task.failed_checks += 1
    task.save(update_fields=["failed_checks"])
    if task.failed_checks >= 2:
        enter(task, f"核查{task.failed_checks}次未通过：{reason}", by=by, at=at)


def _leaders_own(task: Task) -> bool:
    """Whether only the lead leader strikes the task off: a critical one, where the county's parameter says so."""
    return task.critical and value("supervision.close.critical_by_leader", today()) and bool(leaders_of(task))


def _office_may_close(task: Task) -> str:
    if task.on_hold_account:
        return str(OpenHold())
    return "重点事项由牵头领导销号。" if _leaders_own(task) else ""


def _leader_may_close(task: Task) -> str:
    if task.on_hold_account:
        return str(OpenHold())
    return "" if _leaders_own(task) else "一般事项由督查机构销号。"


@TASK.move(
    "close",
    "销号",
    "completed",
    "closed",
    needs="supervision.close",
    stops=("close",),
    when=_office_may_close,
    confirm=CLOSING,
    tone="primary",
)
def close(
    task: Task,
    *,
    opinion: Annotated[str, Ask("销号意见", long=True, required=False)] = "",
    by: Officer,
    at: datetime,
) -> None:
    """The office head strikes the task off."""
    _struck_off(task)


@TASK.move(
    "leader_close",
    "审定销号",
    "completed",
    "closed",
    needs="supervision.lead",
    party=("leader",),
    stops=("close",),
    when=_leader_may_close,
    hidden=True,
    confirm=CLOSING,
    tone="primary",
)
def leader_close(
    task: Task,
    *,
    opinion: Annotated[str, Ask("销号意见", long=True, required=False)] = "",
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """The charge leader strikes a critical task off."""
    _struck_off(task)


def _struck_off(task: Task) -> None:
    task.matter.outcome = "done"


def _no_figures(task: Task) -> str:
    return str(NoFigure()) if task.is_quantified else ""


@TASK.move("set_light", "判定亮灯", WORKING, None, needs="supervision.check", when=_no_figures, hidden=True)
def set_light(
    task: Task,
    *,
    light: Annotated[str, Ask("亮灯", choices=[("green", "绿灯"), ("yellow", "黄灯"), ("red", "红灯")])],
    reason: Annotated[str, Ask("原因", most=200, least=2)],
    by: Officer,
    at: datetime,
) -> None:
    """The verifier judges a task that has no figures; a reason is required."""
    task.verifier_light, task.verifier_reason = light, reason
    task.save(update_fields=["verifier_light", "verifier_reason"])


@TASK.move(
    "mark_false",
    "认定虚报",
    (*WORKING, "verifying"),
    None,
    needs="supervision.check",
    confirm="认定虚报要扣分，并取消评优资格。",
    tone="danger",
)
def mark_false(
    task: Task, *, reason: Annotated[str, Ask("认定依据", long=True, least=2)], by: Officer, at: datetime
) -> None:
    """The latest report of the lead unit is found false.

    Raises: NothingReported.
    """
    last = task.reports.filter(as_lead=True, current=True).order_by("-period", "-at").first()
    if last is None:
        raise NothingReported()
    last.false = True
    last.save(update_fields=["false"])
