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
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

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
    sqlite = _Stage("SQLite", chosen, ["postgres"] + ["browser"] * ("浏览器测试" in missing), None)
    codes: list[int] = []
    with _postgres(missing) if chosen.engine != "sqlite" else contextlib.nullcontext() as url:
        server = _Stage("PostgreSQL", chosen, ["browser", "once"], url) if url else None
        if chosen.engine == "postgres":
            codes += [stage.pytest(missing) for stage in _halves(server)]
        else:
            codes += _sqlite_then(sqlite, server, missing)
    return _conclude(codes, missing)


def _sqlite_then(sqlite: _Stage, server: _Stage | None, missing: dict[str, str]) -> list[int]:
    """SQLite whole; PostgreSQL's quick tests take what processor its journeys leave, and speak after them."""
    quick, whole = _halves(sqlite)
    codes = [quick.pytest(missing)]
    if codes[0] and sqlite.chosen.x:
        return codes
    if server is None:
        return [*codes, whole.pytest(missing)]
    other, last = _halves(server)
    with tempfile.TemporaryFile() as said, ThreadPoolExecutor(1) as beside:
        waiting = beside.submit(other.pytest, missing, said)
        codes.append(whole.pytest(missing))
        codes.append(waiting.result())
        said.seek(0)
        sys.stdout.buffer.write(said.read())
        sys.stdout.flush()
    return [*codes, last.pytest(missing)]


def _halves(stage: _Stage | None) -> tuple[_Stage, ...]:
    """The quick tests, side by side; then those that start a whole system, one by one: two at once starve each other."""
    if stage is None:
        return ()
    side_by_side = stage.chosen.workers
    if side_by_side is None:
        side_by_side = 0 if stage.chosen.paths else 2
    return (
        replace(stage, marks="not browser and not faults", workers=side_by_side),
        replace(stage, title=f"{stage.title}，整套系统", marks="(browser or faults)"),
    )


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


@dataclass(frozen=True)
class _Stage:
    """One run of pytest: on which engine, without which markers, of which half."""

    title: str
    chosen: argparse.Namespace
    without: Sequence[str]
    url: str | None
    marks: str = ""
    workers: int = 0

    def pytest(self, missing: dict[str, str], said: IO[bytes] | None = None) -> int:
        """Run it. With `said` it speaks there and gives way to whatever else runs."""
        heading = f"\n—— {self.title} ——"
        if said is None:
            line(heading)
        else:
            said.write(f"{heading}\n".encode())
            said.flush()
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "skipped.json"
            code = subprocess.run(
                [*(["nice", "-n", "19"] if said else []), *self._command()],
                cwd=ROOT, env=_surroundings(self.url, report), stdout=said, stderr=said, check=False,
            ).returncode  # fmt: skip
            skipped = json.loads(report.read_text()) if report.exists() else []
        for reason, count in Counter(skipped).items():
            missing[f"{self.title}上的{count}个测试"] = reason
        return 0 if code == NOTHING_COLLECTED and (self.chosen.paths or self.chosen.k) else code

    def _command(self) -> list[str]:
        chosen = self.chosen
        left_out = [f"not {marker}" for marker in (*self.without, *([] if chosen.long else ["long"]))]
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-n",
            str(self.workers),
            "--dist",
            "loadgroup",
            "--timeout",
            "300",
        ]
        command += ["-m", " and ".join([*left_out, self.marks]), "--durations", "12", "--durations-min", "8"]
        command += [*(["-k", chosen.k] if chosen.k else []), *(["-x"] if chosen.x else [])]
        return [*command, *(["--long"] if chosen.long else []), *chosen.paths]


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
