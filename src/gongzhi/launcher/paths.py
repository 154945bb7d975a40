"""Where things lie in the checkout."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SRC = ROOT / "src"
ASSETS = ROOT / "assets"
VENDOR = SRC / "gongzhi" / "static" / "vendor"
CACHE = ROOT / "var" / "cache"


def shown(path: Path) -> str:
    """The path as a reader in the checkout would type it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def fingerprint(files: Iterable[Path], *more: str) -> str:
    """SHA-256 over names and contents of the files and over the words, in the given order."""
    total = hashlib.sha256()
    for file in files:
        total.update(f"{shown(file)}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\0".encode())
    for word in more:
        total.update(f"{word}\0".encode())
    return total.hexdigest()
