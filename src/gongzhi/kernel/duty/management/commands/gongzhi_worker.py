from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django_tasks_db.management.commands.db_worker import Worker

from gongzhi.kernel.duty import leases, tasks
from gongzhi.kernel.events import pump


class Command(BaseCommand):
    help = "运行后台任务"
    requires_system_checks = ()  # the launcher checks once for all its processes

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--place", default="", help="同一处只会有一个后台进程时给出它的名字，重启后立即接手遗留任务"
        )
        parser.add_argument("--interval", type=float, default=1.0, help="没有任务时隔几秒看一次")

    def handle(self, *args: Any, **options: Any) -> None:
        name = leases.name_of("worker", options["place"])
        tasks.release(name)
        worker = Worker(
            queue_names=["*"],
            interval=options["interval"],
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=name,
            excluded_queue_names=[],
        )
        worker.configure_signals()
        with leases.Heartbeat(name, "worker"), pump.running():
            worker.run()
