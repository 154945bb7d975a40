"""What the kernel owes by night: old answers forgotten, files that no row promises swept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.duty import Duty, register
from gongzhi.kernel.files.sweep import sweep_orphans
from gongzhi.kernel.web.idempotency import forget_after

ANSWERS_KEPT_DAYS = 7


def _today(at: datetime) -> Iterator[tuple[str, None]]:
    yield local_day(at).isoformat(), None


def declare() -> None:
    register(
        Duty(
            "web.forget",
            "清理旧的提交记录",
            "30 3 * * *",
            _today,
            lambda _, at: forget_after(ANSWERS_KEPT_DAYS, at),
        )
    )
    register(Duty("files.sweep", "清理无主文件", "40 3 * * *", _today, lambda _, at: sweep_orphans(at)))
