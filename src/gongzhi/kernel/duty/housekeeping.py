"""The duties of this package itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from gongzhi.kernel.duty.rules import ZONE, Duty
from gongzhi.kernel.duty.schedule import register

KEEP = timedelta(days=7)  # how long a finished background task can be looked up


def declare() -> None:
    register(Duty("duty.tidy", "清理已完成的后台任务", "20 3 * * *", find=_today, act=_tidy))


def _today(at: datetime) -> Iterator[tuple[str, Any]]:
    yield at.astimezone(ZONE).date().isoformat(), None


def _tidy(_: None, at: datetime) -> None:
    """By the database's own time: it wrote when the tasks ended, and a demo's clock may stand years away."""
    from django.db.models.functions import Now
    from django_tasks_db.models import DBTaskResult

    from gongzhi.kernel.duty.models import Beat

    DBTaskResult.objects.successful().filter(finished_at__lt=Now() - KEEP).delete()
    Beat.objects.filter(beat_at__lt=Now() - KEEP).delete()
