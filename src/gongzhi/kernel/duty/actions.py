"""What an administrator does about failures."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django_tasks_db.models import DBTaskResult, TaskResultStatus, get_date_max

from gongzhi.kernel.duty.models import DutyTrouble
from gongzhi.kernel.refusals import Kind, Refusal


class NotFailed(Refusal):
    code = "duty.not_failed"
    kind = Kind.CONFLICT
    message = "这项后台任务现在没有失败，不用重试。请刷新页面。"


@transaction.atomic
def retry_task(*, task: DBTaskResult) -> None:
    """Let a given-up task start again with all its tries. Raises: NotFailed."""
    failed = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.FAILED)
    again = {
        "status": TaskResultStatus.READY,
        "worker_ids": [],
        "run_after": get_date_max(),
        "finished_at": None,
    }
    if not failed.update(**again):
        raise NotFailed()


@transaction.atomic
def dismiss_task(*, task: DBTaskResult) -> None:
    """Remove a given-up task from the list. Raises: NotFailed."""
    if not DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.FAILED).delete()[0]:
        raise NotFailed()


def hasten(*, trouble: DutyTrouble, at: datetime) -> None:
    """Have a failing duty tried at the clock's next look instead of after its pause."""
    DutyTrouble.objects.filter(pk=trouble.pk).update(next_at=at)
