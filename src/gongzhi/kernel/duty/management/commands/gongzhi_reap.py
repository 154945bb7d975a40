from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from gongzhi.kernel.duty import tasks


class Command(BaseCommand):
    help = "把已停止的后台进程留下的任务放回队列"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"放回{tasks.reap()}项任务。")
