"""What is owed by the clock: uploads that nobody confirmed within a day are emptied."""

from __future__ import annotations

from datetime import datetime, timedelta

from gongzhi.kernel.duty import Duty
from gongzhi.kernel.sheets.models import Intake

KEPT = timedelta(days=1)


def stale(at: datetime) -> list[tuple[str, int]]:
    """Uploads that nobody confirmed within a day, as a duty is found. One query."""
    rows = Intake.objects.filter(at__lt=at - KEPT).exclude(content="").values_list("pk", flat=True)
    return [(f"{key}", key) for key in rows]


def forget(key: int, at: datetime) -> None:
    """Empty what was kept of an upload."""
    Intake.objects.filter(pk=key).update(content="")


DUTIES = (Duty("sheets.forget", "清除未确认的表格", "40 3 * * *", stale, forget),)
