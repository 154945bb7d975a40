from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gongzhi.kernel.clock import now
from gongzhi.modules.appeals.learning import TooFewTexts, corpus
from gongzhi.modules.appeals.learning.keeping import learn


class Command(BaseCommand):
    help = "用本县已经定了事项的诉求重新训练推测事项的模型"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--with-samples", action="store_true", help="诉求还少时，加上自带的例句一起训练")

    def handle(self, *args: Any, **options: Any) -> None:
        more = corpus.pairs() if options["with_samples"] else ()
        try:
            facts = learn(at=now(), more=more).facts
        except TooFewTexts as wrong:
            raise CommandError(f"{wrong}。诉求还少时可加 --with-samples。") from wrong
        self.stdout.write(
            f"用{facts.texts}条诉求、{facts.codes}类事项训练完成：首选正确{facts.accuracy:.0%}，前三含正确{facts.top3:.0%}。"
        )
