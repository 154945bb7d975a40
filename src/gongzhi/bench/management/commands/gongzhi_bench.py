from __future__ import annotations

import json
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gongzhi.bench.private import surroundings
from gongzhi.env import ROOT

NAMES = {"postgres": "PostgreSQL", "sqlite": "SQLite"}


class Command(BaseCommand):
    help = "在临时数据库里测速：立项、页面、核对"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="以JSON输出")
        parser.add_argument("--quick", action="store_true", help="用小规模很快地走一遍")
        parser.add_argument("--engine", choices=(*NAMES, "both"), default="both", help="测哪个数据库")
        parser.add_argument("--sizes", help="事项数，逗号分开（100000,1000000）")
        parser.add_argument("--creations", type=int, help="立项多少件（1000）")
        parser.add_argument("--inside", action="store_true", help="内部使用：在当前数据库里测")

    def handle(self, *args: Any, **options: Any) -> None:
        quick = options["quick"]
        sizes = options["sizes"] or ("2000,10000" if quick else "100000,1000000")
        creations = options["creations"] or (200 if quick else 1000)
        if options["inside"]:
            self._inside([int(size) for size in sizes.split(",")], creations, 20 if quick else 60)
            return
        engines = list(NAMES) if options["engine"] == "both" else [options["engine"]]
        told = {engine: self._outside(engine, sizes, creations, quick) for engine in engines}
        self.stdout.write(
            json.dumps(told, ensure_ascii=False, indent=1) if options["json"] else in_words(told)
        )

    def _inside(self, sizes: list[int], creations: int, rounds: int) -> None:
        from gongzhi.bench.inside import run

        self.stdout.write(
            json.dumps(run(sizes, creations, rounds, lambda words: self.stderr.write(f"  {words}……")))
        )

    def _outside(self, engine: str, sizes: str, creations: int, quick: bool) -> dict[str, Any]:
        """Everything of one engine in processes of their own."""
        if engine == "sqlite" and not quick:
            sizes = sizes.split(",")[0]  # a county of a million matters has PostgreSQL
        self.stderr.write(f"{NAMES[engine]}：")
        words = ["--inside", "--sizes", sizes, "--creations", str(creations), *(["--quick"] if quick else [])]
        try:
            with surroundings(engine) as env:
                for command in (["migrate", "-v0"], ["gongzhi_bench", *words]):
                    done = subprocess.run(
                        [sys.executable, "-m", "django", *command], env=env, cwd=ROOT, stdout=subprocess.PIPE,
                        text=True, check=False,
                    )  # fmt: skip
                    if done.returncode:
                        raise CommandError(f"{NAMES[engine]}的测速没有完成，原因见上。")
        except RuntimeError as reason:
            return {"skipped": str(reason)}
        return json.loads(done.stdout)


def in_words(told: dict[str, Any]) -> str:
    return "\n".join(line for engine, one in told.items() for line in _engine(NAMES[engine], one))


def _engine(name: str, told: dict[str, Any]) -> list[str]:
    if "skipped" in told:
        return [f"{name}：没有测（{told['skipped']}）"]
    lines = [f"{name}"]
    for door, label in (("api", "经接口立项"), ("action", "程序内立项"), ("bare_sql", "裸SQL写同样的行")):
        if one := told["creating"].get(door):
            more = "".join(
                [
                    f"，为裸SQL的{one['ratio']:.0%}" if "ratio" in one else "",
                    f"，每件{one['statements']}条语句" if "statements" in one else "",
                ]
            )
            lines.append(f"  {label}：每秒{one['per_second']}件（p95 {one['p95_ms']}毫秒）{more}")
    for size, rows in told["pages"].items():
        lines.append(f"  {int(size):,}件事项时")
        for one in rows:
            if "status" in one:
                lines.append(f"    {one['page']}：这个版本没有（{one['status']}）")
                continue
            lines.append(
                f"    {one['page']}：p50 {one['p50_ms']}毫秒，p95 {one['p95_ms']}毫秒，{one['statements']}条语句"
            )
    one = told["verify"]
    lines.append(
        f"  核对：{one['events']:,}条记录，每秒{one['per_second']:,}条{'' if one['whole'] else '，发现问题'}"
    )
    return lines
