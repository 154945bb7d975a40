"""./gongzhi demo is started, stopped and killed."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from gongzhi.launcher.paths import ROOT
from tests.support.running import County

# SQLite only: the demo makes its own database, so the second engine would show nothing new
pytestmark = [pytest.mark.faults, pytest.mark.once, pytest.mark.timeout(300)]


def test_the_demo_starts_is_killed_starts_again_and_stops(tmp_path):
    county = County(tmp_path / "data").start()
    second = subprocess.run(
        [sys.executable, ROOT / "gongzhi", "demo", "--empty", "--data", county.data, "--port", str(county.port)],
        capture_output=True, text=True, check=False,
        env={"GONGZHI_ENVIRONMENT": "here", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert (second.returncode, f"正由进程 {county.process.pid} 使用" in second.stderr) == (1, True)

    county.kill()
    until = time.monotonic() + 5
    while county.answers() and time.monotonic() < until:
        time.sleep(0.05)
    assert not county.answers()  # nothing of it is left on the port

    county.start()
    assert county.answers()
    assert county.stop() == 0
    assert not county.answers()
