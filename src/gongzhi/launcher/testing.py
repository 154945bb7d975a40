"""./gongzhi test: everything on SQLite, again on PostgreSQL, journeys in a Chromium; the last line says what was not run."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from gongzhi.launcher import assets
from gongzhi.launcher.paths import ROOT
from gongzhi.launcher.say import Stop, line

NOTHING_COLLECTED = 5
KEPT = ("GONGZHI_CHROMIUM", "GONGZHI_ENVIRONMENT", "GONGZHI_MODULES")
EXCUSED = (
    "../shared"  # example documents that may not be published; a test without them says so in its reason
)


def options(parser: argparse.ArgumentParser, _: str) -> None:
    parser.add_argument("paths", nargs="*", metavar="路径", help="只运行这些文件或文件夹")
    parser.add_argument("-k", metavar="词", help="只运行名称含这个词的测试")
    parser.add_argument("-x", action="store_true", help="遇到第一个失败就停")
    parser.add_argument("--long", action="store_true", help="也运行耗时长的测试")
    parser.add_argument(
        "--engine", choices=("sqlite", "postgres", "both"), default="both", help="用哪个数据库"
    )
    parser.add_argument(
        "--workers", type=int, metavar="数", help="同时运行几个进程（全部测试时为2，指定路径时为0）"
    )


def run(chosen: argparse.Namespace) -> int:
    sys.path.insert(0, str(ROOT))
    missing = _preparations(chosen)
    codes = []
    if chosen.engine != "postgres":
        left_out = ["postgres"] + ["browser"] * ("浏览器测试" in missing)
        codes += _both("SQLite", chosen, left_out, None, missing)
    if chosen.engine != "sqlite":
        with _postgres(missing) as url:
            if url:
                codes += _both("PostgreSQL", chosen, ["browser", "once"], url, missing)
    return _conclude(codes, missing)


def _both(
    title: str, chosen: argparse.Namespace, without: list[str], url: str | None, missing: dict[str, str]
) -> list[int]:
    """The quick tests side by side, then one by one those that start a whole system: two at once starve each other."""
    left_out = [f"not {marker}" for marker in (*without, *([] if chosen.long else ["long"]))]
    quick = " and ".join([*left_out, "not browser", "not faults"])
    whole = " and ".join([*left_out, "(browser or faults)"])
    side_by_side = chosen.workers if chosen.workers is not None else (0 if chosen.paths else 2)
    codes = [_pytest(title, chosen, quick, side_by_side, url, missing)]
    if codes[0] and chosen.x:
        return codes
    return [*codes, _pytest(f"{title}，整套系统", chosen, whole, 0, url, missing)]


def _preparations(chosen: argparse.Namespace) -> dict[str, str]:
    """What cannot be run here, and why; empty when all can."""
    from tests.support import browser

    missing: dict[str, str] = {}
    if browser.find() is None:
        missing["浏览器测试"] = "没有找到 Chromium"
    try:
        assets.ensure()
    except Stop as stop:
        missing["浏览器测试"] = str(stop).splitlines()[0]
    if not chosen.long:
        missing["耗时长的测试"] = "加 --long 运行"
    return missing


@contextlib.contextmanager
def _postgres(missing: dict[str, str]) -> Iterator[str | None]:
    from tests.support import postgres

    with contextlib.ExitStack() as stack:
        try:
            url = stack.enter_context(postgres.server())
        except postgres.NoPostgres as reason:
            missing["PostgreSQL"] = str(reason)
            url = None
        yield url


def _pytest(
    title: str, chosen: argparse.Namespace, marks: str, workers: int, url: str | None, missing: dict[str, str]
) -> int:
    line(f"\n—— {title} ——")
    command = [sys.executable, "-m", "pytest", "-n", str(workers), "--dist", "loadgroup", "--timeout", "300"]
    command += ["-m", marks, "--durations", "12", "--durations-min", "8"]
    command += [*(["-k", chosen.k] if chosen.k else []), *(["-x"] if chosen.x else [])]
    command += [*(["--long"] if chosen.long else []), *chosen.paths]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "skipped.json"
        code = subprocess.run(command, cwd=ROOT, env=_surroundings(url, report), check=False).returncode
        skipped = json.loads(report.read_text()) if report.exists() else []
    for reason, count in Counter(skipped).items():
        missing[f"{title}上的{count}个测试"] = reason
    return 0 if code == NOTHING_COLLECTED and (chosen.paths or chosen.k) else code


def _surroundings(url: str | None, report: Path) -> dict[str, str]:
    """Only what the run needs; settings of a real county in this shell must not reach a test."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GONGZHI_")}
    kept |= {key: value for key, value in os.environ.items() if key in KEPT}
    kept["GONGZHI_TEST_SKIPPED"] = str(report)
    return kept | ({"GONGZHI_DATABASE_URL": url} if url else {})


def _conclude(codes: list[int], missing: dict[str, str]) -> int:
    """Print the last line. In CI whatever was not run is a failure, except the long form and unpublished examples."""
    words = "；".join(f"{what}（{why}）" for what, why in missing.items())
    line(f"\n没有运行：{words}" if missing else "\n全部测试都运行了。")
    forbidden = [what for what, why in missing.items() if what != "耗时长的测试" and EXCUSED not in why]
    if forbidden and os.environ.get("CI", "").lower() in ("1", "true"):
        line(f"在 CI 里不允许有没运行的测试：{'、'.join(forbidden)}", sys.stderr)
        codes = [*codes, 1]
    return max(codes, default=1)
