"""What an administrator does about failures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django_tasks_db.models import DBTaskResult, TaskResultStatus, get_date_max

from gongzhi.kernel.duty.models import DutyTrouble
from gongzhi.kernel.events import event
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Kind, Refusal


@event("duty.task_retried", "重试后台任务")
@dataclass(frozen=True)
class TaskRetried:
    """A background task that was given up starts again."""

    task: str
    id: str

    def sentence(self) -> str:
        return f"重试后台任务{self.task}"


@event("duty.task_dismissed", "放弃后台任务")
@dataclass(frozen=True)
class TaskDismissed:
    """A background task that failed will not be done."""

    task: str
    id: str
    reason: str = ""

    def sentence(self) -> str:
        return f"放弃后台任务{self.task}" + (f"：{self.reason}" if self.reason else "")


class NotFailed(Refusal):
    code = "duty.not_failed"
    kind = Kind.CONFLICT
    message = "这项后台任务现在没有失败，不用重试。请刷新页面。"


@transaction.atomic
def retry_task(*, task: DBTaskResult, by: Officer | None, at: datetime) -> None:
    """Let a given-up task start again with all its tries. Raises: NotFailed. Records: duty.task_retried."""
    failed = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.FAILED)
    again = {
        "status": TaskResultStatus.READY,
        "worker_ids": [],
        "run_after": get_date_max(),
        "finished_at": None,
    }
    if not failed.update(**again):
        raise NotFailed()
    record(TaskRetried(task.task_path, str(task.pk)), by=by, at=at)


@transaction.atomic
def dismiss_task(*, task: DBTaskResult, reason: str = "", by: Officer | None, at: datetime) -> None:
    """Remove a given-up task from the list. Raises: NotFailed. Records: duty.task_dismissed."""
    if not DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.FAILED).delete()[0]:
        raise NotFailed()
    record(TaskDismissed(task.task_path, str(task.pk), reason.strip()), by=by, at=at)


def hasten(*, trouble: DutyTrouble, at: datetime) -> None:
    """Have a failing duty tried at the clock's next look instead of after its pause."""
    DutyTrouble.objects.filter(pk=trouble.pk).update(next_at=at)
