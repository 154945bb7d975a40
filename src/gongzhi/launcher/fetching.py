"""./gongzhi assets: the front-end files, for whoever packs a release."""

from __future__ import annotations

import argparse

from gongzhi.launcher import assets
from gongzhi.launcher.paths import VENDOR, shown
from gongzhi.launcher.say import line


def options(parser: argparse.ArgumentParser, _: str) -> None:
    parser.add_argument("--again", action="store_true", help="已经齐全也重新取一次")


def run(chosen: argparse.Namespace) -> int:
    if chosen.again:
        (VENDOR / "stamp").unlink(missing_ok=True)
    assets.ensure()
    line(f"页面文件齐全：{shown(VENDOR)}")
    return 0
