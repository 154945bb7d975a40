"""One process tree: children that are restarted when they die, stopped together, and never outlive the parent."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from gongzhi.launcher.lock import started_at
from gongzhi.launcher.say import Stop, line

STEADY = 60.0  # seconds after which a child counts as well, and its next restart is at once again
LONGEST_PAUSE = 30.0
GRACE = 8.0  # seconds between asking and killing
HOPELESS = 4  # deaths in a row, before the tree was ever ready, that end the start

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(parent: int | None = None) -> None:
    """Have the kernel kill this process the moment its parent is gone (Linux only). Everything survives a kill -9."""
    if _libc is not None:
        _libc.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if parent is not None and os.getppid() != parent:
            os._exit(1)


@dataclass
class Child:
    """One process to keep alive; its words go to `log`, or to the terminal when there is none."""

    name: str
    command: list[str]
    env: dict[str, str]
    log: Path | None = None
    waits: bool = False  # starts when the tree is ready: the page comes first
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    born: float = 0.0
    due: float = 0.0

    def start(self) -> None:
        parent = os.getpid()
        sink: IO[bytes] | None = self.log.open("ab") if self.log else None
        try:
            self.process = subprocess.Popen(
                self.command, env=self.env, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink and subprocess.STDOUT,
                start_new_session=True, preexec_fn=lambda: die_with_parent(parent),
            )  # fmt: skip
        finally:
            if sink:
                sink.close()
        self.born = time.monotonic()

    def signal_group(self, number: int) -> None:
        if self.process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def tail(self, lines: int = 6) -> str:
        if self.log is None or not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


@dataclass
class Tree:
    """Run the children until a signal; `ready` is polled once a second until it is true, then `announce` is called."""

    children: list[Child]
    ready: Callable[[], bool] = lambda: True
    announce: Callable[[], None] = lambda: None
    born: Callable[[dict[str, str]], None] = lambda groups: None
    asked: int = field(default=0, init=False)
    is_up: bool = field(default=False, init=False)

    def run(self) -> int:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)
        try:
            for child in self.children:
                if not child.waits:
                    child.start()
            self._tell_groups()
            while not self.asked:
                self._look()
                time.sleep(0.1)
        finally:
            self._stop()
        return 0

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked += 1

    def _look(self) -> None:
        now = time.monotonic()
        if not self.is_up and self.ready():
            self.is_up = True
            self.announce()
        for child in self.children:
            if child.process and child.process.poll() is not None:
                self._mourn(child, now)
            elif child.process is None and now >= child.due and (self.is_up or not child.waits):
                child.start()
                self._tell_groups()

    def _mourn(self, child: Child, now: float) -> None:
        """Clear away what the dead child left and set the moment of its restart: at once, then 1, 2, 4 … seconds."""
        assert child.process
        child.signal_group(signal.SIGKILL)
        code, child.process = child.process.returncode, None
        child.deaths = 1 if now - child.born > STEADY else child.deaths + 1
        if not self.is_up and child.deaths >= HOPELESS:
            raise Stop(f"{child.name}起不来（退出码 {code}）。\n{child.tail()}")
        pause = min(0.5 * 2 ** (child.deaths - 1), LONGEST_PAUSE) if child.deaths > 1 else 0.0
        child.due = now + pause
        line(f"{child.name}意外结束（退出码 {code}），{pause:.0f}秒后重新启动。", sys.stderr)

    def _tell_groups(self) -> None:
        pids = [child.process.pid for child in self.children if child.process]
        self.born({str(pid): started_at(pid) for pid in pids})

    def _stop(self) -> None:
        """Ask all, wait, then kill; a second Ctrl-C kills at once."""
        until, asked = time.monotonic() + GRACE, self.asked
        for child in self.children:
            if child.process:
                child.process.terminate()
        while any(child.process and child.process.poll() is None for child in self.children):
            if time.monotonic() > until or self.asked > max(asked, 1):
                break
            time.sleep(0.05)
        for child in self.children:
            child.signal_group(signal.SIGKILL)
            if child.process:
                child.process.wait()
