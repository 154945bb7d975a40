"""One running system for each data folder; the second is told who holds it, and who holds a port."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gongzhi.launcher.paths import shown
from gongzhi.launcher.say import Stop


@contextlib.contextmanager
def hold(var: Path, **facts: Any) -> Iterator[Path]:
    """Hold the data folder until the block ends or this process dies. Raises: Stop, naming the holder."""
    import fcntl

    var.mkdir(parents=True, exist_ok=True)
    handle = os.open(var / "running.json", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held = _read(var)
            where = f"，地址 {held['address']}" if held.get("address") else ""
            raise Stop(
                f"{shown(var)} 正由进程 {held.get('pid', '？')} 使用{where}。先停下它（在它的窗口按 Ctrl-C）。"
            ) from None
        _end_leftovers(_read(var))
        note(var, pid=os.getpid(), **facts)
        yield var
        note(var)
    finally:
        os.close(handle)


def note(var: Path, **facts: Any) -> None:
    """Write who runs here; nothing when no one does."""
    (var / "running.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")


def _read(var: Path) -> dict[str, Any]:
    with contextlib.suppress(OSError, ValueError):
        return dict(json.loads((var / "running.json").read_text(encoding="utf-8")))
    return {}


def _end_leftovers(earlier: dict[str, Any]) -> None:
    """Kill process groups that a killed system left behind; a group is known by its leader's start time."""
    for group, started in earlier.get("groups", {}).items():
        if started and started_at(int(group)) == started:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(int(group), signal.SIGKILL)


def started_at(pid: int) -> str:
    """When a process started, which with its number names it for ever; "" for none."""
    with contextlib.suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    if Path("/proc/self/stat").exists():
        return ""
    said = subprocess.run(
        ["ps", "-p", str(pid), "-o", "lstart="], capture_output=True, text=True, check=False
    )
    return said.stdout.strip()


def is_held(var: Path) -> bool:
    """Whether a system runs on this data folder now."""
    import fcntl

    with contextlib.suppress(FileNotFoundError):
        handle = os.open(var / "running.json", os.O_RDWR)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
    return False


def need_port(host: str, port: int, patience: float = 1.0) -> None:
    """See that the port is free; one that was let go a moment ago is waited for. Raises: Stop, naming the holder."""
    until = time.monotonic() + patience
    while True:
        try:
            with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                trial.bind((host, port))
            return
        except PermissionError:
            raise Stop(f"没有权限使用端口 {port}，请用 --port 换一个大于1023的端口。") from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise Stop(f"地址 {host}:{port} 不能使用：{error.strerror}。") from None
            if time.monotonic() > until:
                raise Stop(
                    f"端口 {port} 已被{holder(port)}占用。先停下它，或用 --port 换一个端口。"
                ) from None
            time.sleep(0.2)


def holder(port: int) -> str:
    """Who listens on a port, as words: process number and command line where Linux tells them."""
    inodes = _listening(port)
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            for link in (folder / "fd").iterdir():
                if (target := os.readlink(link)).startswith("socket:[") and target[8:-1] in inodes:
                    command = (
                        (folder / "cmdline")
                        .read_bytes()
                        .replace(b"\0", b" ")
                        .decode(errors="replace")
                        .strip()
                    )
                    return f"进程 {folder.name}（{command[:60]}）"
    return "另一个程序"


def _listening(port: int) -> set[str]:
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with contextlib.suppress(OSError):
            for row in Path(table).read_text().splitlines()[1:]:
                columns = row.split()
                if columns[3] == "0A" and int(columns[1].rpartition(":")[2], 16) == port:
                    found.add(columns[9])
    return found
