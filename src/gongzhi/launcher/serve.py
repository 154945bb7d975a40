"""./gongzhi serve: a real county. Settings come from the environment; a reverse proxy in front ends TLS."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from gongzhi.launcher import assets, lock, services
from gongzhi.launcher.paths import ROOT
from gongzhi.launcher.say import Stop, line
from gongzhi.launcher.tree import Tree


def options(parser: argparse.ArgumentParser, _: str) -> None:
    parser.add_argument(
        "--host", default="127.0.0.1", metavar="地址", help="在哪个地址上提供（127.0.0.1，由反向代理转来）"
    )
    parser.add_argument("--port", type=int, default=8000, metavar="端口", help="网页的端口（8000）")
    parser.add_argument(
        "--workers",
        type=int,
        default=min(os.cpu_count() or 1, 4),
        metavar="数",
        help="网页服务的进程数（按CPU，至多4）",
    )
    parser.add_argument("--threads", type=int, default=4, metavar="数", help="每个进程的线程数（4）")
    parser.add_argument(
        "--only",
        choices=tuple(services.NAMES),
        action="append",
        help="只启动其中一种（可重复），其余在别的机器上",
    )
    parser.add_argument("--logs", type=Path, metavar="文件夹", help="日志写进这里；不写则输出到终端")


def run(chosen: argparse.Namespace) -> int:
    var = Path(os.environ.get("GONGZHI_VAR", ROOT / "var" / "main")).resolve()
    only = tuple(chosen.only or services.NAMES)
    address = f"http://{chosen.host}:{chosen.port}/"
    with lock.hold(var, address=address):
        if "server" in only:
            lock.need_port(chosen.host, chosen.port)
            assets.ensure()
        env = services.surroundings(var)
        check(env)
        children = services.children(
            env,
            host=chosen.host,
            port=chosen.port,
            workers=chosen.workers,
            threads=chosen.threads,
            only=only,
            logs=chosen.logs,
        )
        return Tree(
            children,
            ready=lambda: "server" not in only or services.answers(f"{address}healthz"),
            announce=lambda: line(
                f"共治已启动：{address}" if "server" in only else "共治已启动。", sys.stderr
            ),
            born=lambda groups: lock.note(var, pid=os.getpid(), address=address, groups=groups),
        ).run()


def check(env: dict[str, str]) -> None:
    """Refuse to serve a database that is not up to date; gather static files. Raises: Stop."""
    done = subprocess.run(
        [sys.executable, "-m", "gongzhi.launcher.prepare", "--check"],
        env=env,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Stop(done.stderr.strip().removeprefix("没有完成：") or "启动前检查没有通过。")
