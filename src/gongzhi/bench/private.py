"""A database of one's own for each engine, and processes that see nothing else."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from gongzhi.env import ROOT


@contextlib.contextmanager
def surroundings(engine: str) -> Iterator[dict[str, str]]:
    """The environment of a measurement: an empty database with durable commits, removed afterwards.

    Raises RuntimeError when PostgreSQL is not on this machine.
    """
    folder = Path(tempfile.mkdtemp(prefix="gongzhi-bench-"))
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GONGZHI_")}
    kept |= {
        "GONGZHI_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "gongzhi.settings",
        "GONGZHI_LOG_LEVEL": "ERROR",
    }
    kept["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    try:
        if engine == "sqlite":
            yield kept
            return
        with _postgres() as url:
            yield kept | {"GONGZHI_DATABASE_URL": url}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _postgres() -> Iterator[str]:
    sys.path.insert(0, str(ROOT))
    from tests.support import postgres

    try:
        with postgres.server(durable=True) as url:
            yield url
    except postgres.NoPostgres as reason:
        raise RuntimeError(str(reason)) from reason
