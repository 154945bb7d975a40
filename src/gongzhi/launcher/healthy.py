"""./gongzhi health: the same answer as /healthz, for service managers and containers."""

from __future__ import annotations

import argparse
import json

from gongzhi.launcher.passing import set_up
from gongzhi.launcher.say import line

LABELS = {
    "database": "数据库",
    "migrations": "数据库升级",
    "worker": "后台任务",
    "clock": "定时职责",
    "duties": "没有尽到的职责",
    "tasks": "失败的任务",
    "disk": "磁盘",
}


def options(parser: argparse.ArgumentParser, _: str) -> None:
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")


def run(chosen: argparse.Namespace) -> int:
    set_up()
    from gongzhi.health import report

    said = report()
    if chosen.json:
        line(json.dumps(said, ensure_ascii=False))
    else:
        for name, reason in said.items():
            line(f"{LABELS[name]}：{reason or '正常'}")
    return 3 if any(said.values()) else 0
