from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from gongzhi.kernel.events.scan import Broken
from gongzhi.kernel.events.verify import Verdict, name_of, verify


class Command(BaseCommand):
    help = "重新计算全部记录、日锚和事项状态，核对有没有被改动"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--processes", type=int, default=min(os.cpu_count() or 1, 8), help="同时用几个进程（按CPU）"
        )
        parser.add_argument("--json", action="store_true", help="以JSON输出")

    def handle(self, *args: Any, **options: Any) -> None:
        progress = self._progress if sys.stderr.isatty() else None
        verdict = verify(max(options["processes"], 1), progress)
        told = _as_json(verdict) if options["json"] else _in_words(verdict)
        (self.stdout if verdict.whole or options["json"] else self.stderr).write(told)
        if not verdict.whole:
            sys.exit(1)

    def _progress(self, done: int, of: int) -> None:
        self.stderr.write(f"\r核对中 {done * 100 // of}%", ending="\n" if done == of else "")
        self.stderr.flush()


def _in_words(verdict: Verdict) -> str:
    counts = (
        f"{verdict.events}条记录、{verdict.matters}件事项、{verdict.anchors}个日锚"
        f"（{verdict.unanchored}条尚未锚定），用时{verdict.seconds:.1f}秒，每秒{verdict.pace}条。"
    )
    if verdict.whole:
        return f"核对完成，没有发现改动：{counts}"
    more = f"\n共发现{len(verdict.broken)}处，以上是第一处。" if len(verdict.broken) > 1 else ""
    return f"发现改动：{_where(verdict.broken[0])}{more}\n已核对{counts}"


def _where(broken: Broken) -> str:
    name = name_of(broken.matter)
    return f"{f'事项{name}：' if name else ''}{broken.words}"


def _as_json(verdict: Verdict) -> str:
    return json.dumps(
        {
            "whole": verdict.whole,
            "events": verdict.events,
            "matters": verdict.matters,
            "anchors": verdict.anchors,
            "unanchored": verdict.unanchored,
            "seconds": round(verdict.seconds, 3),
            "per_second": verdict.pace,
            "broken": [
                {"matter": name_of(one.matter), "seq": one.seq, "event": one.key, "words": one.words}
                for one in verdict.broken[:100]
            ],
        },
        ensure_ascii=False,
        indent=1,
    )
