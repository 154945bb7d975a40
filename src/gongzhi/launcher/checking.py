"""./gongzhi check: what can be said about the code without running it; each check in one line, all of them always."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable

from gongzhi.launcher.paths import ASSETS, ROOT
from gongzhi.launcher.say import line

# packages whose types are in order; the rest joins as it becomes so
TYPED = (
    "launcher", "kernel/refusals.py", "kernel/clock", "kernel/parameters", "kernel/duty", "kernel/measures",
    "kernel/exchange", "kernel/modules", "kernel/sheets", "kernel/web/sheets", "kernel/people/census",
    "modules/grid/parts/sheets.py", "modules/grid/parts/actions.py", "modules/grid/places.py",
    "modules/ecology/inspections/sheets.py", "modules/ecology/inspections/actions.py", "health.py", "logs.py", "requestlog.py", "env.py", "settings.py", "urls.py",
    *(
        f"modules/supervision/{name}"
        for name in (
            "models", "moves", "rules.py", "policy.py", "periods.py", "nodes.py", "flow.py", "judging.py", "slips.py",
            "charts.py", "statistics.py", "paper_facts.py", "ranking/rules.py", "ranking/queries.py", "duties/bundles.py",
            "duties/circular.py", "duties/declared.py", "founding/words.py", "founding/proposal.py", "founding/sheet.py",
            "founding/checks.py", "founding/actions.py", "founding/accounts.py",
        )
    ),
    *(
        f"modules/appeals/{name}.py"
        for name in (
            "rates", "likeness", "policy", "flow", "words", "bench", "intake/actions", "intake/rules", "intake/taking",
            "handling/orders", "handling/rules", "handling/pressing", "handling/ladder", "callback/rules",
            "figures/rules", "figures/measures", "figures/policy", "follow/queries", "follow/rules",
            "directory/actions", "directory/queries", "directory/rules", "open311/actions", "open311/moves",
            "open311/queries", "open311/offers", "papers/actions", "papers/kinds", "papers/models", "papers/queries",
            "papers/saying", "papers/views",
        )
    ),
)  # fmt: skip
ADDRESS = re.compile(r"://|--index-url|--find-links|--extra-index")


def options(parser: argparse.ArgumentParser, _: str) -> None:
    parser.add_argument("--fix", action="store_true", help="能自动改的就改好（ruff）")


def run(chosen: argparse.Namespace) -> int:
    checks: dict[str, Callable[[], str]] = {
        "风格": lambda: _tool("ruff", "check", "--quiet", *(["--fix"] if chosen.fix else []), "."),
        "版式": lambda: _tool("ruff", "format", "--quiet", *([] if chosen.fix else ["--check"]), "."),
        "类型": lambda: _tool("mypy", "--follow-imports=silent", *(f"src/gongzhi/{name}" for name in TYPED)),
        "迁移": lambda: _tool("django", "makemigrations", "--check", "--dry-run"),
        "设置": lambda: _tool("django", "check"),
        "锁定文件": addresses,
    }
    failed = 0
    for name, check in checks.items():
        said = check()
        failed += bool(said)
        line(f"{name}：{'不通过' if said else '通过'}")
        if said:
            line(said)
    return 3 if failed else 0


def _tool(name: str, *words: str) -> str:
    """Run one of the environment's tools; what it says when it fails, "" when it passes."""
    with tempfile.TemporaryDirectory() as var:
        env = {key: value for key, value in os.environ.items() if not key.startswith("GONGZHI_")}
        env |= {
            "GONGZHI_VAR": var,
            "DJANGO_SETTINGS_MODULE": "gongzhi.settings",
            "GONGZHI_LOG_LEVEL": "ERROR",
        }
        done = subprocess.run(
            [sys.executable, "-m", name, *words],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
    return (done.stdout + done.stderr).strip() or f"退出码 {done.returncode}" if done.returncode else ""


def addresses() -> str:
    """Lock files name what to install, never where from: that is each machine's own setting."""
    wrong = []
    for path in sorted(ROOT.glob("requirements*.txt")):
        rows = path.read_text(encoding="utf-8").splitlines()
        wrong += [
            f"{path.name}:{number} 写了地址" for number, row in enumerate(rows, 1) if ADDRESS.search(row)
        ]
    if '"resolved"' in (ASSETS / "package-lock.json").read_text(encoding="utf-8"):
        wrong.append("assets/package-lock.json 写了软件源的地址，请按 assets/.npmrc 重新生成")
    if any((ROOT / name).exists() and _is_tracked(name) for name in ("uv.lock", "pylock.toml")):
        wrong.append("uv.lock 和 pylock.toml 写有地址，不要提交")
    return "\n".join(wrong)


def _is_tracked(name: str) -> bool:
    done = subprocess.run(
        ["git", "ls-files", "--error-unmatch", name], cwd=ROOT, capture_output=True, check=False
    )
    return done.returncode == 0
