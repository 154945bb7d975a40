"""Words and progress on the terminal; plain lines where nobody watches."""

from __future__ import annotations

import os
import sys
import time
from types import TracebackType
from typing import TextIO

WIDTH = 28


class Stop(Exception):
    """An expected end with a message for the reader and an exit code. Anything else that raises is a bug."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def debugging() -> bool:
    return os.environ.get("GONGZHI_DEBUG", "") not in ("", "0", "false", "False")


def line(text: str = "", to: TextIO | None = None) -> None:
    print(text, file=to or sys.stdout, flush=True)


class Progress:
    """A bar of `total` steps: redrawn in place on a terminal, else one line for about every tenth.

    Closing it leaves one line that says how long it took, or nothing on a terminal when it failed.
    """

    def __init__(self, title: str, total: int, to: TextIO | None = None) -> None:
        self.title, self.total, self.done, self.note = title, max(total, 1), 0, ""
        self.out = to or sys.stdout
        self.live = self.out.isatty() and os.environ.get("TERM") != "dumb"
        self.began, self.told = time.monotonic(), -1

    def __enter__(self) -> Progress:
        if not self.live:
            line(f"{self.title} …", self.out)
        self.show()
        return self

    def step(self, note: str = "", by: int = 1) -> None:
        self.done, self.note = min(self.done + by, self.total), note
        self.show()

    def show(self) -> None:
        if self.live:
            filled = WIDTH * self.done // self.total
            bar = "█" * filled + "░" * (WIDTH - filled)
            note = self.note[:24]
            self.out.write(f"\r\033[K{self.title} {bar} {self.done}/{self.total} {note}")
            self.out.flush()
        elif (tenth := 10 * self.done // self.total) > self.told:
            if self.done:
                line(f"  {self.done}/{self.total} {self.note}", self.out)
            self.told = tenth

    def __exit__(self, kind: type[BaseException] | None, _: object, __: TracebackType | None) -> None:
        if self.live:
            self.out.write("\r\033[K")
        if kind is None:
            line(f"{self.title}：完成（{time.monotonic() - self.began:.0f}秒）", self.out)
