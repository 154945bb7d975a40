"""The present moment comes from gongzhi.kernel.clock and from nowhere else."""

from __future__ import annotations

import ast

from gongzhi.launcher.paths import SRC

CALLS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("timezone", "now"), ("timezone", "localdate"), ("timezone", "localtime"), ("time", "time"),
}  # fmt: skip

# who reads the machine's time, and why
MACHINE = {
    "gongzhi/kernel/clock/present.py": "is the source",
    "gongzhi/kernel/access/sessions.py": "sessions end by the machine's time, a demo's clock jumps",
    "gongzhi/launcher/demo.py": "the demo's clock is an offset to it",
    "gongzhi/launcher/shelves.py": "a backup is made when it is made",
}


def readings(text: str) -> list[int]:
    """Lines that ask a clock."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (getattr(node.func.value, "id", getattr(node.func.value, "attr", "")), node.func.attr) in CALLS
    ]


def test_only_the_clock_reads_the_machine():
    found = {}
    for path in sorted((SRC / "gongzhi").rglob("*.py")):
        name = path.relative_to(SRC).as_posix()
        if not path.name.startswith("test_") and (lines := readings(path.read_text(encoding="utf-8"))):
            found[name] = lines

    assert {name: lines for name, lines in found.items() if name not in MACHINE} == {}


def test_the_list_of_exceptions_is_not_stale():
    stale = [name for name in MACHINE if not readings((SRC / name).read_text(encoding="utf-8"))]

    assert stale == []


def test_a_reading_is_found():
    assert readings("from datetime import datetime\nx = datetime.now()") == [2]
