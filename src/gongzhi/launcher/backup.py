"""./gongzhi backup and restore: the whole county in one file, with the hash of everything in it."""

from __future__ import annotations

import argparse
from pathlib import Path

from gongzhi.launcher import archive, passing
from gongzhi.launcher.say import Stop, line


def options(parser: argparse.ArgumentParser, name: str) -> None:
    if name == "backup":
        parser.add_argument("out", type=Path, metavar="文件", help="备份写到这个文件，如 backup.tar")
        parser.add_argument("--force", action="store_true", help="文件已经存在也覆盖")
    else:
        parser.add_argument("source", type=Path, metavar="文件", help="用 ./gongzhi backup 得到的文件")
        parser.add_argument("--force", action="store_true", help="现有数据移到一旁后恢复（不会删除）")
        parser.add_argument("--check", action="store_true", help="只核对备份文件是否完好")


def run(chosen: argparse.Namespace) -> int:
    if chosen.command == "restore" and chosen.check:
        manifest = archive.check(chosen.source)
        line(f"备份完好：{archive.described(manifest)}")
        return 0
    passing.set_up()
    from gongzhi.launcher import shelves

    if chosen.command == "backup":
        if chosen.out.exists() and not chosen.force:
            raise Stop(f"{chosen.out} 已经存在。换一个名字，或加 --force 覆盖。")
        manifest = shelves.backup(chosen.out)
        line(f"已备份到 {chosen.out}：{archive.described(manifest)}")
        line("文件里有全部数据和密钥，请妥善保管。")
    else:
        for told in shelves.restore(chosen.source, force=chosen.force):
            line(told)
    return 0
