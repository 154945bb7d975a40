"""The source as the architecture tests read it: files, templates, static files of our own."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
PACKAGE = SRC / "gongzhi"


def is_test(path: Path) -> bool:
    """Whether a file is for tests, which may look around more freely."""
    return path.name.startswith("test_") or path.name in ("conftest.py", "world.py", "samples.py")


def sources(under: Path = PACKAGE, *, tests: bool = False) -> list[Path]:
    """Python files of the product, without migrations."""
    found = [path for path in sorted(under.rglob("*.py")) if "migrations" not in path.parts]
    return [path for path in found if tests or not is_test(path)]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def templates() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("templates/**/*.html") if "vendor" not in path.parts)


def own_statics() -> list[Path]:
    """Our own style sheets and scripts; third parties' lie in vendor and are not ours to judge."""
    found = [
        *PACKAGE.rglob("static/**/*.css"),
        *PACKAGE.rglob("static/**/*.js"),
        *PACKAGE.rglob("static/**/*.svg"),
    ]
    return sorted(path for path in found if "vendor" not in path.parts)


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))
