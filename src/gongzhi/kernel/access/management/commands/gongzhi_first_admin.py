"""Open the three administrators' accounts of a new installation; `./gongzhi first-admin` calls this."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gongzhi.kernel.access.first import first_administrators
from gongzhi.kernel.clock import now
from gongzhi.kernel.refusals import Refusal


class Command(BaseCommand):
    help = "Open the accounts of the system, security and audit administrators; prints their first passwords once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--county", default="", help="name of the root unit, where there is none yet")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            opened = first_administrators(county=options["county"], at=now())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        for one in opened:
            self.stdout.write(f"{one.officer.name}  账号 {one.officer.username}  初始密码 {one.password}")
        self.stdout.write("初始密码只显示这一次，首次登录须修改。")
