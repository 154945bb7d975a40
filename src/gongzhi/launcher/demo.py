"""./gongzhi demo: a county to try everything on, in one command."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from gongzhi.launcher import assets, lock, services
from gongzhi.launcher.paths import ROOT, SRC, VENDOR, fingerprint, shown
from gongzhi.launcher.say import Stop, line
from gongzhi.launcher.tree import Tree

KEPT = ("GONGZHI_DEBUG", "GONGZHI_ENVIRONMENT", "GONGZHI_MODULES")
OPENING = time(9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # `--at` means the opening of that day's office hours


def options(parser: argparse.ArgumentParser, _: str) -> None:
    parser.add_argument("--port", type=int, default=8800, metavar="端口", help="网页的端口（8800）")
    parser.add_argument("--host", default="127.0.0.1", metavar="地址", help="在哪个地址上提供（127.0.0.1）")
    parser.add_argument("--empty", action="store_true", help="空的县，由自己的第一份文件建起；数据另放")
    parser.add_argument("--reset", action="store_true", help="删除演示数据，从头开始")
    parser.add_argument(
        "--at", type=_day, metavar="年-月-日", help="把演示时间调到这一天上午九点，如 2020-11-02"
    )
    parser.add_argument(
        "--data", type=Path, metavar="文件夹", help="演示数据放在哪里（var/demo 或 var/empty）"
    )
    parser.add_argument("--database", default="", metavar="网址", help="改用这个数据库，用来试 PostgreSQL")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，写法如 2020-11-02") from None


def run(chosen: argparse.Namespace) -> int:
    var = (chosen.data or ROOT / "var" / ("empty" if chosen.empty else "demo")).resolve()
    address = f"http://{'localhost' if chosen.host == '127.0.0.1' else chosen.host}:{chosen.port}/"
    with lock.hold(var, address=address):
        lock.need_port(chosen.host, chosen.port)
        assets.ensure()
        if chosen.reset:
            _empty(var)
        if chosen.at and not (var / "prepared").exists():
            set_clock(
                var, chosen.at
            )  # before anything is recorded, so that even the first record is of that day
        env = _surroundings(var, chosen)
        _prepare(var, env, chosen)
        tree = _tree(var, env, chosen, address)
        return tree.run()


def _empty(var: Path) -> None:
    """Remove the demo's data, and nothing where a real county's could lie. The lock file stays: it is held."""
    if any(var.iterdir()) and not (var / "demo").exists() and (var / "gongzhi.sqlite3").exists():
        raise Stop(f"{shown(var)} 里不是演示数据，没有删除。")
    for item in var.iterdir():
        if item.name == "running.json":
            continue
        shutil.rmtree(item) if item.is_dir() else item.unlink()


def set_clock(var: Path, day: date) -> None:
    """Put the demo's clock at the opening of a day; it runs on from there."""
    moment = {"at": _opening(day).isoformat(), "set": _real_now().isoformat()}
    fresh = var / "clock.json.new"
    fresh.write_text(json.dumps(moment), encoding="utf-8")
    fresh.replace(var / "clock.json")


def _opening(day: date) -> datetime:
    return datetime.combine(day, OPENING)


def _real_now() -> datetime:
    """The machine's time, to which the demo's clock is an offset; nothing else may read it."""
    return datetime.now(UTC)


def _surroundings(var: Path, chosen: argparse.Namespace) -> dict[str, str]:
    """Settings of a real county in this shell must not reach the demo."""
    for key in [key for key in os.environ if key.startswith("GONGZHI_") and key not in KEPT]:
        del os.environ[key]
    more = {"GONGZHI_DEMO": "1", "GONGZHI_HOSTS": "*"}
    if chosen.database:
        more["GONGZHI_DATABASE_URL"] = chosen.database
    return services.surroundings(var, **more)


def _prepare(var: Path, env: dict[str, str], chosen: argparse.Namespace) -> None:
    """Migrate and load, unless nothing changed since last time. A first start that was cut short begins anew."""
    prepared, wanted = var / "prepared", _wanted(chosen)
    words = [] if prepared.is_file() and prepared.read_text() == wanted else ["--migrate"]
    if not prepared.exists():
        words += ["--starters"] if chosen.empty else ["--load"]
        for leftover in () if chosen.database else var.glob("gongzhi.sqlite3*"):
            leftover.unlink()
        (var / "demo").touch()
    elif chosen.at:
        words += ["--at", _opening(chosen.at).isoformat()]
    if not words:
        return
    if subprocess.run(
        [sys.executable, "-m", "gongzhi.launcher.prepare", *words], env=env, check=False
    ).returncode:
        raise Stop("没有准备好，原因见上。改正后再运行一次，或加 --reset 从头开始。")
    prepared.write_text(wanted)


def _wanted(chosen: argparse.Namespace) -> str:
    """What the prepared data depend on: migrations, pinned packages, front-end files, the database."""
    migrations = sorted(SRC.glob("**/migrations/*.py"))
    ours = [
        path for path in sorted(SRC.glob("**/static/**/*")) if path.is_file() and VENDOR not in path.parents
    ]
    return fingerprint([*migrations, *ours, ROOT / "requirements.txt", VENDOR / "stamp"], chosen.database)


def _tree(var: Path, env: dict[str, str], chosen: argparse.Namespace, address: str) -> Tree:
    children = services.children(
        env,
        host=chosen.host,
        port=chosen.port,
        workers=1,
        threads=4,
        only=tuple(services.NAMES),
        logs=var / "logs",
    )
    return Tree(
        children,
        ready=lambda: services.answers(f"http://{chosen.host}:{chosen.port}/healthz"),
        announce=lambda: _announce(var, chosen, address),
        born=lambda groups: lock.note(var, pid=os.getpid(), address=address, groups=groups),
    )


def _announce(var: Path, chosen: argparse.Namespace, address: str) -> None:
    line(f"\n共治{'（空县）' if chosen.empty else '演示县'}已启动：{address}")
    if chosen.at:
        line(f"演示时间：{chosen.at:%Y年%m月%d日} 09:00")
    for account in accounts(empty=chosen.empty):
        line(f"  {account}")
    if chosen.empty:
        line("  先用 ducha1 登录，导入本县的第一份文件；单位、领导和账号由文件建起。")
    line(f"数据和日志：{shown(var)}。按 Ctrl-C 停止。")


def accounts(*, empty: bool = False) -> list[str]:
    """The demo accounts as lines; none while there is no demo county."""
    try:
        from gongzhi.demo.accounts import ACCOUNTS, STARTERS
    except ModuleNotFoundError:
        return []
    modules = os.environ.get("GONGZHI_MODULES", "").split(",")
    whole = [one for one in ACCOUNTS if modules == [""] or one.part in ("", *modules)]
    return [str(account) for account in (STARTERS if empty else whole)]
