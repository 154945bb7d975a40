"""挂账, 整改, 销账: the account of unresolved tasks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow import Ask
from gongzhi.kernel.flow.models import Assignment
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.supervision.flow import TASK
from gongzhi.modules.supervision.models import HoldItem, HoldUpdate, Task
from gongzhi.modules.supervision.refused import HoldNotReady


def enter(task: Task, problem: str, *, by: Officer | None, at: datetime) -> HoldItem:
    """Put a task on the account, once."""
    held = task.holds.filter(closed_at=None).first()
    if held is not None:
        return held
    task.on_hold_account = True
    task.save(update_fields=["on_hold_account"])
    return HoldItem.objects.create(task=task, problem=problem, entered_by=by, entered_at=at)


def _not_held(task: Task) -> str:
    return "已经在挂账清单上。" if task.on_hold_account else ""


def _held(task: Task) -> str:
    return "" if task.on_hold_account else "不在挂账清单上。"


def current(task: Task) -> HoldItem:
    return task.holds.get(closed_at=None)


@TASK.move("hold", "挂账", "*", None, needs="supervision.hold", when=_not_held, hidden=True, tone="danger")
def hold(
    task: Task,
    *,
    problem: Annotated[str, Ask("存在问题", long=True, least=2, initial=lambda task: task.light_reason)],
    target_on: Annotated[date | None, Ask("整改时限", required=False)] = None,
    by: Officer,
    at: datetime,
) -> None:
    """The office puts the task on the account."""
    item = enter(task, problem, by=by, at=at)
    item.target_on = target_on
    item.save(update_fields=["target_on"])


@TASK.move(
    "rectify",
    "报整改方案",
    "*",
    None,
    needs="supervision.report",
    party=("lead",),
    when=_held,
    hidden=True,
)
def rectify(
    task: Task,
    *,
    root_cause: Annotated[str, Ask("原因分析", long=True, least=2)],
    measures: Annotated[str, Ask("整改措施", long=True, least=2)],
    responsible: Annotated[str, Ask("责任人", most=40)],
    target_on: Annotated[date, Ask("整改时限")],
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """The unit says why, how, who and by when."""
    item = current(task)
    item.root_cause, item.measures, item.responsible, item.target_on = (
        root_cause,
        measures,
        responsible,
        target_on,
    )
    item.save()


@TASK.move(
    "hold_update",
    "报整改进展",
    "*",
    None,
    needs="supervision.report",
    party=("lead",),
    when=_held,
    hidden=True,
)
def hold_update(
    task: Task,
    *,
    text: Annotated[str, Ask("整改进展", long=True, least=2)],
    evidence: Annotated[list[Attachment] | None, Ask("佐证材料", required=False)] = None,
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """The weekly word on the rectification."""
    HoldUpdate.objects.create(hold=current(task), text=text, by=by, at=at)


@TASK.move(
    "self_check", "整改自查", "*", None, needs="supervision.report", party=("lead",), when=_held, hidden=True
)
def self_check(
    task: Task,
    *,
    text: Annotated[str, Ask("自查结论", long=True, least=2)],
    evidence: Annotated[list[Attachment] | None, Ask("佐证材料", required=False)] = None,
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """The unit finds for itself that it is put right: the first of the steps to be struck off."""
    item = current(task)
    item.self_check, item.self_checked_at = text, at
    item.save(update_fields=["self_check", "self_checked_at"])


@TASK.move(
    "strike_off",
    "销账",
    "*",
    None,
    needs="supervision.hold",
    when=_held,
    hidden=True,
    confirm="销账后任务恢复正常督办。",
    tone="primary",
)
def strike_off(
    task: Task,
    *,
    industry_opinion: Annotated[str, Ask("行业主管部门意见", long=True, least=2)],
    site_check: Annotated[str, Ask("现场（照片）核查情况", long=True, least=2)],
    by: Officer,
    at: datetime,
) -> None:
    """The office strikes the item off after the unit's self-check, the industry's opinion and a look on site.

    Raises: HoldNotReady.
    """
    item = current(task)
    if not item.self_check:
        raise HoldNotReady(missing="承办单位的整改自查")
    item.industry_opinion, item.site_check = industry_opinion, site_check
    item.closed_by, item.closed_at = by, at
    item.save()
    task.on_hold_account = False
    task.failed_checks = 0
    task.save(update_fields=["on_hold_account", "failed_checks"])
