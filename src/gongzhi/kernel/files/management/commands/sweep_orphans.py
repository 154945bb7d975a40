"""Remove stored bytes that no row promises."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from gongzhi.kernel.clock import now
from gongzhi.kernel.files.sweep import GRACE, sweep_orphans


class Command(BaseCommand):
    help = "清除中断的上传留下的文件；正在进行的上传不受影响。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--grace-hours",
            type=float,
            default=GRACE.total_seconds() / 3600,
            help="多少小时以前的临时文件才清除（默认 %(default)g）",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        swept = sweep_orphans(now(), timedelta(hours=options["grace_hours"]))
        self.stdout.write(f"已清除无主文件 {swept.orphans} 个、未完成的上传 {swept.arrivals} 个。")
