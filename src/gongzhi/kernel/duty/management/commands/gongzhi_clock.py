from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from gongzhi.kernel.duty import tasks
from gongzhi.kernel.duty.ticking import Ticker, look


class Command(BaseCommand):
    help = "按时办理各项定时职责；--once 只办一次"
    requires_system_checks = ()  # the launcher checks once for all its processes

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--place", default="", help="同一处只会有一个时给出它的名字，重启后立即接着办")
        parser.add_argument("--once", action="store_true", help="办一次就结束")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["once"]:
            return Ticker(options["place"]).run()
        tasks.reap()
        total = look()
        self.stdout.write(f"办了{total.done}项，失败{total.failed}项。")
        return None
