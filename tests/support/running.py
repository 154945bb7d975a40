"""A whole county running as people run it: `./gongzhi demo` in a folder of its own, for journeys and for killing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from gongzhi.launcher.paths import ROOT
from gongzhi.launcher.services import answers


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as trial:
        return int(trial.getsockname()[1])


@dataclass
class County:
    """One demo: `start` waits until it answers; `kill` is SIGKILL to the launcher, `stop` is Ctrl-C."""

    data: Path
    words: tuple[str, ...] = ("--empty",)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *more: str, patience: float = 120) -> County:
        """Start and wait until the page answers. Raises: AssertionError with what the launcher said."""
        said = self.data.with_name(self.data.name + ".said")
        command = [sys.executable, ROOT / "gongzhi", "demo", "--data", self.data, "--port", str(self.port)]
        with said.open("wb") as sink:
            self.process = subprocess.Popen(
                [*command, *self.words, *more], stdout=sink, stderr=sink, stdin=subprocess.DEVNULL,
                env={**os.environ, "GONGZHI_ENVIRONMENT": "here"},
            )  # fmt: skip
        until = time.monotonic() + patience
        while "已启动" not in said.read_text(encoding="utf-8", errors="replace"):
            assert self.process.poll() is None and time.monotonic() < until, said.read_text(errors="replace")
            time.sleep(0.1)
        return self

    def stop(self, patience: float = 15) -> int:
        """Stop it as Ctrl-C does; the exit code."""
        assert self.process
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=patience)

    def kill(self) -> None:
        """Kill the launcher without warning, and everything with it."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def answers(self) -> bool:
        return answers(f"{self.address}/healthz")


@contextmanager
def county(folder: Path, *words: str) -> Iterator[County]:
    """A running demo county in `folder`, stopped at the end. `words` are options of `./gongzhi demo`."""
    made = County(folder, words or ("--empty",))
    try:
        yield made.start()
    finally:
        if made.process and made.process.poll() is None:
            made.stop()
