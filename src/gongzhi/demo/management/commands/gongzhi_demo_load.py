"""Load the demonstration's county; `./gongzhi demo` calls this."""

from __future__ import annotations

from time import monotonic
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser

from gongzhi.demo import inbox
from gongzhi.demo.load import load_county, load_starters
from gongzhi.demo.story import play
from gongzhi.kernel.clock import now


class Command(BaseCommand):
    help = "Load 清泽县, the demonstration's county, with a year of supervision and of appeals, as far as it is missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--empty", action="store_true", help="only who sets up a county from its own document"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        said = 0.0

        def show(what: str, done: int, of: int) -> None:
            """A line each second at most, and one for the end of each part."""
            nonlocal said
            if done == of or monotonic() - said > 1:
                said = monotonic()
                self.stdout.write(f"[{done}/{of}] {what}")

        if options["empty"]:
            load_starters(now())
            return
        load_county(now(), show)
        play(now(), show)
        if apps.is_installed("gongzhi.modules.appeals"):
            from gongzhi.demo import appeal_topics, appeals, disputes, whistles

            appeals.play(now(), show)
            appeal_topics.play(now())
            whistles.play(now(), show)
            disputes.play(now(), show)
        if apps.is_installed("gongzhi.modules.appeals") and apps.is_installed("gongzhi.modules.grid"):
            from gongzhi.demo import grid

            grid.play(now(), show)
        if apps.is_installed("gongzhi.modules.ecology"):
            from gongzhi.demo import ecology

            ecology.play(now(), show)
        if apps.is_installed("gongzhi.modules.appeals") and apps.is_installed("gongzhi.modules.grid"):
            from gongzhi.demo import field

            field.play(now(), show)
        inbox.play(now())
