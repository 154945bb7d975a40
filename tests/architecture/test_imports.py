"""The kernel is a stack, the modules are a shelf. Imports inside functions count, those only for types too."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongzhi.launcher.paths import SRC

STACK = [
    "refusals", "rows", "clock", "sealing", "parameters", "org", "access", "events", "files", "flow", "duty", "rounds", "sheets", "registers", "people",
    "ledger", "measures", "documents", "notify", "exchange", "modules", "web",
]  # fmt: skip
KERNEL, MODULES, FACES = (SRC / "gongzhi" / name for name in ("kernel", "modules", "faces"))


def sources(folder: Path) -> list[Path]:
    """The product's own files: tests and their fixtures may look anywhere."""
    found = sorted(folder.rglob("*.py"))
    return [
        path
        for path in found
        if not path.name.startswith("test_") and path.name not in ("conftest.py", "world.py")
    ]


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Every absolute name that a file imports, with its line; relative imports are made absolute."""
    package = path.relative_to(SRC).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            whole = ".".join(part for part in (base, node.module or "") if part)
            yield from ((node.lineno, f"{whole}.{name.name}") for name in node.names)
        elif isinstance(node, ast.Call) and _name(node.func) == "import_module":
            yield from (
                (node.lineno, str(word.value)) for word in node.args[:1] if isinstance(word, ast.Constant)
            )


def _name(function: ast.expr) -> str:
    return str(getattr(function, "id", getattr(function, "attr", "")))


def broken(path: Path, allowed: set[str], roots: tuple[str, ...]) -> list[str]:
    """Imports of a file from our own packages that are under none of the allowed names."""
    wrong = []
    for line, name in imported(path):
        if name.split(".")[0] == "gongzhi" and not any(
            f"{name}.".startswith(f"{one}.") for one in (*allowed, *roots)
        ):
            wrong.append(f"{path.relative_to(SRC)}:{line} {name}")
    return wrong


@pytest.mark.parametrize("package", STACK)
def test_a_kernel_package_knows_only_those_before_it(package):
    place = KERNEL / package
    files = (
        sources(place) if place.is_dir() else [place.with_suffix(".py")] * place.with_suffix(".py").exists()
    )
    allowed = {f"gongzhi.kernel.{name}" for name in STACK[: STACK.index(package) + 1]}

    assert [row for path in files for row in broken(path, allowed, ("gongzhi.env",))] == []


def test_every_kernel_package_has_its_place_in_the_stack():
    names = {path.name.removesuffix(".py") for path in KERNEL.iterdir() if path.name[0] not in "_."}

    assert names - set(STACK) == set()


@pytest.mark.parametrize(
    "package", sorted(path.name for path in MODULES.iterdir() if (path / "__init__.py").exists())
)
def test_a_module_knows_the_kernel_and_itself(package):
    allowed = {"gongzhi.kernel", f"gongzhi.modules.{package}"}

    assert [
        row for path in sources(MODULES / package) for row in broken(path, allowed, ("gongzhi.env",))
    ] == []


def test_nothing_below_knows_a_face_or_the_demo():
    files = [path for folder in (KERNEL, MODULES) for path in sources(folder)]
    above = ("gongzhi.faces", "gongzhi.demo")

    assert [
        f"{path}:{line}" for path in files for line, name in imported(path) if name.startswith(above)
    ] == []


def test_an_import_in_a_function_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "SRC", tmp_path)
    file = tmp_path / "gongzhi" / "kernel" / "flow" / "x.py"
    file.parent.mkdir(parents=True)
    file.write_text("def f():\n    from ..web import y\n    import_module('gongzhi.modules.z')\n")

    assert [row.split(":")[1] for row in broken(file, {"gongzhi.kernel.flow"}, ())] == [
        "2 gongzhi.kernel.web.y",
        "3 gongzhi.modules.z",
    ]
