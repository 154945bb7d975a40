"""The environment variables that the system reads, and where its files lie."""

from __future__ import annotations

from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parents[2]

env = environ.Env()

VAR = Path(env.str("GONGZHI_VAR", default=str(ROOT / "var" / "main")))
