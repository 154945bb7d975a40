from __future__ import annotations

import json
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gongzhi.bench.inside import bench_of, measured, run
from gongzhi.bench.private import surroundings
from gongzhi.env import ROOT

NAMES = {"postgres": "PostgreSQL", "sqlite": "SQLite"}


class Command(BaseCommand):
    help = "在临时数据库里测速：立项、页面、核对"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("module", nargs="?", default="", help="只测一个模块（不写就测全部）")
        parser.add_argument("--json", action="store_true", help="以JSON输出")
        parser.add_argument("--quick", action="store_true", help="用小规模很快地走一遍")
        parser.add_argument("--engine", choices=(*NAMES, "both"), default="both", help="测哪个数据库")
        parser.add_argument("--sizes", default="", help="事项数，逗号分开（不写就按模块所定）")
        parser.add_argument("--creations", type=int, help="立项多少件（1000）")
        parser.add_argument("--inside", action="store_true", help="内部使用：在当前数据库里测")

    def handle(self, *args: Any, **options: Any) -> None:
        quick, module = options["quick"], options["module"]
        if module and module not in measured():
            raise CommandError(f"没有叫“{module}”的可测模块，现有：{'、'.join(measured())}。")
        creations = options["creations"] or (200 if quick else 1000)
        if options["inside"]:
            told = run(module, _numbers(options["sizes"]), creations, 20 if quick else 60, self._say)
            self.stdout.write(json.dumps(told))
            return
        told = {}
        for engine in NAMES if options["engine"] == "both" else [options["engine"]]:
            for name in [module] if module else measured():
                sizes = _numbers(options["sizes"]) or ([2000, 10_000] if quick else [*bench_of(name).sizes])
                told.setdefault(engine, {})[name] = self._outside(engine, name, sizes, creations, quick)
        self.stdout.write(
            json.dumps(told, ensure_ascii=False, indent=1) if options["json"] else in_words(told)
        )

    def _say(self, words: str) -> None:
        self.stderr.write(f"  {words}……")

    def _outside(
        self, engine: str, name: str, sizes: list[int], creations: int, quick: bool
    ) -> dict[str, Any]:
        """Everything of one module on one engine, in processes and a database of their own."""
        if engine == "sqlite" and not quick:
            sizes = sizes[:1]  # a county of a million matters has PostgreSQL
        self.stderr.write(f"{NAMES[engine]}，{name}：")
        shape = ["--sizes", ",".join(map(str, sizes)), "--creations", str(creations)]
        words = ["gongzhi_bench", name, "--inside", *shape, *(["--quick"] if quick else [])]
        try:
            with surroundings(engine) as env:
                for command in (["migrate", "-v0"], words):
                    done = subprocess.run(
                        [sys.executable, "-m", "django", *command], env=env, cwd=ROOT, stdout=subprocess.PIPE,
                        text=True, check=False,
                    )  # fmt: skip
                    if done.returncode:
                        raise CommandError(f"{NAMES[engine]}的测速没有完成，原因见上。")
        except RuntimeError as reason:
            return {"skipped": str(reason)}
        return json.loads(done.stdout)


def _numbers(text: str) -> list[int]:
    return [int(one) for one in text.split(",") if one]


def in_words(told: dict[str, Any]) -> str:
    return "\n".join(
        line
        for engine, modules in told.items()
        for name, one in modules.items()
        for line in _engine(f"{NAMES[engine]}，{name}", one)
    )


def _engine(name: str, told: dict[str, Any]) -> list[str]:
    if "skipped" in told:
        return [f"{name}：没有测（{told['skipped']}）"]
    lines = [name, *_created(told["creating"])]
    for size, rows in told["pages"].items():
        lines.append(f"  {int(size):,}件事项时（生成用了{told['fill_seconds'][size]:.0f}秒）")
        lines += map(_page, rows)
    one = told["verify"]
    flaw = "" if one["whole"] else "，发现问题"
    return [*lines, f"  核对：{one['events']:,}条记录，每秒{one['per_second']:,}条{flaw}"]


def _created(told: dict[str, Any]) -> Iterator[str]:
    for door, label in (("api", "经接口立项"), ("action", "程序内立项"), ("bare_sql", "裸SQL写同样的行")):
        if one := told.get(door):
            ratio = f"，为裸SQL的{one['ratio']:.0%}" if "ratio" in one else ""
            each = f"，每件{one['statements']}条语句" if "statements" in one else ""
            yield f"  {label}：每秒{one['per_second']}件（p95 {one['p95_ms']}毫秒）{ratio}{each}"


def _page(one: dict[str, Any]) -> str:
    if "status" in one:
        return f"    {one['page']}：这个版本没有（{one['status']}）"
    return (
        f"    {one['page']}：p50 {one['p50_ms']}毫秒，p95 {one['p95_ms']}毫秒（自身运算{one['cpu_ms']}毫秒，"
        f"首次{one['first_ms']}毫秒），{one['statements']}条语句"
    )
