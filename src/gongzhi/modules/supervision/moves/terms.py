"""延期, 调整, 终止, 重开: changes of what was asked."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from gongzhi.kernel.clock import Term, calendar, local_day
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.flow import Ask
from gongzhi.kernel.flow.facts import DueChanged, Noted
from gongzhi.kernel.flow.models import Assignment, AssignmentState, Role
from gongzhi.kernel.flow.queries import is_own
from gongzhi.kernel.flow.rules import bigrams
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.parameters import value
from gongzhi.modules.supervision.flow import TASK, WORKING
from gongzhi.modules.supervision.models import CYCLES, Decision, Extension, Task
from gongzhi.modules.supervision.refused import (
    ExtensionNotLater,
    ExtensionTooLate,
    LeaderDecides,
    RelapseTooLate,
    TooManyExtensions,
)


def leaders_of(task: Task) -> list[Assignment]:
    """The lead leaders of a task. One query."""
    return list(task.matter.assignments.filter(role=Role.LEADER).select_related("post", "officer"))


def require_leader(task: Task, by: Officer) -> None:
    """Refuse an officer who is not the task's lead leader; a task without one is the office's.

    Raises: LeaderDecides.
    """
    leaders = leaders_of(task)
    if leaders and not is_own(by, leaders):
        raise LeaderDecides(leaders="、".join(one.party for one in leaders))


def set_deadline(task: Task, deadline: date | None, reason: str, *, by: Officer | None, at: datetime) -> None:
    """Give the task another deadline, on its matter and every open assignment too, and say so in the log."""
    before = task.matter.due_at
    task.deadline = deadline
    task.save(update_fields=["deadline"])
    task.matter.due_at = calendar().due_on(deadline).at if deadline else None
    task.matter.assignments.filter(closed_at=None).exclude(state=AssignmentState.OPEN).update(
        due_at=task.matter.due_at
    )
    fact = DueChanged(
        "完成",
        before.isoformat() if before else "",
        task.matter.due_at.isoformat() if task.matter.due_at else "",
        reason,
    )
    record(fact, by=by, at=at, matter=task.matter)


def _no_open_extension(task: Task) -> str:
    return "已有一份延期申请待审批。" if _pending(task) else ""


def _pending(task: Task) -> bool:
    return any(one.decision == Decision.PENDING for one in task.extension_requests.all())


@TASK.move(
    "ask_extension",
    "申请延期",
    WORKING,
    None,
    needs="supervision.report",
    party=("lead",),
    assignment_states=("signed", "replied"),
    when=_no_open_extension,
)
def ask_extension(
    task: Task,
    *,
    wanted: Annotated[date, Ask("申请延至")],
    reason: Annotated[str, Ask("理由和目前进展", long=True, least=5)],
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """The lead unit asks for more time, before the deadline, with reason and progress.

    Raises: ExtensionTooLate, ExtensionNotLater, TooManyExtensions.
    """
    on = local_day(at)
    if task.deadline is None or task.deadline < on:
        raise ExtensionTooLate(deadline=task.deadline or "（未定）")
    if wanted <= task.deadline:
        raise ExtensionNotLater(field="wanted", wanted=wanted, before=task.deadline)
    most = value("supervision.extension.most", on)
    if task.extensions >= most:
        raise TooManyExtensions(count=task.extensions, most=most)
    Extension.objects.create(task=task, before=task.deadline, wanted=wanted, reason=reason, by=by, at=at)


def _open_extension(task: Task) -> str:
    return "" if _pending(task) else "没有待审批的延期申请。"


@TASK.move(
    "decide_extension",
    "审批延期",
    "*",
    None,
    needs="supervision.extend",
    when=_open_extension,
    hidden=True,
    tone="primary",
)
def decide_extension(
    task: Task,
    *,
    decision: Annotated[str, Ask("审批", choices=[("approved", "同意"), ("refused", "不同意")])],
    opinion: Annotated[str, Ask("意见", long=True, required=False)] = "",
    by: Officer,
    at: datetime,
) -> None:
    """The charge leader decides (or the office, where the county's parameter says so); the old deadline is kept.

    Raises: LeaderDecides.
    """
    if value("supervision.extension.by_leader", local_day(at)):
        require_leader(task, by)
    asked = task.extension_requests.filter(decision=Decision.PENDING).latest("id")
    asked.decision, asked.opinion, asked.decided_by, asked.decided_at = decision, opinion, by, at
    asked.save()
    if decision == Decision.APPROVED:
        task.extensions += 1
        task.save(update_fields=["extensions"])
        set_deadline(task, asked.wanted, "延期获批", by=by, at=at)


@TASK.move("adjust", "调整任务", WORKING, None, needs="supervision.issue", rank=70)
def adjust(
    task: Task,
    *,
    text: Annotated[str, Ask("任务内容", long=True, most=2000, initial=lambda task: task.text)],
    deadline: Annotated[
        date | None, Ask("完成时限", required=False, initial=lambda task: task.deadline)
    ] = None,
    reason: Annotated[str, Ask("调整依据", long=True, least=2, help="写明哪次会议、哪份文件同意调整")],
    by: Officer,
    at: datetime,
) -> None:
    """The office changes what was asked, on a stated basis; before and after stay in the log."""
    if text != task.text:
        record(Noted("调整前的任务内容", task.text), by=by, at=at, matter=task.matter)
    task.text = text
    task.matter.title = text[:300]
    task.matter.search = bigrams(
        f"{task.matter.number} {text} {task.matter.category} {' '.join(map(str, task.headings))}"
    )
    task.save(update_fields=["text"])
    if deadline != task.deadline:
        set_deadline(task, deadline, reason, by=by, at=at)


@TASK.move("set_up", "设置督办要求", "*", None, needs="supervision.issue", bulk=True, rank=80)
def set_up(
    task: Task,
    *,
    cycle: Annotated[
        str, Ask("报送周期", required=False, choices=CYCLES, initial=lambda task: task.cycle)
    ] = "",
    weight: Annotated[
        Decimal | None, Ask("考核权重", required=False, least=0, most=100, initial=lambda task: task.weight)
    ] = None,
    critical: Annotated[
        str,
        Ask(
            "重点事项",
            required=False,
            choices=[("yes", "是，由牵头领导销号"), ("no", "否")],
            initial=lambda task: "yes" if task.critical else "no",
        ),
    ] = "",
    by: Officer,
    at: datetime,
) -> None:
    """The office sets how often is reported, what the task weighs and whether it is critical; empty leaves it."""
    task.cycle = cycle or task.cycle
    task.weight = task.weight if weight is None else weight
    task.critical = task.critical if not critical else critical == "yes"
    task.save(update_fields=["cycle", "weight", "critical"])


@TASK.move(
    "terminate",
    "终止任务",
    "*",
    "terminated",
    needs="supervision.close",
    confirm="终止后任务不再督办，也不计入考核。",
    tone="danger",
)
def terminate(
    task: Task, *, reason: Annotated[str, Ask("终止依据", long=True, least=2)], by: Officer, at: datetime
) -> None:
    """The task is no longer to be done."""
    task.matter.outcome = "terminated"
    task.holds.filter(closed_at=None).update(closed_by=by, closed_at=at, site_check=f"任务终止：{reason}")
    task.on_hold_account = False
    task.save(update_fields=["on_hold_account"])


@TASK.move(
    "reopen", "反弹重开", ("closed", "terminated"), "in_progress", needs="supervision.close", tone="danger"
)
def reopen(
    task: Task,
    *,
    reason: Annotated[str, Ask("重开原因", long=True, least=2)],
    percent: Annotated[int, Ask("重新认定的实际进度（%）", least=0, most=99)],
    deadline: Annotated[date | None, Ask("新的完成时限", required=False, help="不填则仍按原时限")] = None,
    by: Officer,
    at: datetime,
) -> None:
    """A closed task comes back under its number with -R1, -R2; the units owe it again.

    Raises: RelapseTooLate.
    """
    _check_relapse(task, at)  # before the outcome is cleared
    task.relapses += 1
    task.actual, task.failed_checks = percent, 0
    task.save(update_fields=["relapses", "actual", "failed_checks"])
    task.matter.outcome = ""
    task.matter.closed_at = None
    owing = task.matter.assignments.exclude(state=AssignmentState.RETURNED)
    due_at = task.matter.due_at
    owing.filter(role__in=(Role.LEAD, Role.CO)).update(
        closed_at=None, state=AssignmentState.SIGNED, due_at=due_at
    )
    owing.exclude(role__in=(Role.LEAD, Role.CO)).update(
        closed_at=None, state=AssignmentState.OPEN, due_at=due_at
    )
    if deadline is not None and deadline != task.deadline:
        set_deadline(task, deadline, "反弹重开", by=by, at=at)


def _check_relapse(task: Task, at: datetime) -> None:
    """A relapse within the county's months reopens; a terminated task may always come back."""
    months = value("supervision.hold.relapse_months", local_day(at))
    closed = task.matter.closed_at
    if (
        task.matter.outcome == "done"
        and closed is not None
        and at > calendar().due(closed, Term.months(months)).at
    ):
        raise RelapseTooLate(months=months)
