"""The private Python environments: `.venv` to run, `.venv-dev` to test; pinned, hash-checked, remade when the list changes.

Two folders rather than one, so that testing never changes what a county runs. A stamp is written last:
an environment without the right stamp is made anew, so an interrupted install is never used.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from gongzhi.launcher.paths import CACHE, ROOT, SRC, fingerprint, shown
from gongzhi.launcher.say import Progress, Stop, line

FOLDERS = {"app": (".venv", "requirements.txt"), "dev": (".venv-dev", "requirements-dev.txt")}
HERE = "GONGZHI_ENVIRONMENT"  # "here": use the Python that runs now, for packagers and containers


def stamp_of(requirements: Path) -> str:
    return fingerprint([requirements], f"{sys.version_info[0]}.{sys.version_info[1]}")


def python_of(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def is_ready(folder: Path, requirements: Path) -> bool:
    stamp = folder / "stamp"
    return python_of(folder).exists() and stamp.is_file() and stamp.read_text() == stamp_of(requirements)


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let one process at a time work in the folder; others wait and are told so."""
    try:
        import fcntl
    except ImportError:  # Windows: the second one fails on a file in use, and says so
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            line("另一个 gongzhi 正在准备环境，等它完成 …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def enter(kind: str, argv: list[str]) -> None:
    """Go on in the environment of this kind: return when already there, else make it and start again in it."""
    name, listed = FOLDERS[kind]
    folder, requirements = ROOT / name, ROOT / listed
    if os.environ.get(HERE) == "here" or Path(sys.prefix).resolve() == folder.resolve():
        os.environ.update(PYTHONPATH=str(SRC), PYTHONUTF8="1")  # for the processes that this one starts
        return
    if not is_ready(folder, requirements):
        with alone(ROOT):
            if not is_ready(folder, requirements):
                make(folder, requirements)
    hand_over(python_of(folder), argv)


def hand_over(python: Path, argv: list[str]) -> NoReturn:
    surroundings = dict(os.environ, PYTHONPATH=str(SRC), PYTHONUTF8="1")
    command = [str(python), "-m", "gongzhi.launcher.main", *argv]
    sys.stdout.flush()
    if os.name == "nt":  # there exec returns the prompt at once
        sys.exit(subprocess.call(command, env=surroundings))
    os.execve(python, command, surroundings)


def make(folder: Path, requirements: Path) -> None:
    """Make the environment. Raises: Stop, which names the missing piece and the remedy."""
    bundled = importlib.util.find_spec("ensurepip") is not None
    if not bundled and importlib.util.find_spec("pip") is None:
        raise Stop("这个 Python 没有带 pip。请先安装（例如 apt install python3-venv），再运行一次。")
    (folder / "stamp").unlink(missing_ok=True)
    line(f"第一次使用或依赖有变，准备 {name_of(folder)}（来自 {shown(requirements)}）")
    create = [sys.executable, "-m", "venv", "--clear", *([] if bundled else ["--without-pip"]), str(folder)]
    made = subprocess.run(create, capture_output=True, text=True, check=False)
    if made.returncode:
        raise Stop(f"不能建立 {name_of(folder)}：{last_words(made.stderr or made.stdout)}")
    pip = [sys.executable, "-m", "pip", "--python", str(python_of(folder))]
    install([str(python_of(folder)), "-m", "pip"] if bundled else pip, requirements, ["--no-compile"])
    (folder / "stamp").write_text(stamp_of(requirements))


def name_of(folder: Path) -> str:
    return f"运行环境 {shown(folder)}"


def install(pip: list[str], requirements: Path, more: list[str]) -> None:
    """Install exactly what is listed, showing how far it is. Raises: Stop with pip's own last words."""
    total = len(re.findall(r"^[A-Za-z0-9]", requirements.read_text(encoding="utf-8"), re.MULTILINE))
    command = [*pip, "install", "--require-hashes", "--no-deps", "--no-input", "--disable-pip-version-check"]
    command += ["--cache-dir", str(CACHE / "pip"), *more, "-r", str(requirements)]
    said: list[str] = []
    with Progress("安装依赖", total + max(total // 5, 1)) as bar:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        assert process.stdout
        for text in process.stdout:
            said.append(text)
            if match := re.match(r"(?:Collecting|Requirement already satisfied:) ([A-Za-z0-9._-]+)", text):
                bar.step(match[1].split("==")[0])
            elif text.startswith("Installing collected"):
                bar.step("写入 …", by=0)
        if process.wait():
            raise Stop(
                f"依赖没有装好：{last_words(''.join(said))}\n"
                "请检查网络或软件源（pip config list），然后再运行一次；没有装好的环境不会被使用。"
            )
        bar.step(by=total)


def pip_here() -> list[str]:
    """The pip of this environment, or that of the Python it was made with."""
    has = importlib.util.find_spec("pip") is not None
    return [sys.executable if has else getattr(sys, "_base_executable", sys.executable), "-m", "pip"]


def last_words(text: str, count: int = 3) -> str:
    """The last lines that say something, errors first."""
    lines = [row.strip() for row in text.splitlines() if row.strip()]
    errors = [row for row in lines if "ERROR" in row or "rror:" in row]
    return "；".join((errors or lines)[-count:])[:600] or "没有说明原因"
